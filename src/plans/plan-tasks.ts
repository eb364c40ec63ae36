import type { SupportPlan, WhatIf } from '../core/contracts/plan.js';
import type { SiteOutlook } from '../core/contracts/portfolio.js';
import type { ReportModel } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { ReportIdentity } from '../core/reporting/report-input.js';

/** How a plan is to be made. */
export interface PlanOrder {
  /** Hours a week of the vendor's time for this site; default: the instrument's */
  readonly vendorHours?: number | undefined;
  /** Goes off when nobody waits for the plan any more */
  readonly signal?: AbortSignal;
}

/** An answers document that was checked before, and what its plan is called. */
export interface PlanTask {
  readonly document: Readonly<Record<string, unknown>>;
  /** What the document shows at its foot: the hash of its inputs, its id, what has taken its place */
  readonly identity: ReportIdentity;
  /** The submission before; null when there was none, left out when nobody knows */
  readonly previous?: PreviousSubmission | null;
  /** Hours a week of the vendor's time for this site; default: the instrument's */
  readonly vendorHours?: number | undefined;
}

/** An earlier submission, which was checked before. */
export interface PreviousSubmission {
  readonly document: Readonly<Record<string, unknown>>;
  /** As it was frozen */
  readonly scorecard: Scorecard;
}

/** A plan as a document: what it says, and the same as PDF. */
export interface PlanDocument {
  readonly report: ReportModel;
  readonly pdf: Uint8Array;
}

export interface WhatIfTask {
  readonly document: Readonly<Record<string, unknown>>;
  /** `answers` and `complete`, checked before */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly vendorHours?: number | undefined;
}

/** A site as its vendor's support team looks at it. */
export interface OutlookTask {
  /** The latest submitted answers, dated on the day for which everything is worked out, in the context of that day */
  readonly document: Readonly<Record<string, unknown>>;
  /** Every submission of the site about the tool, in the order of their days */
  readonly submissions: readonly PreviousSubmission[];
  /** Those of them, by position, of which it is told what was known on their day */
  readonly history: readonly number[];
}

/** What the threads that make plans can do, by the name of the function in `plan-worker.ts`. */
export interface PlanTasks {
  readonly plan: { readonly task: PlanTask; readonly result: SupportPlan };
  readonly document: { readonly task: PlanTask; readonly result: PlanDocument };
  readonly pdf: { readonly task: PlanTask; readonly result: Uint8Array };
  /** Any document that is made already, as PDF */
  readonly layOut: { readonly task: ReportModel; readonly result: Uint8Array };
  readonly whatIf: { readonly task: WhatIfTask; readonly result: WhatIf };
  readonly outlook: { readonly task: OutlookTask; readonly result: SiteOutlook };
  readonly warmUp: { readonly task: undefined; readonly result: undefined };
}
