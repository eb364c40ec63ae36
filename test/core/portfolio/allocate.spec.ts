import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Allocation, AllocationSite, SiteHours } from '../../../src/core/contracts/allocation.js';
import { allocateHours } from '../../../src/core/portfolio/allocate.js';
import { lawRuns } from '../../support/arbitraries.js';
import { LONG } from '../../support/plans.js';
import { anySites, BASE, hoursFor, levelsOf, method, methodWith, siteOf } from './sites.js';

/** Extra hours by site, for so many hours above the base. */
function extra(sites: readonly AllocationSite[], hours: number, options: { equity?: number } = {}): Allocation {
  return allocateHours(sites, method, { weeklyHours: hoursFor(sites, hours), ...options });
}

function hoursById({ sites }: Pick<Allocation, 'sites'>): Record<string, number> {
  return Object.fromEntries(sites.map(({ id, extraHours }) => [id, extraHours]));
}

function site(allocation: Allocation, id: string): SiteHours {
  return allocation.sites.find((own) => own.id === id) as SiteHours;
}

/** What the method asks for, by trying every combination of levels. */
function bestByTrying(
  sites: readonly AllocationSite[],
  hours: number,
  { equity, leastShare }: { equity: number; leastShare: number },
): number {
  const small = Math.ceil(sites.length / 3);
  const inOrder = [...sites].sort((a, b) => a.capacity - b.capacity || (a.id < b.id ? -1 : 1));
  const roots = inOrder.flatMap(({ yearlyStudies }) => (yearlyStudies ? [Math.sqrt(yearlyStudies)] : []));
  roots.sort((a, b) => a - b);
  const at = (share: number): number => roots[Math.max(0, Math.ceil(share * roots.length) - 1)] as number;
  const benefit = ({ yearlyStudies }: AllocationSite): number =>
    roots.length === 0 ? 1 : Math.min(at(0.9), Math.max(at(0.1), yearlyStudies ? Math.sqrt(yearlyStudies) : at(0.5)));
  const top = inOrder.map(({ levels, noGain }) => (noGain === null ? Math.max(...levels.map((l) => l.gainWeeks)) : 0));
  let best = 0;
  const tryFrom = (i: number, used: readonly number[], value: number, smallFull: boolean): void => {
    if (i === inOrder.length) {
      const all = used.reduce((sum, own) => sum + own, 0);
      const smallHours = used.slice(0, small).reduce((sum, own) => sum + own, 0);
      const kept = smallFull || smallHours >= leastShare * all - 1e-9;
      if (all <= hours && kept) best = Math.max(best, value);
      return;
    }
    const own = inOrder[i] as AllocationSite;
    const weight = (1 + equity * (1 - own.capacity)) * benefit(own);
    const options = own.noGain === null ? own.levels : own.levels.slice(0, 1);
    let reached = -1;
    for (const { extraHours, gainWeeks } of options) {
      // A level that brings no more than a lower one is never handed out.
      if (gainWeeks <= reached) continue;
      reached = gainWeeks;
      const isFull = i >= small || gainWeeks === top[i];
      tryFrom(i + 1, [...used, extraHours], value + weight * gainWeeks, smallFull && isFull);
    }
  };
  tryFrom(0, [], 0, true);
  return best;
}

