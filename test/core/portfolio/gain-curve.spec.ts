import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GainCurve, GainLevel } from '../../../src/core/contracts/allocation.js';
import type { Answer } from '../../../src/core/contracts/answers.js';
import { forecastPlan } from '../../../src/core/planning/forecast.js';
import { buildNetwork } from '../../../src/core/planning/network.js';
import { draftFor, planSupport } from '../../../src/core/planning/plan.js';
import { allocateHours } from '../../../src/core/portfolio/allocate.js';
import { gainCurveOf, noGainOf, probabilityLiveBy } from '../../../src/core/portfolio/gain-curve.js';
import { compiledFor } from '../../support/catalogue.js';
import { anySite, answerWorth, AS_OF, echoSite, LONG, planRuns, valueAnswer, type Case } from '../../support/plans.js';
import { hoursFor, siteOf } from './sites.js';

const echo = compiledFor();
const { plan, forecast, portfolio } = echo.instrument.method;
const { capWeeks } = portfolio.allocation;
const FACTOR = forecast.siteFactor;

function curveOf({ compiled, input }: Case, draws?: number): GainCurve {
  return draws === undefined ? gainCurveOf(compiled, input) : gainCurveOf(compiled, input, { draws });
}

const base = ({ levels }: GainCurve): GainLevel => levels[0] as GainLevel;
const top = ({ levels }: GainCurve): GainLevel => levels.at(-1) as GainLevel;

/** A team that has time, cover and people, or none of them. */
function team(worth: number): Record<string, Answer> {
  const { questions } = echo.instrument.method.capacity;
  return Object.fromEntries(questions.map((id) => [id, answerWorth(echo, id, worth)]));
}

const half = echoSite(1 / 3);
const live = echoSite(1, {}, { goLiveDate: AS_OF - 30 });

