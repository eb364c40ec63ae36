import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Network } from '../../../src/core/planning/network.js';
import { Scheduler, type Schedule } from '../../../src/core/planning/schedule.js';
import type { WorkItem } from '../../../src/core/planning/work.js';
import { anyNetwork, LONG, planRuns } from '../../support/plans.js';

const TOLERANCE = 1e-6;

/** Use of each resource in each week if the items stood at these starts; an independent count. */
function usageOf(network: Network, weeks: Int32Array, start: Int32Array, placed: readonly number[]): number[][] {
  const usage = network.capacities.map((): number[] => []);
  for (const i of placed) {
    const length = weeks[i] as number;
    for (const { resource, days } of network.uses[i] as Network['uses'][number]) {
      const rate = Math.min(days / length, network.capacities[resource] as number);
      const profile = usage[resource] as number[];
      for (let week = start[i] as number; week < (start[i] as number) + length; week += 1) {
        profile[week] = (profile[week] ?? 0) + rate;
      }
    }
  }
  return usage;
}

/** What is wrong with these starts: broken waits, resources above their capacity, starts before the plan. */
function flaws(network: Network, weeks: Int32Array, start: Int32Array, placed = [...network.items.keys()]): string[] {
  const found: string[] = [];
  for (const i of placed) {
    if ((start[i] as number) < 0) found.push(`${String(i)} starts before the plan`);
    for (const p of network.predecessors[i] as readonly number[]) {
      const finish = (start[p] as number) + (weeks[p] as number);
      if (placed.includes(p) && finish > (start[i] as number))
        found.push(`${String(i)} does not wait for ${String(p)}`);
    }
  }
  usageOf(network, weeks, start, placed).forEach((profile, resource) => {
    profile.forEach((used, week) => {
      const capacity = network.capacities[resource] as number;
      if (used > capacity + TOLERANCE) found.push(`resource ${String(resource)} has too much in week ${String(week)}`);
    });
  });
  return found;
}

function copy({ start, finish, makespan }: Schedule): Schedule {
  return { start: start.slice(), finish: finish.slice(), makespan };
}

const anySchedule = anyNetwork().map(({ network, weeks }) => {
  const scheduler = new Scheduler(network);
  return { network, weeks, scheduler, schedule: copy(scheduler.run(weeks)) };
});

describe('a schedule', () => {
  it(
    'should keep every wait and no resource above its capacity in any week',
    () => {
      fc.assert(
        fc.property(anySchedule, ({ network, weeks, schedule }) => {
          expect(flaws(network, weeks, schedule.start)).toEqual([]);
          schedule.finish.forEach((finish, i) => {
            expect(finish).toBe((schedule.start[i] as number) + (weeks[i] as number));
          });
        }),
        planRuns(200),
      );
    },
    LONG,
  );

  it(
    'should end with its last item and never later than the items one after another',
    () => {
      fc.assert(
        fc.property(anySchedule, ({ weeks, schedule }) => {
          expect(schedule.makespan).toBe(Math.max(...schedule.finish));
          expect(schedule.makespan).toBeLessThanOrEqual(weeks.reduce((sum, length) => sum + length, 0));
        }),
        planRuns(200),
      );
    },
    LONG,
  );

  it(
    'should start every item as early as those before it in the order allow',
    () => {
      fc.assert(
        fc.property(anySchedule, ({ network, weeks, schedule }) => {
          network.order.forEach((item, place) => {
            const earlier = network.order.slice(0, place);
            for (let begin = 0; begin < (schedule.start[item] as number); begin += 1) {
              const start = schedule.start.slice();
              start[item] = begin;
              expect(flaws(network, weeks, start, [...earlier, item])).not.toEqual([]);
            }
          });
        }),
        planRuns(200),
      );
    },
    LONG,
  );

  it(
    'should be the same whatever the scheduler did before',
    () => {
      fc.assert(
        fc.property(anySchedule, ({ network, weeks, scheduler, schedule }) => {
          scheduler.run(weeks.map((length) => 3 * length));
          scheduler.floats();
          scheduler.run(weeks.map(() => 1));
          expect(copy(scheduler.run(weeks))).toEqual(schedule);
          expect(copy(new Scheduler(network).run(weeks))).toEqual(schedule);
        }),
        planRuns(200),
      );
    },
    LONG,
  );
});

