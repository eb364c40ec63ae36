import fc from 'fast-check';
import type { Answer } from '../../../src/core/contracts/answers.js';
import type { Sensitivity } from '../../../src/core/contracts/sensitivity.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { sensitivityOf } from '../../../src/core/scoring/sensitivity.js';
import { anyCase, lawRuns, madeUp, reweigh, type Case } from '../../support/arbitraries.js';
import { bestAnswers, checked, type RawDocument } from '../../support/catalogue.js';

const TOLERANCE = 1e-9;

function holds(law: (site: Case) => void): void {
  fc.assert(fc.property(anyCase(), law), lawRuns() as fc.Parameters<[Case]>);
}

function must(condition: boolean, message: string, ...values: readonly unknown[]): void {
  if (!condition) throw new Error(`${message}: ${values.map((value) => JSON.stringify(value)).join(', ')}`);
}

function of(document: RawDocument): Sensitivity {
  const { compiled, input } = checked(document);
  return sensitivityOf(compiled, input);
}

const everyWay = ({ domains, variants }: Sensitivity): Sensitivity['variants'][number][] => [
  ...domains.flatMap(({ name, less, more }) =>
    [less, more].map((one) => ({ id: 'equal-domains' as const, name, ...one })),
  ),
  ...variants,
];

describe('the weights of an index, moved', () => {
  it('should be no way to open a closed data gate', () => {
    let closed = 0;
    holds(({ compiled, input }) => {
      const { gates } = scoreAssessment(compiled, input);
      if (gates.every(({ kind, state }) => kind !== 'data' || (state !== 'failed' && state !== 'not-known'))) return;
      closed += 1;
      const sensitivity = sensitivityOf(compiled, input);
      must(Math.max(...sensitivity.stages) <= 1, 'stages', sensitivity.stages);
      for (const { name, stage } of everyWay(sensitivity)) must(stage <= 1, 'stage', name, stage);
    });
    expect(closed).toBeGreaterThan(0);
  });

  it('should draw the index towards the domain that weighs more, and never past the lowest or highest domain', () => {
    holds(({ compiled, input }) => {
      const { index, domains } = scoreAssessment(compiled, input);
      const sensitivity = sensitivityOf(compiled, input);
      const { limits, tried } = sensitivity;
      sensitivity.domains.forEach(({ less, more }, i) => {
        const score = domains[i]?.score ?? null;
        const away = score === null ? 0 : Math.max(score, 1) - index.value;
        must(more.change * away >= -TOLERANCE, 'more', more, away);
        must(less.change * away <= TOLERANCE, 'less', less, away);
        if (score === null) must(Math.abs(more.change) + Math.abs(less.change) <= TOLERANCE, 'not assessed', more);
        for (const one of [less, more]) {
          must(
            one.index >= limits.lowest - TOLERANCE && one.index <= limits.highest + TOLERANCE,
            'limits',
            one,
            limits,
          );
        }
      });
      for (const one of everyWay(sensitivity)) {
        must(one.upper >= one.index - TOLERANCE, 'upper', one);
        must(Math.abs(one.index - one.change - index.value) <= TOLERANCE, 'change', one);
        must(one.index >= tried.lowest - TOLERANCE && one.index <= tried.highest + TOLERANCE, 'tried', one, tried);
      }
      must(Math.abs(sensitivity.index - index.value) + Math.abs(sensitivity.upper - index.upper) === 0, 'index', index);
      const average = sensitivity.variants.find(({ id }) => id === 'plain-average')?.index ?? NaN;
      must(Math.abs(average - index.arithmetic) <= TOLERANCE, 'average', average, index);
    });
  });

  it('should come to the same when all weights are multiplied by the same number', () => {
    holds(({ compiled, input }) => {
      const [one, other] = [
        sensitivityOf(compiled, input),
        sensitivityOf(
          reweigh(compiled, (w) => 7 * w),
          input,
        ),
      ];
      const numbers = (sensitivity: Sensitivity): number[] => everyWay(sensitivity).map(({ index }) => index);
      numbers(one).forEach((index, i) => {
        must(Math.abs(index - (numbers(other)[i] ?? NaN)) <= 1e-6, 'index', index, numbers(other)[i]);
      });
    });
  });

  it('should give the known arithmetic: one domain alone has a score, and the others count as 1', () => {
    const best = bestAnswers();
    const onlyOne = { 'IT-01': best['IT-01'] as Record<string, unknown> };
    const { domains, variants, limits } = of({ answers: onlyOne });
    const it = domains.find(({ code }) => code === 'IT');
    const weight = it?.weight ?? NaN;
    // ln 1 is 0, so that the index is the domain's score to the power of its weight.
    const score = limits.highest;
    expect(limits.lowest).toBe(1);
    expect(it?.more.index).toBeCloseTo(score ** ((2 * weight) / (1 + weight)), 9);
    expect(it?.less.index).toBeCloseTo(score ** ((0.5 * weight) / (1 - 0.5 * weight)), 9);
    expect(variants[0]?.index).toBeCloseTo(score ** (1 / domains.length), 9);
  });

  it('should say in words how far the index moves, and whether the stage does', () => {
    expect(of({ answers: bestAnswers() }).sentence).toBe(
      'The index is 100.0 under all the weights that were tried. The stage, Cleared for go-live, is the same under all of them.',
    );
    const { sentence, stages } = of({ answers: {} });
    expect(sentence).toBe(
      'The index is 1.0 under all the weights that were tried. The stage, Not started, is the same under all of them.',
    );
    expect(stages).toEqual([0]);
  });

  it('should tell of a stage that only some weights give', () => {
    // Every gate and essential is open and the team, the one domain that may be low, pulls the index down to about 70.
    const { byId } = checked({}).compiled;
    const weak = Object.fromEntries(
      Object.entries(bestAnswers()).map(([id, answer]) => {
        const asked = byId.get(id);
        const { domain, number } = asked?.question ?? {};
        if (asked?.gate !== null || asked.essential) return [id, answer];
        if (domain === 'TM') return [id, { ...answer, value: number?.floor ?? 0 }];
        const value = number === undefined ? (domain === 'RD' ? 2 : 1) : (number.floor + number.target) / 2;
        return [id, { ...answer, value }];
      }),
    );
    const { sentence, stages, index } = of({ answers: weak });
    expect(index).toBeGreaterThan(70);
    expect(stages).toEqual([2, 3]);
    expect(sentence).toMatch(
      /it lies between \d\d\.\d and \d\d\.\d\. The stage depends on them: Cleared for data and Cleared for go-live\.$/,
    );
  });
});

