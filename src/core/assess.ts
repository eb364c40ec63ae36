import type { AssessmentInput } from './contracts/answers.js';
import type { Assessment, SupportPlan } from './contracts/plan.js';
import type { ReportModel } from './contracts/report.js';
import type { Scorecard } from './contracts/scorecard.js';
import type { CompiledInstrument } from './instrument/compile.js';
import { planSupport, type PlanOptions } from './planning/plan.js';
import { buildReport } from './reporting/report.js';
import type { CheckedAssessment } from './scoring/check-assessment.js';
import { scoreAssessment } from './scoring/score.js';

/**
 * The one composition: a compiled instrument, a site's checked answers and the plan's options go in, scorecard and
 * support plan come out. Same inputs, same output.
 */
export function assess(compiled: CompiledInstrument, input: AssessmentInput, options: PlanOptions = {}): Assessment {
  return { scorecard: scoreAssessment(compiled, input), plan: planSupport(compiled, input, options) };
}

/**
 * The document on one site: its scorecard, and its plan when there is one.
 *
 * @param fingerprint hash of everything that it was made from, which the document shows
 */
export function reportOf(
  { compiled, input }: Pick<CheckedAssessment, 'compiled' | 'input'>,
  fingerprint: string,
  scorecard: Scorecard,
  plan?: SupportPlan,
): ReportModel {
  return buildReport({
    scorecard,
    ...(plan && { plan }),
    input,
    tool: compiled.tool,
    instrument: compiled.instrument,
    questions: compiled.questions.map(({ question }) => question),
    fingerprint,
  });
}
