import type { SectionToFill } from '../../assessments/section-to-fill.js';
import type { SectionChange } from '../../assessments/sections.service.js';
import type { StoredAnswer } from '../../assessments/sections.dto.js';
import type { Question } from '../../core/contracts/instrument.js';
import {
  answerFrom,
  digestOf,
  givenOf,
  isAnswerError,
  type AnswerError,
  type GivenAnswer,
} from '../assessments/given-answer.js';
import { inWords } from '../assessments/section-page.js';
import type { Column, StoredItem } from './answer-rows.js';
import { allowedIn } from './read-answer.js';
import type { SheetAnswer, SheetError } from './read-rows.js';
import { dayText } from '../time-text.js';

/** One question that a sheet would change. */
export interface SheetChange {
  readonly questionId: string;
  /** What is asked */
  readonly question: string;
  readonly section: string;
  readonly answer: StoredAnswer | undefined;
  /** The answer in words as it is saved now, and as it would be */
  readonly now: string;
  readonly then: string;
  /** Documents that would be added or changed, by name, with their dates in words */
  readonly documents: readonly string[];
  /** That somebody saved another answer after the sheet was made */
  readonly overtaken: boolean;
  /** Digest of the whole answer that is saved now, with its evidence */
  readonly seen: string;
}

/**
 * What a filled sheet would change. Questions that the sheet leaves as it got them are none, whatever others saved
 * meanwhile; a document that is not in it any more stays.
 */
export function changesOf(
  sections: readonly SectionToFill[],
  answers: ReadonlyMap<string, SheetAnswer>,
): { readonly changes: readonly SheetChange[]; readonly errors: readonly SheetError[] } {
  const errors: SheetError[] = [];
  const changes: SheetChange[] = [];
  for (const { section, questions } of sections) {
    for (const asked of questions) {
      const sheet = answers.get(asked.question.id);
      if (sheet === undefined) continue;
      const saved = section.answers[asked.question.id];
      const given = givenOf(asked.question, saved);
      const [now, sent] = [digestOf(given), digestOf(sheet.given)];
      const evidence = evidenceAfter(asked.question.id, saved, sheet, errors);
      // an answer that the sheet has as it got it is not its own
      const own = sent !== sheet.was && sent !== now;
      if (!own && evidence.changed.length === 0) continue;
      const kept = own ? sheet.given : given;
      const answer = answerOf(asked.question, kept, sheet, evidence.items, errors);
      changes.push({
        ...{ questionId: asked.question.id, question: asked.question.question, section: section.code, answer },
        ...{ now: inWords({ asked, given }), then: inWords({ asked, given: kept }), documents: evidence.changed },
        ...{ overtaken: own && sheet.was !== now, seen: digestOf({ ...given, note: JSON.stringify(saved ?? null) }) },
      });
    }
  }
  return { changes, errors };
}

/** The sections as they are to be, with the changes that were chosen. */
export function sectionsAfter(sections: readonly SectionToFill[], chosen: readonly SheetChange[]): SectionChange[] {
  return sections.flatMap(({ section }) => {
    const own = chosen.filter((change) => change.section === section.code);
    if (own.length === 0) return [];
    const answers: Record<string, unknown> = { ...section.answers };
    for (const { questionId, answer } of own) {
      if (answer === undefined) Reflect.deleteProperty(answers, questionId);
      else answers[questionId] = answer;
    }
    return [{ code: section.code, answers, expectedVersion: section.version }];
  });
}

function answerOf(
  question: Question,
  given: GivenAnswer,
  { row }: SheetAnswer,
  evidence: readonly StoredItem[],
  errors: SheetError[],
): StoredAnswer | undefined {
  const answer = answerFrom(question, given);
  if (isAnswerError(answer)) {
    errors.push({ row, column: COLUMN_OF[answer.part], questionId: question.id, text: textOf(answer, question) });
    return undefined;
  }
  if (answer === undefined && evidence.length > 0) {
    const text = `there is a document, but no answer. ${allowedIn(question)}`;
    errors.push({ row, column: 'Answer', questionId: question.id, text });
  }
  return answer === undefined ? undefined : { ...answer, ...(evidence.length > 0 && { evidence }) };
}

/** What is wrong with an answer whose cell could be read. */
function textOf({ part, text }: AnswerError, question: Question): string {
  if (part === 'choice') return `there is a note, but no answer. ${allowedIn(question)}, or take the note away`;
  return part === 'reason' ? 'say here why it does not apply, in at least 5 characters' : text;
}

const COLUMN_OF: Readonly<Record<AnswerError['part'], Column>> = {
  choice: 'Answer',
  number: 'Answer',
  reason: 'Why it does not apply',
  note: 'Note',
};
const OWN_FIELDS = ['title', 'date', 'expires', 'owner', 'url'] as const;
/** A document that is changed has to be checked again. */
const OF_THE_CHECK: readonly string[] = ['checkedBy', 'checkedOn', 'source'];

/** The documents after the sheet: those there are, changed where the sheet changes them, and its new ones. */
function evidenceAfter(
  questionId: string,
  saved: StoredAnswer | undefined,
  { items, row }: SheetAnswer,
  errors: SheetError[],
): { readonly items: readonly StoredItem[]; readonly changed: readonly string[] } {
  const stored = (saved?.evidence ?? []) as readonly StoredItem[];
  const changed: string[] = [];
  const after = stored.map((item) => {
    const sent = items.find(({ id }) => id === item.id);
    if (sent === undefined || OWN_FIELDS.every((field) => sent[field] === item[field])) return item;
    changed.push(documentText(sent, 'changed'));
    const rest = Object.entries(item).filter(
      ([name]) => !OF_THE_CHECK.includes(name) && !(OWN_FIELDS as readonly string[]).includes(name),
    );
    return { ...Object.fromEntries(rest), ...sent };
  });
  for (const { id, ...item } of items) {
    if (id === undefined) {
      // what was uploaded once already is not added again
      if (stored.some((one) => OWN_FIELDS.every((field) => one[field] === item[field]))) continue;
      changed.push(documentText(item, 'new'));
      after.push(item);
    } else if (!stored.some((one) => one.id === id)) {
      const text = `“${item.title ?? ''}” was taken away meanwhile. Empty this column to add it again`;
      errors.push({ row, column: 'Leave as it is', questionId, text });
    }
  }
  return { items: after, changed };
}

/** A document with its days in words, so that 12/10/2026 shows how it was read. */
function documentText({ title = '', date, expires }: StoredItem, what: 'new' | 'changed'): string {
  const days = [
    ...(date === undefined ? ['no date'] : [`dated ${dayText(date)}`]),
    ...(expires === undefined ? [] : [`expires on ${dayText(expires)}`]),
  ];
  return `${title} (${[what, ...days].join(', ')})`;
}
