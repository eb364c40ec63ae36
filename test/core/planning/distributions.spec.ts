import { describe, expect, it } from '@jest/globals';
import {
  betaTable,
  normalCdf,
  normalQuantile,
  percentile,
  pertTable,
  quantile,
  type QuantileTable,
} from '../../../src/core/planning/distributions.js';

/** The distribution function of a beta distribution by Simpson's rule: another method than the tables'. */
function betaCdf(alpha: number, beta: number, x: number): number {
  const density = (t: number): number => t ** (alpha - 1) * (1 - t) ** (beta - 1);
  const integral = (to: number): number => {
    const n = 4000;
    let sum = density(0) + density(to);
    for (let i = 1; i < n; i += 1) sum += (i % 2 === 1 ? 4 : 2) * density((to * i) / n);
    return (sum * to) / (3 * n);
  };
  return integral(x) / integral(1);
}

function mean(table: QuantileTable): number {
  const n = 20_000;
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += quantile(table, (i + 0.5) / n);
  return sum / n;
}

describe('PERT-beta durations', () => {
  it.each([
    [0.6, 2.5],
    [0.6, 1.05],
    [0.6, 3],
    [0.2, 9],
  ])('should have the mean (low + 4 + high) / 6 from %p to %p', (low, high) => {
    const expected = (low + 4 + high) / 6;
    expect(Math.abs(mean(pertTable(low, high)) / expected - 1)).toBeLessThan(3e-4);
  });

  it('should have the quantiles of the beta distribution that Simpson integration gives', () => {
    const [low, width] = [0.6, 1.9];
    const [alpha, beta] = [1 + (4 * 0.4) / width, 1 + (4 * 1.5) / width];
    const table = pertTable(0.6, 2.5);
    for (const u of [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]) {
      expect(betaCdf(alpha, beta, (quantile(table, u) - low) / width)).toBeCloseTo(u, 4);
    }
  });

  it('should start at the fastest, end at the slowest and never fall', () => {
    const table = pertTable(0.6, 2.5);
    expect(quantile(table, 0)).toBe(0.6);
    expect(quantile(table, 1)).toBe(2.5);
    for (let i = 1; i < table.length; i += 1) expect(table[i]).toBeGreaterThanOrEqual(table[i - 1] as number);
  });
});

describe('beta tables', () => {
  it.each([0.05, 0.3, 0.5, 0.8, 0.99])('should solve 3x² − 2x³ = u for Beta(2, 2) at %p', (u) => {
    const x = quantile(betaTable(2, 2), u);
    expect(3 * x ** 2 - 2 * x ** 3).toBeCloseTo(u, 5);
  });

  it('should have the moments of Beta(2, 5)', () => {
    const table = betaTable(2, 5);
    const n = 20_000;
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i += 1) {
      const x = quantile(table, (i + 0.5) / n);
      sum += x;
      squares += x * x;
    }
    expect(sum / n).toBeCloseTo(2 / 7, 3);
    expect(squares / n - (sum / n) ** 2).toBeCloseTo(10 / (49 * 8), 3);
  });

  it('should hold where the density vanishes in floating point', () => {
    const table = betaTable(400, 400);
    expect(quantile(table, 0)).toBe(0);
    expect(quantile(table, 0.5)).toBeCloseTo(0.5, 4);
  });
});

describe('normal distribution', () => {
  // Published table values
  it.each([
    [0.001, -3.090232306],
    [0.01, -2.326347874],
    [0.025, -1.959963985],
    [0.1, -1.281551566],
    [0.5, 0],
    [0.8, 0.841621234],
    [0.975, 1.959963985],
    [0.999, 3.090232306],
    [0.999999, 4.753424309],
  ])('should have the quantile of %p at %p', (u, z) => {
    expect(Math.abs(normalQuantile(u) - z)).toBeLessThan(1e-8);
    expect(Math.abs(normalCdf(z) - u)).toBeLessThan(8e-8);
  });

  it('should be undone by its distribution function', () => {
    for (let u = 0.0005; u < 1; u += 0.0005) expect(Math.abs(normalCdf(normalQuantile(u)) - u)).toBeLessThan(1e-7);
  });

  it('should be 0 and 1 far out', () => {
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
  });
});

describe('percentile', () => {
  it.each([
    [0.5, 2],
    [0.51, 3],
    [0.75, 3],
    [0.9, 4],
    [1, 4],
    [0.0001, 1],
  ])('should be the nearest rank: %p of four is the %pth', (share, expected) => {
    expect(percentile(Float64Array.from([1, 2, 3, 4]), share)).toBe(expected);
  });

  it('should not slip a rank by rounding', () => {
    const sample = Float64Array.from({ length: 2000 }, (_, i) => i + 1);
    for (let i = 1; i <= 2000; i += 1) expect(percentile(sample, i / 2000)).toBe(i);
  });

  it('should be the only value of a sample of one', () => {
    expect(percentile(Float64Array.of(7), 0.5)).toBe(7);
  });
});
