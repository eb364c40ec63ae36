import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addWeeks, dayNumber, isoDate } from '../../../src/core/contracts/calendar.js';
import { QUEUES } from '../../../src/core/contracts/portfolio.js';
import type { Stage } from '../../../src/core/contracts/scorecard.js';
import type { StandingPoint } from '../../../src/core/contracts/standing-changes.js';
import { changesBetween, LAPSES_SOON_DAYS } from '../../../src/core/portfolio/standing-changes.js';
import { planRuns } from '../../support/plans.js';

const BEFORE: StandingPoint = {
  on: '2026-11-20',
  stage: 1,
  index: 61.4,
  upper: 70,
  closedGates: ['GV-01', 'GV-10'],
  queue: 'wait-on-trust',
  goLive: { ifNothingSlips: '2027-05-07', p50: '2027-08-06', p90: '2028-01-07' },
  lapsing: [{ id: 'GV-09', until: '2027-06-30' }],
};

function after(change: Partial<StandingPoint>): StandingPoint {
  return { ...BEFORE, on: '2026-11-27', ...change };
}

function sentence(change: Partial<StandingPoint>): string {
  return changesBetween(BEFORE, after(change)).sentence;
}

describe('what changed at a site', () => {
  it('should be said from the stage to the dates when much changed', () => {
    const changes = changesBetween(
      BEFORE,
      after({
        stage: 2,
        index: 64.6,
        closedGates: [],
        queue: 'unblock-now',
        goLive: { ifNothingSlips: '2027-05-07', p50: '2027-08-20', p90: '2028-01-04' },
      }),
    );
    expect(changes).toMatchObject({
      since: '2026-11-20',
      on: '2026-11-27',
      isChanged: true,
      isRegression: false,
      stage: { before: 1, after: 2 },
      queue: { before: 'wait-on-trust', after: 'unblock-now' },
      opened: ['GV-01', 'GV-10'],
      closed: [],
      upper: 0,
      goLive: {
        ifNothingSlips: { weeks: 0 },
        p50: { before: '2027-08-06', after: '2027-08-20', weeks: 2 },
        p90: { weeks: -3 / 7 },
      },
      lapsingSoon: [],
    });
    expect(changes.index).toBeCloseTo(3.2, 9);
    expect(changes.sentence).toBe(
      'Stage 1 to 2; GV-01 and GV-10 opened; from Wait on trust to Unblock now; index +3.2; go-live (P50) two weeks later.',
    );
  });

  it('should be nothing, and since when, when nothing changed', () => {
    const changes = changesBetween(BEFORE, after({}));
    expect(changes).toMatchObject({ isChanged: false, isRegression: false, index: 0, opened: [], closed: [] });
    expect(changes.sentence).toBe('No change since 20 November 2026.');
  });

  it.each<[string, Partial<StandingPoint>, Partial<StandingPoint>]>([
    ['GV-05 closed.', { closedGates: ['GV-10', 'GV-05', 'GV-01'] }, {}],
    ['Index -0.4; upper bound +1.0.', { index: 61, upper: 71 }, {}],
    ['Index up by less than 0.1.', { index: 61.41 }, {}],
    ['Go-live (P50) one day earlier.', { goLive: { ...BEFORE.goLive, p50: '2027-08-05' } }, {}],
    ['Go-live (P50) six days later.', { goLive: { ...BEFORE.goLive, p50: '2027-08-12' } }, {}],
    ['Go-live (P50) one week later.', { goLive: { ...BEFORE.goLive, p50: '2027-08-13' } }, {}],
    ['Go-live (P50) 21 weeks later.', { goLive: { ...BEFORE.goLive, p50: '2027-12-31' } }, {}],
    ['Go-live (P90) one week earlier.', { goLive: { ...BEFORE.goLive, p90: '2027-12-31' } }, {}],
    ['Go-live if nothing slips three weeks later.', { goLive: { ...BEFORE.goLive, ifNothingSlips: '2027-05-28' } }, {}],
    ['No date can be given any more for go-live (P50).', { goLive: { ...BEFORE.goLive, p50: null } }, {}],
    ['Go-live (P50) is 6 August 2027 now.', { goLive: BEFORE.goLive }, { goLive: { ...BEFORE.goLive, p50: null } }],
    ['Stage 3 to 4.', { stage: 4, goLive: { ifNothingSlips: null, p50: null, p90: null } }, { stage: 3 }],
  ])('should be said as "%s"', (text, change, before) => {
    const from = { ...BEFORE, ...before };
    const changes = changesBetween(from, after({ ...before, ...change }));
    expect(changes.sentence).toBe(text);
    expect(changes.isChanged).toBe(true);
  });

  it.each<[string, boolean, Partial<StandingPoint>, Partial<StandingPoint>]>([
    ['a gate closed, though others opened', true, { closedGates: ['GV-05'] }, {}],
    ['the stage fell', true, { stage: 0 }, {}],
    ['it is in the queue of the regressed now', true, { queue: 'regressed' }, {}],
    ['it was in that queue before', false, { queue: 'regressed' }, { queue: 'regressed' }],
    ['only the index fell', false, { index: 20, upper: 30 }, {}],
    ['only the dates moved', false, { goLive: { ifNothingSlips: null, p50: null, p90: null } }, {}],
  ])('should say whether it is a regression when %s', (_, isRegression, change, before) => {
    expect(changesBetween({ ...BEFORE, ...before }, after(change)).isRegression).toBe(isRegression);
  });

  it('should name evidence that lapses soon, though nothing changed', () => {
    const ends = (...days: number[]): StandingPoint['lapsing'] =>
      days.map((days_, i) => ({ id: `GV-0${String(i)}`, until: isoDate(dayNumber(2026, 11, 27) + days_) }));
    const lapsing = ends(LAPSES_SOON_DAYS + 1, LAPSES_SOON_DAYS, 0, 4, 4, -3);
    const changes = changesBetween(BEFORE, after({ lapsing }));
    expect(changes.isChanged).toBe(false);
    expect(changes.lapsingSoon).toEqual([
      { id: 'GV-03', until: '2026-12-01' },
      { id: 'GV-04', until: '2026-12-01' },
      { id: 'GV-01', until: '2027-01-26' },
    ]);
    expect(changes.sentence).toBe(
      'No change since 20 November 2026; evidence for GV-03 lapses on 1 December 2026, and two more soon after.',
    );
    expect(changesBetween(BEFORE, after({ lapsing: [...lapsing].reverse() }))).toEqual(changes);
    expect(sentence({ lapsing: [{ id: 'GV-06', until: '2026-12-24' }], stage: 2 })).toBe(
      'Stage 1 to 2; evidence for GV-06 lapses on 24 December 2026.',
    );
  });
});

