import type { InstrumentPin } from './instrument.js';
import type { Scorecard, Stage } from './scorecard.js';

export type ActionType = 'close-gap' | 'find-out' | 'find-evidence' | 'renew';
/** Why an action is in the plan. */
export type ActionReason = 'gate' | 'essential' | 'needed-by' | 'threshold';

export interface StageDate {
  /** 1 to 4 */
  readonly stage: Stage;
  /** Name of the stage */
  readonly name: string;
  /** ISO dates; null where the answer is "more than four years: re-plan" */
  readonly ifNothingSlips: string | null;
  /** Half of such sites are there by this day */
  readonly p50: string | null;
  /** Nine in ten of such sites are there by this day */
  readonly p90: string | null;
  /** Whole weeks from asOf to the same dates; null when the plan's actions alone do not lead there */
  readonly weeks: {
    /** Weeks until then if nothing slips */ readonly ifNothingSlips: number | null;
    /** Weeks for half of such sites */ readonly p50: number | null;
    /** Weeks for nine in ten of such sites */ readonly p90: number | null;
  };
  /** The dates in plain English */
  readonly sentence: string;
}

export interface PlannedAction {
  /** The question's id, or that id with `:find-out` or `:find-evidence` */
  readonly id: string;
  /** The question whose gap it closes */
  readonly questionId: string;
  /** Closing a gap, finding out, finding evidence or renewing it */
  readonly type: ActionType;
  /** Short name */
  readonly title: string;
  /** What to do */
  readonly steps: string;
  /** The instrument's alternative that is used, if one is */
  readonly alternative?: string;
  /** Id of the role that owns it */
  readonly owner: string;
  /** Name of that role */
  readonly ownerName: string;
  /** Names of the roles that help */
  readonly helpers: readonly string[];
  /** Person-days of the trust's work that are left */
  readonly trustDays: number;
  /** Person-days of the vendor's work that are left */
  readonly vendorDays: number;
  /** Typical elapsed weeks that are left, whole weeks */
  readonly leadWeeks: number;
  /** Ids of the actions that come first */
  readonly needs: readonly string[];
  /** Whether it uses patient data, and so needs every data gate */
  readonly patientData: boolean;
  /** Why it is in the plan */
  readonly reason: ActionReason;
  /** The reason in plain English */
  readonly because: string;
  /** Ids of the themes that it belongs to */
  readonly themes: readonly string[];
  /** What to ask the vendor */
  readonly askVendor: string;
  /** Other ways to the same end */
  readonly otherWays: readonly string[];
  /** Whole weeks from asOf, if nothing slips; `finishWeek` is the first week in which it is done */
  readonly startWeek: number;
  /** First week in which it is done */
  readonly finishWeek: number;
  /** Day on which it starts if nothing slips, ISO */
  readonly start: string;
  /** Day on which it is done if nothing slips, ISO */
  readonly finish: string;
  /** Weeks it can slip without moving the plan's end */
  readonly floatWeeks: number;
  /** Whether its slip moves the plan's end */
  readonly critical: boolean;
  /** Share of draws in which it is on the critical path, 0 to 1 */
  readonly criticality: number;
  /** What rests on a default and not on the site's own answer */
  readonly estimates: readonly string[];
}

export interface SupportPlan {
  /** The instrument that was answered */
  readonly instrument: InstrumentPin;
  /** Id of the tool's profile */
  readonly tool: string;
  /** The day from which it plans, ISO */
  readonly asOf: string;
  /** Seed of the forecast's draws; the same seed gives the same plan */
  readonly seed: number;
  /** How many times the forecast was drawn */
  readonly draws: number;
  /** When each stage is reached */
  readonly dates: readonly StageDate[];
  /** Actions in order of start */
  readonly actions: readonly PlannedAction[];
  /** Action ids, in order of start, whose slip moves the end */
  readonly criticalPath: readonly string[];
  /** Whether the actions chosen to reach the thresholds are proved cheapest, and the gap in days when they are not */
  readonly selection: {
    /** Proved to be the cheapest */ readonly exact: boolean;
    /** Most days by which a cheaper choice could differ */ readonly gapDays: number;
    /** Whether the thresholds of go-live can be reached at all */ readonly reachesThresholds: boolean;
  };
  /** Hours of the vendor's time that the site needs */
  readonly vendorHours: number;
  /** Name of the support tier */
  readonly tier: string;
  /** Hours a week of the vendor's time that the plan counts on */
  readonly vendorHoursPerWeek: number;
  /** Days a week of the trust's integration staff that the plan counts on */
  readonly integrationDaysPerWeek: number;
  /** The site's capacity, 0 to 1 */
  readonly capacity: number;
  /** How much longer sites take than planned: the range that is allowed and the distribution drawn from */
  readonly factorRange: {
    /** Lowest median that the sources allow */ readonly low: number;
    /** Highest median that the sources allow */ readonly high: number;
    /** Median that is used */ readonly median: number;
    /** Standard deviation of its logarithm */ readonly logSd: number;
  };
  /** What a reader has to know about the plan */
  readonly notes: readonly string[];
}

export interface Assessment {
  /** The scorecard */
  readonly scorecard: Scorecard;
  /** The support plan */
  readonly plan: SupportPlan;
}

/** What a set of changes would do. */
export interface WhatIf {
  /** As submitted */
  readonly before: Assessment;
  /** With the changes */
  readonly after: Assessment;
  /** after − before */
  readonly difference: {
    /** Points of the index */ readonly index: number;
    /** Points of its upper bound */ readonly upper: number;
    /** The stage before and after */
    readonly stage: { /** 0 to 4 */ readonly before: Stage; /** 0 to 4 */ readonly after: Stage };
    /** Gates whose state changes */
    readonly gates: readonly {
      /** Id of the gate's question */ readonly id: string;
      /** State before */ readonly before: string;
      /** State after */ readonly after: string;
    }[];
    /** Weeks by which each stage's dates move; negative is earlier */
    readonly dates: readonly {
      /** 1 to 4 */ readonly stage: Stage;
      /** If nothing slips; null when one of the plans does not lead there */ readonly ifNothingSlips: number | null;
      /** For half of such sites; null as above */ readonly p50: number | null;
      /** For nine in ten of such sites; null as above */ readonly p90: number | null;
    }[];
    /** Hours of the vendor's time */ readonly vendorHours: number;
    /** Ids of actions that are not needed any more */ readonly actionsRemoved: readonly string[];
    /** Ids of actions that are needed now */ readonly actionsAdded: readonly string[];
  };
  /** What the completed actions would still need */
  readonly notes: readonly string[];
}
