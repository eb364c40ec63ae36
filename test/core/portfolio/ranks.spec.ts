import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Ranking } from '../../../src/core/portfolio/ranks.js';
import { isDistinguishable, shareAbove, tieGroups } from '../../../src/core/portfolio/tie-groups.js';
import { lawRuns } from '../../support/arbitraries.js';
import { slowRanks } from './slow-robustness.js';

function ranksOf(values: readonly number[]): number[] {
  const ranks = new Uint16Array(values.length);
  new Ranking(values.length).rank(Float32Array.from(values), ranks);
  return [...ranks];
}

describe('ranks', () => {
  it('should be from the highest, equal ones sharing the better rank', () => {
    expect(ranksOf([40, 60, 20, 60, 40, 10])).toEqual([3, 1, 5, 1, 3, 6]);
  });

  it('should take what differs by rounding only as equal', () => {
    expect(ranksOf([56.47625834, 56.47625834 + 1e-12, 56.4763])).toEqual([2, 2, 1]);
  });

  it('should be one more than how many are higher, whatever the numbers', () => {
    const numbers = fc.array(fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.nat(20)), { maxLength: 40 });
    fc.assert(
      fc.property(numbers, (values) => {
        expect(ranksOf(values)).toEqual(slowRanks(values));
      }),
      lawRuns() as fc.Parameters<[number[]]>,
    );
  });

  it('should average (n + 1) / 2 when no two are equal', () => {
    const numbers = fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(numbers, (values) => {
        const sum = ranksOf(values).reduce((total, rank) => total + rank, 0);
        expect(sum / values.length).toBe((values.length + 1) / 2);
      }),
      lawRuns() as fc.Parameters<[number[]]>,
    );
  });
});

describe('tie groups', () => {
  it('should count equal numbers half', () => {
    expect(shareAbove([1, 2, 3, 4], [1, 1, 4, 3])).toBe((0.5 + 1 + 0 + 1) / 4);
  });

  it.each([
    [0.19, true],
    [0.2, false],
    [0.5, false],
    [0.8, false],
    [0.81, true],
  ])('should tell two sites apart whose order holds in %p of the draws: %p', (above, expected) => {
    expect(isDistinguishable(above, [0.2, 0.8])).toBe(expected);
  });

  it('should end a group before the first site that differs from its first, whatever the later ones do', () => {
    const values = [9, 8, 7, 6, 5];
    const apart = (first: number, later: number): boolean =>
      (values[first] as number) - (values[later] as number) > 1.5;
    expect(tieGroups(['a', 'b', 'c', 'd', 'e'], apart)).toEqual([
      { number: 1, places: { from: 1, to: 2 }, sites: ['a', 'b'] },
      { number: 2, places: { from: 3, to: 4 }, sites: ['c', 'd'] },
      { number: 3, places: { from: 5, to: 5 }, sites: ['e'] },
    ]);
  });

  it('should not put a site back into a group that has ended', () => {
    // b differs from a, c does not: c is in b's group all the same.
    expect(tieGroups(['a', 'b', 'c'], (first, later) => first === 0 && later === 1).map(({ sites }) => sites)).toEqual([
      ['a'],
      ['b', 'c'],
    ]);
  });

  it('should have none without sites', () => {
    expect(tieGroups([], () => true)).toEqual([]);
  });
});