describe('gain curve', () => {
  const curve = curveOf(half);

  it('should have the levels of the method, the base first, with whole extra hours', () => {
    expect(curve.levels.map(({ hoursPerWeek }) => hoursPerWeek)).toEqual(plan.vendorHourLevels);
    expect(curve.levels.map(({ extraHours }) => extraHours)).toEqual([0, 1, 2, 4, 8, 16]);
    expect(curve).toMatchObject({
      asOf: '2026-11-23',
      seed: forecast.seed,
      draws: portfolio.allocation.draws,
      live: false,
      notBeforeWeeks: 0,
    });
    expect(base(curve).gainWeeks).toBe(0);
    expect(top(curve).gainWeeks).toBeGreaterThan(10);
  });

  it('should survive being stored', () => {
    expect(JSON.parse(JSON.stringify(curve))).toEqual(curve);
  });

  it('should count weeks at the base as the forecast of a plan does, up to the cap', () => {
    const { network, milestones } = draftFor(half.compiled, half.input, { vendorHoursPerWeek: 0.5 });
    const { weeks } = forecastPlan(network, milestones, forecast, 5, 60);
    const sample = weeks.at(-1) as Float64Array;
    const mean = sample.reduce((sum, own) => sum + Math.min(capWeeks, own), 0) / 60;
    const { levels } = gainCurveOf(half.compiled, half.input, { seed: 5, draws: 60 });
    expect(Math.abs((levels[0] as GainLevel).expectedWeeks - mean)).toBeLessThan(0.001);
  });

  it('should take the least weeks of any level at or below, in every draw', () => {
    const { outlook, network, milestones, support } = draftFor(half.compiled, half.input, { vendorHoursPerWeek: 0.5 });
    const one = { ...forecast, siteFactor: { median: 1, logSd: 1e-9 } };
    const least = plan.vendorHourLevels.map((hours) => {
      const own = buildNetwork(outlook, network.items, support.vendorDays, hours);
      return (forecastPlan(own, milestones, one, 3, 1).weeks.at(-1) as Float64Array)[0] as number;
    });
    const { levels } = gainCurveOf(half.compiled, half.input, { seed: 3, draws: 1 });
    levels.forEach(({ planWeeks }, level) => {
      expect(planWeeks).toEqual([Math.round(Math.min(...least.slice(0, level + 1)))]);
    });
  });

  it('should be the same for the same seed, and another for another', () => {
    const own = (seed: number): GainCurve => gainCurveOf(half.compiled, half.input, { seed, draws: 40 });
    expect(own(7)).toEqual(own(7));
    expect(own(8).levels).not.toEqual(own(7).levels);
  });

  it('should refuse no draws', () => {
    expect(() => curveOf(half, 0)).toThrow(RangeError);
  });

  it('should hold twenty quantiles of the plan’s own weeks, ascending', () => {
    for (const { planWeeks } of curve.levels) {
      expect(planWeeks).toHaveLength(20);
      expect(planWeeks).toEqual([...planWeeks].sort((a, b) => a - b));
      expect(planWeeks.every(Number.isInteger)).toBe(true);
    }
  });

  it.each([0, 1 / 3, 2 / 3])('should be longer for the smaller of twins at every level, all else worth %f', (worth) => {
    const [small, large] = [team(0), team(1)].map((own) => echoSite(worth, own)) as [Case, Case];
    const [ofSmall, ofLarge] = [curveOf(small), curveOf(large)];
    ofSmall.levels.forEach(({ expectedWeeks, planWeeks }, level) => {
      const other = ofLarge.levels[level] as GainLevel;
      expect(expectedWeeks).toBeGreaterThan(other.expectedWeeks);
      planWeeks.forEach((weeks, i) => {
        expect(weeks).toBeGreaterThan(other.planWeeks[i] as number);
      });
    });
    const hoursOf = ({ compiled, input }: Case): number => planSupport(compiled, input, { draws: 1 }).vendorHours;
    expect(hoursOf(small)).toBeGreaterThan(hoursOf(large));
  });

  it('should bring the smaller of twins forward at least as far where the cap hides nothing', () => {
    const [small, large] = [team(0), team(1)].map((own) => curveOf(echoSite(2 / 3, own))) as [GainCurve, GainCurve];
    small.levels.forEach(({ gainWeeks }, level) => {
      expect(gainWeeks).toBeGreaterThanOrEqual(large.levels[level]?.gainWeeks as number);
    });
    const sites = [small, large].map((curve, i) =>
      siteOf(i === 0 ? 'small' : 'large', {
        capacity: i,
        levels: curve.levels.map((level) => ({ ...level, probabilityByTarget: null })),
      }),
    );
    for (let extra = 0; extra <= 32; extra += 1) {
      const shared = allocateHours(sites, echo.instrument.method, { weeklyHours: hoursFor(sites, extra) });
      const [smallHours, largeHours] = ['small', 'large'].map(
        (id) => shared.sites.find((own) => own.id === id)?.extraHours,
      ) as [number, number];
      expect(smallHours).toBeGreaterThanOrEqual(largeHours);
    }
  });

  it(
    'should never fall with hours, nor exceed what there is to gain',
    () => {
      let gained = 0;
      fc.assert(
        fc.property(anySite(), fc.nat(1000), ({ compiled, input }, seed) => {
          const own = gainCurveOf(compiled, input, { seed, draws: 5 });
          let before = own.levels[0] as GainLevel;
          for (const level of own.levels) {
            expect(level.gainWeeks).toBeGreaterThanOrEqual(before.gainWeeks);
            expect(level.expectedWeeks).toBeLessThanOrEqual(Math.min(capWeeks, before.expectedWeeks));
            expect(level.expectedWeeks).toBeGreaterThanOrEqual(Math.min(capWeeks, own.notBeforeWeeks));
            expect(level.planWeeks.length).toBe(before.planWeeks.length);
            level.planWeeks.forEach((weeks, i) => {
              expect(weeks).toBeLessThanOrEqual(before.planWeeks[i] as number);
            });
            before = level;
          }
          if (before.gainWeeks > 0) gained += 1;
          if (noGainOf(own) !== null) expect(before.gainWeeks).toBe(0);
        }),
        planRuns(40),
      );
      expect(gained).toBeGreaterThan(3);
    },
    LONG,
  );
});