describe('hours of a support team', () => {
  it(
    'should bring as much as the best of all combinations',
    () => {
      let [bound, free] = [0, 0];
      fc.assert(
        fc.property(
          anySites(5, [1, 2, 4], 2),
          fc.nat(10),
          fc.constantFrom(0, 0, 0.5, 1.3, 2),
          fc.constantFrom(0, 0.45, 0.8, 0.8, 1),
          (sites, hours, equity, leastShare) => {
            const options = { weeklyHours: hoursFor(sites, hours), equity };
            const { value, floor } = allocateHours(sites, methodWith({ floorHours: leastShare }), options);
            const best = bestByTrying(sites, hours, { equity, leastShare });
            expect(Math.abs(value - best)).toBeLessThan(1e-5);
            if (bestByTrying(sites, hours, { equity, leastShare: 0 }) > best + 1e-5) bound += 1;
            if (floor.holds === 'by-full-gain') free += 1;
          },
        ),
        lawRuns(),
      );
      // The floor has to decide something often enough for this to mean anything.
      expect(bound).toBeGreaterThan(5);
      expect(free).toBeGreaterThan(5);
    },
    LONG,
  );

  it('should go where they bring the most', () => {
    const sites = [
      siteOf('A', { levels: levelsOf([1, 2], [2, 3]) }),
      siteOf('B', { levels: levelsOf([1, 1], [2, 8]) }),
      siteOf('C', { levels: levelsOf([1, 1.5]) }),
    ];
    expect(hoursById(extra(sites, 3))).toEqual({ A: 2, B: 0, C: 1 });
    expect(hoursById(extra(sites, 4))).toEqual({ A: 2, B: 2, C: 0 });
    // Without the floor B would be served first.
    const free = allocateHours(sites, methodWith({ floorHours: 0 }), { weeklyHours: hoursFor(sites, 3) });
    expect(hoursById(free)).toEqual({ A: 1, B: 2, C: 0 });
  });

  it('should count a week more at a site with less capacity and at one with more studies', () => {
    const pair = (a: Partial<AllocationSite>, b: Partial<AllocationSite>): Record<string, number> =>
      hoursById(
        allocateHours(
          [siteOf('A', { levels: levelsOf([1, 4]), ...a }), siteOf('B', { levels: levelsOf([1, 4]), ...b })],
          methodWith({ floorHours: 0, benefitClamp: [0, 1] }),
          { weeklyHours: 2 * BASE + 1 },
        ),
      );
    expect(pair({ capacity: 1 }, { capacity: 0 })).toEqual({ A: 0, B: 1 });
    expect(pair({ yearlyStudies: 100 }, { yearlyStudies: 10_000 })).toEqual({ A: 0, B: 1 });
    expect(pair({ capacity: 0, yearlyStudies: 100 }, { capacity: 1, yearlyStudies: 400 })).toEqual({ A: 0, B: 1 });
  });

  it('should be the base first, and nothing more where it is not covered', () => {
    const sites = ['A', 'B', 'C'].map((id) => siteOf(id));
    const short = allocateHours(sites, method, { weeklyHours: 1 });
    expect(short).toMatchObject({ shortHours: 0.5, availableHours: 0, handedOutHours: 0, unusedHours: 0, value: 0 });
    expect(short.sites.map(({ hoursPerWeek }) => hoursPerWeek)).toEqual([BASE, BASE, BASE]);
    expect(site(short, 'A')).toMatchObject({
      because: 'too-few-hours',
      reason:
        'No extra hours: 2 a week would bring go-live forward by about 5 weeks, but the team has no hours above the base of all sites.',
    });
    const covered = allocateHours(sites, method, { weeklyHours: 2.9 });
    expect(covered).toMatchObject({ shortHours: 0, availableHours: 1, handedOutHours: 1 });
  });

  it('should be possible for no site at all', () => {
    const nobody = allocateHours([], method, { weeklyHours: 8 });
    expect(nobody).toMatchObject({ sites: [], value: 0, unusedHours: 8, liveByTarget: null });
    expect(nobody.unusedBecause).toBe('8 hours a week are left: every site has all that extra hours can bring it.');
    expect(nobody.thirds.map(({ sites }) => sites)).toEqual([0, 0, 0]);
  });

  it.each([
    [{ weeklyHours: -1 }, /weekly hours must be 0 or more/],
    [{ weeklyHours: NaN }, /weekly hours must be 0 or more/],
    [{ weeklyHours: Infinity }, /weekly hours must be 0 or more/],
    [{ weeklyHours: 8, equity: -0.1 }, /Equity must be from 0 to 2/],
    [{ weeklyHours: 8, equity: 2.1 }, /Equity must be from 0 to 2/],
  ])('should refuse %j', (options, message) => {
    expect(() => allocateHours([siteOf('A')], method, options)).toThrow(message);
  });

  it('should refuse levels that are not whole hours', () => {
    const half = siteOf('A', { levels: levelsOf([0.5, 3]) });
    expect(() => allocateHours([half], method, { weeklyHours: 8 })).toThrow(/Extra hours must be whole/);
  });

  it('should list the most hours first, then less capacity, then id', () => {
    const sites = [
      siteOf('D', { capacity: 0.2, noGain: 'live' }),
      siteOf('C', { capacity: 0.2, noGain: 'live' }),
      siteOf('B', { capacity: 0.1, noGain: 'live' }),
      siteOf('A', { capacity: 0.9 }),
    ];
    expect(extra(sites, 9).sites.map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('should stay exact where values are huge', () => {
    const rich = ['A', 'B', 'C'].map((id, i) =>
      siteOf(id, { capacity: i / 2, yearlyStudies: 1e24, levels: levelsOf([1, 200 + i], [2, 250]) }),
    );
    const free = allocateHours(rich, methodWith({ floorHours: 0 }), { weeklyHours: hoursFor(rich, 3) });
    expect(hoursById(free)).toEqual({ A: 1, B: 1, C: 1 });
  });
});

describe('benefit', () => {
  const benefits = (...studies: (number | null)[]): number[] => {
    const sites = studies.map((yearlyStudies, i) => siteOf(`S${String(i).padStart(2, '0')}`, { yearlyStudies }));
    const { sites: results } = extra(sites, 0);
    return [...results].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ benefit }) => benefit);
  };

  it('should be the square root of the yearly studies', () => {
    expect(benefits(100, 400, 900)).toEqual([10, 20, 30]);
  });

  it('should stay within the 10th and the 90th percentile of those that state theirs', () => {
    const roots = Array.from({ length: 20 }, (_, i) => i + 1);
    expect(benefits(...roots.map((root) => root * root))).toEqual(roots.map((root) => Math.min(18, Math.max(2, root))));
  });

  it('should be the median where nothing is stated, and 1 where nobody states anything', () => {
    expect(benefits(100, null, 400, 0, 900)).toEqual([10, 20, 20, 20, 30]);
    expect(benefits(null, 0.5)).toEqual([1, 1]);
  });
});

