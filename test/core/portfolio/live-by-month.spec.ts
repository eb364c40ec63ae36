import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LiveMonth } from '../../../src/core/contracts/allocation.js';
import { addMonths, dayNumber, isoDate, parseDay } from '../../../src/core/contracts/calendar.js';
import { normalQuantile } from '../../../src/core/planning/distributions.js';
import { hashText, uniform } from '../../../src/core/planning/random.js';
import { probabilityLiveBy } from '../../../src/core/portfolio/gain-curve.js';
import { liveByMonth, liveByMonthInWays, type LiveSite } from '../../../src/core/portfolio/live-by-month.js';
import { lawRuns } from '../../support/arbitraries.js';
import { AS_OF, LONG, planRuns } from '../../support/plans.js';
import { method } from './sites.js';

const { outlook } = method.portfolio;
const FACTOR = method.forecast.siteFactor;
const OPTIONS = { start: AS_OF, factor: FACTOR, seed: 11 };

function site(id: string, changes: Partial<LiveSite> = {}): LiveSite {
  return { id, planWeeks: [20, 30, 40, 60], notBeforeWeeks: 0, liveAlready: false, ...changes };
}

const anySite = fc.record({
  planWeeks: fc.array(fc.nat(200), { maxLength: 6 }).map((weeks) => weeks.sort((a, b) => a - b)),
  notBeforeWeeks: fc.oneof(fc.constant(0), fc.nat(180)),
  liveAlready: fc.constantFrom(false, false, false, true),
});
const anySites = fc
  .array(anySite, { maxLength: 12, size: 'max' })
  .map((sites) => sites.map((own, i) => site(`S${String(i)}`, own)));

const width = (months: readonly LiveMonth[]): number => months.reduce((sum, { low, high }) => sum + high - low, 0);

/** The same forecast, a site, a draw and a month at a time. */
function slowly(sites: readonly LiveSite[], draws: number, months: number, shared: number): LiveMonth[] {
  const z = (text: string, draw: number): number => normalQuantile(uniform(OPTIONS.seed, hashText(text), draw));
  return Array.from({ length: months }, (_, month) => {
    const end = addMonths(dayNumber(2026, 11, 1), month + 1) - 1;
    const counts = Array.from({ length: draws }, (__, draw) => {
      const isLive = ({ id, planWeeks, notBeforeWeeks, liveAlready }: LiveSite): boolean => {
        if (liveAlready) return true;
        const u = uniform(OPTIONS.seed, hashText(`${id} plan weeks`), draw);
        const plan = planWeeks[Math.floor(u * planWeeks.length)];
        if (plan === undefined) return false;
        const own = Math.sqrt(1 - shared) * z(`${id} own factor`, draw);
        const all = Math.sqrt(shared) * z('factor shared by all sites', draw);
        const weeks = plan * FACTOR.median * Math.exp(FACTOR.logSd * (own + all));
        return Math.max(weeks, notBeforeWeeks) <= (end - AS_OF) / 7;
      };
      return sites.filter(isLive).length;
    }).sort((a, b) => a - b);
    const at = (share: number): number => counts[Math.ceil(share * draws) - 1] as number;
    return {
      end: isoDate(end),
      expected: counts.reduce((sum, count) => sum + count, 0) / draws,
      low: at(0.05),
      median: at(0.5),
      high: at(0.95),
    };
  });
}

