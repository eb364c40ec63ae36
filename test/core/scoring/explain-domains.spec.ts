import type { DomainExplanation, Explanation } from '../../../src/core/contracts/explanation.js';
import { compileInstrument, type CompiledInstrument } from '../../../src/core/instrument/compile.js';
import { explainScorecard } from '../../../src/core/scoring/explain.js';
import { reweigh } from '../../support/arbitraries.js';
import { bestAnswers, checked, compiledFor } from '../../support/catalogue.js';

/** The best answers but those given. */
function explained(changes: Record<string, Record<string, unknown>>, under?: CompiledInstrument): Explanation {
  const { compiled, input } = checked({ answers: { ...bestAnswers(), ...changes } });
  return explainScorecard(under ?? compiled, input);
}

function domainOf({ domains }: Explanation, code: string): DomainExplanation {
  return domains.find((domain) => domain.code === code) as DomainExplanation;
}

describe('an explanation worked out by hand', () => {
  // Patient trust weighs 0.06 and has weights 3, 2, 1, 2. PT-04 is an approval at its first step, worth 0.2.
  const explanation = explained({
    'PT-03': { notKnown: true },
    'PT-04': { value: 1, evidence: [{ title: 'Draft' }], note: 'Zebra' },
  });
  const trust = domainOf(explanation, 'PT');

  it('should show how the questions make the score of their domain', () => {
    const shown = trust.questions.map(({ id, share, points, pointsLeft, pointsIfKnown, pointsVerified }) => ({
      id,
      numbers: [share, points, pointsLeft, pointsIfKnown, pointsVerified].map((number) => Number(number.toFixed(9))),
    }));
    expect(shown).toEqual([
      { id: 'PT-01', numbers: [0.375, 37.5, 0, 37.5, 37.5] },
      { id: 'PT-02', numbers: [0.25, 25, 0, 25, 25] },
      { id: 'PT-03', numbers: [0.125, 0, 12.5, 12.5, 0] },
      { id: 'PT-04', numbers: [0.25, 5, 20, 5, 0] },
    ]);
    expect(trust.questions.map(({ sentence }) => sentence)).toEqual([
      'PT-01 privacy notice: gives 37.5 of its 37.5 points.',
      'PT-02 staff script for talking about the AI: gives 25.0 of its 25.0 points.',
      'PT-03 patient consultation: not known, so it gives none of its 12.5 points; known and best it gives all.',
      'PT-04 equality impact assessment: gives 5.0 of its 25.0 points.',
    ]);
    expect(trust.counted?.score).toBeCloseTo(67.5, 10);
    expect(trust.upper?.score).toBeCloseTo(80, 10);
    expect(trust.verified?.score).toBeCloseTo(62.5, 10);
    expect(trust.sentence).toBe(
      'Patient trust and transparency: 67.5 of 100 (could be 80.0 when all of it is known); at 6.0% of the index it ' +
        'costs 2.3 points.',
    );
  });

  it('should show how the domains make the index, its bound and the verified index', () => {
    const { index } = explanation;
    expect(index.counted.logGap).toBeCloseTo(0.06 * Math.log(100 / 67.5), 12);
    expect(index.counted.value).toBeCloseTo(97.6692, 3);
    expect(index.upper.value).toBeCloseTo(98.67, 3);
    expect(index.verified.value).toBeCloseTo(100 * 0.625 ** 0.06, 10);
    expect(index.notVerified).toEqual(['PT-04']);
    expect(trust.counted?.pointsLost).toBeCloseTo(2.3308, 3);
    expect(index.average.value).toBeCloseTo(100 - 0.06 * 32.5, 10);
    expect(index.counted.sentence).toBe(
      'The index is 97.7 of 100: 2.3 points are lost in Patient trust and transparency (2.3).',
    );
    expect(index.upper.sentence).toBe(
      'If the 1 unknown answer were the best, the index would be 98.7: 1.3 points are lost in Patient trust and ' +
        'transparency (1.3).',
    );
  });

  it('should show completeness and confidence as sums', () => {
    const applicable = explanation.domains.flatMap(({ questions }) =>
      questions.filter((question) => question.applicable),
    );
    const weight = applicable.reduce((sum, question) => sum + question.weight, 0);
    expect(explanation.completeness).toMatchObject({ numerator: weight - 1, denominator: weight });
    // PT-04, weight 2, has a document that is named and no more, worth half; everything else is checked by two people.
    expect(explanation.confidence.numerator).toBeCloseTo(weight - 1 - 2 + 2 * 0.5, 10);
    expect(explanation.confidence.denominator).toBe(weight);
  });

  it('should leave the notes out', () => {
    expect(JSON.stringify(explanation)).not.toContain('Zebra');
  });
});

