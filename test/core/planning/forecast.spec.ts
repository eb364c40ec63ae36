import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Stage } from '../../../src/core/contracts/scorecard.js';
import { rePlan } from '../../../src/core/contracts/words.js';
import { normalQuantile } from '../../../src/core/planning/distributions.js';
import { typicalLengths } from '../../../src/core/planning/draft.js';
import { forecastPlan, forecastWeeks, LengthSampler, siteFactor } from '../../../src/core/planning/forecast.js';
import { stageWeeks } from '../../../src/core/planning/milestones.js';
import { wholeWeeks } from '../../../src/core/planning/network.js';
import { draftFor, planSupport } from '../../../src/core/planning/plan.js';
import { Scheduler } from '../../../src/core/planning/schedule.js';
import { compiledFor } from '../../support/catalogue.js';
import { anySite, AS_OF, echoSite, LONG, planRuns, valueAnswer } from '../../support/plans.js';

const echo = compiledFor();
const method = echo.instrument.method.forecast;
const nothingKnown = echoSite(undefined);
const half = echoSite(1 / 3);

describe('draws', () => {
  it('should be the same for the same seed, and others for another', () => {
    const plan = planSupport(echo, half.input, { draws: 200 });
    expect(planSupport(echo, half.input, { draws: 200 })).toEqual(plan);
    const other = planSupport(echo, half.input, { draws: 200, seed: 1 });
    expect(other.dates).not.toEqual(plan.dates);
    expect(other.actions.map(({ startWeek }) => startWeek)).toEqual(plan.actions.map(({ startWeek }) => startWeek));
  });

  it('should be those of the instrument where nothing else is said', () => {
    const { network, milestones } = draftFor(echo, half.input, {});
    const { weeks } = forecastPlan(network, milestones, method, method.seed, method.draws);
    const plan = planSupport(echo, half.input);
    expect([plan.seed, plan.draws]).toEqual([method.seed, method.draws]);
    expect(plan.dates.map(({ weeks: { p50, p90 } }) => [p50, p90])).toEqual(
      weeks.map((sample) => [forecastWeeks(sample, 0.5), forecastWeeks(sample, 0.9)]),
    );
  });

  it('should not change for an action that a change elsewhere leaves alone', () => {
    const before = draftFor(echo, nothingKnown.input, {}).network;
    const changed = { 'GV-05': valueAnswer(3), 'IT-05': valueAnswer(2), 'PT-03': valueAnswer(0) };
    const after = draftFor(echo, echoSite(undefined, changed).input, {}).network;
    const [one, two] = [before, after].map((network) => new LengthSampler(network, method.seed, method));
    const [first, second] = [new Int32Array(before.items.length), new Int32Array(after.items.length)];
    let compared = 0;
    for (let draw = 0; draw < 40; draw += 1) {
      one?.sample(draw, first);
      two?.sample(draw, second);
      after.items.forEach(({ id }, i) => {
        const j = before.items.findIndex((item) => item.id === id);
        const same =
          j >= 0 && before.typicalWeeks[j] === after.typicalWeeks[i] && before.slowest[j] === after.slowest[i];
        if (!same) return;
        compared += 1;
        expect(second[i]).toBe(first[j]);
      });
    }
    expect(compared).toBeGreaterThan(2000);
  });

  it('should lie between 0.6 of the typical length and its slowest', () => {
    const { network } = draftFor(echo, nothingKnown.input, {});
    const sampler = new LengthSampler(network, 7, method);
    const outside: unknown[] = [];
    const lengths = new Int32Array(network.items.length);
    for (let draw = 0; draw < 200; draw += 1) {
      sampler.sample(draw, lengths);
      lengths.forEach((length, i) => {
        const typical = network.typicalWeeks[i] as number;
        // `expect` on each of so many would take seconds
        const shortest = wholeWeeks(0.6 * typical);
        const longest = wholeWeeks((network.slowest[i] as number) * typical);
        if (length < shortest || length > longest)
          outside.push([network.items[i]?.id, draw, shortest, length, longest]);
      });
    }
    expect(outside).toEqual([]);
  });

  it('should each multiply the plan by one lognormal factor', () => {
    const logs = Array.from({ length: 4000 }, (_, draw) => Math.log(siteFactor(method, 9, draw)));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
    expect(Math.abs(mean - Math.log(method.siteFactor.median))).toBeLessThan(0.02);
    expect(Math.abs(Math.sqrt(variance) - method.siteFactor.logSd)).toBeLessThan(0.02);
  });

  it('should give a single sure action the quantiles of its own distribution times the factor', () => {
    const { compiled, input } = echoSite(1, { 'GV-03': valueAnswer(0) });
    const { network, milestones } = draftFor(compiled, input, {});
    expect(network.items.map(({ id }) => id)).toEqual(['GV-03']);
    const sure = { ...method, pertLow: 0.9999, siteFactor: { median: 2, logSd: 0.4 } };
    const { weeks } = forecastPlan({ ...network, typicalWeeks: [10], slowest: [1.00001] }, milestones, sure, 5, 4000);
    const expected = Math.max(10, 11) * 2;
    const sample = weeks[0] as Float64Array;
    expect(sample[2000] as number).toBeGreaterThan(0.95 * 20);
    expect(sample[2000] as number).toBeLessThan(1.05 * expected);
    const ratio = (sample[3600] as number) / (sample[2000] as number);
    expect(Math.abs(Math.log(ratio) - 0.4 * normalQuantile(0.9))).toBeLessThan(0.08);
  });
});

