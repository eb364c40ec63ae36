import type { Method } from '../contracts/instrument.js';
import {
  NOT_AN_ORDER_OF_HELP,
  type DrawnRange,
  type DrawnWeights,
  type RankedSite,
  type RankRobustness,
  type UncertaintySource,
} from '../contracts/robustness.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { percentile } from '../planning/distributions.js';
import { driverSentence, rankDrivers, SOURCES, totalShift } from './drivers.js';
import { IndexDraws } from './index-draws.js';
import { LayoutBuilder, type PortfolioSite } from './layout.js';
import { MOST_SITES, Ranking } from './ranks.js';
import { isDistinguishable, shareAbove, tieGroups } from './tie-groups.js';
import { relativeSd } from './weight-draws.js';
import { domainWeights, type ActiveSources, type MovedWeights } from './weight-table.js';

export interface RobustnessOptions {
  /** Default: the one seed of the method */
  readonly seed?: number;
  /** Default: the method's; a whole number from 1 */
  readonly draws?: number;
  /** The k of the first k; default: the method's; a whole number from 1 */
  readonly top?: number;
  /** Domain weights that somebody moved, by code, in place of the profiles' */
  readonly domainWeights?: MovedWeights;
}

/** How far a run is: pieces of work done, and all there are. */
export interface RobustnessProgress {
  readonly done: number;
  readonly total: number;
}

const ALL: ActiveSources = new Set(SOURCES.map(({ source }) => source));
const NONE: ActiveSources = new Set();

/**
 * How firm the order of a portfolio's sites is (method, section 8, rank robustness), in one go.
 *
 * @param method of the newest version of the instrument: its parameters are used for all sites
 * @param sites in any order, which changes nothing; each with an id of its own
 * @throws RangeError for two sites with one id, more than 65,535 sites, options out of range, or weights that leave a site
 *   without any
 */
export function rankRobustness(
  method: Method,
  sites: readonly PortfolioSite[],
  options: RobustnessOptions = {},
  onProgress: (done: number, total: number) => void = () => undefined,
): RankRobustness {
  const run = robustnessInSteps(method, sites, options);
  for (;;) {
    const next = run.next();
    if (next.done === true) return next.value;
    onProgress(next.value.done, next.value.total);
  }
}

/**
 * The same in small pieces, each one a few draws, or the layout or the summary of one site. Whoever runs it takes the next
 * piece when it suits: a long run can give way to other work between two pieces, and is stopped by not asking for the next.
 */
export function* robustnessInSteps(
  method: Method,
  sites: readonly PortfolioSite[],
  options: RobustnessOptions,
): Generator<RobustnessProgress, RankRobustness> {
  const settings = settingsOf(method, sites, options);
  const { draws, seed } = settings;
  const { sourceDraws } = method.portfolio.robustness;
  const total = draws + SOURCES.length * sourceDraws + 2 * sites.length;
  let done = 0;
  const layout = new LayoutBuilder(seed, options.domainWeights);
  for (const site of sites) {
    layout.add(site);
    yield { done: (done += 1), total };
  }
  const run = new RobustnessRun(method, sites, settings, new IndexDraws(method, layout));
  for (const [first, count] of blocks(draws)) {
    run.draw(first, count);
    yield { done: (done += count), total };
  }
  const shifts = new Map<UncertaintySource, number>();
  for (const { source } of SOURCES) {
    const active: ActiveSources = new Set([source]);
    let shift = 0;
    for (const [first, count] of blocks(sourceDraws)) {
      shift += run.shift(first, count, active);
      yield { done: (done += count), total };
    }
    shifts.set(source, shift / (sourceDraws * Math.max(1, sites.length)));
  }
  const summaries: Summary[] = [];
  for (let i = 0; i < sites.length; i += 1) {
    summaries.push(run.summary(i));
    yield { done: (done += 1), total };
  }
  return run.result(summaries, shifts);
}

/** Draws made at once: so many that each site is looked at seldom, so few that a piece is done soon. */
const BLOCK = 16;

function* blocks(draws: number): Generator<readonly [first: number, count: number]> {
  for (let first = 0; first < draws; first += BLOCK) yield [first, Math.min(BLOCK, draws - first)];
}

type Summary = Omit<RankedSite, 'group' | 'places'> & { readonly position: number };

interface Settings extends RobustnessOptions {
  readonly seed: number;
  readonly draws: number;
  readonly top: number;
}

/** The options with the method's values in place of those that were left out. @throws RangeError as `rankRobustness` does */
function settingsOf(method: Method, sites: readonly PortfolioSite[], options: RobustnessOptions): Settings {
  const { draws, top } = method.portfolio.robustness;
  if (sites.length > MOST_SITES) throw new RangeError(`At most ${String(MOST_SITES)} sites can be ranked`);
  if (new Set(sites.map(({ id }) => id)).size < sites.length) throw new RangeError('Each site needs an id of its own');
  return {
    ...options,
    seed: options.seed ?? method.forecast.seed,
    draws: whole('draws', options.draws ?? draws),
    top: whole('top', options.top ?? top),
  };
}

class RobustnessRun {
  /** Of the draws that are being made, draw after draw */
  private readonly indexes: Float32Array;
  private readonly ranks: Uint16Array;
  private readonly ranking: Ranking;
  private readonly nominalIndexes: Float64Array;
  private readonly nominalRanks: Uint16Array;
  /** Of all draws, site after site */
  private readonly allIndexes: Float32Array;
  private readonly allRanks: Uint16Array;

