import { IsEmail, IsString, IsUUID, MaxLength, ValidateIf } from 'class-validator';
import type { CreateHandOver } from '../../handovers/hand-overs.dto.js';
import { OneOf, PlainText } from '../../platform/http/fields.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import type { Problem } from '../../platform/problem/problem.js';
import { readDay } from '../day-fields.js';
import { errorsOf, readForm, type FormError } from '../forms.js';
import { capitalised } from '../../core/contracts/words.js';

/** The choice of the form for somebody who is none of the colleagues. */
export const SOMEBODY_ELSE = 'somebody-else';
const CHOOSE = 'Choose who is to answer';
const EMAIL = 'Enter an email address in the correct format, such as name@example.nhs.uk';
const LONGEST_MESSAGE = 1000;
const LONGEST_REASON = 500;

const isNew = ({ person }: { person?: string }): boolean => person === SOMEBODY_ELSE;

class HandOverForm {
  @ValidateIf((form: HandOverForm) => !isNew(form))
  @IsUUID('all', { message: CHOOSE })
  person: string;

  @ValidateIf(isNew)
  @PlainText({ max: 200 })
  @IsString({ message: 'Enter their full name' })
  name: string;

  @ValidateIf(isNew)
  @IsEmail({}, { message: EMAIL })
  @MaxLength(254, { message: EMAIL })
  email: string;

  @PlainText({ max: LONGEST_MESSAGE, optional: true, lines: true })
  message?: string;
}

/** What a page about a new hand-over is asked for. */
export class ThingQuery {
  @PlainText({ max: 10, optional: true })
  section?: string;

  @PlainText({ max: 20, optional: true })
  question?: string;
}

/** What was just done, by what the address says. */
export const DONE = {
  made: 'It was handed over. They find it when they sign in; pass the link on so that they know.',
  reminded: 'The reminder was noted. Pass the link on.',
  'made-mailed': 'It was handed over, and they are told by mail.',
  'reminded-mailed': 'They are reminded by mail.',
  already: 'They have it already. This is how it stands.',
  'taken-back': 'It was taken back. What they answered stays.',
  changed: 'It was changed meanwhile, so nothing was done. This is how it stands now.',
  returned: 'You said that you have finished. You can still change your answers until they are submitted.',
} as const;

export class HandOverPageQuery {
  @OneOf(Object.keys(DONE), { optional: true })
  done?: keyof typeof DONE;
}

export class ReturnForm {
  @PlainText({ max: LONGEST_MESSAGE, optional: true, lines: true })
  message?: string;
}

export class DeclineForm {
  @MaxLength(LONGEST_REASON, { message: 'The reason must have at most 500 characters' })
  @PlainText({ max: LONGEST_REASON, lines: true })
  @IsString({ message: 'Say why you cannot answer it, in a few words' })
  reason: string;
}

/** Whom it goes to, with the words and the day. @returns what the service takes, and what is wrong */
export async function readHandOver(
  fields: FormFields,
): Promise<{ readonly command: CreateHandOver; readonly errors: readonly FormError[] }> {
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const form = await readForm(HandOverForm, fields);
  const wished = readDay('wished', 'The day by which you would like it', {
    ...{ day: text('wishedDay'), month: text('wishedMonth'), year: text('wishedYear') },
  });
  const errors = [...(form.ok ? [] : inWords(form.errors)), ...('error' in wished ? [wished.error] : [])];
  if (!form.ok) return { command: {}, errors };
  const { person, name, email, message } = form.value;
  return {
    command: {
      ...(person === SOMEBODY_ELSE ? { name, email } : { personId: person }),
      ...(message !== undefined && { message }),
      ...('day' in wished && wished.day !== undefined && { wishedFor: wished.day }),
    },
    errors,
  };
}

const FIELDS: Readonly<Record<string, string>> = { personId: 'person', wishedFor: 'wishedDay', questionId: 'section' };

/** What the service found wrong, beside the fields of the form. */
export function refusedFields(problem: Problem): FormError[] {
  return inWords(errorsOf(problem).map(({ field, text }) => ({ field: FIELDS[field] ?? field, text })));
}

/** Rules that name their field as a program would, in words for people. */
export function inWords(errors: readonly FormError[]): FormError[] {
  return errors.map(({ field, text }) => ({ field, text: capitalised(text) }));
}