describe('dates', () => {
  it(
    'should never have nine in ten before half, nor a later stage before an earlier one',
    () => {
      fc.assert(
        fc.property(anySite(), fc.nat(1000), ({ compiled, input }, seed) => {
          const { dates } = planSupport(compiled, input, { draws: 10, seed });
          const orNever = (weeks: number | null): number => weeks ?? Infinity;
          let before = { ifNothingSlips: 0, p50: 0, p90: 0 };
          for (const { weeks } of dates) {
            const now = {
              ifNothingSlips: orNever(weeks.ifNothingSlips),
              p50: orNever(weeks.p50),
              p90: orNever(weeks.p90),
            };
            expect(now.p50).toBeLessThanOrEqual(now.p90);
            for (const key of ['ifNothingSlips', 'p50', 'p90'] as const) {
              expect(now[key]).toBeGreaterThanOrEqual(before[key]);
              expect(Number.isInteger(now[key]) || now[key] === Infinity).toBe(true);
            }
            before = now;
          }
        }),
        planRuns(30),
      );
    },
    LONG,
  );

  it('should be monotone over stages in every draw', () => {
    const { network, milestones } = draftFor(echo, nothingKnown.input, {});
    const { weeks, criticality } = forecastPlan(network, milestones, method, 3, 300);
    expect(milestones.stages).toEqual([1, 2, 3, 4]);
    for (let draw = 0; draw < 300; draw += 1) {
      for (let s = 1; s < 4; s += 1) {
        expect((weeks[s] as Float64Array)[draw] as number).toBeGreaterThanOrEqual(
          (weeks[s - 1] as Float64Array)[draw] as number,
        );
      }
    }
    expect(Math.max(...criticality)).toBeLessThanOrEqual(1);
    expect(Math.max(...criticality)).toBeGreaterThan(0.5);
  });

  it('should be words beyond four years', () => {
    const plan = planSupport(echo, nothingKnown.input, { draws: 50, vendorHoursPerWeek: 0.1 });
    const last = plan.dates.at(-1);
    expect(last).toMatchObject({ stage: 4, ifNothingSlips: null, p50: null, p90: null });
    expect(last?.weeks.p50).toBeGreaterThan(208);
    expect(last?.sentence).toContain(rePlan(method.rePlanAfterYears));
    expect(last?.sentence).not.toContain('by ');
  });

  it('should wait for a go-live date that lies ahead', () => {
    const weeksOf = (goLiveDate: number | undefined): unknown => {
      const context = goLiveDate === undefined ? {} : { goLiveDate };
      const { compiled, input } = echoSite(1, {}, context);
      return planSupport(compiled, input, { draws: 20 }).dates.map(({ stage, weeks }) => [stage, weeks]);
    };
    const all = (weeks: number): unknown => ({ ifNothingSlips: weeks, p50: weeks, p90: weeks });
    expect(weeksOf(AS_OF + 100)).toEqual([[4, all(15)]]);
    expect(weeksOf(AS_OF + 98)).toEqual([[4, all(14)]]);
    expect(weeksOf(AS_OF + 1)).toEqual([[4, all(1)]]);
    expect(weeksOf(undefined)).toEqual([[4, all(0)]]);
    expect(weeksOf(AS_OF)).toEqual([]);
  });

  it('should not hold the earlier stages back for a go-live date', () => {
    const { compiled, input } = echoSite(1, { 'GV-03': valueAnswer(0) }, { goLiveDate: AS_OF + 700 });
    const dates = planSupport(compiled, input, { draws: 20 }).dates.map(({ stage, weeks }) => [stage, weeks.p50 ?? 0]);
    expect(dates.map(([stage]) => stage)).toEqual([2, 3, 4]);
    expect(dates[1]?.[1] as number).toBeLessThan(20);
    expect(dates[2]?.[1]).toBe(100);
  });
});

describe('stages of a schedule', () => {
  const stages = (list: readonly Stage[], finish: number[], rest: object = {}): number[] =>
    stageWeeks(
      {
        stages: list,
        dataItems: [1],
        toStart: { items: [], missing: 0 },
        goLiveWeeks: 0,
        reachesGoLive: true,
        ...rest,
      },
      Int32Array.from(finish),
    );

  it('should be reached with the last data gate and with the last item', () => {
    expect(stages([1, 2, 3, 4], [9, 4, 2])).toEqual([0, 4, 9, 9]);
    expect(stages([3], [9, 4, 2])).toEqual([9]);
    expect(stages([], [9, 4, 2])).toEqual([]);
  });

  it('should start when enough has been found out, in the order in which it is', () => {
    const items = [
      { item: 0, weight: 2 },
      { item: 1, weight: 1 },
      { item: 2, weight: 3 },
    ];
    expect(stages([1], [5, 2, 3], { toStart: { items, missing: 4 } })).toEqual([3]);
    expect(stages([1], [5, 2, 3], { toStart: { items, missing: 4.5 } })).toEqual([5]);
    expect(stages([1, 2], [5, 2, 3], { toStart: { items, missing: 7 } })).toEqual([Infinity, Infinity]);
  });

  it('should never reach go-live where the scores do not', () => {
    expect(stages([2, 3, 4], [9, 4, 2], { reachesGoLive: false })).toEqual([4, Infinity, Infinity]);
  });
});

it('should agree with a schedule of typical lengths if nothing slips', () => {
  const { network, milestones } = draftFor(echo, half.input, {});
  const { finish } = new Scheduler(network).run(typicalLengths(network));
  const plan = planSupport(echo, half.input, { draws: 1 });
  expect(plan.dates.map(({ weeks }) => weeks.ifNothingSlips)).toEqual(stageWeeks(milestones, finish));
});
