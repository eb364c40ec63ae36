import type { KeptForm } from '../../accounts/kept-forms.service.js';
import type { Question } from '../../core/contracts/instrument.js';
import { SENT_AGAIN } from '../../platform/access/form-keeping.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import type { FormError } from '../forms.js';
import { dateText, timeText } from '../time-text.js';
import { digestOf, givenFrom } from './given-answer.js';

interface Refused {
  readonly fields: FormFields;
  readonly errors: readonly FormError[];
}

/** What stands above a form that shows what was not saved. */
export interface KeptNotice {
  readonly heading: string;
  readonly text: string;
}

export function noticeOf({ reason, keptAt, expiresAt, errors }: KeptForm): KeptNotice {
  if (reason === 'signed-out') {
    const text = 'What you had typed is below. Nothing was saved yet: look through it, then save it.';
    return { heading: 'You were signed out', text };
  }
  const until = errors.length > 0 ? 'mend what is listed at the top of the page, and save' : 'save it';
  return {
    heading: 'Not saved yet',
    text:
      `What you entered on ${timeText(keptAt)} is below. Nothing of it is saved, or counts as an answer, until you ` +
      `${until}. You can leave: it is kept for you until ${dateText(expiresAt)}.`,
  };
}

/**
 * A refused form of one window together with that of another, which was left with something unsaved as well: of each
 * question what was entered last.
 *
 * @param questions that they ask
 */
export function withEarlier(before: KeptForm, now: Refused, questions: readonly Question[]): Refused {
  const kept = questions
    .filter((asked) => isTouched(before.fields, asked) && !isTouched(now.fields, asked))
    .map(({ id }) => id);
  const ofKept = (name: string): boolean => kept.some((id) => name === id || name.startsWith(`${id}-`));
  const of = (fields: FormFields, which: (name: string) => boolean): FormFields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => which(name)));
  const [one, other] = [Number(before.fields.version), Number(now.fields.version)];
  return {
    fields: {
      ...of(now.fields, (name) => !ofKept(name)),
      ...of(before.fields, ofKept),
      // on the older of the two, so that what was saved in between is told
      ...(one < other && { version: before.fields.version }),
    },
    errors: [...now.errors, ...before.errors.filter(({ field }) => ofKept(field))],
  };
}

/** Whether somebody leaves a page that told them already that it is not saved. */
export function mayLeave({ then, [SENT_AGAIN]: again }: FormFields): boolean {
  return then === 'leave' && again !== undefined;
}

/** Whether a form says something else of a question than what was saved when its page was made. */
function isTouched(fields: FormFields, question: Question): boolean {
  return digestOf(givenFrom(fields, question)) !== fields[`${question.id}-was`];
}
