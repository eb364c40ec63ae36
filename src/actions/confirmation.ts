import type { Question } from '../core/contracts/instrument.js';
import type { ActionType } from '../core/contracts/plan.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import { unitOf } from '../core/contracts/words.js';
import { answerAtValue } from '../core/instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../core/instrument/compile.js';

/** Which action it is. */
export interface ActionKey {
  readonly questionId: string;
  readonly type: ActionType;
}

/**
 * Whether the answers hold what an action is for: an answer where something was to be found out, else a question that is
 * met, with evidence in date where it needs any. Not known, lapsed and "does not apply" never confirm an action.
 */
export function isConfirmed({ questionId, type }: ActionKey, { findings }: Pick<Scorecard, 'findings'>): boolean {
  const finding = findings.find(({ id }) => id === questionId);
  if (finding === undefined) return false;
  return type === 'find-out' ? finding.value !== null : finding.outcome === 'met';
}

/** What the next submission must hold for the action to be confirmed, in sentences; nothing where the tool does not ask. */
export function neededToConfirm({ questionId, type }: ActionKey, compiled: CompiledInstrument): string[] {
  const asked = compiled.byId.get(questionId);
  if (asked === undefined || asked.ruledOut) return [];
  if (type === 'find-out') return [`An answer to ${questionId} other than “I don’t know yet”.`];
  const answer = type === 'find-evidence' ? [] : [`${questionId} answered with ${targetOf(asked, compiled)}.`];
  // A bare claim opens no gate, and what has lapsed is not renewed by saying so.
  const needsEvidence = asked.gate !== null || type === 'find-evidence' || type === 'renew';
  return needsEvidence ? [...answer, evidenceFor(asked.question)] : answer;
}

function targetOf({ question, passMark }: CompiledQuestion, { instrument }: CompiledInstrument): string {
  const target = answerAtValue(question, instrument.method, passMark);
  const { number } = question;
  if (number === undefined) {
    const text = `“${(question.levels?.[target]?.text ?? '').replace(/\.$/, '')}”`;
    return question.levels?.[target + 1] === undefined ? text : `${text} or better`;
  }
  const figure = Math.round(target * 100) / 100;
  return `${number.floor > number.target ? 'at most' : 'at least'} ${String(figure)}${unitOf(figure, number.unit)}`;
}

function evidenceFor({ id, evidence }: Question): string {
  return `Evidence for ${id} that is dated and still holds, such as: ${evidence.join('; ')}.`;
}
