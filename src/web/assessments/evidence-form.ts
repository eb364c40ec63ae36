import { IsString, IsUrl, MaxLength } from 'class-validator';
import { PlainText } from '../../platform/http/fields.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { readDay } from '../day-fields.js';
import { readForm, type FormError } from '../forms.js';

const LONGEST = 300;

class EvidenceForm {
  @PlainText({ max: LONGEST })
  @IsString({ message: 'Enter the name of the document' })
  title: string;

  @PlainText({ max: LONGEST, optional: true })
  owner?: string;
}

class LinkForm {
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true },
    { message: 'Enter a link that begins with https:// or http://' },
  )
  @MaxLength(LONGEST, { message: 'The link must have at most 300 characters' })
  url: string;
}

/** What can be typed, for somebody who has to be told that it cannot be saved any more. */
const TYPED = [
  ['title', 'Name of the document'],
  ['url', 'Link'],
  ['owner', 'Who looks after it'],
] as const;

/**
 * Reads the form of an evidence item.
 *
 * @param fileName of a file that comes with it, which is its name where none was typed
 * @returns the item as the service takes it, and what is wrong
 */
export async function readEvidence(
  fields: FormFields,
  fileName?: string,
): Promise<{ readonly item: Readonly<Record<string, string>>; readonly errors: readonly FormError[] }> {
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const dayOf = (prefix: string, what: string): ReturnType<typeof readDay> =>
    readDay(prefix, what, { day: text(`${prefix}Day`), month: text(`${prefix}Month`), year: text(`${prefix}Year`) });
  const form = await readForm(EvidenceForm, { ...fields, title: text('title') ?? fileName });
  const link = text('url') === undefined ? undefined : await readForm(LinkForm, fields);
  const [date, expires] = [dayOf('date', 'The date of the document'), dayOf('expires', 'The day on which it expires')];
  const errors = [
    ...(form.ok ? [] : form.errors),
    ...(link === undefined || link.ok ? [] : link.errors),
    ...[date, expires].flatMap((read) => ('error' in read ? [read.error] : [])),
  ];
  return {
    item: {
      ...(form.ok && given(form.value)),
      ...(link?.ok === true && { url: link.value.url }),
      ...('day' in date && date.day !== undefined && { date: date.day }),
      ...('day' in expires && expires.day !== undefined && { expires: expires.day }),
    },
    errors,
  };
}

/** The form of an item as it is stored. */
export function formOf(item: Readonly<Record<string, unknown>>): FormFields {
  const text = (name: string): string => (typeof item[name] === 'string' ? item[name] : '');
  return { title: text('title'), url: text('url'), owner: text('owner'), ...dayFields(text), fileId: text('fileId') };
}

function dayFields(text: (name: string) => string): FormFields {
  return Object.fromEntries(
    ['date', 'expires'].flatMap((name) => {
      const [year = '', month = '', day = ''] = text(name).split('-');
      const plain = (digits: string): string => digits.replace(/^0/, '');
      return [
        [`${name}Day`, plain(day)],
        [`${name}Month`, plain(month)],
        [`${name}Year`, year],
      ];
    }),
  );
}

/** What was typed into the form, by what its fields are called. */
export function typedEvidence(fields: FormFields): { readonly name: string; readonly text: string }[] {
  return TYPED.flatMap(([field, name]) => {
    const text = fields[field];
    return typeof text === 'string' && text.trim() !== '' ? [{ name, text }] : [];
  });
}

/** Errors as one meets their fields on the page; those of no field at the end. */
export function inFieldOrder(errors: readonly FormError[]): readonly FormError[] {
  const order = [...new Set(Object.values(FIELDS))].map((field) => field.replace(/Day$/, ''));
  const at = ({ field }: FormError): number => {
    const found = order.indexOf(field.replace(/(?:Day|Month|Year)$/, ''));
    return found === -1 ? order.length : found;
  };
  return [...errors].sort((one, other) => at(one) - at(other));
}

/** The field of what the service found wrong with an item, such as `/item/url`. */
export function fieldOfItem({ pointer = '', detail }: { pointer?: string; detail: string }): FormError {
  const part = pointer.split('/').at(-1) ?? '';
  return { field: FIELDS[part] ?? '', text: detail.replace(/\.$/, '') };
}

/** In the order of the page. */
const FIELDS: Readonly<Record<string, string>> = {
  title: 'title',
  date: 'dateDay',
  expires: 'expiresDay',
  owner: 'owner',
  url: 'url',
  fileId: 'file',
  file: 'file',
};

function given({ title, owner }: EvidenceForm): Record<string, string> {
  return { title, ...(owner !== undefined && { owner }) };
}
