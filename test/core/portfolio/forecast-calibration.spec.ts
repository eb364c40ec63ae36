import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ForecastOutcome } from '../../../src/core/contracts/forecast-calibration.js';
import { normalQuantile } from '../../../src/core/planning/distributions.js';
import { uniform } from '../../../src/core/planning/random.js';
import { reestimateFactor } from '../../../src/core/planning/re-estimate.js';
import { calibrateForecasts, estimateFactor } from '../../../src/core/portfolio/forecast-calibration.js';
import { realCatalogue } from '../../support/catalogue.js';
import { planRuns } from '../../support/plans.js';

const method = realCatalogue().instrument.method.forecast;
const SPREAD = 0.44;
const Z_OF_P90 = normalQuantile(0.9);

/** A forecast as plans make them: P50 1.6 times the plan, with an outcome at so many times the P50. */
function outcome(id: string, timesP50: number, change: Partial<ForecastOutcome> = {}): ForecastOutcome {
  const p50Weeks = 64;
  return {
    id,
    madeOn: '2026-01-05',
    plannedWeeks: 40,
    p50Weeks,
    p90Weeks: p50Weeks * Math.exp(Z_OF_P90 * SPREAD),
    weeks: timesP50 * p50Weeks,
    live: true,
    ...change,
  };
}

const waiting = (id: string, timesP50: number): ForecastOutcome => outcome(id, timesP50, { live: false });
const many = (count: number, timesP50: number, change: Partial<ForecastOutcome> = {}): ForecastOutcome[] =>
  Array.from({ length: count }, (_, i) => outcome(`S${String(i)}`, timesP50, change));

const anyWeeks = fc.double({ min: 1, max: 300, noNaN: true });
const anyForecasts: fc.Arbitrary<ForecastOutcome[]> = fc
  .array(
    fc.record({
      plannedWeeks: anyWeeks,
      p50Weeks: anyWeeks,
      later: fc.oneof(fc.constant(1), fc.double({ min: 1.1, max: 3, noNaN: true })),
      weeks: anyWeeks,
      live: fc.boolean(),
      madeOn: fc.constantFrom('2026-01-05', '2026-02-02', '2026-03-02'),
    }),
    { maxLength: 20 },
  )
  .map((all) => all.map(({ later, ...own }, i) => ({ ...own, p90Weeks: own.p50Weeks * later, id: `S${String(i)}` })));

