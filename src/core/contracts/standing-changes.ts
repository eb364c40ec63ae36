import type { Queue } from './portfolio.js';
import type { Stage } from './scorecard.js';

/**
 * What is kept of a site's standing on one day, so that two days can be held against each other. Days are ISO dates.
 */
export interface StandingPoint {
  /** The day for which the latest submitted answers were scored */
  readonly on: string;
  /** 0 to 4 */
  readonly stage: Stage;
  /** The readiness index, 1 to 100 */
  readonly index: number;
  /** The same with every unknown answer at its best */
  readonly upper: number;
  /** Ids of the gates that were closed */
  readonly closedGates: readonly string[];
  /** The queue of the work list */
  readonly queue: Queue;
  /** When the site goes live, by the plan and forecast of that day */
  readonly goLive: GoLiveDates;
  /** Evidence that was valid and has an end */
  readonly lapsing: readonly Lapse[];
}

/** Days of go-live; each null when the site is live, the plan does not lead there, or the day is too far off to be said. */
export interface GoLiveDates {
  /** If nothing slips */
  readonly ifNothingSlips: string | null;
  /** Half of such sites are live by this day */
  readonly p50: string | null;
  /** Nine in ten of such sites are live by this day */
  readonly p90: string | null;
}

/** Evidence with an end. */
export interface Lapse {
  /** Id of the question that it is for */
  readonly id: string;
  /** The day on which it lapses: the first on which it does not count any more */
  readonly until: string;
}

/** What changed between two days of one site. Numbers are exact; in the sentence they are rounded. */
export interface StandingChanges {
  /** The earlier day */
  readonly since: string;
  /** The later day */
  readonly on: string;
  /** Whether stage, index, gates, queue or dates of go-live are not what they were */
  readonly isChanged: boolean;
  /** Whether it went backwards: a gate closed, the stage fell, or the site is in the queue of the regressed now */
  readonly isRegression: boolean;
  /** The stage, 0 to 4 */
  readonly stage: { /** On the earlier day */ readonly before: Stage; /** On the later day */ readonly after: Stage };
  /** The queue of the work list */
  readonly queue: { /** On the earlier day */ readonly before: Queue; /** On the later day */ readonly after: Queue };
  /** Ids of gates that were closed and are not, in order of the ids */
  readonly opened: readonly string[];
  /** Ids of gates that were not closed and are, in order of the ids */
  readonly closed: readonly string[];
  /** Points of the index, with sign */
  readonly index: number;
  /** Points of the index's upper bound, with sign */
  readonly upper: number;
  /** How the days of go-live moved */
  readonly goLive: {
    /** If nothing slips */ readonly ifNothingSlips: DateShift;
    /** For half of such sites */ readonly p50: DateShift;
    /** For nine in ten of such sites */ readonly p90: DateShift;
  };
  /** Valid evidence that lapses soon after the later day, the earliest first */
  readonly lapsingSoon: readonly Lapse[];
  /** All of this in one plain sentence, the most important first */
  readonly sentence: string;
}

/** What is counted of changes. */
export type StandingMovements = Pick<StandingChanges, 'stage' | 'opened' | 'closed' | 'isChanged' | 'isRegression'>;

/** A day before and after. */
export interface DateShift {
  /** On the earlier day; null when there was none */
  readonly before: string | null;
  /** On the later day; null when there is none */
  readonly after: string | null;
  /** Weeks from one to the other, of 7 days and not rounded; positive is later; null when one of them is missing */
  readonly weeks: number | null;
}
