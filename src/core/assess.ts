import type { AssessmentInput } from './contracts/answers.js';
import type { Assessment } from './contracts/plan.js';
import type { CompiledInstrument } from './instrument/compile.js';
import { planSupport, type PlanOptions } from './planning/plan.js';
import { scoreAssessment } from './scoring/score.js';

/**
 * The one composition: a compiled instrument, a site's checked answers and the plan's options go in, scorecard and
 * support plan come out. Same inputs, same output.
 */
export function assess(compiled: CompiledInstrument, input: AssessmentInput, options: PlanOptions = {}): Assessment {
  return { scorecard: scoreAssessment(compiled, input), plan: planSupport(compiled, input, options) };
}
