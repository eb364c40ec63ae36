import type { AskedQuestion, SectionToFill } from '../../assessments/section-to-fill.js';
import type { StoredAnswer } from '../../assessments/sections.dto.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import type { FormError } from '../forms.js';
import type { PageLink } from '../page-renderer.js';
import {
  answerFrom,
  digestOf,
  fieldOf,
  givenFrom,
  givenOf,
  isAnswerError,
  wordsOfAnswer,
  type GivenAnswer,
} from './given-answer.js';
import { pathOfEvidence } from './section-tasks.js';
import { dayText } from '../time-text.js';

/** One question as the page shows it. */
export interface ShownQuestion {
  readonly asked: AskedQuestion;
  readonly given: GivenAnswer;
  /** Digest of what was saved when the page was made */
  readonly was: string;
  /** What somebody else saved meanwhile, where it differs from what was given */
  readonly savedMeanwhile?: string;
  readonly evidence: readonly ShownEvidence[];
  /** Leads to an answer that the trust gave elsewhere */
  readonly offer?: PageLink;
}

interface ShownEvidence {
  readonly title: string;
  readonly text: string;
  /** Of its file, for whoever may open it */
  readonly href?: string;
  /** Where it is changed, taken away and checked */
  readonly page?: string;
}

const PARTS: Readonly<Record<string, string>> = { note: 'note', reason: 'why it does not apply', number: 'number' };

/** Name of the hidden field that says what a question's answer was when the page was made. */
function wasField(questionId: string): string {
  return `${questionId}-was`;
}

/** The questions with what is saved. */
export function savedQuestions(toFill: SectionToFill): ShownQuestion[] {
  return toFill.questions.map((asked) => {
    const given = savedAnswer(asked, toFill.section.answers);
    return { asked, given, was: digestOf(given), evidence: evidenceOf(toFill, asked.question.id) };
  });
}

/** The questions with what was sent, to be mended. */
export function sentQuestions(section: SectionToFill, fields: FormFields): ShownQuestion[] {
  return savedQuestions(section).map((shown) => ({
    ...shown,
    given: givenFrom(fields, shown.asked.question),
    was: textOf(fields[wasField(shown.asked.question.id)]),
  }));
}

/** Whether all that was sent is saved already: the button was pressed twice, or two people said the same. */
export function isSavedAlready(section: SectionToFill, fields: FormFields): boolean {
  return savedQuestions(section).every(({ asked, was }) => digestOf(givenFrom(fields, asked.question)) === was);
}

/** What was typed, for somebody who has to be told that it cannot be saved any more. */
export function typedIn(fields: FormFields): { readonly name: string; readonly text: string }[] {
  return Object.entries(fields).flatMap(([field, sent]) => {
    const [, name, part = ''] = /^([A-Z]{2}-\d{2})-(note|reason|number)$/.exec(field) ?? [];
    const text = textOf(sent).trim();
    return name === undefined || text === '' ? [] : [{ name: `${name}, ${PARTS[part] ?? part}`, text }];
  });
}

/**
 * The questions after somebody else saved the section: what this person did not touch is shown as it is saved now, what
 * only this person touched as it was sent, and where both did, what was sent beside what is saved.
 */
export function mergedQuestions(section: SectionToFill, fields: FormFields): ShownQuestion[] {
  return savedQuestions(section).map((shown) => {
    const { question } = shown.asked;
    const sent = givenFrom(fields, question);
    const [mine, before] = [digestOf(sent), textOf(fields[wasField(question.id)])];
    if (mine === before || mine === shown.was) return shown;
    if (shown.was === before) return { ...shown, given: sent };
    return { ...shown, given: sent, savedMeanwhile: inWords(shown) };
  });
}

/** What the service is to save, or what has to be mended first. Evidence stays as it is. */
export function answersFrom(
  { questions, section }: SectionToFill,
  fields: FormFields,
): { readonly answers: Readonly<Record<string, StoredAnswer>>; readonly errors: readonly FormError[] } {
  const errors: FormError[] = [];
  const asked = new Set(questions.map(({ question }) => question.id));
  // what does not apply for this use is not shown, and stays
  const answers = Object.fromEntries(Object.entries(section.answers).filter(([id]) => !asked.has(id)));
  for (const { question } of questions) {
    const saved = section.answers[question.id];
    const answer = answerFrom(question, givenFrom(fields, question));
    if (isAnswerError(answer)) errors.push({ field: fieldOf(question.id, answer.part), text: answer.text });
    else if (answer !== undefined) answers[question.id] = withEvidence(answer, saved);
    else if (saved?.evidence !== undefined) {
      errors.push({ field: question.id, text: `Choose an answer about ${question.subject}: it has evidence` });
    }
  }
  return { answers, errors };
}

/** The answer of a question in words, with its note. */
export function inWords({ asked, given }: Pick<ShownQuestion, 'asked' | 'given'>): string {
  const words = wordsOfAnswer(asked.question, given);
  if (given.note === '') return words;
  return `${words}${words.endsWith('.') ? '' : '.'} Note: “${given.note}”`;
}

function savedAnswer({ question }: AskedQuestion, answers: Readonly<Record<string, StoredAnswer>>): GivenAnswer {
  return givenOf(question, answers[question.id]);
}

function withEvidence(answer: StoredAnswer, saved: StoredAnswer | undefined): StoredAnswer {
  return saved?.evidence === undefined ? answer : { ...answer, evidence: saved.evidence };
}

function evidenceOf({ section, mayOpenFiles, mayAnswer }: SectionToFill, questionId: string): ShownEvidence[] {
  const { assessmentId, code, answers } = section;
  const items = (answers[questionId]?.evidence ?? []) as readonly Readonly<Record<string, string | undefined>>[];
  return items.map(({ id = '', title = '', date, expires, checkedBy, fileId }) => {
    const facts = [
      ...(date === undefined ? ['no date'] : [`dated ${dayText(date)}`]),
      ...(expires === undefined ? [] : [`expires on ${dayText(expires)}`]),
      ...(checkedBy === undefined ? ['not checked by a second person'] : ['checked by a second person']),
    ];
    return {
      title,
      text: `${title} (${facts.join(', ')})`,
      ...(fileId !== undefined && mayOpenFiles && { href: `/api/v1/files/${fileId}/content` }),
      ...(mayAnswer && { page: `${pathOfEvidence(assessmentId, code, questionId)}/${id}` }),
    };
  });
}

function textOf(value: FormFields[string]): string {
  return typeof value === 'string' ? value : '';
}
