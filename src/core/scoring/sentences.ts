import type { Answer } from '../contracts/answers.js';
import { longDate, type DayNumber } from '../contracts/calendar.js';
import type { Level, NumberScale, Question } from '../contracts/instrument.js';
import { EPSILON } from '../instrument/answer-value.js';
import { unitOf } from '../contracts/words.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import type { Judgement } from './judgement.js';

/** One sentence or two that say what was found on a question and why. */
export function findingSentence(judgement: Judgement, compiled: CompiledInstrument): string {
  const { compiled: question, answer, outcome, notKnownReason } = judgement;
  switch (outcome) {
    case 'not-applicable':
      return answer?.type === 'not-applicable'
        ? `Does not apply here: ${asSentence(answer.reason)}`
        : `Does not apply to ${compiled.use} use.`;
    case 'not-known':
      if (notKnownReason === 'unanswered') return 'Not answered, so it counts as not known and scores nothing.';
      if (notKnownReason === 'answered-not-known') return 'Answered as not known, so it scores nothing.';
      return `${statement(judgement)} No dated evidence in effect shows it, so the gate is not known.`;
    case 'met':
      return `${isFull(judgement) ? 'Met' : 'Met at its mark, not in full'}. ${statement(judgement)}${evidenceNote(judgement)}`;
    case 'expired':
      return `${statement(judgement)}${evidenceNote(judgement)} It counts as partly met until it is renewed.`;
    case 'partly-met':
      return `Partly met. ${statement(judgement)}${evidenceNote(judgement)}`;
    case 'not-met':
      return `Not met. ${statement(judgement)}${question.essential ? ' This one is essential.' : ''}`;
  }
}

/** What an answer with a value says, in the instrument's own words. The judgement must be one of a value. */
export function statement({ compiled, answer }: Judgement): string {
  const { value } = answer as Extract<Answer, { type: 'value' }>;
  const { question } = compiled;
  if (question.kind !== 'number') return levelText(question, value);
  const { unit, target } = question.number as NumberScale;
  return `Stated as ${withUnit(value, unit)}; full value is at ${withUnit(target, unit)}.`;
}

/** An answer in the question's own words: a level's text, or a number with its unit. Its note is never part of it. */
export function answerText(question: Question, answer: Answer | undefined): string {
  if (answer === undefined) return 'Not answered.';
  switch (answer.type) {
    case 'not-known':
      return 'Not known.';
    case 'not-applicable':
      return `Does not apply: ${asSentence(answer.reason)}`;
    case 'value':
      return question.kind === 'number' ? numberText(question, answer.value) : levelText(question, answer.value);
  }
}

/** A number answer with its unit. */
export function numberText({ number }: Question, value: number): string {
  return withUnit(value, (number as NumberScale).unit);
}

function levelText({ levels }: Question, value: number): string {
  return (levels as readonly Level[])[value]?.text as string;
}

function isFull({ mark }: Judgement): boolean {
  return (mark as number) >= 1 - EPSILON;
}

/** A number with its unit; the per cent sign stands close. */
function withUnit(value: number, unit: string): string {
  return `${plainNumber(value)}${unitOf(value, unit)}`;
}

function evidenceNote({ evidence, answer }: Judgement): string {
  switch (evidence.status) {
    case 'in-date':
      return evidence.lapses === undefined ? '' : ` Its evidence holds until ${longDate(evidence.lapses)}.`;
    case 'lapsed':
      return ` Its evidence lapsed on ${longDate(evidence.lapses as DayNumber)}.`;
    case 'other-version':
      return ' Its evidence is for another version of the product.';
    case 'none':
      if (answer?.evidence.length === 0) return ' No evidence is named.';
      return answer?.evidence.some(({ date }) => date !== undefined) === true
        ? ' Its evidence is not in effect yet.'
        : ' Its evidence has no date.';
  }
}

function asSentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function plainNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}
