import type { SupportPlan } from '../core/contracts/plan.js';
import type { ReportModel } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import { buildReport } from '../core/reporting/report.js';
import type { CheckedAssessment } from '../core/scoring/check-assessment.js';

/** The document on one site: its scorecard, and its plan when there is one. */
export function reportOf(
  { compiled, input }: CheckedAssessment,
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
