import { describe, expect, it } from '@jest/globals';
import { isTooOld, LONGEST_WAIT, nextDigest, waitAfter } from '../../../src/platform/mail/mail-times.js';

describe('the next mail of the day', () => {
  it.each([
    ['a winter morning', '2026-11-23T06:59:59.999Z', '2026-11-23T07:00:00.000Z'],
    ['the very moment', '2026-11-23T07:00:00.000Z', '2026-11-24T07:00:00.000Z'],
    ['a summer morning', '2026-07-01T05:59:59.999Z', '2026-07-01T06:00:00.000Z'],
    ['late on a summer day, the next one in London', '2026-07-01T23:30:00.000Z', '2026-07-02T06:00:00.000Z'],
    ['the evening before the clocks go forward', '2026-03-28T22:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['the hour that is left out', '2026-03-29T01:30:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['the evening before the clocks go back', '2026-10-24T22:00:00.000Z', '2026-10-25T07:00:00.000Z'],
    ['the hour that comes twice', '2026-10-25T01:30:00.000Z', '2026-10-25T07:00:00.000Z'],
    ['the last morning of summer time', '2026-10-24T06:30:00.000Z', '2026-10-25T07:00:00.000Z'],
  ])('should go out at 7 in London: %s', (_, now, then) => {
    expect(nextDigest(new Date(now)).toISOString()).toBe(then);
  });

  it('should never be further away than the longest wait', () => {
    for (let hour = 0; hour < 24 * 366; hour += 1) {
      const now = new Date(Date.UTC(2026, 0, 1, hour));
      const wait = nextDigest(now).getTime() - now.getTime();
      expect(wait > 0 && wait < LONGEST_WAIT).toBe(true);
    }
  });
});

describe('a mail that was not taken', () => {
  it('should wait longer each time, and never longer than half a day', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempts) => waitAfter(attempts) / 60_000);
    expect(minutes).toEqual([1, 5, 15, 60, 180, 360, 720, 720, 720]);
  });

  it('should be too old after four days', () => {
    const made = new Date('2026-11-23T12:00:00Z');
    expect([
      isTooOld(made, new Date('2026-11-27T12:00:00Z')),
      isTooOld(made, new Date('2026-11-27T12:00:01Z')),
    ]).toEqual([false, true]);
  });
});
