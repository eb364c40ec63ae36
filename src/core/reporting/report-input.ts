import type { AssessmentInput } from '../contracts/answers.js';
import type { Domain, Framework, Method, Question, Role, Source, Theme } from '../contracts/instrument.js';
import type { SupportPlan } from '../contracts/plan.js';
import type { Scorecard } from '../contracts/scorecard.js';
import type { ToolProfile } from '../contracts/tool.js';

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
  /** Hash of the inputs, passed in: the core computes none */
  readonly fingerprint: string;
}
