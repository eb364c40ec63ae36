import { longDate, parseDay } from '../contracts/calendar.js';

/** From this share of forecasts an action that can slip is called often critical. */
export const OFTEN_CRITICAL = 0.2;

/** A score of 0 to 100 as a whole number; a dash where there is none. */
export function score(value: number | null): string {
  return value === null ? '–' : String(Math.round(value));
}

/** A share of 0 to 1 in per cent. */
export function percent(share: number): string {
  return `${String(Math.round(100 * share))}%`;
}

/** Days of work, to a tenth. */
export function days(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A sum of days or hours: to a tenth while it is small, whole from ten on, as no estimate is finer than that. */
export function roughly(value: number): number {
  return value < 9.95 ? days(value) : Math.round(value);
}

/** `2026-11-23` as `23 November 2026`. */
export function readableDate(iso: string): string {
  return longDate(parseDay(iso) as number);
}

/** `23 Nov 2026`, for narrow columns and charts. */
export function shortDate(iso: string): string {
  const [day, month, year] = readableDate(iso).split(' ');
  return `${day as string} ${(month as string).slice(0, 3)} ${year as string}`;
}
