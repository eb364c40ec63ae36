import fc from 'fast-check';
import type { Comparison } from '../../../src/core/contracts/comparison.js';
import type { CompiledInstrument } from '../../../src/core/instrument/compile.js';
import { compareAssessments } from '../../../src/core/scoring/compare.js';
import { logarithmicMean } from '../../../src/core/scoring/compare-index.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import type { Submission } from '../../../src/core/scoring/submission.js';
import { anyCase, lawRuns, reweigh } from '../../support/arbitraries.js';
import { bestAnswers, checked, compiledFor, type RawDocument } from '../../support/catalogue.js';

type Raw = Record<string, unknown>;

/** The best answers but those given, under the compiled instrument given. */
function bestWith(changes: Record<string, Raw>, compiled?: CompiledInstrument, rest: RawDocument = {}): Submission {
  const one = checked({ ...rest, answers: { ...bestAnswers(), ...changes } });
  const own = compiled ?? one.compiled;
  return { compiled: own, input: one.input, scorecard: scoreAssessment(own, one.input) };
}

/** Line by question id or domain code, with its kind and points. */
function linesOf({ index }: Comparison): Record<string, [string, number]> {
  return Object.fromEntries(
    index.lines.map(({ question, domain, kind, points }) => [question ?? domain, [kind, points]]),
  );
}

describe('the logarithmic mean', () => {
  it('should be (a − b)/(ln a − ln b), the same both ways round', () => {
    expect(logarithmicMean(20, 80)).toBeCloseTo(60 / Math.log(4), 12);
    expect(logarithmicMean(80, 20)).toBe(logarithmicMean(20, 80));
  });

  it('should be the number itself where both are equal, and next to it where they hardly differ', () => {
    expect(logarithmicMean(50, 50)).toBe(50);
    expect(logarithmicMean(50, 50 + 1e-12)).toBeCloseTo(50, 9);
    expect(logarithmicMean(50, 50 + 1e-6)).toBeCloseTo(50.0000005, 10);
  });
});

describe('what moved the index, by hand', () => {
  // Weights: PT 0.06 with PT-04 2 of 8; RD 0.05 with RD-03 1 and RD-04 2 of 10. An approval's first step is worth 0.2.
  const before = bestWith({ 'PT-04': { value: 1 }, 'RD-04': { value: 0 } });
  const after = bestWith({ 'RD-04': { value: 2 }, 'RD-03': { notKnown: true } });
  const comparison = compareAssessments(before, after);

  it('should come to the numbers of a calculation by hand', () => {
    // Before: PT 80, RD 80. After: PT 100, RD 80 again: half of RD-04's 20 points came, RD-03's 10 went.
    const [index0, index1] = [100 * 0.8 ** 0.11, 100 * 0.8 ** 0.05];
    expect(comparison.index.before).toBeCloseTo(index0, 10);
    expect(comparison.index.after).toBeCloseTo(index1, 10);
    const level = (index1 - index0) / Math.log(index1 / index0);
    const lines = linesOf(comparison);
    expect(Object.keys(lines)).toEqual(['PT-04', 'RD-03', 'RD-04']);
    expect(lines['PT-04']?.[1]).toBeCloseTo(level * 0.06 * Math.log(1 / 0.8), 10);
    // A domain that stands still: each point of its score is worth level × W / score.
    expect(lines['RD-04']?.[1]).toBeCloseTo((level * 0.05 * 10) / 80, 10);
    expect(lines['RD-03']?.[1]).toBeCloseTo((level * 0.05 * -10) / 80, 10);
  });

  it('should say so in plain English', () => {
    expect(comparison.index.sentence).toBe(
      'The index went from 97.6 to 98.9. What moved it: PT-04 equality impact assessment (+1.3 points), ' +
        'RD-03 yearly study volume (-0.6 points) and RD-04 running costs after the pilot (+0.6 points).',
    );
    expect(comparison.index.lines.map(({ sentence }) => sentence)).toEqual([
      'PT-04 equality impact assessment: from level 1 to 3, +1.3 points.',
      expect.stringMatching(/^RD-03 yearly study volume: from \d+ .+ to not known, -0\.6 points\.$/),
      'RD-04 running costs after the pilot: from level 0 to 2, +0.6 points.',
    ]);
    const resources = comparison.domains.find(({ code }) => code === 'RD');
    expect(resources?.points).toBeCloseTo(0, 12);
    expect(resources?.sentence).toBe('Resources and demand: 80.0, no points of the index.');
  });

  it('should say of a movement too small to show which way it went', () => {
    const compiled = reweigh(compiledFor(), (weight, id) => (id === 'PT-04' ? 0.001 : weight));
    const { index } = compareAssessments(bestWith({ 'PT-04': { value: 2 } }, compiled), bestWith({}, compiled));
    expect(index.sentence).toContain('The index is 100.0, nearly as before.');
    expect(index.lines[0]?.sentence).toContain('from level 2 to 3, up by less than 0.1 points.');
    const back = compareAssessments(bestWith({}, compiled), bestWith({ 'PT-04': { value: 2 } }, compiled));
    expect(back.index.lines[0]?.sentence).toContain('from level 3 to 2, down by less than 0.1 points.');
  });
});

