import { describe, expect, it } from '@jest/globals';
import { assess } from '../../src/core/assess.js';
import { planSupport } from '../../src/core/planning/plan.js';
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

  it('should not change what it is given', () => {
    const before = JSON.stringify([input, [...input.answers]]);
    assess(compiled, input, { draws: 2 });
    expect(JSON.stringify([input, [...input.answers]])).toBe(before);
  });
});
