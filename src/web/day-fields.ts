import { parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { FormError } from './forms.js';
import { capitalised } from '../core/contracts/words.js';

/** A day as it was typed into three fields. */
export interface TypedDay {
  readonly day: string | undefined;
  readonly month: string | undefined;
  readonly year: string | undefined;
}

type Part = keyof TypedDay;

/** A day that was read: nothing where nothing was typed, or what is wrong with it. */
type ReadDay = { readonly day?: string } | { readonly error: FormError };

const PARTS = ['day', 'month', 'year'] as const satisfies readonly Part[];

/**
 * Reads the days from and to which somebody wants to see something.
 *
 * @returns the days, `YYYY-MM-DD`, and what is wrong, by the names of the fields: `fromDay`, `fromMonth` and so on
 */
export function readPeriod(
  from: TypedDay,
  to: TypedDay,
): { readonly from?: string; readonly to?: string; readonly errors: readonly FormError[] } {
  const [first, last] = [readDay('from', 'The first day', from), readDay('to', 'The last day', to)];
  const errors = [first, last].flatMap((read) => ('error' in read ? [read.error] : []));
  if ('error' in first || 'error' in last) return { errors };
  if (first.day !== undefined && last.day !== undefined && last.day < first.day) {
    return { errors: [{ field: 'toDay', text: 'The last day must be the same as or after the first day' }] };
  }
  return {
    ...(first.day !== undefined && { from: first.day }),
    ...(last.day !== undefined && { to: last.day }),
    errors,
  };
}

/**
 * Reads one day.
 *
 * @param prefix of the names of its fields, such as `from`
 * @param what it is, as a sentence about it begins
 */
export function readDay(prefix: string, what: string, typed: TypedDay): ReadDay {
  const missing = PARTS.filter((part) => typed[part] === undefined);
  const [first] = missing;
  if (missing.length === PARTS.length) return {};
  const field = (part: Part): string => `${prefix}${capitalised(part)}`;
  if (first !== undefined)
    return { error: { field: field(first), text: `${what} must include a ${missing.join(' and ')}` } };
  const { day = '', month = '', year = '' } = typed;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const number: DayNumber | undefined = parseDay(text);
  return number === undefined ? { error: { field: field('day'), text: `${what} must be a real date` } } : { day: text };
}
