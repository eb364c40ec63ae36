import { addMonths, civilDate, dayNumber, isoDate, type DayNumber } from '../core/contracts/calendar.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import { percentile } from '../core/planning/distributions.js';
import type { TrendMonth } from './cohort-parts.dto.js';
import type { KeptPoint, KeptSite } from './kept-sites.service.js';

const TREND_MONTHS = 12;

/** The last days of the last months, the earliest first; the last one is today. */
export function trendDays(today: DayNumber): string[] {
  const { year, month } = civilDate(today);
  const thisMonth = dayNumber(year, month, 1);
  return Array.from({ length: TREND_MONTHS }, (_, i) => {
    const monthsBack = TREND_MONTHS - 1 - i;
    return isoDate(monthsBack === 0 ? today : addMonths(thisMonth, 1 - monthsBack) - 1);
  });
}

/**
 * Where sites stood on some days: each at what was last known of it on the day.
 *
 * @param days ISO, the earliest first
 */
export function trendOf(sites: readonly Pick<KeptSite, 'points'>[], days: readonly string[]): TrendMonth[] {
  const found = days.map(() => ({ stages: STAGE_NAMES.map(() => 0), indices: [] as number[], closed: 0 }));
  for (const { points } of sites) {
    let position = 0;
    days.forEach((day, i) => {
      while (position < points.length && (points[position] as KeptPoint).on <= day) position += 1;
      const point = points[position - 1];
      if (point === undefined) return;
      const on = found[i] as (typeof found)[number];
      on.stages[point.stage] = (on.stages[point.stage] as number) + 1;
      on.indices.push(point.index);
      if (point.closedGates.length > 0) on.closed += 1;
    });
  }
  return found.map(({ stages, indices, closed }, i) => ({
    on: days[i] as string,
    sites: indices.length,
    stages,
    withClosedGates: closed,
    medianIndex: indices.length === 0 ? null : percentile(Float64Array.from(indices).sort(), 0.5),
  }));
}
