import { unitOf } from './words.js';

/** A number as somebody typed it, or which rule it breaks. */
export type TypedNumber =
  | { readonly value: number }
  /** `comma`: a comma where a decimal point stands, with what to write; `unit`: words that are not the unit's; `form`: anything else */
  | { readonly wrong: 'comma'; readonly instead: string }
  | { readonly wrong: 'unit' | 'form' };

const BLANK = '[ \\u00a0\\u2009\\u202f]';
const DIGITS_AND_WORDS = new RegExp(`^(-?\\d(?:[\\d.,]|${BLANK}(?=\\d))*)\\s*(.*)$`, 's');
const PLAIN = /^-?\d{1,15}(?:\.\d{1,15})?$/;
/** Thousands in groups of three, all of them separated in the same way; a group never follows a nought: 0,500 is no thousand. */
const GROUPED = new RegExp(`^-?[1-9]\\d{0,2}(?:(?:,\\d{3}){1,4}|(?:${BLANK}\\d{3}){1,4})(?:\\.\\d{1,15})?$`);
const SEPARATORS = new RegExp(`,|${BLANK}`, 'g');
const DECIMAL_COMMA = /^(-?\d{1,15}),(\d{1,15})$/;

/**
 * Reads a number as people type it: with blanks around it, with its unit or the beginning of its unit in whole words
 * behind it, and with thousands in groups of three. What could be read in two ways is not read.
 *
 * @param unit of the number, such as `weeks` or `% of reporters`; empty where it has none
 */
export function readTypedNumber(typed: string, unit: string): TypedNumber {
  const [, digits = '', words = ''] = DIGITS_AND_WORDS.exec(typed.trim()) ?? [];
  if (digits === '') return { wrong: 'form' };
  if (!isOfUnit(words, unit)) return { wrong: 'unit' };
  if (PLAIN.test(digits)) return { value: Number(digits) };
  if (GROUPED.test(digits)) return { value: Number(digits.replace(SEPARATORS, '')) };
  const [, whole, part] = DECIMAL_COMMA.exec(digits) ?? [];
  if (whole === undefined || part === undefined) return { wrong: 'form' };
  return { wrong: 'comma', instead: `${whole}.${part}` };
}

function isOfUnit(words: string, unit: string): boolean {
  const said = plainWords(words);
  if (said === '') return true;
  if (unit === '') return false;
  const forms = [unit, unitOf(1, unit)].map(plainWords);
  return forms.some((form) => form.startsWith(said) && /^(?:$|[ ,])/.test(form.slice(said.length)));
}

function plainWords(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, ' ')
    .replaceAll('’', "'");
}
