import { describe, expect, it } from '@jest/globals';
import { dayNumber } from '../../../src/core/contracts/calendar.js';
import { workListKey } from '../../../src/core/portfolio/queue.js';
import { inUseUnassessed, unplannedPlace } from '../../../src/core/portfolio/unassessed.js';

describe('a site that is in use and of which nothing is known', () => {
  const place = inUseUnassessed(dayNumber(2026, 11, 3), false);

  it('should stand with those in use without clearance, and say so', () => {
    expect(place.reason).toBe('In use since 3 November 2026, and nothing was submitted that shows that it is cleared.');
    expect(place.advice).toMatch(/^Call today: the trust has to pause use/);
    expect(place).toMatchObject({ queue: 'regressed', lostGates: [], vendorActions: [], escalate: null });
  });

  it('should not be said to have submitted nothing where what it submitted cannot be scored', () => {
    const { reason, advice } = inUseUnassessed(dayNumber(2026, 11, 3), true);
    expect(reason).toBe(
      'In use since 3 November 2026, and what was submitted cannot be worked out: nothing shows that it is cleared.',
    );
    expect(advice).toMatch(/SIRO's decision\.$/);
  });

  it('should come before every site that is in another queue', () => {
    const key = workListKey({ ...place, priority: 0 });
    expect(key < workListKey({ queue: 'unblock-now', waitingSince: '2020-01-01', priority: 9 })).toBe(true);
  });
});

describe('a site for which no plan could be made', () => {
  const site = { inUseWithoutClearance: false, closedGates: ['GV-01', 'GV-05'], closedBefore: ['GV-01', 'GV-05'] };

  it('should stand first where it is in use without clearance', () => {
    expect(unplannedPlace({ ...site, inUseWithoutClearance: true })).toMatchObject({
      queue: 'regressed',
      reason: 'In use without clearance: GV-01 and GV-05 are closed.',
    });
    expect(unplannedPlace({ ...site, inUseWithoutClearance: true, closedGates: ['GV-01'] })?.reason).toBe(
      'In use without clearance: GV-01 is closed.',
    );
  });

  it.each([
    [['GV-01'], 'GV-05 is closed, and was not before.'],
    [[], 'GV-01 and GV-05 are closed, and were not before.'],
  ])('should stand first where it lost a gate: closed before were %j', (closedBefore, reason) => {
    expect(unplannedPlace({ ...site, closedBefore })).toMatchObject({ queue: 'regressed', reason });
  });

  it('should be in no queue where nothing can be said', () => {
    expect(unplannedPlace(site)).toBeNull();
  });
});
