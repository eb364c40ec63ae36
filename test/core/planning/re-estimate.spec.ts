import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reestimateFactor, type Outcome } from '../../../src/core/planning/re-estimate.js';
import { realCatalogue } from '../../support/catalogue.js';

const forecast = realCatalogue().instrument.method.forecast;
const { median, logSd } = forecast.siteFactor;
const live = (ratio: number): Outcome => ({ plannedWeeks: 40, weeks: 40 * ratio, live: true });
const waiting = (ratio: number): Outcome => ({ plannedWeeks: 40, weeks: 40 * ratio, live: false });
const anyOutcome = fc.record({
  plannedWeeks: fc.double({ min: 1, max: 200, noNaN: true }),
  weeks: fc.double({ min: 1, max: 400, noNaN: true }),
  live: fc.boolean(),
});

describe('re-estimating the site factor', () => {
  it('should stay at the prior without outcomes', () => {
    const estimate = reestimateFactor([], forecast);
    expect(estimate.median).toBeCloseTo(median, 6);
    expect(estimate.uncertainty).toBeCloseTo(forecast.priorSd, 4);
    expect(estimate).toMatchObject({ live: 0, notYetLive: 0 });
  });

  it('should weigh live sites against the prior as two normals do', () => {
    const ratios = [2, 2.5, 1.2];
    const precision = 1 / forecast.priorSd ** 2 + ratios.length / logSd ** 2;
    const weighted =
      Math.log(median) / forecast.priorSd ** 2 + ratios.reduce((s, r) => s + Math.log(r), 0) / logSd ** 2;
    const estimate = reestimateFactor(ratios.map(live), forecast);
    expect(Math.log(estimate.median)).toBeCloseTo(weighted / precision, 6);
    expect(estimate.uncertainty).toBeCloseTo(1 / Math.sqrt(precision), 4);
  });

  it('should take a site that is not live as longer than so far: no news early, a strong hint late', () => {
    expect(reestimateFactor([waiting(0.1)], forecast).median).toBeCloseTo(median, 3);
    expect(reestimateFactor([waiting(3)], forecast).median).toBeGreaterThan(median * 1.05);
    // far in the tail a waiting site pulls nearly as hard as one that went live there
    expect(reestimateFactor([waiting(60)], forecast).median).toBeGreaterThan(
      reestimateFactor([live(60)], forecast).median * 0.99,
    );
  });

  it('should never fall for a site that waits longer, nor for a live one that took longer', () => {
    fc.assert(
      fc.property(
        fc.array(anyOutcome, { maxLength: 12 }),
        anyOutcome,
        fc.double({ min: 1, max: 3, noNaN: true }),
        (rest, one, more) => {
          const before = reestimateFactor([...rest, one], forecast).median;
          const after = reestimateFactor([...rest, { ...one, weeks: one.weeks * more }], forecast).median;
          expect(after).toBeGreaterThanOrEqual(before * (1 - 1e-6));
        },
      ),
    );
  });

  it('should grow more certain with outcomes, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(anyOutcome, { minLength: 1, maxLength: 12 }), (outcomes) => {
        const estimate = reestimateFactor(outcomes, forecast);
        expect(estimate.uncertainty).toBeLessThanOrEqual(forecast.priorSd * (1 + 1e-4));
        expect(estimate.interval[0]).toBeLessThan(estimate.median);
        expect(estimate.interval[1]).toBeGreaterThan(estimate.median);
        expect(reestimateFactor([...outcomes].reverse(), forecast).median).toBeCloseTo(estimate.median, 9);
      }),
    );
  });

  it.each([
    { plannedWeeks: 0, weeks: 4, live: true },
    { plannedWeeks: 4, weeks: -1, live: false },
    { plannedWeeks: NaN, weeks: 4, live: true },
  ])('should refuse weeks that are not above 0', (outcome) => {
    expect(() => reestimateFactor([outcome], forecast)).toThrow(RangeError);
  });
});