  constructor(
    private readonly method: Method,
    private readonly sites: readonly PortfolioSite[],
    private readonly settings: Settings,
    private readonly source: IndexDraws,
  ) {
    const { length } = sites;
    this.indexes = new Float32Array(length * BLOCK);
    this.ranks = new Uint16Array(length * BLOCK);
    this.ranking = new Ranking(length);
    this.nominalIndexes = new Float64Array(length);
    this.nominalRanks = new Uint16Array(length);
    this.source.fill(0, NONE, this.nominalIndexes);
    this.ranking.rank(Float32Array.from(this.nominalIndexes), this.nominalRanks);
    this.allIndexes = new Float32Array(length * settings.draws);
    this.allRanks = new Uint16Array(length * settings.draws);
  }

  /** Makes some draws and keeps them. */
  draw(first: number, count: number): void {
    this.fill(first, count, ALL);
    const { sites, indexes, ranks, allIndexes, allRanks } = this;
    const { draws } = this.settings;
    for (let i = 0; i < sites.length; i += 1) {
      for (let b = 0, at = i * draws + first, from = i; b < count; b += 1, at += 1, from += sites.length) {
        allIndexes[at] = indexes[from] as number;
        allRanks[at] = ranks[from] as number;
      }
    }
  }

  /** Places by which ranks move in some draws with some sources only, summed over draws and sites. */
  shift(first: number, count: number, active: ActiveSources): number {
    this.fill(first, count, active);
    let sum = 0;
    for (let b = 0; b < count; b += 1) sum += totalShift(this.nominalRanks, this.ofDraw(this.ranks, b));
    return sum;
  }

  private fill(first: number, count: number, active: ActiveSources): void {
    const { length } = this.sites;
    this.source.fill(first, active, this.indexes.subarray(0, count * length));
    for (let b = 0; b < count; b += 1) this.ranking.rank(this.ofDraw(this.indexes, b), this.ofDraw(this.ranks, b));
  }

  /** What the draws come to for one site. */
  summary(position: number): Summary {
    const ranks = this.ofSite(this.allRanks, position);
    const indexes = this.ofSite(this.allIndexes, position).slice();
    // Floats of 0 or more are in the order of their bits, and whole numbers are sorted sooner.
    new Uint32Array(indexes.buffer).sort();
    return {
      position,
      id: (this.sites[position] as PortfolioSite).id,
      index: this.nominalIndexes[position] as number,
      rank: this.nominalRanks[position] as number,
      indexRange: rangeOf(indexes),
      rankRange: rangeOf(sortedRanks(ranks, this.sites.length)),
      topProbability:
        ranks.reduce((count, rank) => count + (rank <= this.settings.top ? 1 : 0), 0) / this.settings.draws,
    };
  }

  result(summaries: readonly Summary[], shifts: ReadonlyMap<UncertaintySource, number>): RankRobustness {
    const { robustness } = this.method.portfolio;
    const ordered = [...summaries].sort(byMedianRank);
    const indexesAt = (place: number): Float32Array =>
      this.ofSite(this.allIndexes, (ordered[place] as Summary).position);
    const groups = tieGroups(
      ordered.map(({ id }) => id),
      (first, later) =>
        isDistinguishable(shareAbove(indexesAt(first), indexesAt(later)), robustness.notDistinguishable),
    );
    const drivers = rankDrivers(shifts);
    return {
      label: NOT_AN_ORDER_OF_HELP,
      draws: this.settings.draws,
      seed: this.settings.seed,
      top: this.settings.top,
      sites: groups.flatMap(({ number, places }) =>
        ordered
          .slice(places.from - 1, places.to)
          .map(({ position: _position, ...site }): RankedSite => ({ ...site, group: number, places })),
      ),
      groups,
      drivers,
      driverSentence: driverSentence(drivers, this.sites.length),
      weights: drawnWeights(this.sites, this.settings.domainWeights, robustness.concentration),
    };
  }

  private ofDraw<T extends Float32Array | Uint16Array>(block: T, b: number): T {
    return block.subarray(b * this.sites.length, (b + 1) * this.sites.length) as T;
  }

  private ofSite<T extends Float32Array | Uint16Array>(all: T, position: number): T {
    return all.subarray(position * this.settings.draws, (position + 1) * this.settings.draws) as T;
  }
}

function whole(what: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${what} must be a whole number from 1`);
  return value;
}

function rangeOf(sorted: ArrayLike<number>): DrawnRange {
  return { low: percentile(sorted, 0.05), median: percentile(sorted, 0.5), high: percentile(sorted, 0.95) };
}

/** By counting: there are no more ranks than sites. */
function sortedRanks(ranks: Uint16Array, most: number): Uint16Array {
  const counts = new Uint32Array(most + 1);
  for (const rank of ranks) counts[rank] = (counts[rank] as number) + 1;
  const sorted = new Uint16Array(ranks.length);
  let at = 0;
  counts.forEach((count, rank) => sorted.fill(rank, at, (at += count)));
  return sorted;
}

function byMedianRank(a: Summary, b: Summary): number {
  return a.rankRange.median - b.rankRange.median || a.rank - b.rank || (a.id < b.id ? -1 : 1);
}

/** How far the draws move each domain's weight, once for each tool and version of the instrument. */
function drawnWeights(
  sites: readonly PortfolioSite[],
  moved: MovedWeights | undefined,
  concentration: number,
): DrawnWeights[] {
  const name = ({ tool, instrument }: CompiledInstrument): string =>
    `${tool.id} ${instrument.id} ${instrument.version}`;
  const byTool = new Map(sites.map(({ compiled }) => [name(compiled), compiled]));
  return [...byTool.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, compiled]) => {
      const weights = domainWeights(compiled, moved);
      return {
        tool: compiled.tool.id,
        instrument: compiled.instrument.version,
        domains: compiled.domains.map(({ domain }, d) => {
          const weight = weights[d] as number;
          return { code: domain.code, name: domain.name, weight, relativeSd: relativeSd(weight, concentration) };
        }),
      };
    });
}
