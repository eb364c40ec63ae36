import { describe, expect, it } from '@jest/globals';
import { isoDate } from '../../../src/core/contracts/calendar.js';
import { DemoClock } from '../../../src/demo/demo-clock.js';
import { Clock } from '../../../src/platform/clock/clock.js';

function londonDay(instant: string): string {
  const clock = new DemoClock();
  clock.set(new Date(instant));
  return isoDate(clock.today());
}

describe('the clock', () => {
  it.each([
    ['a winter noon', '2026-01-15T12:00:00Z', '2026-01-15'],
    ['the last second of a winter day', '2026-01-15T23:59:59.999Z', '2026-01-15'],
    ['midnight in winter', '2026-01-16T00:00:00Z', '2026-01-16'],
    ['23:30 in summer time, when it is 22:30 UTC', '2026-07-15T22:30:00Z', '2026-07-15'],
    ['23:30 UTC in summer, when London has the next day', '2026-07-15T23:30:00Z', '2026-07-16'],
    ['the last second of a summer day', '2026-07-15T22:59:59.999Z', '2026-07-15'],
    ['midnight in summer time', '2026-07-15T23:00:00Z', '2026-07-16'],
    ['midnight of the day that loses an hour', '2026-03-29T00:00:00Z', '2026-03-29'],
    ['the second before the hour is lost', '2026-03-29T00:59:59Z', '2026-03-29'],
    ['the second in which it is lost', '2026-03-29T01:00:00Z', '2026-03-29'],
    ['23:30 of that day', '2026-03-29T22:30:00Z', '2026-03-29'],
    ['its midnight, an hour early', '2026-03-29T23:00:00Z', '2026-03-30'],
    ['midnight of the day that gains an hour', '2026-10-24T23:00:00Z', '2026-10-25'],
    ['the first half past one of that day', '2026-10-25T00:30:00Z', '2026-10-25'],
    ['the second half past one', '2026-10-25T01:30:00Z', '2026-10-25'],
    ['23:30 of that day, winter time again', '2026-10-25T23:30:00Z', '2026-10-25'],
    ['its midnight', '2026-10-26T00:00:00Z', '2026-10-26'],
    ['the leap day', '2028-02-29T12:00:00Z', '2028-02-29'],
    ['New Year', '2026-12-31T23:59:59Z', '2026-12-31'],
  ])('shows London’s day: %s', (_, instant, day) => {
    expect(londonDay(instant)).toBe(day);
  });

  it('goes with the machine when nobody has set it', () => {
    const before = Date.now();
    const now = new Clock().now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