describe('the floor', () => {
  const rest = ['R1', 'R2', 'R3', 'R4'].map((id) => siteOf(id, { capacity: 0.9, levels: levelsOf([4, 40], [8, 60]) }));

  it('should give the third with the least capacity its share', () => {
    const small = ['A', 'B'].map((id) => siteOf(id, { capacity: 0.1, levels: levelsOf([4, 1], [8, 2]) }));
    const result = extra([...small, ...rest], 16);
    expect(result.floor).toEqual({
      holds: 'by-share',
      leastShare: 0.45,
      share: 0.5,
      sentence: 'The 2 sites with the least capacity get 8 of 16 hours (50%); the floor is 45%.',
    });
    expect(result.thirds.map(({ third, sites, extraHours, share }) => [third, sites, extraHours, share])).toEqual([
      ['least', 2, 8, 0.5],
      ['middle', 2, 8, 0.5],
      ['most', 2, 0, 0],
    ]);
  });

  it('should be kept as well by having all that hours can bring', () => {
    const small = ['A', 'B'].map((id) => siteOf(id, { capacity: 0.1, levels: levelsOf([1, 1], [2, 1]) }));
    const result = extra([...small, ...rest], 18);
    expect(hoursById(result)).toMatchObject({ A: 1, B: 1, R1: 4, R2: 4, R3: 4, R4: 4 });
    expect(result.floor).toMatchObject({
      holds: 'by-full-gain',
      sentence:
        'The 2 sites with the least capacity get 2 of 18 hours (11%), under the floor of 45%, since more hours would bring them nothing.',
    });
  });

  it('should leave hours unused sooner than be broken, and say so', () => {
    const result = extra([siteOf('A', { capacity: 0, levels: levelsOf([8, 1]) }), ...rest.slice(0, 2)], 7);
    expect(result).toMatchObject({ handedOutHours: 0, unusedHours: 7 });
    expect(result.floor).toMatchObject({
      holds: 'nothing-handed-out',
      share: 0,
      sentence: 'No extra hours are handed out, so there is nothing to hold a floor to.',
    });
    expect(result.unusedBecause).toBe(
      '7 hours a week are left: handed out, they would take the sites with the least capacity below their floor.',
    );
    expect(site(result, 'R1')).toMatchObject({
      because: 'held-by-floor',
      reason:
        'No extra hours: 8 a week would bring go-live forward by about 60 weeks, but the sites with the least capacity would then get less than their floor.',
    });
  });

  it('should speak of one site where it is one', () => {
    const one = siteOf('A', { capacity: 0, levels: levelsOf([1, 1]) });
    expect(extra([one, ...rest.slice(0, 1)], 5).floor.sentence).toBe(
      'The site with the least capacity gets 1 of 5 hours (20%), under the floor of 45%, since more hours would bring it nothing.',
    );
    expect(extra([one], 5).floor.sentence).toBe(
      'The site with the least capacity gets 1 of 1 hour (100%); the floor is 45%.',
    );
  });

  it('should be for a third of the sites, rounded up', () => {
    const count = (n: number): number | undefined =>
      extra(
        Array.from({ length: n }, (_, i) => siteOf(`S${String(i).padStart(2, '0')}`)),
        0,
      ).thirds[0]?.sites;
    expect([1, 2, 3, 4, 6, 7, 9, 30].map(count)).toEqual([1, 1, 1, 2, 2, 3, 3, 10]);
  });
});

