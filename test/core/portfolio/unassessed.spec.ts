import { describe, expect, it } from '@jest/globals';
import { dayNumber } from '../../../src/core/contracts/calendar.js';
import { workListKey } from '../../../src/core/portfolio/queue.js';
import { inUseUnassessed } from '../../../src/core/portfolio/unassessed.js';

describe('a site that is in use and of which nothing is known', () => {
  const place = inUseUnassessed(dayNumber(2026, 11, 3));

  it('should stand with those in use without clearance, and say so', () => {
    expect(place.reason).toBe('In use since 3 November 2026, and nothing was submitted that shows that it is cleared.');
    expect(place.advice).toMatch(/^Call today: the trust has to pause use/);
    expect(place).toMatchObject({ queue: 'regressed', lostGates: [], vendorActions: [], escalate: null });
  });

  it('should come before every site that is in another queue', () => {
    const key = workListKey({ ...place, priority: 0 });
    expect(key < workListKey({ queue: 'unblock-now', waitingSince: '2020-01-01', priority: 9 })).toBe(true);
  });
});
