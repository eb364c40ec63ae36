import { Transform } from 'class-transformer';
import { IsString, MaxLength, ValidateBy } from 'class-validator';
import { OneOf, PlainText, ResourceId } from '../../platform/http/fields.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import {
  ContactHours,
  LONGEST_NOTE,
  LONGEST_PROMISE,
  MOST_HOURS,
  type LogContact,
  type MakePromise,
} from '../../support/support.dto.js';
import {
  CONTACT_KINDS,
  SETTLED_STATES,
  WITHDRAWAL_REASONS,
  type ContactKind,
  type SettledState,
  type WithdrawalReason,
} from '../../support/support-words.js';
import { inWords } from '../concerns/concern-forms.js';
import { readDay } from '../day-fields.js';
import { readForm, type FormError } from '../forms.js';

const LONGEST_OWNER = 200;
const LONGEST_ACTION = 60;
const HOURS_WORDS = `Hours must be a number from 0 to ${String(MOST_HOURS)} in quarters, such as 1.25`;

/** What can be done on the page of a site, each by a form of its own. */
export const SITE_ACTS = ['log', 'withdraw', 'promise', 'settle', 'move', 'owner'] as const;
export type SiteAct = (typeof SITE_ACTS)[number];

/** What every form of the page has: what is to be done, and with what. */
export class SiteForm {
  @OneOf(SITE_ACTS)
  act: SiteAct;

  /** Of a contact or a promise */
  @ResourceId({ optional: true })
  id?: string;

  @ValidateBy({ name: 'version', validator: { validate: (value) => /^\d{1,9}$/.test(String(value ?? '0')) } })
  version?: string;

  @ResourceId({ optional: true })
  formKey?: string;
}

class ContactForm {
  @OneOf(CONTACT_KINDS)
  @IsString({ message: 'Choose how it took place' })
  kind: ContactKind;

  @Transform(({ value }: { value: unknown }) => numberIn(value))
  @ContactHours()
  hours: number;

  @PlainText({ max: LONGEST_NOTE, lines: true, optional: true })
  note?: string;

  @PlainText({ max: LONGEST_ACTION, optional: true })
  contactAction?: string;
}

class PromiseForm {
  @PlainText({ max: LONGEST_PROMISE })
  @MaxLength(LONGEST_PROMISE, { message: `The promise must be ${String(LONGEST_PROMISE)} characters or less` })
  @IsString({ message: 'Enter what you promise' })
  what: string;

  @PlainText({ max: LONGEST_ACTION, optional: true })
  promiseAction?: string;
}

export class SettleForm {
  @OneOf(SETTLED_STATES)
  state: SettledState;
}

export class WithdrawForm {
  @OneOf(WITHDRAWAL_REASONS)
  reason: WithdrawalReason;
}

class OwnerForm {
  @PlainText({ max: LONGEST_OWNER, optional: true })
  owner?: string;
}

/** What a form says, or what is wrong with it. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: FormError[] };

export async function readContact(fields: FormFields): Promise<Read<LogContact>> {
  const form = await readForm(ContactForm, fields);
  const on = dayIn(fields, 'on', 'The day', 'Enter the day of the contact');
  const errors = [
    ...(form.ok ? [] : inWords(form.errors, { note: 'The note' }).map(withHours)),
    ...('error' in on ? [on.error] : []),
  ];
  if (!form.ok || 'error' in on) return { ok: false, errors };
  const { kind, hours, note, contactAction: actionId } = form.value;
  const said = { ...(note !== undefined && { note }), ...(actionId !== undefined && { actionId }) };
  return { ok: true, value: { kind, on: on.day, hours, ...said } };
}

export async function readPromise(fields: FormFields): Promise<Read<MakePromise>> {
  const form = await readForm(PromiseForm, fields);
  const due = dayIn(fields, 'due', 'The day', 'Enter the day by which you will have done it');
  const errors = [
    ...(form.ok ? [] : inWords(form.errors, { what: 'The promise' })),
    ...('error' in due ? [due.error] : []),
  ];
  if (!form.ok || 'error' in due) return { ok: false, errors };
  const { what, promiseAction: actionId } = form.value;
  return { ok: true, value: { what, dueOn: due.day, ...(actionId !== undefined && { actionId }) } };
}

/** The other day of a promise. @param id of the promise, which the fields on the page are called by */
export function readMove(fields: FormFields, id: string): Read<{ dueOn: string }> {
  const due = dayIn(fields, 'move', 'The day', 'Enter the other day');
  if (!('error' in due)) return { ok: true, value: { dueOn: due.day } };
  return { ok: false, errors: [{ ...due.error, field: `${due.error.field}-${id}` }] };
}

export async function readOwner(fields: FormFields): Promise<Read<{ vendorOwner: string | null }>> {
  const form = await readForm(OwnerForm, fields);
  if (form.ok) return { ok: true, value: { vendorOwner: form.value.owner ?? null } };
  return { ok: false, errors: inWords(form.errors, { owner: 'Who looks after it' }) };
}

/** What the service found wrong, by the names of the page's fields. @param act of the form that was sent @param id as there */
export function onPage({ field, text }: FormError, act: SiteAct, id = ''): FormError {
  if (field === 'on') return { field: 'onDay', text: 'The day must be today or in the past' };
  if (field !== 'dueOn') return { field: '', text };
  return { field: act === 'move' ? `moveDay-${id}` : 'dueDay', text: 'The day must be today or in the future' };
}

function dayIn(
  fields: FormFields,
  prefix: string,
  what: string,
  missing: string,
): { readonly day: string } | { readonly error: FormError } {
  const typed = (part: string): string | undefined => {
    const value = fields[`${prefix}${part}`];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const read = readDay(prefix, what, { day: typed('Day'), month: typed('Month'), year: typed('Year') });
  if ('error' in read) return read;
  return read.day === undefined ? { error: { field: `${prefix}Day`, text: missing } } : { day: read.day };
}

/** Hours as they are typed, with a point or a comma; what is no number stays as it is, to be refused. */
function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,3}(?:[.,]\d{1,2})?$/.test(value) ? Number(value.replace(',', '.')) : value;
}

function withHours({ field, text }: FormError): FormError {
  if (field === 'kind') return { field, text: 'Choose how it took place' };
  return { field, text: field === 'hours' ? HOURS_WORDS : text };
}
