import { dayNumber, parseDay, type DayNumber } from '../contracts/calendar.js';
import { pointerSegment, type Defect } from '../contracts/defect.js';
import { findNhsNumber } from '../contracts/nhs-number.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Later dates are slips of the pen, and what is worked out from them would leave the calendar of reports. */
export const LAST_DAY = dayNumber(2149, 12, 31);

/** Longest free text that is kept; longer ones are refused, never cut. */
const LONGEST_TEXT = 20_000;

/** A surrogate without its other half, or a NUL: neither can be stored and read back the same. */
const UNREADABLE = /[\p{Surrogate}\0]/u;

/** Reads untrusted JSON and collects every defect, each with a pointer to the value and the rule that it breaks. */
export class InputReader {
  readonly defects: Defect[] = [];

  /** @param questionId attached to the defects that are found while it is set */
  constructor(public questionId?: string) {}

  report(pointer: string, code: string, message: string): undefined {
    this.defects.push({
      pointer,
      code,
      message,
      ...(this.questionId !== undefined && { questionId: this.questionId }),
    });
    return undefined;
  }

  /** @param allowed names of the fields; without it any are accepted, for the caller to look at */
  object(value: unknown, pointer: string, what: string, allowed?: readonly string[]): JsonObject | undefined {
    if (!isJsonObject(value)) return this.report(pointer, 'wrong-type', `${what} must be an object with named fields.`);
    if (allowed === undefined) return value;
    for (const key of Object.keys(value)) {
      if (!allowed.includes(key)) {
        this.report(
          at(pointer, key),
          'unknown-field',
          `"${clip(key)}" is not a field of ${what}; allowed are ${allowed.join(', ')}.`,
        );
      }
    }
    return value;
  }

  list(value: unknown, pointer: string, what: string, most: number): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.report(pointer, 'wrong-type', `${what} must be a list.`);
      return [];
    }
    if (value.length > most) {
      this.report(
        pointer,
        'too-many',
        `${what} has ${String(value.length)} entries; at most ${String(most)} are allowed.`,
      );
      return [];
    }
    return value;
  }

  /** Optional text without an NHS number in it; null counts as absent. */
  text(value: unknown, pointer: string, what: string, longest = LONGEST_TEXT): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') return this.report(pointer, 'wrong-type', `${what} must be text.`);
    if (value.trim() === '')
      return this.report(pointer, 'empty-text', `${what} must not be empty; leave it out instead.`);
    if (value.length > longest) {
      return this.report(
        pointer,
        'too-long',
        `${what} has ${String(value.length)} characters; at most ${String(longest)} are allowed.`,
      );
    }
    if (UNREADABLE.test(value)) {
      return this.report(
        pointer,
        'unreadable-text',
        `${what} holds half a character or a NUL, which no text has; remove it.`,
      );
    }
    if (findNhsNumber(value) !== undefined) {
      return this.report(
        pointer,
        'nhs-number',
        `${what} holds what looks like a patient's NHS number. Leave patients out; if it is another reference, write ` +
          'it straight after a letter, # or /, for example REF/9434765919.',
      );
    }
    return value;
  }

  /** Optional `YYYY-MM-DD`; null counts as absent. */
  date(value: unknown, pointer: string, what: string): DayNumber | undefined {
    if (value === undefined || value === null) return undefined;
    const day = typeof value === 'string' ? parseDay(value) : undefined;
    if (day !== undefined && day <= LAST_DAY) return day;
    return this.report(
      pointer,
      'wrong-date',
      `${what} must be a real date as text, YYYY-MM-DD, between 1900 and 2149, for example "2026-10-01"; got ${shown(value)}.`,
    );
  }

  /** Optional whole number from 0; null counts as absent. */
  count(value: unknown, pointer: string, what: string, most: number): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
    return this.report(
      pointer,
      'wrong-count',
      `${what} must be a whole number from 0 to ${String(most)}; got ${shown(value)}.`,
    );
  }

  oneOf<T extends string>(value: unknown, pointer: string, what: string, allowed: readonly T[]): T | undefined {
    const found = allowed.find((option) => option === value);
    if (found !== undefined) return found;
    return this.report(pointer, 'not-allowed', `${what} must be one of ${allowed.join(', ')}; got ${shown(value)}.`);
  }

  flag(value: unknown, pointer: string, what: string): boolean | undefined {
    if (typeof value === 'boolean') return value;
    return this.report(pointer, 'wrong-type', `${what} must be true or false; got ${shown(value)}.`);
  }
}

/** The pointer to a member of the value at `pointer`. */
export function at(pointer: string, key: string | number): string {
  return `${pointer}/${pointerSegment(key)}`;
}

/** A value as it is shown back in a message: short, and never an object's content. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${clip(value)}"`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** Maps and sets show no fields, and would pass for objects without any. */
function isCollection(value: object): boolean {
  return value instanceof Map || value instanceof Set;
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isCollection(value);
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
