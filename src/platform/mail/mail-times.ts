import { londonHourOf } from '../clock/london-days.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MILLISECONDS_A_DAY = 24 * HOUR;

/** Waits after the first attempt, the second, and so on; the last one stands for all later ones. */
const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR] as const;
/** Days after which what could not be sent is given up: mail of last week helps nobody. */
const GIVEN_UP_DAYS = 4;
/** When the mail of the day goes out, Europe/London. */
const DIGEST_HOUR = 7;

/** A mail that waits for longer than any rule makes it wait was put off by a clock that was wrong. */
export const LONGEST_WAIT = 26 * HOUR;

/** How long a mail waits that was tried so often. */
export function waitAfter(attempts: number): number {
  return WAITS[Math.min(attempts, WAITS.length) - 1] ?? MINUTE;
}

export function isTooOld(createdAt: Date, now: Date): boolean {
  return now.getTime() - createdAt.getTime() > GIVEN_UP_DAYS * MILLISECONDS_A_DAY;
}

/** The next time at which mail of the day goes out: 7 in the morning in London, whatever the clocks did that night. */
export function nextDigest(now: Date): Date {
  const today = Math.floor(now.getTime() / MILLISECONDS_A_DAY);
  const times = [today, today + 1].map((day) => londonHourOf(day, DIGEST_HOUR));
  return times.find((time) => time > now) as Date;
}
