import { describe, expect, it } from '@jest/globals';
import { hashText } from '../../../src/core/planning/random.js';
import {
  domainKey,
  drawsGeometric,
  gammaDraw,
  questionFactor,
  questionKey,
  relativeSd,
} from '../../../src/core/portfolio/weight-draws.js';
import { compiledFor } from '../../support/catalogue.js';

const SEED = 7;
const DRAWS = 40_000;
const draws = (of: (draw: number) => number): number[] => Array.from({ length: DRAWS }, (_, draw) => of(draw));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const sd = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe('gamma draws', () => {
  it.each([0.05, 0.3, 0.9, 1, 2.5, 11])('should have mean and variance of the shape, %p', (shape) => {
    const values = draws((draw) => gammaDraw(shape, SEED, hashText('a'), draw));
    // Four standard errors
    expect(Math.abs(mean(values) - shape)).toBeLessThan((4 * Math.sqrt(shape)) / Math.sqrt(DRAWS));
    const error = Math.sqrt((2 * shape ** 2 + 6 * shape) / DRAWS);
    expect(Math.abs(sd(values) ** 2 - shape)).toBeLessThan(4 * error);
    expect(values.every((value) => value > 0)).toBe(true);
  });

  it('should lie below −ln(1 − u) as often as u says at shape 1, where it is exponential', () => {
    const values = draws((draw) => gammaDraw(1, SEED, hashText('b'), draw));
    for (const u of [0.01, 0.1, 0.5, 0.9, 0.99]) {
      const below = values.filter((value) => value < -Math.log(1 - u)).length / DRAWS;
      expect(Math.abs(below - u)).toBeLessThan(4 * Math.sqrt((u * (1 - u)) / DRAWS));
    }
  });

  it('should lie below x as often as erf(√x) says at shape one half', () => {
    const values = draws((draw) => gammaDraw(0.5, SEED, hashText('c'), draw));
    // Chi squared with one degree of freedom, halved: published quantiles
    for (const [u, chi] of [
      [0.1, 0.0157908],
      [0.5, 0.4549364],
      [0.95, 3.8414588],
    ] as const) {
      const below = values.filter((value) => value < chi / 2).length / DRAWS;
      expect(Math.abs(below - u)).toBeLessThan(4 * Math.sqrt((u * (1 - u)) / DRAWS));
    }
  });

  it('should be 0 for a shape of 0, and above 0 for the smallest other one', () => {
    expect(gammaDraw(0, SEED, 1, 1)).toBe(0);
    expect(gammaDraw(1e-9, SEED, 1, 1)).toBeGreaterThan(0);
  });
});

describe('what is drawn', () => {
  const { method } = compiledFor().instrument;
  const { robustness } = method.portfolio;

  it('should move domain weights by as much as their relative standard deviation says', () => {
    const { domains } = compiledFor();
    const shares = Array.from({ length: DRAWS / 4 }, (_, draw) => {
      const gammas = domains.map(({ domain, weight }) =>
        gammaDraw(robustness.concentration * weight, SEED, domainKey(domain.code), draw),
      );
      const sum = gammas.reduce((total, gamma) => total + gamma, 0);
      return gammas.map((gamma) => gamma / sum);
    });
    domains.forEach(({ weight }, d) => {
      const own = shares.map((drawn) => drawn[d] as number);
      expect(mean(own) / weight).toBeCloseTo(1, 1);
      expect(Math.abs(sd(own) / weight / relativeSd(weight, robustness.concentration) - 1)).toBeLessThan(0.04);
    });
  });

  it.each([
    [0.22, 26],
    [0.05, 61],
    [1, 0],
    [0, 0],
  ])('should move a weight of %p by %p%%, as the method says', (weight, percent) => {
    expect(Math.round(100 * relativeSd(weight, 50))).toBe(percent);
  });

  it('should multiply question weights by between the two factors, as often down as up', () => {
    const [low, high] = robustness.questionFactor;
    const factors = draws((draw) => questionFactor(SEED, questionKey('IT-01'), draw, robustness.questionFactor));
    expect(Math.min(...factors)).toBeGreaterThan(low);
    expect(Math.max(...factors)).toBeLessThan(high);
    const logs = factors.map((factor) => (Math.log(factor) - Math.log(low)) / (Math.log(high) - Math.log(low)));
    expect(mean(logs)).toBeCloseTo(0.5, 2);
    expect(sd(logs)).toBeCloseTo(Math.sqrt(1 / 12), 2);
  });

  it('should aggregate geometrically in the share of draws that the method says', () => {
    const geometric = draws((draw) => (drawsGeometric(SEED, draw, robustness) ? 1 : 0));
    expect(Math.abs(mean(geometric) - robustness.geometricShare)).toBeLessThan(0.01);
  });
});
