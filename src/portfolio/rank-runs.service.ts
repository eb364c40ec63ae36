import { setImmediate as turn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { StandingsService, type ScorableAnswers } from '../assessments/standings.service.js';
import type { PairComparison, RankRobustness } from '../core/contracts/robustness.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { comparePairs } from '../core/portfolio/pairs.js';
import { robustnessInSteps, type RobustnessOptions } from '../core/portfolio/robustness.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { PortfolioService } from './portfolio.service.js';
import { refusingWeights } from './rank-options.js';

/** How long the draws keep others waiting, milliseconds. */
const SLICE_MS = 15;
/** Deployments whose answers are read in one transaction: reading them holds up all others. */
const BATCH = 10;
/** Sites before and after one that it is held against, beside the first k. */
const NEIGHBOURS = 5;
/** Sites that one is held against before others have their turn. */
const PAIRS_A_TURN = 10;

/** Told between two pieces how far the work is, 0 to 1; what it throws ends the work. */
export type RankTold = (share: number) => Promise<void>;

/** Sites of a portfolio, ready to be ranked. */
export interface RankableSites {
  readonly sites: readonly ScorableAnswers[];
  /** By the ids of the sites: the index with every unknown answer at its best, 1 to 100, as their entries have it */
  readonly upperOf: ReadonlyMap<string, number>;
  /** How many there were that the portfolio holds and that cannot be ranked */
  readonly unranked: number;
}

/** Ranks sites beside whatever else is asked: no piece of it keeps others waiting for long. */
@Injectable()
export class RankRuns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly portfolio: PortfolioService,
    private readonly deployments: DeploymentsService,
    private readonly standings: StandingsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** The latest answers of those deployments of some that somebody's portfolio holds. */
  async sites(actor: Actor, ids: readonly string[], told: RankTold = noOneIsTold): Promise<RankableSites> {
    const sites: ScorableAnswers[] = [];
    const upperOf = new Map<string, number>();
    let held = 0;
    for (let start = 0; start < ids.length; start += BATCH) {
      const batch = ids.slice(start, start + BATCH);
      const read = await this.read(actor, batch);
      sites.push(...read.sites);
      for (const [id, upper] of read.uppers) upperOf.set(id, upper);
      held += read.held;
      await told((start + batch.length) / ids.length);
      await turn();
    }
    return { sites, upperOf, unranked: held - sites.length };
  }

  /** @throws Problem `invalid-request` for weights that leave a site without any */
  async rank(
    sites: readonly ScorableAnswers[],
    options: RobustnessOptions,
    told: RankTold = noOneIsTold,
  ): Promise<RankRobustness> {
    const run = robustnessInSteps(this.catalogue.instrument.method, sites, options);
    for (;;) {
      const until = performance.now() + SLICE_MS;
      let next = refusingWeights(() => run.next());
      while (next.done !== true && performance.now() < until) next = refusingWeights(() => run.next());
      if (next.done === true) return next.value;
      await told(next.value.done / next.value.total);
      await turn();
    }
  }

  /** The first k and the neighbours of a site, itself among them, by their ids. */
  near({ sites, top }: Pick<RankRobustness, 'sites' | 'top'>, id: string): string[] {
    const place = sites.findIndex((site) => site.id === id);
    return sites
      .filter((_, position) => position < top || Math.abs(position - place) <= NEIGHBOURS)
      .map((site) => site.id);
  }

  /** A site held against some others by their answers of today; null when it has none any more. */
  async pairs(
    actor: Actor,
    id: string,
    among: readonly string[],
    options: RobustnessOptions,
  ): Promise<PairComparison[] | null> {
    const { sites } = await this.sites(actor, among);
    const own = sites.find((site) => site.id === id);
    if (own === undefined) return null;
    const others = sites.filter((site) => site !== own);
    const pairs: PairComparison[] = [];
    // A draw of a site is the same whoever else is drawn, so that they can be held against each other a few at a time.
    for (let start = 0; start < others.length; start += PAIRS_A_TURN) {
      const some = others.slice(start, start + PAIRS_A_TURN);
      pairs.push(
        ...refusingWeights(() => comparePairs(this.catalogue.instrument.method, [own, ...some], [id], options)),
      );
      await turn();
    }
    return pairs;
  }

  private read(
    actor: Actor,
    ids: readonly string[],
  ): Promise<{ sites: ScorableAnswers[]; uppers: (readonly [id: string, upper: number])[]; held: number }> {
    return this.unitOfWork.read(async (manager) => {
      const held = await this.portfolio.held(manager, actor, ids, ['id', 'stage', 'upper']);
      // Gates and stage come from the entry: a site of which it does not hold them yet has no rank.
      const uppers = held.flatMap(({ id, stage, upper }) =>
        stage === null || upper === null ? [] : [[id, upper] as const],
      );
      const deployments = await this.deployments.findAll(
        manager,
        uppers.map(([id]) => id),
      );
      return { sites: await this.standings.answers(manager, deployments), uppers, held: held.length };
    });
  }
}

function noOneIsTold(): Promise<void> {
  return Promise.resolve();
}
