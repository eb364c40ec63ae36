import { addWeeks, isoDate, parseDay } from '../contracts/calendar.js';
import { shortDate } from './figures.js';

/** Weeks from one tick to the next; the first that gives few enough ticks is taken */
const STEPS = [1, 2, 4, 8, 13, 26, 52];
const MOST_TICKS = 6;

/** Place on a line of time of `length` weeks, from 0 to 1. */
export function placeOn(length: number, week: number): number {
  return Math.min(1, week / length);
}

/** Dates along a line of time of `length` weeks that starts on a day. */
export function ticksOf(asOf: string, length: number): { at: number; label: string }[] {
  const step = STEPS.find((weeks) => length / weeks < MOST_TICKS) ?? Math.ceil(length / MOST_TICKS);
  const count = Math.floor(length / step) + 1;
  return Array.from({ length: count }, (_, index) => {
    const week = index * step;
    return { at: placeOn(length, week), label: shortDate(isoDate(addWeeks(parseDay(asOf) as number, week))) };
  });
}
