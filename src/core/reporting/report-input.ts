import type { AssessmentInput } from '../contracts/answers.js';
import type { Comparison } from '../contracts/comparison.js';
import type { Domain, Framework, Method, Question, Role, Source, Theme } from '../contracts/instrument.js';
import type { SupportPlan } from '../contracts/plan.js';
import type { Scorecard } from '../contracts/scorecard.js';
import type { ToolProfile } from '../contracts/tool.js';
import type { Wording } from '../contracts/wording.js';

/** Everything that a report is made of. Scorecard and plan are final; the rest gives them words. */
export interface ReportInput {
  readonly scorecard: Scorecard;
  /** Left out for a report on the scorecard alone */
  readonly plan?: SupportPlan;
  readonly input: AssessmentInput;
  readonly tool: ToolProfile;
  /** The instrument's name and lists, and the questions in the tool's words */
  readonly instrument: {
    readonly id: string;
    readonly version: string;
    readonly status: string;
    readonly domains: readonly Domain[];
    readonly themes: readonly Theme[];
    readonly frameworks: readonly Framework[];
    readonly sources: readonly Source[];
    readonly roles: readonly Role[];
    readonly method: Method;
  };
  readonly questions: readonly Question[];
  /** Whole weeks that renewing what an open gate rests on typically takes, by the gate's question */
  readonly renewalWeeks: ReadonlyMap<string, number>;
  readonly wording: Wording;
  readonly identity: ReportIdentity;
  /** What the plan before was; null when there was none, left out when nobody knows */
  readonly previous?: PreviousPlan | null;
}

/** What tells one document from another. */
export interface ReportIdentity {
  /** Hash of the inputs, passed in: the core computes none */
  readonly fingerprint: string;
  /** What a reader quotes; left out for a document that is no plan */
  readonly planId?: string;
  /** The day, ISO, on which a newer assessment of the site was submitted; left out while there is none */
  readonly supersededOn?: string;
}

/** The plan before this one, and what changed since. */
export interface PreviousPlan {
  readonly comparison: Comparison;
  readonly plan: SupportPlan;
}
