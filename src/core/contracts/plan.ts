import type { Scorecard, Stage } from './scorecard.js';

export type ActionType = 'close-gap' | 'find-out' | 'find-evidence' | 'renew';
/** Why an action is in the plan. */
export type ActionReason = 'gate' | 'essential' | 'needed-by' | 'threshold';

export interface StageDate {
  readonly stage: Stage;
  readonly name: string;
  /** ISO dates; null where the answer is "more than four years: re-plan" */
  readonly ifNothingSlips: string | null;
  readonly p50: string | null;
  readonly p90: string | null;
  /** Whole weeks from asOf to the same dates; null when the plan's actions alone do not lead there */
  readonly weeks: { readonly ifNothingSlips: number | null; readonly p50: number | null; readonly p90: number | null };
  readonly sentence: string;
}

export interface PlannedAction {
  /** The question's id, or that id with `:find-out` or `:find-evidence` */
  readonly id: string;
  readonly questionId: string;
  readonly type: ActionType;
  readonly title: string;
  readonly steps: string;
  /** The instrument's alternative that is used, if one is */
  readonly alternative?: string;
  readonly owner: string;
  readonly ownerName: string;
  readonly helpers: readonly string[];
  readonly trustDays: number;
  readonly vendorDays: number;
  /** Typical elapsed weeks that are left, whole weeks */
  readonly leadWeeks: number;
  readonly needs: readonly string[];
  readonly patientData: boolean;
  readonly reason: ActionReason;
  readonly because: string;
  readonly themes: readonly string[];
  readonly askVendor: string;
  readonly otherWays: readonly string[];
  /** Whole weeks from asOf, if nothing slips; `finishWeek` is the first week in which it is done */
  readonly startWeek: number;
  readonly finishWeek: number;
  readonly start: string;
  readonly finish: string;
  /** Weeks it can slip without moving the plan's end */
  readonly floatWeeks: number;
  readonly critical: boolean;
  /** Share of draws in which it is on the critical path, 0 to 1 */
  readonly criticality: number;
  /** What rests on a default and not on the site's own answer */
  readonly estimates: readonly string[];
}

export interface SupportPlan {
  readonly instrument: { readonly id: string; readonly version: string };
  readonly tool: string;
  readonly asOf: string;
  readonly seed: number;
  readonly draws: number;
  readonly dates: readonly StageDate[];
  readonly actions: readonly PlannedAction[];
  /** Action ids, in order of start, whose slip moves the end */
  readonly criticalPath: readonly string[];
  /** Whether the actions chosen to reach the thresholds are proved cheapest, and the gap in days when they are not */
  readonly selection: { readonly exact: boolean; readonly gapDays: number; readonly reachesThresholds: boolean };
  /** Hours of the vendor's time that the site needs */
  readonly vendorHours: number;
  readonly tier: string;
  readonly vendorHoursPerWeek: number;
  readonly integrationDaysPerWeek: number;
  readonly capacity: number;
  readonly factorRange: {
    readonly low: number;
    readonly high: number;
    readonly median: number;
    readonly logSd: number;
  };
  readonly notes: readonly string[];
}

export interface Assessment {
  readonly scorecard: Scorecard;
  readonly plan: SupportPlan;
}

/** What a set of changes would do. */
export interface WhatIf {
  readonly before: Assessment;
  readonly after: Assessment;
  readonly difference: {
    readonly index: number;
    readonly upper: number;
    readonly stage: { readonly before: Stage; readonly after: Stage };
    readonly gates: readonly { readonly id: string; readonly before: string; readonly after: string }[];
    /** Weeks by which each stage's dates move; negative is earlier */
    readonly dates: readonly {
      readonly stage: Stage;
      readonly ifNothingSlips: number | null;
      readonly p50: number | null;
      readonly p90: number | null;
    }[];
    readonly vendorHours: number;
    readonly actionsRemoved: readonly string[];
    readonly actionsAdded: readonly string[];
  };
  readonly notes: readonly string[];
}
