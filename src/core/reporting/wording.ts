import { longDate, parseDay } from '../contracts/calendar.js';
import type { FindingOutcome, GateState, Verdict } from '../contracts/scorecard.js';

/** Words for outcomes, as a reader sees them. */
export const OUTCOMES: Readonly<Record<FindingOutcome, string>> = {
  met: 'Met',
  'partly-met': 'Partly met',
  'not-met': 'Not met',
  'not-known': 'Not known',
  expired: 'Evidence lapsed',
  'not-applicable': 'Does not apply',
};

export const GATE_STATES: Readonly<Record<GateState, string>> = {
  passed: 'Passed',
  conditional: 'Conditional',
  failed: 'Not passed',
  'not-known': 'Not known',
  'not-applicable': 'Does not apply',
};

export const VERDICTS: Readonly<Record<Verdict, string>> = { yes: 'Yes', no: 'No', 'not-known': 'Not known yet' };

/** A score of 0 to 100 as a whole number; a dash where there is none. */
export function score(value: number | null): string {
  return value === null ? '–' : String(Math.round(value));
}

/** A share of 0 to 1 in per cent. */
export function percent(share: number): string {
  return `${String(Math.round(100 * share))}%`;
}

/** Days of work, to a tenth. */
export function days(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A sum of days or hours: to a tenth while it is small, whole from ten on, as no estimate is finer than that. */
export function roughly(value: number): string {
  return value < 9.95 ? days(value) : String(Math.round(value));
}

/** `2026-11-23` as `23 November 2026`. */
export function readableDate(iso: string): string {
  return longDate(parseDay(iso) as number);
}

export function weeks(count: number): string {
  return count === 1 ? '1 week' : `${String(count)} weeks`;
}

/** "3 answers", "1 answer" */
export function counted(count: number | string, one: string): string {
  return `${String(count)} ${String(count) === '1' ? one : `${one}s`}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
