import type { Answer, EvidenceItem } from '../core/contracts/answers.js';
import type { InputReader } from '../core/scoring/input-reader.js';
import type { ContentItem } from './content.js';
import { contractItem, fieldsOf, sameCheck, sameDocument, type ContractItem } from './evidence-items.js';
import type { OpenSection } from './open-section.js';
import type { StoredAnswer } from './sections.dto.js';
import { looksLikeStatement } from './statement-links.js';
import type { Answers } from './store-answers.js';

/**
 * Whose word is taken for what gives evidence its full strength: that a second person checked the item, or that it comes
 * from a public register, or that a vendor states it. Nobody's, unless the service itself has recorded it.
 */
export type Vouched = (item: EvidenceItem) => boolean;

export const NOBODY: Vouched = () => false;

/** Holds evidence against what is stored: ids, files, and what only the service records. */
export function checkEvidence(
  reader: InputReader,
  answers: Answers,
  { content, fileIds }: Pick<OpenSection, 'content' | 'fileIds'>,
  vouched: Vouched,
): void {
  const stored = storedItems(content);
  const used = new Set<string>();
  for (const [questionId, { evidence }] of answers) {
    evidence.forEach((item, index) => {
      const pointer = `/answers/${questionId}/evidence/${String(index)}`;
      const key = `${questionId} ${item.id ?? ''}`;
      const known = used.has(key) ? undefined : stored.get(key);
      used.add(key);
      checkId(reader, item, known, questionId, pointer);
      checkFile(reader, item, fileIds, pointer);
      if (!vouched(item)) checkClaims(reader, item, known, pointer);
    });
  }
}

/**
 * Answers without the statements that they rest on no more: a statement stands behind the answer that it gave, and not
 * behind another one that somebody put in its place.
 */
export function withoutOutlived(answers: Answers, content: readonly ContentItem[], vouched: Vouched): Answers {
  const stored = new Map(content.map(({ questionId, answer }) => [questionId, answer]));
  return new Map(
    [...answers].map(([questionId, answer]) => {
      if (saysTheSame(answer, stored.get(questionId) ?? {})) return [questionId, answer];
      const evidence = answer.evidence.filter((item) => vouched(item) || !looksLikeStatement(item.url));
      return [questionId, { ...answer, evidence }];
    }),
  );
}

/** Whether it is the same answer, whatever is noted on it and stands behind it. */
function saysTheSame(answer: Answer, stored: StoredAnswer): boolean {
  switch (answer.type) {
    case 'value':
      return stored.value === answer.value;
    case 'not-known':
      return 'notKnown' in stored;
    case 'not-applicable':
      return stored.notApplicable === answer.reason;
  }
}

function storedItems(content: readonly ContentItem[]): ReadonlyMap<string, ContractItem> {
  return new Map(
    content.flatMap(({ questionId, answer }) =>
      ((answer.evidence as { id: string }[] | undefined) ?? []).map((item) => [`${questionId} ${item.id}`, item]),
    ),
  );
}

/** An id says "this stored item", so it must be one of the same question, named once; a new item has none. */
function checkId(
  reader: InputReader,
  { id }: EvidenceItem,
  known: ContractItem | undefined,
  questionId: string,
  pointer: string,
): void {
  if (id === undefined || known !== undefined) return;
  reader.report(
    `${pointer}/id`,
    'unknown-evidence',
    `${questionId} has no stored evidence item with this id; leave the id out of a new item.`,
  );
}

function checkFile(reader: InputReader, { fileId }: EvidenceItem, fileIds: ReadonlySet<string>, pointer: string): void {
  if (fileId === undefined || fileIds.has(fileId)) return;
  reader.report(
    `${pointer}/fileId`,
    'unknown-file',
    'No file with this id was uploaded for this assessment; upload it first, or name the document by title or url.',
  );
}

/** People send back what they read: what the service has recorded of an item may stand in it as long as it is the same. */
function checkClaims(reader: InputReader, item: EvidenceItem, known: ContractItem | undefined, pointer: string): void {
  const sent = contractItem(fieldsOf(item));
  const unchanged = known !== undefined && sameDocument(sent, known);
  const claim = item.checkedBy === undefined ? 'checkedOn' : 'checkedBy';
  if (item[claim] !== undefined && (known === undefined || !sameCheck(sent, known))) {
    const detail = 'Only the check operation records a second person; leave checkedBy and checkedOn out.';
    reader.report(`${pointer}/${claim}`, 'check-not-recorded', detail);
  } else if (item[claim] !== undefined && !unchanged) {
    const detail =
      'The item is not any more what the second person checked: leave checkedBy and checkedOn out, and have it checked again.';
    reader.report(`${pointer}/${claim}`, 'check-not-recorded', detail);
  }
  if (looksLikeStatement(item.url) && !unchanged) {
    const detail =
      'Only accepting a vendor statement puts it behind an answer: leave the item out or as it was, and accept the statement.';
    reader.report(`${pointer}/url`, 'statement-link', detail);
  }
  if (item.source === 'register' && !unchanged) {
    const detail = 'Only an import of a public register records it as the source; leave source out.';
    reader.report(`${pointer}/source`, 'register-not-imported', detail);
  }
}