describe('what no answer of its own moved', () => {
  const mostOfIt = reweigh(compiledFor(), (weight, id) => (id === 'CO-04' ? 100 : weight));
  const low = { 'CO-06': { value: 0 }, 'PT-04': { value: 0 } };
  const whole = bestWith({ ...low, 'CO-04': { value: 1 } }, mostOfIt);
  const little = bestWith({ ...low, 'CO-04': { notApplicable: 'Only three people would use it.' } }, mostOfIt);

  it('should be a line of its own where a domain loses or gains its score, and where others take its weight', () => {
    const [lost, gained] = [compareAssessments(whole, little), compareAssessments(little, whole)];
    expect(lost.index.lines.map(({ kind, domain }) => [kind, domain])).toEqual([
      ['domain-not-assessed', 'CO'],
      ['domain-weight', 'PT'],
    ]);
    expect(lost.index.lines[0]?.sentence).toMatch(
      /^Clinical acceptance and oversight: too little of it applies now to be scored, \+[\d.]+ points\.$/,
    );
    expect(lost.index.lines[1]?.sentence).toMatch(
      /^Patient trust and transparency: its weight in the index went from 6\.0% to 6\.7%, -0\.\d points\.$/,
    );
    expect(gained.index.lines[0]).toMatchObject({ kind: 'domain-assessed', question: null });
    expect(gained.index.lines[0]?.points).toBeCloseTo(-(lost.index.lines[0]?.points as number), 12);
    expect(lost.index.lines.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(lost.index.change, 12);
    expect(lost.index.sentence).toContain('What moved it: Clinical acceptance and oversight (+');
    expect(lost.domains[4]).toMatchObject({ code: 'CO', after: null });
    expect(lost.domains[4]?.sentence).toContain('to not assessable, +');
  });

  it('should be no line where a domain has no score on either side', () => {
    const { index, answers, domains } = compareAssessments(
      little,
      bestWith(
        { ...low, 'CO-04': { notApplicable: 'Only three people would use it.' }, 'CO-06': { value: 3 } },
        mostOfIt,
      ),
    );
    expect(index).toMatchObject({ change: 0, lines: [], sentence: 'The index is 98.1, as before.' });
    expect(answers).toMatchObject([{ id: 'CO-06', points: 0 }]);
    expect(answers[0]?.sentence).toBe('CO-06 monitoring plan and stop rule: from level 0 to 3.');
    expect(domains[4]?.sentence).toBe('Clinical acceptance and oversight: not assessable, no points of the index.');
  });

  it('should be laid to the share that an unchanged answer has where another question applies no longer', () => {
    const some = { 'CO-04': { notApplicable: 'Only three people would use it.' } };
    const lines = linesOf(compareAssessments(bestWith(low), bestWith({ ...low, ...some })));
    expect(lines).toEqual({ 'CO-06': ['share', expect.any(Number)] });
    expect(lines['CO-06']?.[1]).toBeLessThan(0);
    const sentences = [
      compareAssessments(bestWith(low), bestWith({ ...low, ...some })),
      compareAssessments(bestWith({ ...low, ...some }), bestWith(low)),
    ].map(({ index }) => index.lines[0]?.sentence);
    expect(sentences).toEqual([
      expect.stringMatching(/: the same answer, but it counts for more of its domain, -0\.\d points\.$/),
      expect.stringMatching(/: the same answer, but it counts for less of its domain, \+0\.\d points\.$/),
    ]);
  });

  it('should add up, and turn round with the order, whatever the weights on either side', () => {
    const weights = fc.array(
      fc.integer({ min: -200, max: 300 }).map((power) => 10 ** (power / 100)),
      { minLength: 7, maxLength: 7 },
    );
    // Seven weights in turn: enough to move every question and domain against the others, and quick to draw.
    const side = fc.tuple(anyCase(['echogo-pro']), weights).map(([{ compiled, input }, list]): Submission => {
      let next = 0;
      const own = reweigh(compiled, () => list[next++ % list.length] as number);
      return { compiled: own, input, scorecard: scoreAssessment(own, input) };
    });
    fc.assert(
      fc.property(side, side, (one, two) => {
        const [there, back] = [compareAssessments(one, two).index, compareAssessments(two, one).index];
        const total = there.lines.reduce((sum, { points }) => sum + points, 0);
        const other = back.lines.reduce((sum, { points }) => sum + points, 0);
        return Math.abs(total - there.change) <= 1e-9 && Math.abs(total + other) <= 1e-9;
      }),
      lawRuns() as fc.Parameters<[Submission, Submission]>,
    );
  });
});

describe('notes', () => {
  it('should be nowhere in a comparison, and no change when one is edited', () => {
    const { compiled, input } = checked({ answers: { 'PT-04': { value: 1, note: 'Zebra' } } });
    const one = { compiled, input, scorecard: scoreAssessment(compiled, input) };
    const answers = new Map(input.answers).set('PT-04', { type: 'value', value: 1, evidence: [], note: 'Quagga' });
    const edited = { ...one, input: { ...input, answers } };
    expect(compareAssessments(one, edited).answers).toEqual([]);
    const moved = compareAssessments(one, bestWith({ 'PT-04': { value: 2, note: 'Quagga' } }));
    expect(moved.answers.map(({ id }) => id)).toContain('PT-04');
    expect(JSON.stringify(moved)).not.toMatch(/Zebra|Quagga/);
  });

  it('should read the frozen scorecards alike after a journey through JSON', () => {
    const [one, two] = [bestWith({ 'GV-01': { value: 0 } }), bestWith({ 'PT-03': { notKnown: true } })];
    const stored = [one, two].map((side) => ({
      ...side,
      scorecard: JSON.parse(JSON.stringify(side.scorecard)) as Submission['scorecard'],
    })) as [Submission, Submission];
    expect(compareAssessments(...stored)).toEqual(compareAssessments(one, two));
  });
});