describe('what a domain brings to the index', () => {
  it('should be nothing where too little of it applies, and its questions still count for confidence', () => {
    const compiled = reweigh(compiledFor(), (weight, id) => (id === 'CO-04' ? 100 : weight));
    const explanation = explained({ 'CO-04': { notApplicable: 'Only three people would use it.' } }, compiled);
    const domain = domainOf(explanation, 'CO');
    expect(domain).toMatchObject({ assessed: false, weight: 0, counted: null, upper: null, verified: null });
    expect(domain.sentence).toBe(
      'Clinical acceptance and oversight: too little of it applies to be scored, so its weight is shared out among ' +
        'the others.',
    );
    expect(domain.questions[3]).toMatchObject({
      id: 'CO-04',
      applicable: false,
      share: 0,
      points: 0,
      answer: 'Does not apply: Only three people would use it.',
    });
    expect(domain.questions[3]?.sentence).toBe('CO-04 staff readiness survey: does not apply, so it leaves every sum.');
    expect(explanation.completeness.value).toBe(1);
    expect(explanation.index.counted.sentence).toBe('The index is 100.0 of 100: no domain loses anything.');
  });

  it('should be counted from the floor on', () => {
    const worst = Object.fromEntries(['PT-01', 'PT-02', 'PT-03', 'PT-04'].map((id) => [id, { value: 0 }]));
    const domain = domainOf(explained(worst), 'PT');
    expect(domain.counted).toMatchObject({ score: 0, scoreUsed: 1 });
    expect(domain.sentence).toMatch(/^Patient trust and transparency: 0\.0 of 100, counted as 1\.0; at 6\.0% /);
  });
});

describe('the conditions of the stages', () => {
  it('should say in whose way they stand, and which are met', () => {
    const { stage } = explained({ 'GV-01': { value: 0 }, 'IT-10': { value: 0 } });
    expect(stage).toMatchObject({
      number: 1,
      next: 2,
      sentence: 'Stage 1 of 4, Preparing. Conditions met of the next stage, Cleared for data: 0 of 1.',
    });
    expect(stage.conditions.map(({ id, stage: of, met, questions }) => [id, of, met, questions])).toEqual([
      ['started', 1, true, []],
      ['data-gates', 2, false, ['GV-01']],
      ['live-gates', 3, true, []],
      ['essentials', 3, false, ['IT-10']],
      ['domain-scores', 3, true, []],
      ['index', 3, true, []],
      ['in-use', 4, false, []],
    ]);
  });

  it('should name the domains that are too low, and those that are excepted', () => {
    const low = explained({ 'RD-01': { value: 0 }, 'RD-02': { value: 0 }, 'RD-04': { value: 0 } });
    const condition = (explanation: Explanation): object =>
      explanation.stage.conditions.find(({ id }) => id === 'domain-scores') as object;
    expect(condition(low)).toMatchObject({
      met: false,
      domains: ['RD'],
      sentence: 'Go-live needs 50.0 in each domain; under it: Resources and demand (30.0).',
    });
    expect(condition(explained({}))).toMatchObject({
      sentence: 'Every domain that can be scored is at 50.0 or more, Team size and capacity excepted.',
    });
    const { instrument, tool } = compiledFor();
    const stages = { ...instrument.method.stages, exemptDomains: [] };
    const strict = compileInstrument({ ...instrument, method: { ...instrument.method, stages } }, tool, 'routine');
    expect(condition(explained({}, strict))).toMatchObject({
      sentence: 'Every domain that can be scored is at 50.0 or more.',
    });
  });

  it('should say that a go-live date is still ahead', () => {
    const { compiled, input } = checked({ answers: bestAnswers(), context: { goLiveDate: '2027-01-04' } });
    expect(explainScorecard(compiled, input).stage.conditions.at(-1)).toMatchObject({
      met: false,
      sentence: 'The go-live date, 4 January 2027, is still ahead.',
    });
  });
});
