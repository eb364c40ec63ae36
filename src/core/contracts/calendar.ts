/**
 * Dates as whole UTC day numbers (days since 1 January 1970), so that the core needs no clock, no time zone and no
 * `Date`. Proleptic Gregorian calendar; the arithmetic is Howard Hinnant's "chrono-compatible low-level date algorithms".
 */
export type DayNumber = number;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  /** 1 to 31 */
  readonly day: number;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const DAYS_PER_WEEK = 7;

/** Whole weeks in a year, for plans */
export const WEEKS_PER_YEAR = 52;

/** Day number of a civil date; months and days must be in range. */
export function dayNumber(year: number, month: number, day: number): DayNumber {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The civil date of a day number. */
export function civilDate(day: DayNumber): CivilDate {
  const z = day + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

/**
 * Reads `YYYY-MM-DD`. Returns undefined for anything else and for days that do not exist (2026-02-30).
 * Years 1900 to 2199 only: anything else in an assessment is a slip of the pen.
 */
export function parseDay(text: string): DayNumber | undefined {
  const match = /^(19\d\d|2[01]\d\d)-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return dayNumber(year, month, day);
}

/** `2026-11-23` */
export function isoDate(day: DayNumber): string {
  const { year, month, day: dayOfMonth } = civilDate(day);
  return `${String(year)}-${two(month)}-${two(dayOfMonth)}`;
}

/** `23 November 2026`, as the NHS writes dates. */
export function longDate(day: DayNumber): string {
  const { year, month, day: dayOfMonth } = civilDate(day);
  return `${String(dayOfMonth)} ${monthName(month)} ${String(year)}`;
}

/** The same day of the month `months` later, or that month's last day. */
export function addMonths(day: DayNumber, months: number): DayNumber {
  const { year, month, day: dayOfMonth } = civilDate(day);
  const index = year * 12 + (month - 1) + months;
  const [newYear, newMonth] = [Math.floor(index / 12), (index % 12) + 1];
  return dayNumber(newYear, newMonth, Math.min(dayOfMonth, daysInMonth(newYear, newMonth)));
}

/** The day `weeks` whole weeks later. */
export function addWeeks(day: DayNumber, weeks: number): DayNumber {
  return day + weeks * DAYS_PER_WEEK;
}

function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
  return next - dayNumber(year, month, 1);
}

function monthName(month: number): string {
  return MONTHS[month - 1] as string;
}

function two(n: number): string {
  return n < 10 ? `0${String(n)}` : String(n);
}
