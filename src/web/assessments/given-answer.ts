import { createHash } from 'node:crypto';
import type { StoredAnswer } from '../../assessments/sections.dto.js';
import { unitOf } from '../../core/contracts/words.js';
import type { Question } from '../../core/contracts/instrument.js';
import { readTypedNumber, type TypedNumber } from '../../core/contracts/typed-number.js';
import type { FormFields } from '../../platform/http/takes-form.js';

/** What somebody chose and typed for one question, as the form has it. */
export interface GivenAnswer {
  /** Number of a level, `number`, `not-known` or `not-applicable`; empty while nothing is chosen */
  readonly choice: string;
  readonly number: string;
  readonly reason: string;
  readonly note: string;
}

/** What is wrong with it: which part of the question, and why. */
export interface AnswerError {
  readonly part: 'choice' | 'number' | 'reason' | 'note';
  readonly text: string;
}

const LEVEL = /^\d$/;
/** As it is typed: never `1e-7`. */
const DIGITS = new Intl.NumberFormat('en-GB', { useGrouping: false, maximumFractionDigits: 15 });
const SHORTEST_REASON = 5;

/** Name and id of a part of a question on the form. */
export function fieldOf(questionId: string, part: AnswerError['part']): string {
  return part === 'choice' ? questionId : `${questionId}-${part}`;
}

export function givenFrom(fields: FormFields, question: Question): GivenAnswer {
  const text = (part: AnswerError['part']): string => {
    const sent = fields[fieldOf(question.id, part)] ?? '';
    // what came more than once is kept, and told of where only one of them can be meant
    const value = typeof sent === 'string' ? sent : sent.join('\n');
    // browsers end lines with CRLF, and what is stored would differ by nothing else
    return value.replace(/\r\n?/g, '\n').trim();
  };
  const number = plainNumber(question, text('number'));
  return { choice: text('choice'), number, reason: text('reason'), note: text('note') };
}

/** A number in digits alone, so that "80%" is the same answer as "80"; as it was typed where it cannot be read. */
export function plainNumber({ number }: Question, typed: string): string {
  const read = readTypedNumber(typed, number?.unit ?? '');
  return 'value' in read ? DIGITS.format(read.value) : typed;
}

export function givenOf(question: Question, answer: StoredAnswer | undefined): GivenAnswer {
  const nothing: GivenAnswer = { choice: '', number: '', reason: '', note: '' };
  if (answer === undefined) return nothing;
  const note = typeof answer.note === 'string' ? answer.note : '';
  if (answer.notKnown === true) return { ...nothing, choice: 'not-known', note };
  if (typeof answer.notApplicable === 'string') {
    return { ...nothing, choice: 'not-applicable', reason: answer.notApplicable, note };
  }
  return question.kind === 'number'
    ? { ...nothing, choice: 'number', number: DIGITS.format(Number(answer.value)), note }
    : { ...nothing, choice: String(answer.value), note };
}

/** The same digits for the same answer: what was typed beside another choice does not count. */
export function digestOf({ choice, number, reason, note }: GivenAnswer): string {
  const counted = [choice, choice === 'number' ? number : '', choice === 'not-applicable' ? reason : '', note];
  return createHash('sha256').update(JSON.stringify(counted)).digest('hex').slice(0, 16);
}

/** The answer as the service takes it, without its evidence; undefined where nothing was said. */
export function answerFrom(question: Question, given: GivenAnswer): StoredAnswer | AnswerError | undefined {
  const note = given.note === '' ? {} : { note: given.note };
  switch (given.choice) {
    case '':
      if (given.note === '') return undefined;
      return error('choice', `Choose an answer about ${question.subject}, or take the note away`);
    case 'not-known':
      return { notKnown: true, ...note };
    case 'not-applicable':
      if (question.notApplicable?.when === undefined) return notOffered(question);
      if (given.reason.length < SHORTEST_REASON) {
        return error('reason', `Say why ${question.id} does not apply here, in at least 5 characters`);
      }
      return { notApplicable: given.reason, ...note };
    case 'number':
      return question.kind === 'number' ? numberFrom(question, given.number, note) : notOffered(question);
    default:
      if (!LEVEL.test(given.choice) || question.levels?.[Number(given.choice)] === undefined)
        return notOffered(question);
      return { value: Number(given.choice), ...note };
  }
}

function notOffered({ subject }: Question): AnswerError {
  return error('choice', `Choose one of the answers about ${subject}`);
}

function numberFrom(question: Question, typed: string, note: object): StoredAnswer | AnswerError {
  const { min = 0, max = 0, unit = '' } = question.number ?? {};
  const read = readTypedNumber(typed, unit);
  if ('value' in read && read.value >= min && read.value <= max) return { value: read.value, ...note };
  const rule = ruleOfNumber(question, read);
  return error('number', `Enter ${rangeOf(question)} for ${question.subject}${rule === '' ? '' : `. ${rule}`}`);
}

/** Which numbers a question takes, such as "a number from 0 to 52 (weeks)". */
export function rangeOf({ number }: Pick<Question, 'number'>): string {
  const { min = 0, max = 0, unit = '' } = number ?? {};
  return `a number from ${String(min)} to ${String(max)}${unit === '' ? '' : ` (${unit})`}`;
}

/** Why a number was not read, where more than its range is to be said. */
export function ruleOfNumber({ number }: Question, read: TypedNumber): string {
  if ('value' in read || read.wrong === 'form') return '';
  if (read.wrong === 'comma') return `Decimals follow a point: write ${read.instead}`;
  return `Nothing but the unit (${number?.unit ?? ''}) may follow the number`;
}

function error(part: AnswerError['part'], text: string): AnswerError {
  return { part, text };
}

export function isAnswerError(value: StoredAnswer | AnswerError | undefined): value is AnswerError {
  return value !== undefined && 'part' in value;
}

/** An answer in words, for whoever reads it and for what somebody else saved meanwhile. */
export function wordsOfAnswer({ levels = [], number }: Question, given: GivenAnswer): string {
  switch (given.choice) {
    case '':
      return 'Not answered';
    case 'not-known':
      return 'Not known yet';
    case 'not-applicable':
      return `Does not apply here: ${given.reason}`;
    case 'number':
      return `${given.number}${unitOf(Number(given.number), number?.unit ?? '')}`;
    default:
      return levels[Number(given.choice)]?.text ?? 'Not answered';
  }
}
