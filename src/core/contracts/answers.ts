import type { DayNumber } from './calendar.js';
import type { ChangeKind, Use } from './instrument.js';

/** An evidence item as checked; dates are UTC day numbers. */
export interface EvidenceItem {
  /** Given by the service to an item that it stores; it counts for nothing */
  readonly id?: string;
  readonly title: string;
  readonly url?: string;
  readonly fileId?: string;
  readonly date?: DayNumber;
  /** Not valid before this day; default its date */
  readonly effectiveFrom?: DayNumber;
  /** Stated expiry: no longer valid on this day */
  readonly expires?: DayNumber;
  readonly owner?: string;
  readonly productVersion?: string;
  readonly source: 'self' | 'register';
  readonly checkedBy?: string;
  readonly checkedOn?: DayNumber;
}

/** One question's answer. Exactly one of value, notKnown and notApplicable; a question without an answer is unanswered. */
export type Answer = AnswerRest &
  (
    | { readonly type: 'value'; readonly value: number }
    | { readonly type: 'not-known' }
    | { readonly type: 'not-applicable'; readonly reason: string }
  );

interface AnswerRest {
  readonly note?: string;
  readonly evidence: readonly EvidenceItem[];
}

/** A recorded change that makes earlier evidence out of date. */
export interface Change {
  readonly kind: ChangeKind;
  readonly on: DayNumber;
  /** For a product version: the clinical safety officer's recorded judgement. Others always count. */
  readonly material: boolean;
  /** For a product version: the version it led to */
  readonly productVersion?: string;
}

/** One site × one tool. Unknown head counts take a default that is marked as an estimate. */
export interface DeploymentContext {
  readonly use: Use;
  readonly productVersion?: string;
  readonly targetDate?: DayNumber;
  readonly goLiveDate?: DayNumber;
  readonly reporters?: number;
  readonly physiologists?: number;
  readonly projectStaff?: number;
  readonly changes: readonly Change[];
  /** Ids of the instrument's alternative actions that this site says it can use */
  readonly alternatives: readonly string[];
}

export interface SiteName {
  readonly name: string;
  readonly organisation?: string;
  readonly code?: string;
}

/** Everything that was said about one site, checked against the instrument. */
export interface AssessmentInput {
  readonly tool: string;
  readonly asOf: DayNumber;
  readonly site?: SiteName;
  readonly context: DeploymentContext;
  readonly answers: ReadonlyMap<string, Answer>;
}
