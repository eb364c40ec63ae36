import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AllocationSite } from '../../../src/core/contracts/allocation.js';
import { allocateHours } from '../../../src/core/portfolio/allocate.js';
import { lawRuns } from '../../support/arbitraries.js';
import { LONG } from '../../support/plans.js';
import { anyLevels, anySites, hoursFor, method, siteOf } from './sites.js';

/** Values are rounded to a millionth for each site. */
const ROUNDING = 1e-4;

const anyEquity = fc.oneof(fc.constantFrom(0, 0.5, 2), fc.double({ min: 0, max: 2, noNaN: true }));

/** Sites that share a few curves and have the same benefit, with capacities that differ by much, by hardly anything or not at all. */
const anyTwins: fc.Arbitrary<AllocationSite[]> = fc
  .tuple(
    fc.array(anyLevels(), { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(2), fc.constantFrom(0, 1e-12, 0.3, 0.3 + 1e-12, 0.5, 1)), {
      minLength: 2,
      maxLength: 14,
      size: 'max',
    }),
  )
  .map(([curves, sites]) =>
    sites.map(([curve, capacity], i) =>
      siteOf(`S${String(i)}`, { capacity, levels: curves[curve % curves.length] as AllocationSite['levels'] }),
    ),
  );

describe('laws of sharing hours out', () => {
  it(
    'should hold: more hours never lower the value',
    () => {
      fc.assert(
        fc.property(
          anySites(12),
          anyEquity,
          fc.nat(60),
          fc.integer({ min: 1, max: 12 }),
          (sites, equity, hours, more) => {
            const valueWith = (extra: number): number =>
              allocateHours(sites, method, { weeklyHours: hoursFor(sites, extra), equity }).value;
            expect(valueWith(hours + more)).toBeGreaterThanOrEqual(valueWith(hours) - ROUNDING);
          },
        ),
        lawRuns(),
      );
    },
    LONG,
  );

  it(
    'should hold: of two sites with equal curves and benefit, the one with less capacity never gets fewer hours',
    () => {
      let [told, across] = [0, 0];
      fc.assert(
        fc.property(anyTwins, anyEquity, fc.nat(50), (sites, equity, hours) => {
          const result = allocateHours(sites, method, { weeklyHours: hoursFor(sites, hours), equity });
          const curves = new Map(sites.map(({ id, levels }) => [id, levels]));
          for (const a of result.sites) {
            for (const b of result.sites) {
              if (!(a.capacity < b.capacity) || curves.get(a.id) !== curves.get(b.id)) continue;
              expect(a.extraHours).toBeGreaterThanOrEqual(b.extraHours);
              if (a.extraHours > b.extraHours) told += 1;
              if (a.extraHours > b.extraHours && a.third === 'least' && b.third !== 'least') across += 1;
            }
          }
        }),
        lawRuns(),
      );
      expect(told).toBeGreaterThan(20);
      expect(across).toBeGreaterThan(20);
    },
    LONG,
  );

  it(
    'should hold: the order of the sites changes nothing',
    () => {
      const shuffled = anySites(10).chain((sites) =>
        fc.tuple(fc.constant(sites), fc.shuffledSubarray(sites, { minLength: sites.length, maxLength: sites.length })),
      );
      fc.assert(
        fc.property(shuffled, fc.nat(40), ([sites, others], hours) => {
          const options = { weeklyHours: hoursFor(sites, hours) };
          expect(allocateHours(others, method, options)).toEqual(allocateHours(sites, method, options));
        }),
        lawRuns(),
      );
    },
    LONG,
  );

  it(
    'should hold: the floor is kept by share or by full gain, within the hours there are',
    () => {
      const seen = new Set<string>();
      fc.assert(
        fc.property(anySites(12, undefined, 2), anyEquity, fc.nat(60), (sites, equity, hours) => {
          const result = allocateHours(sites, method, { weeklyHours: hoursFor(sites, hours), equity });
          const small = result.sites.filter(({ third }) => third === 'least');
          const smallHours = small.reduce((sum, { extraHours }) => sum + extraHours, 0);
          const all = result.sites.reduce((sum, { extraHours }) => sum + extraHours, 0);
          expect(result.handedOutHours).toBe(all);
          expect(result.unusedHours).toBe(hours - all);
          expect(all).toBeLessThanOrEqual(hours);
          const full = small.every(({ extraHours, fullGainHours }) => extraHours === fullGainHours);
          expect(full || smallHours >= 0.45 * all - 1e-9).toBe(true);
          seen.add(result.floor.holds);
          if (result.floor.holds === 'by-full-gain') expect(full).toBe(true);
          if (result.floor.holds === 'by-share') expect(smallHours).toBeGreaterThanOrEqual(0.45 * all - 1e-9);
        }),
        lawRuns(),
      );
      expect([...seen].sort()).toEqual(['by-full-gain', 'by-share', 'nothing-handed-out']);
    },
    LONG,
  );

  it(
    'should hold: no gain, no hours; no hours beyond those that bring more; equity costs something or nothing',
    () => {
      fc.assert(
        fc.property(anySites(12), anyEquity, fc.nat(60), (sites, equity, hours) => {
          const result = allocateHours(sites, method, { weeklyHours: hoursFor(sites, hours), equity });
          expect(result.priceOfEquity.price).toBeGreaterThanOrEqual(0);
          expect(result.priceOfEquity.share).toBeLessThanOrEqual(1);
          for (const { id, extraHours, gainWeeks, reason, because } of result.sites) {
            const { levels, noGain } = sites.find((own) => own.id === id) as AllocationSite;
            if (extraHours > 0) expect(gainWeeks).toBeGreaterThan(0);
            if (noGain !== null) expect([extraHours, because]).toEqual([0, noGain]);
            for (const level of levels) {
              if (level.extraHours < extraHours) expect(level.gainWeeks).toBeLessThan(gainWeeks);
            }
            expect(reason).toMatch(/^[A-Z0-9].*[a-z]\.$/);
            expect(reason).not.toMatch(/NaN|undefined|null/);
          }
        }),
        lawRuns(),
      );
    },
    LONG,
  );

  it(
    'should hold: without equity and floor nothing has a price',
    () => {
      const free = {
        ...method,
        portfolio: { ...method.portfolio, allocation: { ...method.portfolio.allocation, floorHours: 0 } },
      };
      fc.assert(
        fc.property(anySites(10), fc.nat(40), (sites, hours) => {
          const options = { weeklyHours: hoursFor(sites, hours), equity: 0 };
          expect(allocateHours(sites, free, options).priceOfEquity.price).toBeLessThan(ROUNDING);
        }),
        lawRuns(),
      );
    },
    LONG,
  );
});
