import type { ForecastMethod } from '../contracts/instrument.js';
import { normalQuantile, percentile, pertTable, quantile, type QuantileTable } from './distributions.js';
import { stageWeeks, type Milestones } from './milestones.js';
import { wholeWeeks, type Network } from './network.js';
import { hashText, uniform } from './random.js';
import { Scheduler } from './schedule.js';

/** An earlier plan whose schedule stays available: what is left of it is still feasible. */
export interface Fallback {
  readonly network: Network;
  /** Position in the earlier network of each item of the new one */
  readonly positions: readonly number[];
}

export interface Forecast {
  /** For each stage ahead, weeks by draw, sorted; the site factor is included */
  readonly weeks: readonly Float64Array[];
  /** Share of draws in which each item is on the critical path */
  readonly criticality: Float64Array;
}

/** The key under which each draw's site factor is drawn: one for the whole plan, since delays at a site share causes. */
const SITE_FACTOR_KEY = hashText('site factor');

/** Draws the lengths of a network's items; the same (seed, item id, draw) always gives the same length. */
export class LengthSampler {
  private readonly keys: readonly number[];
  private readonly tables: readonly QuantileTable[];

  constructor(
    private readonly network: Network,
    private readonly seed: number,
    { pertLow }: Pick<ForecastMethod, 'pertLow'>,
  ) {
    const bySlowest = new Map<number, QuantileTable>();
    this.keys = network.items.map(({ id }) => hashText(id));
    this.tables = network.slowest.map((slowest) => {
      const table = bySlowest.get(slowest) ?? pertTable(pertLow, slowest);
      bySlowest.set(slowest, table);
      return table;
    });
  }

  /** Whole weeks of every item in one draw. */
  sample(draw: number, into: Int32Array): void {
    for (let i = 0; i < into.length; i += 1) {
      const u = uniform(this.seed, this.keys[i] as number, draw);
      into[i] = wholeWeeks((this.network.typicalWeeks[i] as number) * quantile(this.tables[i] as QuantileTable, u));
    }
  }
}

/** What a draw multiplies the plan's time by at one site. */
export function siteFactor({ siteFactor: { median, logSd } }: ForecastMethod, seed: number, draw: number): number {
  return median * Math.exp(logSd * normalQuantile(uniform(seed, SITE_FACTOR_KEY, draw)));
}

/**
 * Draws schedules and multiplies each by one site factor (method, section 7). With a fallback, a stage is reached by
 * the earlier of the new schedule and what is left of the old one: a change for the better never delays (Graham).
 */
export function forecastPlan(
  network: Network,
  milestones: Milestones,
  method: ForecastMethod,
  seed: number,
  draws: number,
  fallback?: Fallback,
): Forecast {
  const weeks = milestones.stages.map(() => new Float64Array(draws));
  const counts = new Float64Array(network.items.length);
  const marks = new Uint8Array(network.items.length);
  const scheduler = new Scheduler(network);
  const sampler = new LengthSampler(network, seed, method);
  const lengths = new Int32Array(network.items.length);
  const earlier = fallback && new FallbackSchedule(fallback, seed, method);
  for (let draw = 0; draw < draws; draw += 1) {
    sampler.sample(draw, lengths);
    const { finish } = scheduler.run(lengths);
    scheduler.markCritical(marks);
    for (let i = 0; i < marks.length; i += 1) if (marks[i] === 1) counts[i] = (counts[i] as number) + 1;
    const reached = stageWeeks(milestones, finish);
    const kept = earlier && stageWeeks(milestones, earlier.finishes(draw));
    const factor = siteFactor(method, seed, draw);
    milestones.stages.forEach((stage, s) => {
      const plain = Math.min(reached[s] as number, kept?.[s] ?? Infinity);
      const real = plain * factor;
      (weeks[s] as Float64Array)[draw] = stage === 4 ? Math.max(real, milestones.goLiveWeeks) : real;
    });
  }
  for (const sample of weeks) sample.sort();
  return { weeks, criticality: counts.map((count) => count / draws) };
}

/** Weeks by which a share of draws has reached a stage, rounded up to whole weeks. */
export function forecastWeeks(sample: Float64Array, share: number): number {
  return Math.max(0, Math.ceil(percentile(sample, share) - 1e-9));
}

class FallbackSchedule {
  private readonly scheduler: Scheduler;
  private readonly sampler: LengthSampler;
  private readonly lengths: Int32Array;

  constructor(
    private readonly fallback: Fallback,
    seed: number,
    method: ForecastMethod,
  ) {
    this.scheduler = new Scheduler(fallback.network);
    this.sampler = new LengthSampler(fallback.network, seed, method);
    this.lengths = new Int32Array(fallback.network.items.length);
  }

  finishes(draw: number): Int32Array {
    this.sampler.sample(draw, this.lengths);
    const { finish } = this.scheduler.run(this.lengths);
    return Int32Array.from(this.fallback.positions, (position) => finish[position] as number);
  }
}