describe('no gain', () => {
  it('should be for a site that is live', () => {
    const curve = curveOf(live);
    expect(curve.live).toBe(true);
    expect(noGainOf(curve)).toBe('live');
    expect(
      curve.levels.map(({ expectedWeeks, gainWeeks, planWeeks }) => [expectedWeeks, gainWeeks, planWeeks]),
    ).toEqual(plan.vendorHourLevels.map(() => [0, 0, [0]]));
  });

  it('should be where nothing is left to do, whether or not a date is set', () => {
    expect(noGainOf(curveOf(echoSite(1)))).toBe('nothing-left');
    const dated = curveOf(echoSite(1, {}, { goLiveDate: AS_OF + 70 }));
    expect(dated).toMatchObject({ notBeforeWeeks: 10, live: false });
    expect(noGainOf(dated)).toBe('nothing-left');
    expect(base(dated).expectedWeeks).toBe(10);
  });

  it('should be where the work is done long before the date that is set', () => {
    const curve = curveOf(echoSite(1, { 'GV-03': valueAnswer(0) }, { goLiveDate: AS_OF + 7 * 150 }));
    expect(noGainOf(curve)).toBe('date-set');
    expect(top(curve)).toMatchObject({ expectedWeeks: 150, gainWeeks: 0 });
  });

  it('should be where no plan leads to go-live: every draw counts as the cap', () => {
    // An index that no answers come to
    const method = { ...echo.instrument.method, stages: { ...echo.instrument.method.stages, goLiveIndex: 101 } };
    const compiled = { ...echo, instrument: { ...echo.instrument, method } };
    const curve = gainCurveOf(compiled, half.input, { draws: 10 });
    expect(noGainOf(curve)).toBe('unreachable');
    for (const { expectedWeeks, gainWeeks, planWeeks } of curve.levels) {
      expect([expectedWeeks, gainWeeks, planWeeks]).toEqual([capWeeks, 0, []]);
    }
  });

  it('should not be said of a site that hours bring forward', () => {
    expect(noGainOf(curveOf(half, 10))).toBeNull();
  });
});

describe('probability of being live by a day', () => {
  it('should be that of the lognormal factor for a plan that is sure', () => {
    const level = { planWeeks: [10] };
    expect(probabilityLiveBy(level, 0, 20, { median: 2, logSd: 0.4 })).toBeCloseTo(0.5, 6);
    expect(probabilityLiveBy(level, 0, 20 * Math.exp(0.4), { median: 2, logSd: 0.4 })).toBeCloseTo(0.841345, 5);
  });

  it('should be the share of draws of the forecast that are there', () => {
    const { compiled, input } = half;
    const { network, milestones } = draftFor(compiled, input, { vendorHoursPerWeek: 0.5 });
    const sample = forecastPlan(network, milestones, forecast, 1, 2000).weeks.at(-1) as Float64Array;
    const level = base(gainCurveOf(compiled, input, { seed: 1, draws: 2000 }));
    for (const share of [0.1, 0.5, 0.9]) {
      const weeks = sample[Math.floor(share * 2000)] as number;
      expect(Math.abs(probabilityLiveBy(level, 0, weeks, FACTOR) - share)).toBeLessThan(0.05);
    }
  });

  it('should be nothing before a date that is set, without a plan that leads there, and in the past', () => {
    expect(probabilityLiveBy({ planWeeks: [1] }, 10, 9, FACTOR)).toBe(0);
    expect(probabilityLiveBy({ planWeeks: [0] }, 10, 10, FACTOR)).toBe(1);
    expect(probabilityLiveBy({ planWeeks: [] }, 0, 1000, FACTOR)).toBe(0);
    expect(probabilityLiveBy({ planWeeks: [1] }, 0, 0, FACTOR)).toBe(0);
    expect(probabilityLiveBy({ planWeeks: [1] }, 0, -5, FACTOR)).toBe(0);
  });

  it('should be certain for a site that needs no time, and rise with weeks and with hours', () => {
    expect(probabilityLiveBy(base(curveOf(live)), 0, 0, FACTOR)).toBe(1);
    const { levels } = curveOf(half, 50);
    for (const weeks of [20, 60, 120]) {
      const byLevel = levels.map((level) => probabilityLiveBy(level, 0, weeks, FACTOR));
      expect(byLevel).toEqual([...byLevel].sort((a, b) => a - b));
      expect(probabilityLiveBy(levels[0] as GainLevel, 0, weeks + 10, FACTOR)).toBeGreaterThan(byLevel[0] as number);
    }
  });
});