describe('the price of equity', () => {
  it('should be what the best plan without equity and floor brings more', () => {
    const sites = [
      siteOf('A', { capacity: 0, levels: levelsOf([4, 9]) }),
      siteOf('B', { capacity: 1, levels: levelsOf([4, 10]) }),
    ];
    const { priceOfEquity, ...result } = extra(sites, 4);
    expect(hoursById(result)).toEqual({ A: 4, B: 0 });
    expect(priceOfEquity).toEqual({
      price: 20,
      share: 0.1,
      weeks: 1,
      sentence:
        'Without equity and the floor the same hours would bring 10% more, sites weighted by their studies, with 1 week of go-live more over all sites.',
    });
  });

  it('should be nothing where no other use brings more', () => {
    const { priceOfEquity } = extra([siteOf('A'), siteOf('B')], 4);
    expect(priceOfEquity).toEqual({
      price: 0,
      share: 0,
      weeks: 0,
      sentence: 'Equity and the floor cost nothing here: no other use of the hours brings more.',
    });
  });

  it.each([
    [
      'fewer weeks at a busier site',
      100,
      12,
      /would bring \d+% more, .*, with 2 weeks of go-live fewer over all sites\./,
    ],
    ['as many', 100, 10.2, /with go-lives no sooner over all sites\./],
    ['hardly anything', 396.1, 10, /would bring less than 1% more/],
  ])('should say when it is %s', (_, studies, weeks, sentence) => {
    const sites = [
      siteOf('A', { capacity: 0, yearlyStudies: studies, levels: levelsOf([4, weeks]) }),
      siteOf('B', { capacity: 1, yearlyStudies: 400, levels: levelsOf([4, 10]) }),
    ];
    const options = { weeklyHours: 2 * BASE + 4 };
    expect(allocateHours(sites, methodWith({ benefitClamp: [0, 1] }), options).priceOfEquity.sentence).toMatch(
      sentence,
    );
  });
});

