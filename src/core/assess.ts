import type { AssessmentInput } from './contracts/answers.js';
import type { Assessment, SupportPlan } from './contracts/plan.js';
import type { ReportModel } from './contracts/report.js';
import type { Scorecard } from './contracts/scorecard.js';
import type { Wording } from './contracts/wording.js';
import type { CompiledInstrument } from './instrument/compile.js';
import { planSupport, type PlanOptions } from './planning/plan.js';
import { renewalWeeks } from './planning/renewals.js';
import { buildReport } from './reporting/report.js';
import type { PreviousPlan, ReportIdentity } from './reporting/report-input.js';
import type { CheckedAssessment } from './scoring/check-assessment.js';
import { compareAssessments } from './scoring/compare.js';
import { scoreAssessment } from './scoring/score.js';
import type { Submission } from './scoring/submission.js';

/**
 * The one composition: a compiled instrument, a site's checked answers and the plan's options go in, scorecard and
 * support plan come out. Same inputs, same output.
 */
export function assess(compiled: CompiledInstrument, input: AssessmentInput, options: PlanOptions = {}): Assessment {
  return { scorecard: scoreAssessment(compiled, input), plan: planSupport(compiled, input, options) };
}

/** What changed from an earlier submission to a later one, and the plan that the earlier one would have, by the same options. */
export function comparedWith(before: Submission, after: Submission, options: PlanOptions): PreviousPlan {
  return {
    comparison: compareAssessments(before, after),
    plan: planSupport(before.compiled, before.input, options),
  };
}

/** What a document on one site is made of, beside the site. */
export interface ReportOrder {
  readonly wording: Wording;
  readonly identity: ReportIdentity;
  readonly scorecard: Scorecard;
  /** Left out for a document on the scorecard alone */
  readonly plan?: SupportPlan;
  /** What the plan before was; null when there was none, left out when nobody knows */
  readonly previous?: PreviousPlan | null;
}

/** The document on one site: its scorecard, and its plan when there is one. */
export function reportOf(
  { compiled, input }: Pick<CheckedAssessment, 'compiled' | 'input'>,
  order: ReportOrder,
): ReportModel {
  return buildReport({
    ...order,
    input,
    tool: compiled.tool,
    instrument: compiled.instrument,
    questions: compiled.questions.map(({ question }) => question),
    renewalWeeks: renewalWeeks(compiled, input),
  });
}
