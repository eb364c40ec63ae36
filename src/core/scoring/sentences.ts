import { longDate } from '../contracts/calendar.js';
import type { NumberScale } from '../contracts/instrument.js';
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
      return `${said(judgement)} No dated evidence shows it, so the gate is not known.`;
    case 'met':
      return `Met. ${said(judgement)}${evidenceNote(judgement)}`;
    case 'expired':
      return `${said(judgement)}${evidenceNote(judgement)} It counts as partly met until it is renewed.`;
    case 'partly-met':
      return `Partly met. ${said(judgement)}${evidenceNote(judgement)}`;
    case 'not-met':
      return `Not met. ${said(judgement)}${question.essential ? ' This one is essential.' : ''}`;
  }
}

/** What the answer says, in the instrument's own words. */
export function said({ compiled, answer }: Judgement): string {
  if (answer?.type !== 'value') return '';
  const { question } = compiled;
  if (question.kind !== 'number') return question.levels?.[answer.value]?.text ?? '';
  const { unit, target } = question.number as NumberScale;
  return `Stated as ${withUnit(answer.value, unit)}; full value is at ${withUnit(target, unit)}.`;
}

/** A number with its unit; the per cent sign stands close. */
export function withUnit(value: number, unit: string): string {
  return unit.startsWith('%') ? `${plainNumber(value)}${unit}` : `${plainNumber(value)} ${unit}`;
}

function evidenceNote({ evidence, answer }: Judgement): string {
  switch (evidence.status) {
    case 'in-date':
      return evidence.lapses === undefined ? '' : ` Its evidence holds until ${longDate(evidence.lapses)}.`;
    case 'lapsed':
      return evidence.lapses === undefined ? '' : ` Its evidence lapsed on ${longDate(evidence.lapses)}.`;
    case 'other-version':
      return ' Its evidence is for another version of the product.';
    case 'none':
      return answer?.evidence.length === 0 ? ' No evidence is named.' : ' Its evidence has no date.';
  }
}

function asSentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function plainNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}