describe('reasons', () => {
  const reasonOf = (changes: Partial<AllocationSite>, hours = 16): [string, string] => {
    const { because, reason } = site(extra([siteOf('A', changes)], hours), 'A');
    return [because, reason];
  };

  it.each([
    ['live', 'It is live already: extra hours would bring nothing forward.'],
    ['nothing-left', 'Nothing is left to do before it can go live: extra hours would bring nothing forward.'],
    ['date-set', 'Its work is done before the go-live date that is set: extra hours would bring nothing forward.'],
    ['unreachable', 'Its plan does not lead to go-live yet, so there is no date that extra hours could bring forward.'],
    [
      'nothing-submitted',
      'Nothing was submitted that a forecast could be made from, so nobody can tell what extra hours would bring.',
    ],
  ] as const)('should say %s', (noGain, sentence) => {
    expect(reasonOf({ noGain })).toEqual([noGain, sentence]);
    expect(reasonOf({ noGain, levels: [] })).toEqual([noGain, sentence]);
  });

  it("should say that the rest is the trust's", () => {
    expect(reasonOf({ levels: levelsOf([1, 0], [2, 0]) })).toEqual([
      'rest-is-the-trusts',
      "Extra hours would bring nothing forward: what is left to wait for is the trust's.",
    ]);
  });

  it('should say what the hours buy, and when more would buy nothing', () => {
    expect(reasonOf({ levels: levelsOf([1, 6.4], [2, 6.4]) })).toEqual([
      'full-gain',
      '1 extra hour a week brings go-live forward by about 6 weeks; more would bring nothing further.',
    ]);
    expect(reasonOf({ levels: levelsOf([2, 0.3]) })).toEqual([
      'full-gain',
      '2 extra hours a week bring go-live forward by less than half a week; more would bring nothing further.',
    ]);
  });

  it('should say what more would buy, and why it is not given', () => {
    const levels = levelsOf([1, 1.2], [16, 9]);
    expect(reasonOf({ levels }, 3)).toEqual([
      'gets-hours',
      '1 extra hour a week brings go-live forward by about 1 week; 16 would bring about 9 weeks, but the next step is 16 hours, more than the team has to give.',
    ]);
    const needy = siteOf('B', { levels: levelsOf([1, 20]) });
    expect(site(extra([siteOf('A', { capacity: 0.9, levels: levelsOf([1, 1.2]) }), needy], 1), 'A')).toMatchObject({
      because: 'others-gain-more',
      reason:
        'No extra hours: 1 a week would bring go-live forward by about 1 week, but the hours do more at other sites.',
    });
  });

  it('should say when too few hours are left to bring anything', () => {
    const result = extra([siteOf('A', { levels: levelsOf([2, 5], [4, 6]) })], 3);
    expect(result.unusedBecause).toBe('1 hour a week is left: no site gains from so few more.');
  });

  it('should advise to escalate where little is the vendor’s to move', () => {
    const adviceOf = (changes: Partial<AllocationSite>): string | null =>
      site(extra([siteOf('A', changes)], 2), 'A').advice;
    const advice =
      "Escalate to the trust or its network as well: only 12% of its critical path is the vendor's to move.";
    expect(adviceOf({ vendorShare: 0.12 })).toBe(advice);
    expect(adviceOf({ vendorShare: 0.12, noGain: 'unreachable' })).toBe(advice);
    expect(adviceOf({ vendorShare: 0.25 })).toBeNull();
    expect(adviceOf({ vendorShare: 0, noGain: 'live' })).toBeNull();
  });
});

describe('sites live by the target', () => {
  const levels = [
    { extraHours: 0, gainWeeks: 0, probabilityByTarget: 0.25 },
    { extraHours: 1, gainWeeks: 5, probabilityByTarget: 0.75 },
  ];

  it('should be the sum of their probabilities, with the base and with their hours', () => {
    const { liveByTarget, ...result } = extra(
      [siteOf('A', { levels }), siteOf('B', { levels: levels.slice(0, 1) }), siteOf('C', { levels: [] })],
      4,
    );
    expect(liveByTarget).toEqual({ atBase: 0.5, withHours: 1, unknown: 1 });
    expect(site(result as Allocation, 'A').probabilityByTarget).toBe(0.75);
    expect(site(result as Allocation, 'C').probabilityByTarget).toBeNull();
  });

  it('should be left out without a target', () => {
    expect(extra([siteOf('A')], 4).liveByTarget).toBeNull();
  });
});
