import type { Network } from './network.js';

/** Start and finish of every item in whole weeks from the day of the plan; `finish` is the first week it is done. */
export interface Schedule {
  readonly start: Int32Array;
  readonly finish: Int32Array;
  readonly makespan: number;
}

const TOLERANCE = 1e-9;

/**
 * Serial schedule generation: items in the network's fixed order, each as early as its predecessors and the resources
 * allow. One scheduler is used for all draws of a plan, so that its memory is allocated once.
 */
export class Scheduler {
  private readonly n: number;
  private readonly start: Int32Array;
  private readonly finish: Int32Array;
  private readonly rates: Float64Array[];
  private usage: Float64Array[];
  private horizon = 0;
  private used = 0;

  constructor(private readonly network: Network) {
    this.n = network.items.length;
    this.start = new Int32Array(this.n);
    this.finish = new Int32Array(this.n);
    this.rates = network.uses.map((uses) => new Float64Array(uses.length));
    this.usage = network.capacities.map(() => new Float64Array(0));
  }

  /**
   * Schedules with the given lengths. The result is valid until the next call.
   *
   * @param weeks whole weeks, at least 1, for each item
   */
  run(weeks: Int32Array): Schedule {
    this.clear(weeks.reduce((sum, length) => sum + length, 0));
    let makespan = 0;
    for (const i of this.network.order) {
      const length = weeks[i] as number;
      let earliest = 0;
      for (const p of this.network.predecessors[i] as readonly number[]) {
        earliest = Math.max(earliest, this.finish[p] as number);
      }
      this.setRates(i, length);
      const begin = this.firstFit(i, earliest, length);
      this.occupy(i, begin, length, 1);
      this.start[i] = begin;
      this.finish[i] = begin + length;
      makespan = Math.max(makespan, begin + length);
    }
    this.used = makespan;
    return { start: this.start, finish: this.finish, makespan };
  }

  /**
   * Takes over a schedule that was made elsewhere and is known to be feasible here, in place of making one.
   *
   * @param start and @param weeks for each item, whole weeks
   */
  adopt(start: Int32Array, weeks: Int32Array): Schedule {
    let makespan = 0;
    for (let i = 0; i < this.n; i += 1) makespan = Math.max(makespan, (start[i] as number) + (weeks[i] as number));
    this.clear(makespan);
    for (let i = 0; i < this.n; i += 1) {
      const [begin, length] = [start[i] as number, weeks[i] as number];
      this.setRates(i, length);
      this.occupy(i, begin, length, 1);
      this.start[i] = begin;
      this.finish[i] = begin + length;
    }
    this.used = makespan;
    return { start: this.start, finish: this.finish, makespan };
  }

  /**
   * Weeks by which each item of the schedule that was just made can slip without moving the end, once the items after
   * it have moved as late as they can: float against the resource schedule. Uses up the schedule's resource profile.
   */
  floats(): Int32Array {
    const floats = new Int32Array(this.n);
    const latest = new Int32Array(this.n).fill(this.used);
    const backwards = [...this.network.order].sort(
      (a, b) =>
        (this.finish[b] as number) - (this.finish[a] as number) ||
        (this.start[b] as number) - (this.start[a] as number),
    );
    for (const i of backwards) {
      const [begin, length] = [this.start[i] as number, (this.finish[i] as number) - (this.start[i] as number)];
      this.occupy(i, begin, length, -1);
      let at = (latest[i] as number) - length;
      while (at > begin && this.conflict(i, at, length) >= 0) at -= 1;
      this.occupy(i, at, length, 1);
      floats[i] = at - begin;
      for (const p of this.network.predecessors[i] as readonly number[]) {
        latest[p] = Math.min(latest[p] as number, at);
      }
    }
    return floats;
  }

  /** Marks the items whose lengths or resources led to the end: the critical path of the schedule that was just made. */
  markCritical(marks: Uint8Array): void {
    marks.fill(0);
    const stack: number[] = [];
    const push = (i: number): void => {
      if (marks[i] === 1) return;
      marks[i] = 1;
      stack.push(i);
    };
    for (let i = 0; i < this.n; i += 1) if (this.finish[i] === this.used) push(i);
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      const begin = this.start[i] as number;
      if (begin === 0) continue;
      let waited = false;
      for (const p of this.network.predecessors[i] as readonly number[]) {
        if (this.finish[p] !== begin) continue;
        waited = true;
        push(p);
      }
      if (waited) continue;
      for (let j = 0; j < this.n; j += 1) if (this.finish[j] === begin && this.shares(i, j)) push(j);
    }
  }

  private shares(i: number, j: number): boolean {
    const own = this.network.uses[i] as Network['uses'][number];
    const other = this.network.uses[j] as Network['uses'][number];
    return own.some(({ resource }) => other.some((use) => use.resource === resource));
  }

  /** No schedule is longer than its items one after another. */
  private clear(longest: number): void {
    if (longest > this.horizon) {
      this.horizon = longest * 2;
      this.usage = this.network.capacities.map(() => new Float64Array(this.horizon));
    } else for (const profile of this.usage) profile.fill(0, 0, this.used);
  }

  /** A draw shorter than the work needs is work at full capacity, never above it. */
  private setRates(i: number, length: number): void {
    const rates = this.rates[i] as Float64Array;
    const uses = this.network.uses[i] as Network['uses'][number];
    for (let k = 0; k < uses.length; k += 1) {
      const { resource, days } = uses[k] as { resource: number; days: number };
      rates[k] = Math.min(days / length, this.network.capacities[resource] as number);
    }
  }

  private firstFit(i: number, earliest: number, length: number): number {
    let begin = earliest;
    for (let clash = this.conflict(i, begin, length); clash >= 0; clash = this.conflict(i, begin, length)) {
      begin = clash + 1;
    }
    return begin;
  }

  /** The last week from `begin` on in which some resource is short, or -1 when the item fits. */
  private conflict(i: number, begin: number, length: number): number {
    const uses = this.network.uses[i] as Network['uses'][number];
    const rates = this.rates[i] as Float64Array;
    for (let week = begin + length - 1; week >= begin; week -= 1) {
      for (let k = 0; k < uses.length; k += 1) {
        const { resource } = uses[k] as { resource: number };
        const taken = (this.usage[resource] as Float64Array)[week] as number;
        if (taken + (rates[k] as number) > (this.network.capacities[resource] as number) + TOLERANCE) return week;
      }
    }
    return -1;
  }

  private occupy(i: number, begin: number, length: number, sign: 1 | -1): void {
    const uses = this.network.uses[i] as Network['uses'][number];
    const rates = this.rates[i] as Float64Array;
    for (let k = 0; k < uses.length; k += 1) {
      const profile = this.usage[(uses[k] as { resource: number }).resource] as Float64Array;
      const rate = sign * (rates[k] as number);
      for (let week = begin; week < begin + length; week += 1) profile[week] = (profile[week] as number) + rate;
    }
  }
}
