import type { AssessmentInput } from '../contracts/answers.js';
import type { Action } from '../contracts/instrument.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { wholeWeeks } from './network.js';
import { closeGap, isSatisfied, outlookOf } from './work.js';

/**
 * Whole weeks that it typically takes to renew what each open gate rests on, by the gate's question: the lead time that
 * the plan would take once it has lapsed, without waiting for staff.
 */
export function renewalWeeks(compiled: CompiledInstrument, input: AssessmentInput): Map<string, number> {
  const outlook = outlookOf(compiled, input);
  const weeks = new Map<string, number>();
  for (const judgement of outlook.judgements) {
    const { compiled: question, mark } = judgement;
    if (question.gate === null || typeof mark !== 'number' || !isSatisfied(judgement)) continue;
    const action = compiled.actions.get(question.id) as Action;
    weeks.set(question.id, wholeWeeks(closeGap(outlook, question, action, mark, 'renew').leadWeeks));
  }
  return weeks;
}
