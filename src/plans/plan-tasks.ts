import type { SupportPlan, WhatIf } from '../core/contracts/plan.js';
import type { ReportModel } from '../core/contracts/report.js';

/** An answers document that was checked before, and the hash of what it holds. */
export interface PlanTask {
  readonly document: Readonly<Record<string, unknown>>;
  /** SHA-256, printed in the plan's footer */
  readonly fingerprint: string;
  /** Hours a week of the vendor's time for this site; default: the instrument's */
  readonly vendorHours?: number | undefined;
}

export interface WhatIfTask {
  readonly document: Readonly<Record<string, unknown>>;
  /** `answers` and `complete`, checked before */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly vendorHours?: number | undefined;
}

/** What the threads that make plans can do, by the name of the function in `plan-worker.ts`. */
export interface PlanTasks {
  readonly plan: { readonly task: PlanTask; readonly result: SupportPlan };
  readonly report: { readonly task: PlanTask; readonly result: ReportModel };
  readonly pdf: { readonly task: PlanTask; readonly result: Uint8Array };
  readonly whatIf: { readonly task: WhatIfTask; readonly result: WhatIf };
  readonly warmUp: { readonly task: undefined; readonly result: undefined };
}
