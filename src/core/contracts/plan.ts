import type { Scorecard, Stage } from './scorecard.js';

export type ActionType = 'close-gap' | 'find-out' | 'find-evidence' | 'renew';
/** Why an action is in the plan. */
export type ActionReason = 'gate' | 'essential' | 'needed-by' | 'threshold';

export interface StageDate {
  readonly stage: Stage;
  /** Name of the stage */
  readonly name: string;
  /** ISO dates; null where the answer is "more than four years: re-plan" */
  readonly ifNothingSlips: string | null;
  readonly p50: string | null;
  readonly p90: string | null;
  /** Whole weeks from asOf to the same dates; null when the plan's actions alone do not lead there */
  readonly weeks: { readonly ifNothingSlips: number | null; readonly p50: number | null; readonly p90: number | null };
  /** The dates in plain English */
  readonly sentence: string;
}

export interface PlannedAction {
  /** The question's id, or that id with `:find-out` or `:find-evidence` */
  readonly id: string;
  /** The question whose gap it closes */
  readonly questionId: string;
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
  readonly instrument: { readonly id: string; readonly version: string };
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
  readonly selection: { readonly exact: boolean; readonly gapDays: number; readonly reachesThresholds: boolean };
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
    readonly low: number;
    readonly high: number;
    readonly median: number;
    readonly logSd: number;
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
  readonly before: Assessment;
  readonly after: Assessment;
  /** after − before */
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
  /** What the completed actions would still need */
  readonly notes: readonly string[];
}
