import { parseDay, type DayNumber } from '../../core/contracts/calendar.js';

const MILLISECONDS_A_DAY = 86_400_000;
const MILLISECONDS_AN_HOUR = 3_600_000;
const LONDON_HOUR = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' });

/** The instant at which a day begins in London: in summer an hour before UTC's. Clocks change after midnight. */
function startOf(day: DayNumber): Date {
  const midnight = new Date(day * MILLISECONDS_A_DAY);
  return new Date(midnight.getTime() - Number(LONDON_HOUR.format(midnight)) * MILLISECONDS_AN_HOUR);
}

/** The instant at which it is a full hour of a day in London. @param hour of the day, when no clock is changed any more */
export function londonHourOf(day: DayNumber, hour: number): Date {
  const inWinter = new Date(day * MILLISECONDS_A_DAY + hour * MILLISECONDS_AN_HOUR);
  const ahead = Number(LONDON_HOUR.format(inWinter)) - hour;
  return new Date(inWinter.getTime() - ahead * MILLISECONDS_AN_HOUR);
}

const DAYS_A_WEEK = 7;
/** The first day of the calendar's count, 1 January 1970, was a Thursday. */
const FIRST_MONDAY = 4;

export function isMonday(day: DayNumber): boolean {
  return day % DAYS_A_WEEK === FIRST_MONDAY;
}

/** The first instant of what somebody calls `from`: a day of London's calendar, or an instant. */
export function firstInstant(text: string): Date {
  const day = parseDay(text);
  return day === undefined ? new Date(text) : startOf(day);
}

/** The first instant after what somebody calls `to`, which belongs to it: a day, or an instant. */
export function instantAfter(text: string): Date {
  const day = parseDay(text);
  return day === undefined ? new Date(new Date(text).getTime() + 1) : startOf(day + 1);
}
