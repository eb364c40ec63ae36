import type { KeptPoint, KeptSite } from './kept-sites.service.js';

/** The first forecast that was kept of a site, with what is known of its go-live. */
export interface KeptForecast {
  readonly id: string;
  readonly toolId: string;
  readonly madeOn: string;
  readonly weeksIfNothingSlips: number;
  readonly weeksP50: number;
  readonly weeksP90: number;
  /** The day on which it went, or is to go, into use */
  readonly goLiveDate: string | null;
  /** Whether it was found live, with every gate open, on some day */
  readonly wasLive: boolean;
}

/** What was known of sites at the end of a day, by id; those of which nothing was are left out. @param day ISO */
export function standingsOn(sites: readonly KeptSite[], day: string): ReadonlyMap<string, KeptPoint> {
  const found = new Map<string, KeptPoint>();
  for (const { id, points } of sites) {
    const point = points.findLast(({ on }) => on <= day);
    if (point !== undefined) found.set(id, point);
  }
  return found;
}

/** The first forecast of each site that says how long the way to go-live is. */
export function keptForecastsOf(sites: readonly KeptSite[]): KeptForecast[] {
  return sites.flatMap(({ id, toolId, goLiveDate, points }): KeptForecast[] => {
    const wasLive = points.some(({ live }) => live);
    for (const { on, live, weeksIfNothingSlips, weeksP50, weeksP90 } of points) {
      if (live || !isAhead(weeksIfNothingSlips) || !isAhead(weeksP50) || !isAhead(weeksP90)) continue;
      return [{ ...{ id, toolId, madeOn: on, weeksIfNothingSlips, weeksP50, weeksP90 }, goLiveDate, wasLive }];
    }
    return [];
  });
}

function isAhead(weeks: number | null): weeks is number {
  return weeks !== null && weeks > 0;
}
