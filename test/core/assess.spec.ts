import { describe, expect, it } from '@jest/globals';
import { assess, comparedWith } from '../../src/core/assess.js';
import { planSupport } from '../../src/core/planning/plan.js';
import { compareAssessments } from '../../src/core/scoring/compare.js';
import { scoreAssessment } from '../../src/core/scoring/score.js';
import { echoSite } from '../support/plans.js';

describe('an assessment', () => {
  const { compiled, input } = echoSite(1 / 3);

  it('should be the scorecard and the plan of the same answers', () => {
    expect(assess(compiled, input, { draws: 10, seed: 3 })).toEqual({
      scorecard: scoreAssessment(compiled, input),
      plan: planSupport(compiled, input, { draws: 10, seed: 3 }),
    });
  });

  it('should take the draws and the seed of the instrument where none are given', () => {
    const { draws, seed } = compiled.instrument.method.forecast;
    expect(assess(compiled, input).plan).toMatchObject({ draws, seed });
  });

  it('should be compared with an earlier one, and with the plan that one would have by the same options', () => {
    const earlier = echoSite(0);
    const before = { ...earlier, scorecard: scoreAssessment(earlier.compiled, earlier.input) };
    const after = { compiled, input, scorecard: scoreAssessment(compiled, input) };
    expect(comparedWith(before, after, { draws: 10 })).toEqual({
      comparison: compareAssessments(before, after),
      plan: planSupport(earlier.compiled, earlier.input, { draws: 10 }),
    });
  });

  it('should not change what it is given', () => {
    const before = JSON.stringify([input, [...input.answers]]);
    assess(compiled, input, { draws: 2 });
    expect(JSON.stringify([input, [...input.answers]])).toBe(before);
  });
});
