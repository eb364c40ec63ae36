import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { Problem } from '../platform/problem/problem.js';
import type { FormFields } from '../platform/http/takes-form.js';

/** Something wrong with a form, as the NHS error summary shows it. */
export interface FormError {
  /** Name of the field, which is also its id on the page */
  readonly field: string;
  readonly text: string;
}

/** A form that was read: its values, or what is wrong with them. */
export type ReadForm<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FormError[]; readonly given: FormFields };

/**
 * Reads a form. Fields that were left empty count as not given; fields that the class does not know are left out of
 * account. One message for each field, in the order of the class.
 *
 * @param type class with the rules, whose messages are whole sentences without a full stop
 */
export async function readForm<T extends object>(type: new () => T, fields: FormFields): Promise<ReadForm<T>> {
  const filled = Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const trimmed = typeof value === 'string' && !name.toLowerCase().includes('password') ? value.trim() : value;
      return trimmed === '' || trimmed === undefined ? [] : [[name, trimmed]];
    }),
  );
  const value = plainToInstance(type, filled);
  const errors = await validate(value, { whitelist: true, stopAtFirstError: true });
  if (errors.length === 0) return { ok: true, value };
  return {
    ok: false,
    given: fields,
    errors: errors.map(({ property, constraints = {} }) => ({
      field: property,
      text: Object.values(constraints)[0] ?? 'Check what you entered',
    })),
  };
}

/** What a service found wrong with a form, field by field. */
export function errorsOf({ errors, detail }: Problem): FormError[] {
  const found = errors.flatMap(({ pointer, detail: text }) =>
    pointer === undefined ? [] : [{ field: pointer.slice(1), text: text.replace(/\.$/, '') }],
  );
  return found.length > 0 ? found : [{ field: '', text: detail.replace(/\.$/, '') }];
}

/** What a page needs to show errors: the summary, and each beside its field. */
export function errorValues(errors: readonly FormError[]): {
  readonly errorList: readonly { readonly text: string; readonly href?: string }[];
  readonly errors: Readonly<Record<string, { readonly text: string }>>;
} {
  return {
    errorList: errors.map(({ field, text }) => ({ text, ...(field !== '' && { href: `#${field}` }) })),
    errors: Object.fromEntries(errors.map(({ field, text }) => [field, { text }])),
  };
}