describe('float', () => {
  it(
    'should never be negative, and be 0 for what ends last',
    () => {
      fc.assert(
        fc.property(anySchedule, ({ scheduler, schedule }) => {
          scheduler.floats().forEach((float, i) => {
            expect(float).toBeGreaterThanOrEqual(0);
            if (schedule.finish[i] === schedule.makespan) expect(float).toBe(0);
          });
        }),
        planRuns(200),
      );
    },
    LONG,
  );

  it(
    'should let an item slip, with those that end after it as late as they can be, without a longer plan',
    () => {
      fc.assert(
        fc.property(anySchedule, ({ network, weeks, scheduler, schedule }) => {
          const floats = scheduler.floats();
          const latestFirst = [...network.items.keys()].sort(
            (a, b) => (schedule.finish[b] as number) - (schedule.finish[a] as number),
          );
          // All items at once, and each one with just those that end after it
          const allLate = schedule.start.map((start, i) => start + (floats[i] as number));
          expect(flaws(network, weeks, allLate)).toEqual([]);
          const end = allLate.map((start, i) => start + (weeks[i] as number));
          expect(Math.max(...end)).toBe(schedule.makespan);
          for (const i of latestFirst) {
            const start = schedule.start.map((begin, j) =>
              j === i || (schedule.finish[j] as number) > (schedule.finish[i] as number)
                ? begin + (floats[j] as number)
                : begin,
            );
            const moved = [...network.items.keys()].filter((j) => j === i || schedule.finish[j] !== schedule.finish[i]);
            expect(flaws(network, weeks, start, moved)).toEqual([]);
          }
        }),
        planRuns(200),
      );
    },
    LONG,
  );
});

describe('the critical path', () => {
  it(
    'should lead from the start of the plan to its end without a gap',
    () => {
      fc.assert(
        fc.property(anySchedule, ({ network, scheduler, schedule }) => {
          const marks = new Uint8Array(network.items.length);
          scheduler.markCritical(marks);
          const marked = [...network.items.keys()].filter((i) => marks[i] === 1);
          expect(marked.some((i) => schedule.finish[i] === schedule.makespan)).toBe(true);
          expect(marked.some((i) => schedule.start[i] === 0)).toBe(true);
          for (const i of marked) {
            if (schedule.start[i] === 0) continue;
            expect(marked.some((j) => schedule.finish[j] === schedule.start[i])).toBe(true);
          }
        }),
        planRuns(200),
      );
    },
    LONG,
  );
});

describe('a schedule that is taken over', () => {
  it(
    'should keep the starts that it was given and have floats of its own',
    () => {
      fc.assert(
        fc.property(anySchedule, fc.nat(5), ({ network, weeks, schedule }, later) => {
          const scheduler = new Scheduler(network);
          const start = schedule.start.map((week) => week + later);
          const adopted = copy(scheduler.adopt(start, weeks));
          expect(adopted.start).toEqual(start);
          expect(adopted.finish).toEqual(schedule.finish.map((week) => week + later));
          expect(adopted.makespan).toBe(schedule.makespan + later);
          const floats = scheduler.floats();
          const allLate = start.map((week, i) => week + (floats[i] as number));
          expect(flaws(network, weeks, allLate)).toEqual([]);
          expect(copy(scheduler.run(weeks))).toEqual(schedule);
        }),
        planRuns(200),
      );
    },
    LONG,
  );
});

describe('by hand', () => {
  const network: Network = {
    items: ['A', 'B', 'C'].map((id) => ({ id }) as WorkItem),
    predecessors: [[], [], [0]],
    uses: [[{ resource: 0, days: 2 }], [{ resource: 0, days: 2 }], []],
    capacities: [1],
    typicalWeeks: [2, 2, 1],
    slowest: [2.5, 2.5, 2.5],
    order: [0, 1, 2],
  };

  it('should put two items with one owner one after the other', () => {
    const scheduler = new Scheduler(network);
    const schedule = scheduler.run(Int32Array.of(2, 2, 1));
    expect([...schedule.start]).toEqual([0, 2, 2]);
    expect(schedule.makespan).toBe(4);
    const marks = new Uint8Array(3);
    scheduler.markCritical(marks);
    expect([...marks]).toEqual([1, 1, 0]);
    expect([...scheduler.floats()]).toEqual([0, 0, 1]);
  });

  it('should let them overlap when each takes half of the time', () => {
    expect([...new Scheduler(network).run(Int32Array.of(4, 4, 1)).start]).toEqual([0, 0, 4]);
  });

  it('should work at full capacity when a length is shorter than the work needs', () => {
    expect([...new Scheduler(network).run(Int32Array.of(1, 1, 1)).start]).toEqual([0, 1, 1]);
  });

  it('should be empty without items', () => {
    const empty: Network = {
      ...network,
      items: [],
      predecessors: [],
      uses: [],
      typicalWeeks: [],
      slowest: [],
      order: [],
    };
    const scheduler = new Scheduler(empty);
    expect(scheduler.run(new Int32Array(0)).makespan).toBe(0);
    expect(scheduler.floats()).toHaveLength(0);
  });
});
