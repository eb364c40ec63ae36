import { DAYS_PER_WEEK, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { ForecastOutcome } from '../core/contracts/forecast-calibration.js';
import type { KeptForecast } from './site-points.js';

/** An outcome with the tool that it is about. */
export interface ToolOutcome extends ForecastOutcome {
  readonly toolId: string;
}

/** What came of kept forecasts, and of how many sites nothing can be said. */
export interface Outcomes {
  readonly outcomes: readonly ToolOutcome[];
  /** Sites that went into use without having been cleared: what was forecast has not come, and no longer will as forecast */
  readonly inUseUncleared: number;
}

/**
 * What has come of forecasts until today. A site that is not live yet has taken so long so far. A forecast of today, and one
 * that was made after the site went into use, has no time to be held against and is left out.
 */
export function outcomesOf(forecasts: readonly KeptForecast[], today: DayNumber): Outcomes {
  let inUseUncleared = 0;
  const outcomes = forecasts.flatMap((forecast): ToolOutcome[] => {
    const { id, toolId, madeOn, weeksIfNothingSlips, weeksP50, weeksP90, goLiveDate, wasLive } = forecast;
    const wentLive = goLiveDate === null ? Infinity : (parseDay(goLiveDate) as DayNumber);
    const live = wentLive <= today;
    const weeks = (Math.min(wentLive, today) - (parseDay(madeOn) as DayNumber)) / DAYS_PER_WEEK;
    if (live && !wasLive) inUseUncleared += 1;
    if (weeks <= 0 || (live && !wasLive)) return [];
    const planned = { plannedWeeks: weeksIfNothingSlips, p50Weeks: weeksP50, p90Weeks: Math.max(weeksP50, weeksP90) };
    return [{ ...{ id, toolId, madeOn }, ...planned, weeks, live }];
  });
  return { outcomes, inUseUncleared };
}
