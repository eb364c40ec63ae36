import type { DayNumber } from '../core/contracts/calendar.js';
import type { EstimatedFactor } from '../core/contracts/forecast-calibration.js';
import type { Method } from '../core/contracts/instrument.js';
import { liveByMonth, type LiveSite } from '../core/portfolio/live-by-month.js';
import type { CohortSite } from './cohort-rows.js';
import type { CohortForecast, ForecastDays } from './cohort.dto.js';
import type { KeptOutlook } from './outlook-facts.js';

/** What a forecast of many sites is made with. */
export interface ForecastParts {
  readonly today: DayNumber;
  /** By id; nothing can be said of a site that is not among them */
  readonly facts: ReadonlyMap<string, KeptOutlook>;
  /** Hours a week of the vendor's at which the facts hold */
  readonly hoursPerWeek: number;
  /** Re-estimated, by tool; a tool without outcomes keeps the instrument's */
  readonly factors: ReadonlyMap<string, Pick<EstimatedFactor, 'median'>>;
}

type ForecastSite = Pick<CohortSite, 'id' | 'toolId' | 'forecastOn'>;

/** Sites live by month, with the site factor of each tool as its outcomes have moved it, and as the instrument has it. */
export function cohortForecast(
  cohort: readonly ForecastSite[],
  { plan, forecast, portfolio }: Method,
  { today, facts, hoursPerWeek, factors }: ForecastParts,
): CohortForecast {
  const sites = cohort.flatMap(({ id, toolId, forecastOn }) => {
    const own = facts.get(id);
    return own === undefined ? [] : [{ id, toolId, forecastOn, ...own, liveAlready: own.live }];
  });
  const factor = forecast.siteFactor;
  const months = (all: readonly LiveSite[]): CohortForecast['published'] =>
    liveByMonth(all, portfolio.outlook, { start: today, factor, seed: forecast.seed });
  const published = months(sites);
  const stretch = (toolId: string): number => (factors.get(toolId)?.median ?? factor.median) / factor.median;
  const isMoved = sites.some(({ toolId }) => stretch(toolId) !== 1);
  // Plan weeks and factor are multiplied: longer weeks under the same factor are the same weeks under a larger one.
  const stretched = (): LiveSite[] =>
    sites.map((site) => {
      const times = stretch(site.toolId);
      return { ...site, planWeeks: site.planWeeks.map((weeks) => weeks * times) };
    });
  const cannotSay = sites.filter(({ live, planWeeks }) => !live && planWeeks.length === 0).length;
  return {
    sites: cohort.length,
    liveAlready: sites.filter(({ live }) => live).length,
    cannotSay: cannotSay + cohort.length - sites.length,
    ...{ hoursPerWeek, usualHoursPerWeek: plan.vendorHoursPerWeek },
    // A site that is live, or that never gets there, is in the months without a forecast.
    made: forecastDays(sites.filter(({ planWeeks }) => planWeeks.length > 0)),
    reestimated: isMoved ? months(stretched()) : published,
    published,
  };
}

/** The days on which the forecasts of some sites were made. */
function forecastDays(sites: readonly { readonly forecastOn: string | null }[]): ForecastDays | null {
  const days = sites.flatMap(({ forecastOn }) => forecastOn ?? []).sort();
  const [oldest, newest] = [days[0], days.at(-1)];
  return oldest === undefined || newest === undefined ? null : { oldest, newest };
}