describe('sites live by month', () => {
  it('should agree with the same forecast made a site, a draw and a month at a time', () => {
    const sites = Array.from({ length: 30 }, (_, i) =>
      site(`S${String(i)}`, {
        planWeeks: i % 9 === 0 ? [] : Array.from({ length: 20 }, (__, q) => Math.round(q * (1 + i / 6))),
        notBeforeWeeks: i % 5 === 0 ? 2 * i : 0,
        liveAlready: i % 7 === 0,
      }),
    );
    for (const sharedVariance of [0, 0.5, 1]) {
      const fast = liveByMonth(sites, { draws: 80, months: 30, sharedVariance }, OPTIONS);
      const slow = slowly(sites, 80, 30, sharedVariance);
      expect(fast.map(({ end }) => end)).toEqual(slow.map(({ end }) => end));
      fast.forEach(({ expected, low, median, high }, month) => {
        const own = slow[month] as LiveMonth;
        // A table of the normal distribution stands in for it: now and then a draw falls on the other side of a month's end.
        expect(Math.abs(expected - own.expected)).toBeLessThan(0.05);
        for (const difference of [low - own.low, median - own.median, high - own.high]) {
          expect(Math.abs(difference)).toBeLessThanOrEqual(1);
        }
      });
    }
  });

  it('should expect as many as the sites’ probabilities add up to', () => {
    const sites = Array.from({ length: 50 }, (_, i) => site(`S${String(i)}`, { planWeeks: [10 + i, 20 + 2 * i] }));
    const months = liveByMonth(sites, { ...outlook, draws: 4000 }, OPTIONS);
    for (const month of [6, 12, 24]) {
      const { end, expected } = months[month] as LiveMonth;
      const weeks = ((parseDay(end) as number) - AS_OF) / 7;
      const sum = sites.reduce((all, own) => all + probabilityLiveBy(own, 0, weeks, FACTOR), 0);
      expect(Math.abs(expected - sum)).toBeLessThan(0.8);
    }
  });

  it('should count to the last day of each month, that of the start first', () => {
    const ends = (start: string, months: number): string[] =>
      liveByMonth([], { ...outlook, months }, { ...OPTIONS, start: parseDay(start) as number }).map(({ end }) => end);
    expect(ends('2026-11-23', 4)).toEqual(['2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28']);
    expect(ends('2026-01-31', 2)).toEqual(['2026-01-31', '2026-02-28']);
    expect(liveByMonth([], outlook, OPTIONS)).toHaveLength(36);
  });

  it('should count sites that are live throughout, and never those whose plan does not lead there', () => {
    const months = liveByMonth(
      [site('A', { liveAlready: true, planWeeks: [] }), site('B', { planWeeks: [] })],
      outlook,
      OPTIONS,
    );
    for (const { end: _, ...counts } of months) expect(counts).toEqual({ expected: 1, low: 1, median: 1, high: 1 });
  });

  it('should count a site that needs no time in its first month, even on that month’s last day', () => {
    const first = (start: string, months: number, changes: Partial<LiveSite> = {}): number | undefined => {
      const options = { ...OPTIONS, start: parseDay(start) as number };
      return liveByMonth([site('A', { planWeeks: [0], ...changes })], { ...outlook, months }, options)[0]?.expected;
    };
    expect(first('2026-11-23', 36)).toBe(1);
    expect(first('2026-11-30', 36)).toBe(1);
    expect(first('2026-11-30', 1)).toBe(1);
    expect(first('2026-11-29', 1)).toBe(1);
    expect(first('2026-11-29', 1, { notBeforeWeeks: 1 })).toBe(0);
    // Exactly four weeks to the end of the month
    expect(first('2026-11-02', 2, { notBeforeWeeks: 4 })).toBe(1);
    expect(first('2026-11-02', 2, { notBeforeWeeks: 5 })).toBe(0);
  });

  it('should be the same for the same seed, and another for another', () => {
    const sites = Array.from({ length: 30 }, (_, i) => site(`S${String(i)}`));
    expect(liveByMonth(sites, outlook, OPTIONS)).toEqual(liveByMonth(sites, outlook, OPTIONS));
    expect(liveByMonth(sites, outlook, { ...OPTIONS, seed: 12 })).not.toEqual(liveByMonth(sites, outlook, OPTIONS));
  });

  it('should have a wider band the more of the delay is shared', () => {
    const sites = Array.from({ length: 80 }, (_, i) => site(`S${String(i)}`));
    const widths = [0, 0.25, 0.5, 1].map((sharedVariance) =>
      width(liveByMonth(sites, { ...outlook, sharedVariance }, OPTIONS)),
    );
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(widths[3]).toBeGreaterThan(3 * (widths[0] as number));
  });

  it(
    'should never fall, hold its median in its band, and not depend on the order of sites',
    () => {
      const shuffled = anySites.chain((sites) =>
        fc.tuple(fc.constant(sites), fc.shuffledSubarray(sites, { minLength: sites.length, maxLength: sites.length })),
      );
      fc.assert(
        fc.property(shuffled, fc.nat(1000), fc.constantFrom(0, 0.5, 1), ([sites, others], seed, sharedVariance) => {
          const own = { ...outlook, draws: 30, sharedVariance };
          const months = liveByMonth(sites, own, { ...OPTIONS, seed });
          expect(liveByMonth(others, own, { ...OPTIONS, seed })).toEqual(months);
          // `expect` on each of so many would take minutes
          const wrong = months.filter((month, i) => {
            const before = months[i - 1] ?? { expected: 0, low: 0, median: 0, high: 0 };
            const keys = ['expected', 'low', 'median', 'high'] as const;
            const falls = keys.some((key) => month[key] < before[key] || month[key] > sites.length);
            return falls || month.low > month.median || month.median > month.high;
          });
          expect(wrong).toEqual([]);
        }),
        lawRuns(),
      );
    },
    LONG,
  );
});

describe('several ways at once', () => {
  const laterBy = (sites: readonly LiveSite[], weeks: number): LiveSite[] =>
    sites.map((own) => ({ ...own, planWeeks: own.planWeeks.map((week) => week + weeks), liveAlready: false }));

  it('should be for each what it is by itself', () => {
    fc.assert(
      fc.property(anySites, fc.nat(30), (sites, weeks) => {
        const ways = [sites, laterBy(sites, weeks)];
        expect(liveByMonthInWays(ways, outlook, OPTIONS)).toEqual(
          ways.map((way) => liveByMonth(way, outlook, OPTIONS)),
        );
      }),
      planRuns(20),
    );
    expect(liveByMonthInWays([], outlook, OPTIONS)).toEqual([]);
  });

  it.each([
    ['another site', [site('A'), site('C')]],
    ['another order', [site('B'), site('A')]],
    ['one more', [site('A'), site('B'), site('C')]],
    ['one less', [site('A')]],
  ])('should refuse %s in one of them', (_what, other) => {
    const first = [site('A'), site('B')];
    expect(() => liveByMonthInWays([first, other], outlook, OPTIONS)).toThrow(
      new RangeError('Ways with different sites'),
    );
  });
});
