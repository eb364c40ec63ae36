import type { DayNumber } from '../core/contracts/calendar.js';
import type { EstimatedFactor } from '../core/contracts/forecast-calibration.js';
import type { Method } from '../core/contracts/instrument.js';
import { liveByMonthInWays, type LiveSite } from '../core/portfolio/live-by-month.js';
import type { CohortForecast, ForecastDays } from './cohort.dto.js';
import type { KeptSite } from './kept-sites.service.js';

/** What a forecast of many sites is made with. */
export interface ForecastParts {
  readonly today: DayNumber;
  /** Hours a week of the vendor's at which the sites are looked at */
  readonly hoursPerWeek: number;
  /** Re-estimated, by tool; a tool without outcomes keeps the instrument's */
  readonly factors: ReadonlyMap<string, Pick<EstimatedFactor, 'median'>>;
}

/** Sites live by month, with the site factor of each tool as its outcomes have moved it, and as the instrument has it. */
export function cohortForecast(
  cohort: readonly Pick<KeptSite, 'id' | 'toolId' | 'forecastOn' | 'outlook'>[],
  { plan, forecast, portfolio }: Method,
  { today, hoursPerWeek, factors }: ForecastParts,
): CohortForecast {
  const known = cohort.flatMap(({ id, toolId, forecastOn, outlook }) => {
    if (outlook === null) return [];
    const { planWeeks, notBeforeWeeks, live } = outlook;
    return [{ id, toolId, forecastOn, planWeeks, notBeforeWeeks, liveAlready: live }];
  });
  const { siteFactor: factor, seed } = forecast;
  const stretch = (toolId: string): number => (factors.get(toolId)?.median ?? factor.median) / factor.median;
  const isMoved = known.some(({ toolId }) => stretch(toolId) !== 1);
  // Plan weeks and factor are multiplied: longer weeks under the same factor are the same weeks under a larger one.
  const stretched = known.map((site): LiveSite => {
    const times = stretch(site.toolId);
    return times === 1 ? site : { ...site, planWeeks: site.planWeeks.map((weeks) => weeks * times) };
  });
  const ways = isMoved ? [known, stretched] : [known];
  const months = liveByMonthInWays(ways, portfolio.outlook, { start: today, factor, seed });
  const cannotSay = known.filter(({ liveAlready, planWeeks }) => !liveAlready && planWeeks.length === 0).length;
  return {
    sites: cohort.length,
    liveAlready: known.filter(({ liveAlready }) => liveAlready).length,
    cannotSay: cannotSay + cohort.length - known.length,
    ...{ hoursPerWeek, usualHoursPerWeek: plan.vendorHoursPerWeek },
    // A site that is live, or that never gets there, is in the months without a forecast.
    made: forecastDays(known.filter(({ planWeeks }) => planWeeks.length > 0)),
    published: months[0] as CohortForecast['published'],
    reestimated: months.at(-1) as CohortForecast['published'],
  };
}

/** The days on which the forecasts of some sites were made. */
function forecastDays(sites: readonly { readonly forecastOn: string | null }[]): ForecastDays | null {
  const days = sites.flatMap(({ forecastOn }) => forecastOn ?? []).sort();
  const [oldest, newest] = [days[0], days.at(-1)];
  return oldest === undefined || newest === undefined ? null : { oldest, newest };
}
