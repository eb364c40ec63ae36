import fc from 'fast-check';
import type { AllocationLevel, AllocationSite } from '../../../src/core/contracts/allocation.js';
import type { Method } from '../../../src/core/contracts/instrument.js';
import { compiledFor } from '../../support/catalogue.js';

export const { method } = compiledFor().instrument;
export const BASE = method.plan.vendorHourLevels[0] as number;

/** The method with other parameters of the allocation. */
export function methodWith(changes: Partial<Method['portfolio']['allocation']>): Method {
  const { portfolio } = method;
  return { ...method, portfolio: { ...portfolio, allocation: { ...portfolio.allocation, ...changes } } };
}

/** Levels from pairs of extra hours and weeks gained; the base comes by itself. */
export function levelsOf(...gains: readonly (readonly [hours: number, weeks: number])[]): AllocationLevel[] {
  return [[0, 0] as const, ...gains].map(([extraHours, gainWeeks]) => ({
    extraHours,
    gainWeeks,
    probabilityByTarget: null,
  }));
}

export function siteOf(id: string, changes: Partial<AllocationSite> = {}): AllocationSite {
  return {
    id,
    capacity: 0.5,
    capacityKnown: true,
    yearlyStudies: 400,
    levels: levelsOf([1, 3], [2, 5]),
    vendorShare: 1,
    noGain: null,
    ...changes,
  };
}

const anyGain = fc.oneof(fc.constantFrom(0, 0, 0.5, 1, 2), fc.double({ min: 0, max: 30, noNaN: true }));

/** Levels of a gain curve: some levels bring nothing over the one below, some sites have few levels. */
export function anyLevels(hours: readonly number[] = [1, 2, 4, 8, 16]): fc.Arbitrary<AllocationLevel[]> {
  return fc.tuple(fc.nat(hours.length), fc.array(anyGain, { minLength: 5, maxLength: 5 })).map(([count, steps]) => {
    let gain = 0;
    return levelsOf(
      ...hours.slice(0, count).map((own, i) => {
        gain += steps[i] as number;
        return [own, gain] as const;
      }),
    );
  });
}

const anyCapacity = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));

/** A few sites, whose capacities, studies and curves often tie. */
export function anySites(most: number, hours?: readonly number[], least = 0): fc.Arbitrary<AllocationSite[]> {
  const own = fc.record({
    capacity: anyCapacity,
    yearlyStudies: fc.oneof(fc.constantFrom(null, 0, 100, 400), fc.integer({ min: 1, max: 50_000 })),
    levels: anyLevels(hours),
    vendorShare: fc.double({ min: 0, max: 1, noNaN: true }),
    noGain: fc.constantFrom(...Array.from({ length: 10 }, () => null), 'live' as const, 'unreachable' as const),
  });
  return fc
    .array(own, { minLength: least, maxLength: most, size: 'max' })
    .map((sites) => sites.map((changes, i) => siteOf(`S${String(i).padStart(3, '0')}`, changes)));
}

/** Hours for all sites that leave from nothing to plenty above the base. */
export function hoursFor(sites: readonly AllocationSite[], extra: number): number {
  return BASE * sites.length + extra;
}
