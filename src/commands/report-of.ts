import type { ReportModel } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { SupportPlan } from '../core/contracts/plan.js';
import { buildReport } from '../core/reporting/report.js';
import type { SiteInput } from './inputs.js';

/** The document on one site: its scorecard, and its plan when there is one. */
export function reportOf(
  { compiled, input, fingerprint }: SiteInput,
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