const anyDay = fc.integer({ min: 0, max: 300 }).map((weeks) => isoDate(addWeeks(dayNumber(2026, 1, 5), weeks)));
const anyDate = fc.option(anyDay);
const anyPoint: fc.Arbitrary<StandingPoint> = fc.record({
  on: anyDay,
  stage: fc.constantFrom<Stage[]>(0, 1, 2, 3, 4),
  index: fc.double({ min: 1, max: 100, noNaN: true }),
  upper: fc.double({ min: 1, max: 100, noNaN: true }),
  closedGates: fc.subarray(['GV-01', 'GV-04', 'GV-05', 'IT-06']),
  queue: fc.constantFrom(...QUEUES),
  goLive: fc.record({ ifNothingSlips: anyDate, p50: anyDate, p90: anyDate }),
  lapsing: fc.uniqueArray(fc.record({ id: fc.constantFrom('GV-01', 'GV-04', 'IT-06'), until: anyDay }), {
    selector: ({ id }) => id,
  }),
});

describe('the laws of what changed', () => {
  it('should be no change from a point to itself', () => {
    fc.assert(
      fc.property(anyPoint, (point) => {
        const changes = changesBetween(point, point);
        expect(changes).toMatchObject({
          isChanged: false,
          isRegression: false,
          index: 0,
          upper: 0,
          opened: [],
          closed: [],
        });
        expect(changes.sentence).toMatch(/^No change since /);
      }),
      planRuns(200),
    );
  });

  it('should count a change exactly where the sentence tells of one', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, fc.boolean(), (one, two, onlyGates) => {
        const after = onlyGates ? { ...one, on: two.on, closedGates: two.closedGates } : two;
        const { isChanged, sentence } = changesBetween(one, after);
        expect(isChanged).toBe(!sentence.startsWith('No change since'));
      }),
      planRuns(200),
    );
  });

  it('should be the opposite the other way round', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (one, two) => {
        const [there, back] = [changesBetween(one, two), changesBetween(two, one)];
        expect(back.opened).toEqual(there.closed);
        expect(back.closed).toEqual(there.opened);
        expect(back.index + there.index).toBeCloseTo(0, 9);
        for (const date of ['ifNothingSlips', 'p50', 'p90'] as const) {
          const [weeks, weeksBack] = [there.goLive[date].weeks, back.goLive[date].weeks];
          expect((weeks ?? 0) + (weeksBack ?? 0)).toBe(0);
          expect(weeks === null).toBe(weeksBack === null);
        }
      }),
      planRuns(200),
    );
  });

  it('should not depend on the order of gates and evidence', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (one, two) => {
        const turned = (point: StandingPoint): StandingPoint => ({
          ...point,
          closedGates: [...point.closedGates].reverse(),
          lapsing: [...point.lapsing].reverse(),
        });
        expect(changesBetween(turned(one), turned(two))).toEqual(changesBetween(one, two));
      }),
      planRuns(200),
    );
  });
});
