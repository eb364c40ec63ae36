import type { AssessmentInput } from '../../src/core/contracts/answers.js';
import type { DayNumber } from '../../src/core/contracts/calendar.js';
import type { SupportPlan } from '../../src/core/contracts/plan.js';
import type { CompiledInstrument } from '../../src/core/instrument/compile.js';
import { planSupport } from '../../src/core/planning/plan.js';
import type { QueueCase } from '../../src/core/portfolio/queue.js';
import { scoreAssessment } from '../../src/core/scoring/score.js';
import type { Submission } from '../../src/core/scoring/submission.js';
import type { Case } from './plans.js';

/** A plan whose dates rest on one draw: enough for whatever does not ask how sure a date is. */
export function quickPlan({ compiled, input }: Case): SupportPlan {
  return planSupport(compiled, input, { draws: 1 });
}

/** Answers as they were submitted on their day. */
export function submission(compiled: CompiledInstrument, input: AssessmentInput): Submission {
  return { compiled, input, scorecard: scoreAssessment(compiled, input) };
}

/** The last of these submissions on a later day, as the work list looks at it. */
export function queueCase(submissions: readonly Submission[], today: DayNumber): QueueCase {
  const { compiled, input } = submissions.at(-1) as Submission;
  const standing = submission(compiled, { ...input, asOf: today });
  return { standing, plan: quickPlan(standing), submissions };
}

/** One submission, looked at on its own day. */
export function newlySubmitted({ compiled, input }: Case): QueueCase {
  return queueCase([submission(compiled, input)], input.asOf);
}
