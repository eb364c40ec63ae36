import { indexOf, shareOfGap } from '../../../src/core/scoring/domains.js';
import { bandOf, NOT_ASSESSABLE, scoreAssessment } from '../../../src/core/scoring/score.js';
import { madeUp, reweigh } from '../../support/arbitraries.js';
import { bestAnswers, bestBut, checked, compiledFor, gateOf, realCatalogue, scored } from '../../support/catalogue.js';

describe('the readiness index', () => {
  it("should be 56.476 for the method's worked example, 3.17 under the arithmetic mean", () => {
    const weights = [0.22, 0.16, 0.2, 0.14, 0.11, 0.06, 0.06, 0.05];
    const scores = [80, 30, 60, 50, 70, 40, 90, 55];
    const compiled = madeUp(weights.map((weight) => ({ weight, questions: [1] })));
    const result = indexOf(
      compiled,
      scores.map((score) => score / 100),
    );
    expect(result.index).toBeCloseTo(56.476, 3);
    expect(result.arithmetic).toBeCloseTo(59.65, 3);
    expect(result.arithmetic - result.index).toBeCloseTo(3.17, 2);
    const team = result.domains[1];
    expect(team?.weight).toBeCloseTo(0.16, 12);
    const floor = compiled.instrument.method.scoreFloor;
    expect(result.domains.map((domain) => shareOfGap(domain, result, floor))[1]).toBeCloseTo(0.34, 2);
  });

  it('should count a domain with nothing in it as 1 of 100 and not as nothing', () => {
    const compiled = madeUp([
      { weight: 0.5, questions: [1] },
      { weight: 0.5, questions: [1] },
    ]);
    const result = indexOf(compiled, [1, 0]);
    expect(result.domains[1]?.score).toBe(0);
    expect(result.index).toBeCloseTo(10, 10);
    expect(result.arithmetic).toBeCloseTo(50.5, 10);
  });

  it('should share the weight of a domain that cannot be assessed among the others in proportion', () => {
    const compiled = madeUp([
      { weight: 0.5, questions: [1] },
      { weight: 0.3, questions: [1] },
      { weight: 0.2, questions: [3, 2] },
    ]);
    const result = indexOf(compiled, [0.8, 0.4, 'not-applicable', 'not-applicable']);
    [0.625, 0.375, 0].forEach((weight, i) => expect(result.domains[i]?.weight).toBeCloseTo(weight, 12));
    expect(result.domains[2]).toMatchObject({
      score: undefined,
      upper: undefined,
      completeness: 1,
      applicableWeight: 0,
    });
    expect(shareOfGap(result.domains[2] as (typeof result.domains)[number], result, 1)).toBe(0);
    expect(result.index).toBeCloseTo(100 * 0.8 ** 0.625 * 0.4 ** 0.375, 10);
  });

  it.each([
    ['assess a domain at exactly 40% of its weight', [3, 2], 'not-applicable', 50],
    ['assess a domain at 40% whatever the scale of the weights', [3 * 0.7, 2 * 0.7], 'not-applicable', 50],
    ['not assess a domain under 40% of its weight', [3.01, 2], 'not-applicable', undefined],
    ['assess a domain whose answers are unknown', [3.01, 2], 'unknown', (50 * 2) / 5.01],
  ] as const)('should %s', (_, questions, first, score) => {
    const compiled = madeUp([
      { weight: 0.5, questions: [1] },
      { weight: 0.5, questions },
    ]);
    const own = indexOf(compiled, [1, first, 0.5]).domains[1]?.score;
    if (score === undefined) expect(own).toBeUndefined();
    else expect(own).toBeCloseTo(score, 10);
  });

  it('should refuse when nothing at all can be assessed', () => {
    expect(() => indexOf(madeUp([{ weight: 1, questions: [1] }]), ['not-applicable'])).toThrow(RangeError);
  });

  it('should say that a domain is not assessable, and still count its gates, essentials and completeness', () => {
    const compiled = reweigh(compiledFor(), (weight, id) => (id === 'CO-04' ? 100 : weight));
    const { input } = checked({
      answers: {
        ...bestAnswers(),
        'CO-02': { value: 2 },
        'CO-03': { notKnown: true },
        'CO-04': { notApplicable: 'Only three people would use it.' },
        'CO-06': { value: 0 },
      },
    });
    const card = scoreAssessment(compiled, input);
    expect(card.domains[4]).toMatchObject({
      code: 'CO',
      score: null,
      upper: null,
      band: NOT_ASSESSABLE,
      essentialsMet: false,
      weight: 0,
      shareOfGap: 0,
    });
    expect(card.domains[4]?.completeness).toBeCloseTo(11 / 13, 10);
    expect(card.index.value).toBe(100);
    expect(gateOf(card, 'CO-02')).toMatchObject({ state: 'failed' });
    expect(card.stage.number).toBe(2);
    expect(card.headline).toBe(
      'Cleared for data: go-live is blocked by CO-02 final decision and override procedure and CO-06 monitoring plan ' +
        'and stop rule. Index 100 of 100 (could be 100 when the 1 unknown answer is known).',
    );
  });

  it.each([
    [0, 'Early'],
    [39.9999, 'Early'],
    [40 - 1e-12, 'Developing'],
    [40, 'Developing'],
    [60, 'Nearly ready'],
    [69.9999, 'Nearly ready'],
    [70, 'Ready on score'],
    [100, 'Ready on score'],
  ])('should put %d into its band', (score, band) => {
    expect(bandOf(score, realCatalogue().instrument.method.bands)).toBe(band);
  });

  it('should show Developing at best for a domain with an essential below its mark, and leave the number alone', () => {
    const before = bestBut({});
    const after = bestBut({ 'RD-01': { value: 0 }, 'RD-04': { value: 0 }, 'IT-10': { value: 1 } });
    expect(before.domains[0]).toMatchObject({ code: 'IT', score: 100, band: 'Ready on score', essentialsMet: true });
    expect(after.domains[0]).toMatchObject({ code: 'IT', band: 'Developing', essentialsMet: false });
    expect(after.domains[0]?.score).toBeGreaterThan(90);
    expect(after.domains[7]).toMatchObject({ code: 'RD', essentialsMet: true, band: 'Developing' });
  });

  it('should leave a band below Developing as it is', () => {
    const card = scored({ answers: {} });
    expect(card.domains.map(({ band }) => band)).toEqual(Array(8).fill('Early'));
    expect(card.index).toMatchObject({ band: 'Early', provisional: true });
    expect(card.index.value).toBeCloseTo(1, 10);
    expect(card.index.upper).toBe(100);
  });

  it('should be provisional below 80% completeness only', () => {
    expect(bestBut({}).index.provisional).toBe(false);
    const few = Object.fromEntries(Object.entries(bestAnswers()).slice(0, 40));
    expect(scored({ answers: few }).index.provisional).toBe(true);
  });
});