describe('answers that are open', () => {
  it('should move index and upper bound by what finding out each one does, and no further than each other', () => {
    holds(({ compiled, input }) => {
      const { index, answered, confidence } = scoreAssessment(compiled, input);
      const { unknown, unchecked } = sensitivityOf(compiled, input);
      must(unknown.length === answered.unknown, 'unknown', unknown.length, answered);
      for (const one of unknown) {
        must(one.ifBest >= -TOLERANCE && index.value + one.ifBest <= index.upper + TOLERANCE, 'best', one, index);
        must(one.ifWorst >= -TOLERANCE && index.upper - one.ifWorst >= index.value - TOLERANCE, 'worst', one, index);
      }
      const gained = unchecked.reduce((sum, one) => sum + one.confidence, 0);
      // with everything that is known checked, confidence is what is known
      must(
        Math.abs(confidence + gained - scoreAssessment(compiled, input).completeness) <= 1e-6,
        'gain',
        confidence,
        gained,
      );
      for (const { verified } of unchecked)
        must(verified >= -TOLERANCE && index.verified + verified <= index.value + TOLERANCE, 'verified', verified);
    });
  });

  it('should come with the one that matters most first, with why it is not known and what it guards', () => {
    const { unknown, unchecked } = of({ answers: { 'IT-01': { value: 3 }, 'TR-02': { notKnown: true } } });
    const gains = unknown.map(({ ifBest, ifWorst }) => ifBest + ifWorst);
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    expect(unknown.find(({ id }) => id === 'TR-02')).toMatchObject({ reason: 'answered-not-known', gate: null });
    expect(unknown.find(({ id }) => id === 'GV-01')).toMatchObject({ reason: 'unanswered', gate: 'data' });
    expect(unchecked).toEqual([
      {
        id: 'IT-01',
        subject: expect.any(String),
        domain: 'IT',
        gate: 'live',
        strength: 0,
        confidence: expect.any(Number),
        verified: expect.any(Number),
      },
    ]);
  });
});

describe('a domain that is not assessed', () => {
  it('should move nothing, and be no limit of what weights can do', () => {
    const compiled = madeUp([
      { weight: 1, questions: [1, 1] },
      { weight: 3, questions: [1] },
    ]);
    const answers = new Map<string, Answer>([
      ['D0-0', { type: 'value', value: 3, evidence: [] }],
      ['D1-0', { type: 'not-applicable', reason: 'It does not arise.', evidence: [] }],
    ]);
    const { input } = checked({});
    const { domains, limits, tried, variants } = sensitivityOf(compiled, { ...input, answers });
    expect(limits).toEqual({ lowest: 50, highest: 50 });
    for (const range of [tried.lowest, tried.highest]) expect(range).toBeCloseTo(50, 9);
    expect(domains.map(({ weight }) => weight)).toEqual([1, 0]);
    expect(variants.map(({ upper }) => Math.round(upper))).toEqual([100, 100, 100]);
  });

  it('should put what matters as much in the order of its ids', () => {
    const compiled = madeUp([{ weight: 1, questions: Array.from({ length: 12 }, () => 1) }]);
    const { unknown } = sensitivityOf(compiled, checked({}).input);
    const ids = unknown.map(({ id }) => id);
    expect(ids).toHaveLength(12);
    expect(ids).toEqual([...ids].sort());
  });
});