describe('holding forecasts against what happened', () => {
  it('should count who was live by the P50 and by the P90, with Wilson intervals', () => {
    const result = calibrateForecasts(
      [...[0.8, 0.9, 1].map((times, i) => outcome(`A${String(i)}`, times)), outcome('B', 1.5), outcome('C', 2.5)],
      method,
    );
    expect(result).toMatchObject({ live: 5, notYetLive: 0, pastP50: 0, pastP90: 0, withoutSpread: 0 });
    expect(result.byP50).toMatchObject({ count: 3, of: 5, share: 0.6 });
    expect(result.byP90).toMatchObject({ count: 4, of: 5, share: 0.8 });
    // z = 1.645: (0.6 + 2.706/10) / (1 + 2.706/5) = 0.5649, give or take 1.645·√(0.24/5 + 2.706/100) / (1 + 2.706/5) = 0.2924
    expect(result.byP50.interval?.[0]).toBeCloseTo(0.5649 - 0.2924, 3);
    expect(result.byP50.interval?.[1]).toBeCloseTo(0.5649 + 0.2924, 3);
  });

  it('should show every forecast in a row, by day and then by id', () => {
    const { rows } = calibrateForecasts(
      [
        outcome('D', 2.5, { madeOn: '2026-01-04' }),
        waiting('C', 0.5),
        waiting('B', 1.5),
        outcome('A', 1.5),
        waiting('E', 2.5),
        outcome('F', 1),
      ],
      method,
    );
    expect(rows.map(({ id, result }) => [id, result])).toEqual([
      ['D', 'after-p90'],
      ['A', 'by-p90'],
      ['B', 'waiting-past-p50'],
      ['C', 'waiting'],
      ['E', 'waiting-past-p90'],
      ['F', 'by-p50'],
    ]);
    expect(rows[0]).toMatchObject({ timesP50: 2.5, plannedWeeks: 40, weeks: 160, live: true });
    expect(rows[2]).toMatchObject({ timesP50: 1.5, quantile: null });
    expect(rows[5]?.quantile).toBeCloseTo(0.5, 6);
  });

  it('should leave sites that are not live out of the curve and count them', () => {
    const result = calibrateForecasts([outcome('A', 1), outcome('B', 3), waiting('C', 1.2), waiting('D', 2.5)], method);
    expect(result).toMatchObject({ live: 2, notYetLive: 2, pastP50: 2, pastP90: 1 });
    expect(result.curve.map(({ nominal, count, of }) => [nominal, count, of])).toEqual([
      ...[0.1, 0.2, 0.3, 0.4].map((nominal) => [nominal, 0, 2]),
      ...[0.5, 0.6, 0.7, 0.8, 0.9].map((nominal) => [nominal, 1, 2]),
    ]);
    expect(result.sentence).toMatch(
      /; 2 sites are not live yet, one of them past the P90; this rests on two outcomes\.$/,
    );
  });

  it('should count a date that was only waited for in the shares, and neither in the curve nor in the factors', () => {
    const fixed = outcome('A', 1, { plannedWeeks: 2, p50Weeks: 2, p90Weeks: 2, weeks: 2 });
    const result = calibrateForecasts([fixed], method);
    expect(result).toMatchObject({ withoutSpread: 1, byP50: { count: 1, of: 1 }, byP90: { count: 1, of: 1 } });
    expect(result.curve.every(({ of, share, interval }) => of === 0 && share === null && interval === null)).toBe(true);
    expect(result.rows[0]?.quantile).toBeNull();
    expect(result.factor.median).toBeCloseTo(method.siteFactor.median, 6);
    expect(result.verdict).toBe('not-known');
    expect(result.sentence).toBe(
      'No outcome yet to hold the forecasts against: at 1 live site nothing but a date was waited for.',
    );
  });

  it('should re-estimate the site factor from the weeks if nothing slips, with the published one as prior', () => {
    const forecasts = [outcome('A', 2), outcome('B', 1.4), waiting('C', 3)];
    const expected = reestimateFactor(forecasts, method);
    expect(calibrateForecasts(forecasts, method).factor).toEqual({
      published: method.siteFactor.median,
      median: expected.median,
      interval: expected.interval,
    });
  });

  it.each([
    [{ weeks: 0 }, 'Weeks must be above 0: A'],
    [{ plannedWeeks: -1 }, 'Weeks must be above 0: A'],
    [{ p50Weeks: NaN }, 'Weeks must be above 0: A'],
    [{ p90Weeks: 60 }, 'The P90 must not be before the P50: A'],
    [{ p90Weeks: NaN }, 'The P90 must not be before the P50: A'],
  ])('should refuse %p', (change, message) => {
    expect(() => calibrateForecasts([outcome('A', 1, change)], method)).toThrow(new RangeError(message));
  });
});

describe('the verdict on forecasts', () => {
  it.each<[string, ForecastOutcome[], RegExp]>([
    ['not-known', [], /^No forecast has been kept yet, so none can be held against what happened\.$/],
    ['not-known', [waiting('A', 0.2)], /^No outcome yet to hold the forecasts against: 1 site is not live yet\.$/],
    [
      'not-known',
      [waiting('A', 2), waiting('B', 0.1)],
      /^No outcome yet to hold the forecasts against: 2 sites are not live yet, one of them past the P90\.$/,
    ],
    [
      'about-right',
      [outcome('A', 1.1)],
      /^Forecasts have been about right as far as one outcome can tell: a site takes 1\.0\d times its P50 \(90% interval 0\.\d\d to 1\.\d\d\); 0 of 1 live site was live by the P50 and 1 by the P90\.$/,
    ],
    [
      'too-early',
      many(12, 1.6),
      /^Forecasts have been too early: a site takes 1\.4\d times .*; 0 of 12 live sites were live by the P50 and 12 by the P90; this rests on 12 outcomes\.$/,
    ],
    [
      'too-late',
      many(9, 0.5),
      /^Forecasts have been too late: a site takes 0\.6\d times .*; this rests on nine outcomes\.$/,
    ],
    [
      'too-early',
      many(12, 2, { live: false }),
      /^Forecasts have been too early: .*; 12 sites are not live yet, 12 of them past the P90; this rests on sites that wait alone\.$/,
    ],
  ])('should be %s and say on how little it rests: %#', (verdict, forecasts, sentence) => {
    const result = calibrateForecasts(forecasts, method);
    expect(result.verdict).toBe(verdict);
    expect(result.sentence).toMatch(sentence);
  });
});

