import type { Answer, EvidenceItem } from '../core/contracts/answers.js';
import { parseDay } from '../core/contracts/calendar.js';
import type { ContentItem } from './content.js';
import type { ContractItem } from './evidence-items.js';
import type { StoredAnswer } from './sections.dto.js';
import type { Answers } from './store-answers.js';

const DAYS = ['date', 'effectiveFrom', 'expires', 'checkedOn'] as const;

/**
 * The answers of a section with one of them "not known"; its note stays, and the evidence that `kept` picks. The others are
 * taken as they are stored: what the instrument would say of them today must not be in the way of taking one back.
 */
export function withNotKnown(
  content: readonly ContentItem[],
  questionId: string,
  kept: (item: ContractItem) => boolean,
): Answers {
  const answers = new Map(content.map((item) => [item.questionId, storedAnswer(item.answer)]));
  const before = content.find((item) => item.questionId === questionId)?.answer;
  const { note, evidence } = restOf(before ?? {});
  answers.set(questionId, { type: 'not-known', note, evidence: evidence.filter(kept).map(itemOf) });
  return answers;
}

function storedAnswer(answer: StoredAnswer): Answer {
  const { note, evidence } = restOf(answer);
  const rest = { note, evidence: evidence.map(itemOf) };
  if ('notKnown' in answer) return { type: 'not-known', ...rest };
  if ('notApplicable' in answer) return { type: 'not-applicable', reason: answer.notApplicable as string, ...rest };
  return { type: 'value', value: answer.value as number, ...rest };
}

function restOf({ note, evidence }: StoredAnswer): { note: string | undefined; evidence: readonly ContractItem[] } {
  return { note: note as string | undefined, evidence: (evidence as readonly ContractItem[] | undefined) ?? [] };
}

function itemOf(item: ContractItem): EvidenceItem {
  const days = DAYS.flatMap((name) =>
    item[name] === undefined ? [] : [[name, parseDay(item[name] as string)] as const],
  );
  const read: ContractItem = { source: 'self', ...item, ...Object.fromEntries(days) };
  return read as unknown as EvidenceItem;
}
