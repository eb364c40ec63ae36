import { addMonths, civilDate, dayNumber, isoDate, type DayNumber } from '../core/contracts/calendar.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import { percentile } from '../core/planning/distributions.js';
import type { TrendPoint } from './cohort-rows.js';
import type { TrendMonth } from './cohort-parts.dto.js';

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
 * @param points those of one site together, the earliest first
 * @param days ISO, the earliest first
 */
export function trendOf(points: readonly TrendPoint[], days: readonly string[]): TrendMonth[] {
  const found = days.map(() => ({ stages: STAGE_NAMES.map(() => 0), indices: [] as number[], closed: 0 }));
  points.forEach((point, position) => {
    const next = points[position + 1];
    const until = next?.deploymentId === point.deploymentId ? next.on : undefined;
    days.forEach((day, i) => {
      if (day < point.on || (until !== undefined && day >= until)) return;
      const { stages, indices } = found[i] as (typeof found)[number];
      stages[point.stage] = (stages[point.stage] as number) + 1;
      indices.push(point.index);
      if (point.closed) (found[i] as (typeof found)[number]).closed += 1;
    });
  });
  return found.map(({ stages, indices, closed }, i) => ({
    on: days[i] as string,
    sites: indices.length,
    stages,
    withClosedGates: closed,
    medianIndex: indices.length === 0 ? null : percentile(Float64Array.from(indices).sort(), 0.5),
  }));
}