describe('the laws of calibration', () => {
  it('should keep shares, intervals and quantiles in range, and rise along the curve, in any order of forecasts', () => {
    fc.assert(
      fc.property(anyForecasts, (forecasts) => {
        const result = calibrateForecasts(forecasts, method);
        const turned = calibrateForecasts([...forecasts].reverse(), method);
        expect({ ...turned, factor: result.factor, timesP50: result.timesP50, sentence: result.sentence }).toEqual(
          result,
        );
        expect(turned.factor.median).toBeCloseTo(result.factor.median, 9);
        expect(turned.timesP50.median).toBeCloseTo(result.timesP50.median, 9);
        expect(result.live + result.notYetLive).toBe(forecasts.length);
        for (const { count, of, share, interval } of [result.byP50, result.byP90, ...result.curve]) {
          expect(count).toBeLessThanOrEqual(of);
          if (share === null || interval === null) {
            expect(of).toBe(0);
            continue;
          }
          expect(interval[0]).toBeGreaterThanOrEqual(0);
          expect(interval[0]).toBeLessThanOrEqual(share + 1e-12);
          expect(interval[1]).toBeGreaterThanOrEqual(share - 1e-12);
          expect(interval[1]).toBeLessThanOrEqual(1);
        }
        expect(result.byP90.count).toBeGreaterThanOrEqual(result.byP50.count);
        result.curve.slice(1).forEach(({ count }, i) => {
          expect(count).toBeGreaterThanOrEqual(result.curve[i]?.count as number);
        });
        for (const { quantile, live } of result.rows) {
          expect(quantile === null || (live && quantile >= 0 && quantile <= 1)).toBe(true);
        }
      }),
      planRuns(200),
    );
  });

  it('should have the same factor when it is asked for alone, in any order of forecasts', () => {
    fc.assert(
      fc.property(anyForecasts, (forecasts) => {
        const { factor } = calibrateForecasts(forecasts, method);
        expect(estimateFactor([...forecasts].reverse(), method)).toEqual(factor);
      }),
      planRuns(100),
    );
    expect(() => estimateFactor([outcome('S', 1, { weeks: 0 })], method)).toThrow('Weeks must be above 0: S');
  });

  it('should tell the same by the curve as by the P50 and the P90, which are whole weeks', () => {
    const inWholeWeeks = (own: ForecastOutcome): ForecastOutcome => {
      const p50Weeks = Math.ceil(own.p50Weeks);
      const p90Weeks = p50Weeks + Math.ceil(own.p90Weeks - own.p50Weeks) + 1;
      return { ...own, p50Weeks, p90Weeks, weeks: Math.ceil(own.weeks) };
    };
    fc.assert(
      fc.property(anyForecasts, (forecasts) => {
        const { curve, byP50, byP90 } = calibrateForecasts(forecasts.map(inWholeWeeks), method);
        expect(curve[4]).toMatchObject(byP50);
        expect(curve[8]).toMatchObject(byP90);
      }),
      planRuns(200),
    );
  });

  it('should find each outcome at the quantile at which it was drawn', () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(share, anyWeeks, fc.double({ min: 0.05, max: 1, noNaN: true }), (u, p50Weeks, logSd) => {
        const forecast = outcome('A', 1, {
          p50Weeks,
          p90Weeks: p50Weeks * Math.exp(Z_OF_P90 * logSd),
          weeks: p50Weeks * Math.exp(normalQuantile(u) * logSd),
        });
        expect(calibrateForecasts([forecast], method).rows[0]?.quantile).toBeCloseTo(u, 5);
      }),
      planRuns(200),
    );
  });

  it('should find outcomes that are drawn from the forecasts about on the diagonal, and the forecasts about right', () => {
    const drawn = Array.from({ length: 2000 }, (_, i) => {
      const times = Math.exp(SPREAD * normalQuantile(uniform(7, 1, i)));
      return outcome(`S${String(i)}`, times);
    });
    const { curve, verdict, timesP50 } = calibrateForecasts(drawn, method);
    for (const { nominal, share } of curve) expect(Math.abs((share as number) - nominal)).toBeLessThan(0.035);
    expect(verdict).toBe('about-right');
    expect(timesP50.median).toBeCloseTo(1, 1);
  });

  it('should never call forecasts earlier for an outcome that came later', () => {
    const later = fc.double({ min: 1, max: 3, noNaN: true });
    fc.assert(
      fc.property(anyForecasts, anyWeeks, later, (rest, weeks, more) => {
        const withOne = (own: number): number =>
          calibrateForecasts([...rest, outcome('last', 1, { weeks: own })], method).timesP50.median;
        expect(withOne(weeks * more)).toBeGreaterThanOrEqual(withOne(weeks) * (1 - 1e-6));
      }),
      planRuns(100),
    );
  });
});
