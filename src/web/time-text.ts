import { longDate, parseDay } from '../core/contracts/calendar.js';

const FORM = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h12',
});

/** An instant for people, such as "23 November 2026 at 2:05 pm", in Europe/London. */
export function timeText(instant: Date): string {
  return FORM.format(instant);
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** The day of an instant, such as "23 November 2026", in Europe/London. */
export function dateText(instant: Date): string {
  return DAY.format(instant);
}

/** A stored day, ISO, such as "23 November 2026"; other text as it is. */
export function dayText(day: string): string {
  const number = parseDay(day);
  return number === undefined ? day : longDate(number);
}
