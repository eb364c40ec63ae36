import type { Question } from '../../core/contracts/instrument.js';
import { readTypedNumber } from '../../core/contracts/typed-number.js';
import { listed } from '../../core/contracts/words.js';
import { plainNumber, rangeOf, ruleOfNumber, type GivenAnswer } from '../assessments/given-answer.js';
import { NOT_APPLICABLE, NOT_KNOWN } from './answer-rows.js';

const NOT_KNOWN_TEXT = /^(?:i )?(?:don.?t know|do not know|not known|unknown)(?: yet)?\.?$/i;
const NOT_APPLICABLE_TEXT = /^(?:it )?(?:does not apply|doesn.?t apply|not applicable|n\/?a)(?: here)?\.?$/i;
const LEVEL_TEXT = /^(\d)\s*(?:=.*)?$/s;
const LONGEST_SHOWN = 40;

/** What the cell of an answer says, or what is wrong with it, in words that follow the question's id. */
export function readAnswerCell(
  question: Question,
  text: string,
): Pick<GivenAnswer, 'choice' | 'number'> | { readonly wrong: string } {
  if (text === '') return { choice: '', number: '' };
  if (NOT_KNOWN_TEXT.test(text)) return { choice: 'not-known', number: '' };
  if (NOT_APPLICABLE_TEXT.test(text)) {
    if (question.notApplicable?.when !== undefined) return { choice: 'not-applicable', number: '' };
    return wrong(text, `, which is read as “${NOT_APPLICABLE}”. ${allowedIn(question)}`);
  }
  return question.kind === 'number' ? readNumber(question, text) : readLevel(question, text);
}

/** What may be written as the answer to a question. */
export function allowedIn(question: Question): string {
  const { kind, levels = [], notApplicable } = question;
  const numbers = levels.map((_, level) => String(level));
  const own =
    kind === 'number'
      ? rangeOf(question)
      : `${listed(numbers).replace(' and ', ' or ')}, or the words of one of these answers as the sheet shows them`;
  const applies = notApplicable?.when === undefined ? 'is not allowed here' : 'is allowed, with a reason';
  return `Enter ${own}, or “${NOT_KNOWN}”. “${NOT_APPLICABLE}” ${applies}`;
}

function readNumber(question: Question, text: string): ReturnType<typeof readAnswerCell> {
  const { min = 0, max = 0, unit = '' } = question.number ?? {};
  const read = readTypedNumber(text, unit);
  if ('value' in read && read.value >= min && read.value <= max) {
    return { choice: 'number', number: plainNumber(question, text) };
  }
  const rule = ruleOfNumber(question, read);
  return wrong(text, `. ${rule === '' ? '' : `${rule}. `}${allowedIn(question)}`);
}

function readLevel(question: Question, text: string): ReturnType<typeof readAnswerCell> {
  const levels = question.levels ?? [];
  const number = LEVEL_TEXT.exec(text)?.[1];
  const level = number === undefined ? levels.findIndex((one) => plain(one.text) === plain(text)) : Number(number);
  if (levels[level] !== undefined) return { choice: String(level), number: '' };
  return wrong(text, `. ${allowedIn(question)}`);
}

/** The same for words that differ in blanks, capitals and the full stop alone. */
function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/\.$/, '').toLowerCase();
}

function wrong(text: string, what: string): { readonly wrong: string } {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return { wrong: `the sheet has “${shown}”${what}` };
}
