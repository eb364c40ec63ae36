import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  meetsGoal,
  objectiveOf,
  selectCheapest,
  type Candidate,
  type Goal,
} from '../../../src/core/planning/selection.js';
import { anyProblem, LONG, planRuns } from '../../support/plans.js';

const TOLERANCE = 1e-9;

interface Best {
  readonly objective: number;
  readonly days: number;
}

/** Every subset that is closed under needs and reaches the thresholds; the least objective and the least days. */
function bruteForce(candidates: readonly Candidate[], goal: Goal): Best | undefined {
  const objective = objectiveOf(candidates);
  const needs = candidates.map((candidate) => candidate.needs.reduce((mask, need) => mask | (1 << need), 0));
  let best: Best | undefined;
  for (let mask = 0; mask < 1 << candidates.length; mask += 1) {
    const scores = [...goal.scores];
    let [sum, days, closed] = [0, 0, true];
    candidates.forEach(({ domain, gain, cost }, i) => {
      if ((mask & (1 << i)) === 0) return;
      closed &&= (mask & (needs[i] as number)) === needs[i];
      scores[domain] = (scores[domain] as number) + gain;
      sum += objective[i] as number;
      days += cost;
    });
    if (!closed || !reaches(scores, goal)) continue;
    best = {
      objective: Math.min(sum, best?.objective ?? Infinity),
      days: Math.min(days, best?.days ?? Infinity),
    };
  }
  return best;
}

function reaches(scores: readonly number[], { weights, leastScores, leastIndex, scoreFloor }: Goal): boolean {
  if (scores.some((score, d) => score < (leastScores[d] as number) - TOLERANCE)) return false;
  const log = scores.reduce((sum, score, d) => sum + (weights[d] as number) * Math.log(Math.max(score, scoreFloor)), 0);
  return log >= Math.log(leastIndex) - TOLERANCE;
}

function isClosed(candidates: readonly Candidate[], chosen: readonly number[]): boolean {
  return chosen.every((index) => (candidates[index] as Candidate).needs.every((need) => chosen.includes(need)));
}

const sumOf = (values: readonly number[], chosen: readonly number[]): number =>
  chosen.reduce((sum, index) => sum + (values[index] as number), 0);

describe('the cheapest further actions', () => {
  it(
    'should be what brute force finds, whatever needs what',
    () => {
      fc.assert(
        fc.property(anyProblem(12), ({ candidates, goal }) => {
          const best = bruteForce(candidates, goal);
          const found = selectCheapest(candidates, goal, 25);
          expect(found.exact).toBe(true);
          expect(found.gapDays).toBe(0);
          expect(found.reachesThresholds).toBe(best !== undefined);
          expect(isClosed(candidates, found.chosen)).toBe(true);
          expect(found.cost).toBeCloseTo(
            sumOf(
              candidates.map(({ cost }) => cost),
              found.chosen,
            ),
            6,
          );
          if (best === undefined) return;
          expect(meetsGoal(candidates, goal, found.chosen)).toBe(true);
          expect(sumOf(objectiveOf(candidates), found.chosen)).toBe(best.objective);
        }),
        planRuns(150),
      );
    },
    LONG,
  );

  it(
    'should have a gap beyond the limit that is never negative and never smaller than the true one',
    () => {
      fc.assert(
        fc.property(anyProblem(12), ({ candidates, goal }) => {
          const best = bruteForce(candidates, goal);
          const found = selectCheapest(candidates, goal, -1);
          expect(isClosed(candidates, found.chosen)).toBe(true);
          expect(found.reachesThresholds).toBe(best !== undefined);
          if (best === undefined) return;
          expect(meetsGoal(candidates, goal, found.chosen)).toBe(true);
          expect(found.gapDays).toBeGreaterThanOrEqual(0);
          expect(found.gapDays).toBeGreaterThanOrEqual(found.cost - best.days - 1e-6);
          expect(found.exact).toBe(found.chosen.length === 0);
        }),
        planRuns(150),
      );
    },
    LONG,
  );

  const goal: Goal = { scores: [40], weights: [1], leastScores: [50], leastIndex: 70, scoreFloor: 1 };
  const candidate = (id: string, gain: number, cost: number, rest: Partial<Candidate> = {}): Candidate => ({
    id,
    domain: 0,
    gain,
    cost,
    leadWeeks: 2,
    needs: [],
    ...rest,
  });

  it('should be none where the thresholds are reached', () => {
    const reached = selectCheapest([candidate('A', 10, 1)], { ...goal, scores: [70] }, 25);
    expect(reached).toEqual({ chosen: [], cost: 0, exact: true, gapDays: 0, reachesThresholds: true });
  });

  it('should be all of them where even all do not reach the thresholds', () => {
    const out = selectCheapest([candidate('A', 10, 1), candidate('B', 10, 2)], goal, 25);
    expect(out).toEqual({ chosen: [0, 1], cost: 3, exact: true, gapDays: 0, reachesThresholds: false });
  });

  it('should take the shorter lead where days tie', () => {
    const list = [candidate('A', 30, 1, { leadWeeks: 4 }), candidate('B', 30, 1, { leadWeeks: 3.9 })];
    expect(selectCheapest(list, goal, 25).chosen).toEqual([1]);
  });

  it('should take the lower id where days and leads tie, whatever the order', () => {
    expect(selectCheapest([candidate('B', 30, 1), candidate('A', 30, 1)], goal, 25).chosen).toEqual([1]);
    expect(selectCheapest([candidate('A', 30, 1), candidate('B', 30, 1)], goal, 25).chosen).toEqual([0]);
  });

  it('should see thirds of a day that add up as a tie', () => {
    const thirds = ['A', 'B', 'C'].map((id) => candidate(id, 10, 1 / 3, { leadWeeks: 1 }));
    const whole = candidate('D', 30, 1, { leadWeeks: 2 });
    expect(selectCheapest([...thirds, whole], goal, 25).chosen).toEqual([3]);
  });

  it('should take a dear one with a small need before a cheap one with a dear need', () => {
    const list = [
      candidate('A', 30, 1, { needs: [1] }),
      candidate('B', 0.5, 9),
      candidate('C', 30, 5, { needs: [3] }),
      candidate('D', 0.5, 1),
    ];
    expect(selectCheapest(list, goal, 25).chosen).toEqual([2, 3]);
    expect(selectCheapest(list, goal, 3)).toMatchObject({ chosen: [2, 3], exact: false });
  });

  it('should count two gains under the floor of the index, which bring nothing each alone', () => {
    const low: Goal = { scores: [0, 80], weights: [0.5, 0.5], leastScores: [0, 0], leastIndex: 11, scoreFloor: 1 };
    const list = [candidate('A', 0.9, 1), candidate('B', 0.9, 1), candidate('C', 1.9, 3)];
    expect(selectCheapest(list, low, 25).chosen).toEqual([0, 1]);
  });

  it('should not come back to a candidate through one that needs it, once it has been left out', () => {
    const list = [candidate('A', 30, 5, { needs: [1] }), candidate('B', 20, 1), candidate('C', 30, 20)];
    expect(selectCheapest(list, goal, 25)).toMatchObject({ chosen: [0, 1], cost: 6, exact: true });
  });

  it('should drop what the greedy choice turned out not to need', () => {
    const list = [candidate('A', 12, 1), candidate('B', 30, 4)];
    expect(selectCheapest(list, goal, 1)).toMatchObject({ chosen: [1], cost: 4, exact: false });
  });
});
