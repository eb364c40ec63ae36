import { createHash } from 'node:crypto';
import { IsString } from 'class-validator';
import { SAID_STATES, type SaidState } from '../../actions/action-states.js';
import { LONGEST_NOTE, LONGEST_OWNER, type ActionView, type SaveActionProgress } from '../../actions/actions.dto.js';
import { OneOf, PlainText } from '../../platform/http/fields.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { readDay } from '../day-fields.js';
import { readForm, type FormError } from '../forms.js';
import { STATE_WORDS } from './action-words.js';
import { dayText } from '../time-text.js';

class ActionForm {
  @OneOf(SAID_STATES)
  @IsString({ message: 'Choose how far the action is' })
  state: SaidState;

  @PlainText({ max: LONGEST_OWNER, optional: true })
  ownOwner?: string;

  @PlainText({ max: LONGEST_NOTE, optional: true, lines: true })
  note?: string;
}

/** What somebody is asked for, with the words in which errors speak of it. */
const PARTS = { state: 'How far it is', date: 'Your own date', ownOwner: 'The owner', note: 'The note' } as const;
type Part = keyof typeof PARTS;

/** The form as it is shown: each part as text, and where somebody else saved another meanwhile, theirs. */
export interface ShownForm {
  readonly given: Readonly<Record<string, string>>;
  /** Digests of what was saved when the page was made, by part */
  readonly was: Readonly<Record<string, string>>;
  /** What is saved now, in words, by part: only where both changed it */
  readonly meanwhile: Readonly<Partial<Record<Part, string>>>;
}

/** The form with what is saved. */
export function savedForm(action: ActionView): ShownForm {
  const given = givenOf(action);
  return { given, was: digestsOf(given), meanwhile: {} };
}

/** The form with what was sent, to be mended. */
export function sentForm(fields: FormFields): ShownForm {
  return { given: sentIn(fields), was: wasIn(fields), meanwhile: {} };
}

/**
 * The form after somebody else saved: what this person did not touch as it is saved now, what only this person touched as
 * it was sent, and where both did, what was sent beside what is saved.
 */
export function mergedForm(action: ActionView, fields: FormFields): ShownForm {
  const [sent, saved, before] = [sentIn(fields), givenOf(action), wasIn(fields)];
  const [mine, theirs] = [digestsOf(sent), digestsOf(saved)];
  const touched = (part: Part): boolean => mine[part] !== before[part] && mine[part] !== theirs[part];
  const both = parts().filter((part) => touched(part) && theirs[part] !== before[part]);
  const given = Object.fromEntries(
    Object.keys(saved).map((field) => [field, (touched(partOf(field)) ? sent : saved)[field] ?? '']),
  );
  return { given, was: theirs, meanwhile: Object.fromEntries(both.map((part) => [part, inWords(part, action)])) };
}

/** Whether all that was sent is saved already: the button was pressed twice, or two people said the same. */
export function isSavedAlready(action: ActionView, fields: FormFields): boolean {
  const [mine, theirs] = [digestsOf(sentIn(fields)), digestsOf(givenOf(action))];
  return parts().every((part) => mine[part] === theirs[part]);
}

/** What the service is to save, or what has to be mended first. */
export async function readAction(
  fields: FormFields,
): Promise<
  { readonly ok: true; readonly value: SaveActionProgress } | { readonly ok: false; readonly errors: FormError[] }
> {
  const sent = sentIn(fields);
  const form = await readForm(ActionForm, sent);
  const typed = (field: string): string | undefined => (sent[field] === '' ? undefined : sent[field]);
  const date = readDay('date', PARTS.date, {
    ...{ day: typed('dateDay'), month: typed('dateMonth'), year: typed('dateYear') },
  });
  const errors = [
    ...(form.ok ? [] : form.errors.map(({ field, text }) => ({ field, text: worded(field, text) }))),
    ...('error' in date ? [date.error] : []),
  ];
  if (!form.ok || 'error' in date) return { ok: false, errors };
  const { state, ownOwner = null, note = null } = form.value;
  return { ok: true, value: { state, targetDate: date.day ?? null, ownOwner, note } };
}

function worded(field: string, text: string): string {
  if (field === 'state') return 'Choose how far the action is';
  return text.replace(new RegExp(`^${field}\\b`), PARTS[partOf(field)]);
}

function givenOf({ state, targetDate, ownOwner, note }: ActionView): Record<string, string> {
  const [year = '', month = '', day = ''] = targetDate?.split('-') ?? [];
  return {
    // Nobody can say that it is confirmed; who looks at one that is had said before that it is done.
    state: state === 'confirmed' ? 'done' : state,
    ...{ dateDay: day.replace(/^0/, ''), dateMonth: month.replace(/^0/, ''), dateYear: year },
    ownOwner: ownOwner ?? '',
    note: note ?? '',
  };
}

function sentIn(fields: FormFields): Record<string, string> {
  return Object.fromEntries(
    ['state', 'dateDay', 'dateMonth', 'dateYear', 'ownOwner', 'note'].map((field) => {
      const value = fields[field];
      return [field, typeof value === 'string' ? value.replace(/\r\n/g, '\n').trim() : ''];
    }),
  );
}

function wasIn(fields: FormFields): Record<string, string> {
  return Object.fromEntries(
    parts().map((part) => {
      const value = fields[`${part}Was`];
      return [part, typeof value === 'string' ? value : ''];
    }),
  );
}

function digestsOf(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    parts().map((part) => {
      const texts = Object.entries(given).filter(([field]) => partOf(field) === part);
      const text = texts.map(([, value]) => value.replace(/^0+(?=\d)/, '')).join('-');
      return [part, createHash('sha256').update(text).digest('base64url').slice(0, 16)];
    }),
  );
}

function parts(): Part[] {
  return Object.keys(PARTS) as Part[];
}

function partOf(field: string): Part {
  return field.startsWith('date') ? 'date' : (field as Part);
}

function inWords(part: Part, { state, targetDate, ownOwner, note }: ActionView): string {
  switch (part) {
    case 'state':
      return STATE_WORDS[state].text;
    case 'date':
      return targetDate === null ? 'no date' : dayText(targetDate);
    case 'ownOwner':
      return ownOwner ?? 'nobody';
    case 'note':
      return note ?? 'no note';
  }
}
