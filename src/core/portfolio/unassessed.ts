import { longDate, type DayNumber } from '../contracts/calendar.js';
import type { QueuePlace } from '../contracts/portfolio.js';
import { capitalised, listed } from '../contracts/words.js';

/** What is asked of a trust that uses a tool which nothing shows to be cleared. */
const PAUSE = "Call today: the trust has to pause use, or record the clinical safety officer's and SIRO's decision";

/**
 * Where a site stands whose tool is in use while nothing that was submitted shows that it is cleared: first, like every use
 * without clearance. What is not known never counts as yes.
 *
 * @param goLiveDay the day on which the tool went into use
 * @param hasSubmitted whether anything was submitted; what was cannot be scored
 */
export function inUseUnassessed(goLiveDay: DayNumber, hasSubmitted: boolean): QueuePlace {
  const since = `In use since ${longDate(goLiveDay)}, and`;
  return hasSubmitted
    ? placeFirst(`${since} what was submitted cannot be worked out: nothing shows that it is cleared.`, `${PAUSE}.`)
    : placeFirst(
        `${since} nothing was submitted that shows that it is cleared.`,
        `${PAUSE}, and submit its assessment.`,
      );
}

/** What is known of a site for which no plan could be made. */
export interface Unplanned {
  readonly inUseWithoutClearance: boolean;
  /** Ids of its closed gates */
  readonly closedGates: readonly string[];
  /** Those that were closed when it was last worked out */
  readonly closedBefore: readonly string[];
}

/**
 * Where a site stands whose answers are scored and whose plan could not be made: first where it is in use without clearance or
 * lost a gate, which needs no plan to be said. Null where nothing can be said.
 */
export function unplannedPlace({ inUseWithoutClearance, closedGates, closedBefore }: Unplanned): QueuePlace | null {
  if (inUseWithoutClearance) return placeFirst(`In use without clearance: ${areClosed(closedGates)}.`, `${PAUSE}.`);
  const lost = closedGates.filter((id) => !closedBefore.includes(id));
  if (lost.length === 0) return null;
  return placeFirst(
    `${capitalised(areClosed(lost))}, and ${lost.length === 1 ? 'was' : 'were'} not before.`,
    'Call the site. What else to offer could not be worked out today.',
  );
}

function areClosed(ids: readonly string[]): string {
  return `${listed(ids)} ${ids.length === 1 ? 'is' : 'are'} closed`;
}

function placeFirst(reason: string, advice: string): QueuePlace {
  return {
    ...{ queue: 'regressed', reason, advice, lostGates: [], vendorActions: [] },
    ...{ waitingSince: null, waitedDays: 0, vendorShare: 0, escalate: null },
  };
}
