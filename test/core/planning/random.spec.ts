import { describe, expect, it } from '@jest/globals';
import { hashText, uniform } from '../../../src/core/planning/random.js';
import { realCatalogue } from '../../support/catalogue.js';

const DRAWS = 40_000;

function sample(seed: number, key: number, draws = DRAWS): Float64Array {
  return Float64Array.from({ length: draws }, (_, draw) => uniform(seed, key, draw));
}

function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += ((a[i] as number) - 0.5) * ((b[i] as number) - 0.5);
  return (12 * sum) / a.length;
}

/** Largest distance between the sample's distribution and the uniform one (Kolmogorov and Smirnov). */
function largestGap(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted.reduce((gap, u, i) => Math.max(gap, Math.abs(u - i / sorted.length)), 0);
}

// At 40,000 draws one sample in 10,000 has a gap above 2.23 / √n or a correlation above 3.9 / √n; seeds are fixed.
const LIMIT = 2.23 / Math.sqrt(DRAWS);
const CORRELATION_LIMIT = 3.9 / Math.sqrt(DRAWS);

describe('uniform numbers', () => {
  it.each([
    [20261123, 'GV-01'],
    [20261123, 'site factor'],
    [0, ''],
    [1, 'IT-05'],
    [4294967295, 'TM-01'],
  ])('should spread evenly under seed %p and key %p', (seed, key) => {
    const values = sample(seed, hashText(key));
    expect(largestGap(values)).toBeLessThan(LIMIT);
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThan(0);
    expect(Math.max(...values.slice(0, 1000))).toBeLessThan(1);
  });

  it('should fill pairs of neighbouring draws evenly', () => {
    const counts = new Float64Array(100);
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const [u, v] = [uniform(5, hashText('GV-01'), 2 * draw), uniform(5, hashText('GV-01'), 2 * draw + 1)];
      const cell = 10 * Math.floor(10 * u) + Math.floor(10 * v);
      counts[cell] = (counts[cell] as number) + 1;
    }
    const expected = DRAWS / 100;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(161);
  });

  it('should not depend on each other under different keys, seeds and draws', () => {
    const one = sample(20261123, hashText('GV-01'));
    expect(Math.abs(correlation(one, sample(20261123, hashText('GV-02'))))).toBeLessThan(CORRELATION_LIMIT);
    expect(Math.abs(correlation(one, sample(20261124, hashText('GV-01'))))).toBeLessThan(CORRELATION_LIMIT);
    expect(Math.abs(correlation(one.subarray(1), one.subarray(0, -1)))).toBeLessThan(CORRELATION_LIMIT);
  });

  it('should be the same for the same seed, key and draw', () => {
    expect(sample(3, 4, 50)).toEqual(sample(3, 4, 50));
    expect(sample(3, 4, 50)).not.toEqual(sample(3, 5, 50));
    expect(sample(3, 4, 50)).not.toEqual(sample(4, 4, 50));
  });

  it('should lie inside (0, 1) over the ends of the 32-bit range', () => {
    // x + 0.5 over 2^32 is above 0 for x = 0 and below 1 for the largest x
    expect(0.5 / 4294967296).toBeGreaterThan(0);
    expect(4294967295.5 / 4294967296).toBeLessThan(1);
  });
});

describe('hashText', () => {
  it('should give the published FNV-1a values', () => {
    expect(hashText('')).toBe(0x811c9dc5);
    expect(hashText('a')).toBe(0xe40c292c);
    expect(hashText('foobar')).toBe(0xbf9cf968);
  });

  it('should give every action its own key', () => {
    const ids = realCatalogue().instrument.actions.flatMap(({ id }) => [id, `${id}:find-out`, `${id}:find-evidence`]);
    const keys = new Set([...ids, 'site factor'].map(hashText));
    expect(keys.size).toBe(ids.length + 1);
  });
});
