import { longDate, type DayNumber } from '../contracts/calendar.js';
import type { QueuePlace } from '../contracts/portfolio.js';

/**
 * Where a site stands whose tool is in use while nothing that was submitted shows that it is cleared: first, like every use
 * without clearance. What is not known never counts as yes.
 *
 * @param goLiveDay the day on which the tool went into use
 */
export function inUseUnassessed(goLiveDay: DayNumber): QueuePlace {
  return {
    queue: 'regressed',
    reason: `In use since ${longDate(goLiveDay)}, and nothing was submitted that shows that it is cleared.`,
    advice:
      "Call today: the trust has to pause use, or record the clinical safety officer's and SIRO's decision, and submit its assessment.",
    lostGates: [],
    vendorActions: [],
    waitingSince: null,
    waitedDays: 0,
    vendorShare: 0,
    escalate: null,
  };
}
