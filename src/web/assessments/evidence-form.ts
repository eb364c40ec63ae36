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

/** Reads the form of an evidence item. @returns the item as the service takes it, and what is wrong */
export async function readEvidence(
  fields: FormFields,
): Promise<{ readonly item: Readonly<Record<string, string>>; readonly errors: readonly FormError[] }> {
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const dayOf = (prefix: string, what: string): ReturnType<typeof readDay> =>
    readDay(prefix, what, { day: text(`${prefix}Day`), month: text(`${prefix}Month`), year: text(`${prefix}Year`) });
  const form = await readForm(EvidenceForm, fields);
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

function given({ title, owner }: EvidenceForm): Record<string, string> {
  return { title, ...(owner !== undefined && { owner }) };
}
