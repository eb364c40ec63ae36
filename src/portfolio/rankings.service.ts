import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isoDate } from '../core/contracts/calendar.js';
import type { RankedSite, RankRobustness } from '../core/contracts/robustness.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { Places } from '../platform/access/places.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobKinds, type RunningJob } from '../platform/jobs/job-kinds.js';
import type { JobView } from '../platform/jobs/jobs.dto.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { KeptResults } from './kept-results.js';
import { PortfolioService } from './portfolio.service.js';
import { rankOptions, refuseNoWeight } from './rank-options.js';
import { RankRuns } from './rank-runs.service.js';
import { placesOf } from './ranked-places.js';
import { RANKING_KIND, type Ordered } from './ranking-order.js';
import { RankingEntity } from './ranking.entity.js';
import {
  MOST_IN_BACKGROUND,
  type RankedPlace,
  type RankingOrder,
  type RankingPage,
  type RankingQuery,
} from './ranks.dto.js';

/** Indexes that are held in memory at once, one for each site and draw: 6 bytes each. */
const MOST_DRAWN = 20_000_000;
/** How often it is told how far a job is. */
const TELL_EVERY_MILLISECONDS = 500;
/** A job tells hundredths: first answers are read, then sites are ranked. */
const HUNDRED = 100;
const READING = 25;
/** Rankings that are held ready while somebody turns their pages; each may be long. */
const HELD_READY = 2;

/** A ranking that is done. */
type Made = Pick<RankingEntity, 'madeOn' | 'asked' | 'unranked' | 'ranks' | 'uppers'>;

/** Ranks of portfolios that are too large to be ranked while somebody waits: made in a job, and read page by page. */
@Injectable()
export class Rankings {
  private readonly ready = new KeptResults<Made>(HELD_READY);

  constructor(
    kinds: JobKinds,
    places: Places,
    private readonly jobs: JobsService,
    private readonly runs: RankRuns,
    private readonly portfolio: PortfolioService,
    private readonly deployments: DeploymentsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {
    kinds.register(RANKING_KIND, {
      title: 'Rank the sites of a work list with the range of each rank',
      run: (job) => this.run(job),
    });
    places.register('rankingId', (manager, id) => places.find(manager, 'jobId', id));
  }

  /**
   * Has the sites ranked that filters let through now.
   *
   * @throws Problem `too-many-sites`; `invalid-request` for weights of domains that there are not, or that leave a tool
   *   without any
   */
  async order(actor: Actor, asked: RankingOrder): Promise<JobView> {
    const payload: Ordered = { deploymentIds: await this.orderable(actor, asked), asked };
    return this.jobs.order(actor, { kind: RANKING_KIND, payload: { ...payload } });
  }

  /** Why the same order would be refused; undefined when it would be taken. */
  async refusal(actor: Actor, asked: RankingOrder): Promise<Problem | undefined> {
    try {
      await this.orderable(actor, asked);
      return undefined;
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  }

  /** Ids of the deployments that an order ranks. */
  private async orderable(actor: Actor, asked: RankingOrder): Promise<string[]> {
    const {
      top: _top,
      draws = this.catalogue.instrument.method.portfolio.robustness.draws,
      weights: _,
      ...filters
    } = asked;
    const options = rankOptions(asked, this.catalogue);
    const entries = await this.unitOfWork.read((manager) =>
      this.portfolio.entries(manager, actor, filters, ['id', 'toolId']),
    );
    const most = Math.min(MOST_IN_BACKGROUND, Math.floor(MOST_DRAWN / draws));
    if (entries.length > most) {
      const detail = `With ${String(draws)} draws, ${String(most)} sites can be ranked, and these are ${String(entries.length)}.`;
      throw new Problem('too-many-sites', detail);
    }
    refuseNoWeight(options, [...new Set(entries.map(({ toolId }) => toolId))], this.catalogue);
    return entries.map(({ id }) => id);
  }

  /** How far it is. @throws Problem `not-found`, for a job of another kind, too */
  async job(actor: Actor, id: string): Promise<JobView> {
    const job = await this.jobs.get(actor, id);
    if (job.kind !== RANKING_KIND) throw notFound('ranking', id);
    return job;
  }

  /** @throws Problem `not-found`, `job-finished` */
  async cancel(actor: Actor, id: string): Promise<JobView> {
    await this.job(actor, id);
    return this.jobs.cancel(actor, id);
  }

  /**
   * Some of the ranks, with the sites that the reader sees now: their names, stages and closed gates are those of now.
   *
   * @throws Problem `ranking-not-ready`; `not-found`, for a site to compare that is not among them, too
   */
  async page(actor: Actor, id: string, { from, limit, compare }: RankingQuery): Promise<RankingPage> {
    const job = await this.job(actor, id);
    if (job.state !== 'done') throw new Problem('ranking-not-ready', wordsOf(job));
    const made = await this.ready.obtain(id, () => this.read(id));
    const { madeOn, asked, unranked, ranks } = made;
    const part = ranks.sites.slice(from - 1, from - 1 + limit);
    const places = await this.placesNow(actor, made, part);
    const seen = new Set(places.map(({ deploymentId }) => deploymentId));
    const sites = part.filter((site) => seen.has(site.id));
    const last = from - 1 + part.length;
    return {
      ...{ madeOn, asked, unranked, from, places },
      total: ranks.sites.length,
      next: last < ranks.sites.length ? last + 1 : null,
      leftOut: part.length - sites.length,
      ranks: { ...ranks, sites, groups: groupsOf(ranks, seen) },
      ...(await this.compared(actor, made, compare)),
    };
  }

  private async compared(
    actor: Actor,
    made: Made,
    id: string | undefined,
  ): Promise<Pick<RankingPage, 'pairs' | 'compared'>> {
    if (id === undefined) return { pairs: null, compared: [] };
    const { asked, ranks } = made;
    const near = new Set(this.runs.near(ranks, id));
    const compared = await this.placesNow(
      actor,
      made,
      ranks.sites.filter((site) => near.has(site.id)),
    );
    const ids = compared.map(({ deploymentId }) => deploymentId);
    const { draws, seed } = ranks;
    const options = { ...rankOptions(asked, this.catalogue), draws, seed };
    const pairs = ids.includes(id) ? await this.runs.pairs(actor, id, ids, options) : null;
    if (pairs === null) throw notFound('deployment', id);
    return { pairs, compared };
  }

  /** Those of some ranked sites that somebody's portfolio holds now; what an index could be belongs to it, and to its day. */
  private placesNow(actor: Actor, { ranks, uppers }: Made, some: readonly RankedSite[]): Promise<RankedPlace[]> {
    const ids = some.map(({ id }) => id);
    const upperOf = new Map(ranks.sites.map(({ id }, place) => [id, uppers[place]]));
    return this.unitOfWork.read(async (manager) => {
      const held = await this.portfolio.held(manager, actor, ids, ['id', 'stage', 'closedGates']);
      const entries = held.map((entry) => ({ ...entry, upper: upperOf.get(entry.id) ?? null }));
      const deployments = await this.deployments.findAll(
        manager,
        entries.map(({ id }) => id),
      );
      return placesOf(ids, entries, deployments);
    });
  }

  /** @throws Problem `not-found` when it is not kept any more */
  private read(id: string): Promise<Made> {
    return this.unitOfWork.read(async (manager) => {
      const row = await manager.findOneBy(RankingEntity, { id });
      if (row === null) throw notFound('ranking', id);
      return row;
    });
  }

  private async run(job: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const { deploymentIds, asked } = job.payload as unknown as Ordered;
    const told = teller(job);
    const { sites, upperOf, unranked } = await this.runs.sites(job.actor, deploymentIds, (share) =>
      told(READING * share),
    );
    const options = rankOptions(asked, this.catalogue);
    const ranks = await this.runs.rank(sites, options, (share) => told(READING + (HUNDRED - READING) * share));
    const madeOn = isoDate(this.clock.today());
    const uppers = ranks.sites.map(({ id }) => upperOf.get(id) as number);
    // It ends here when the job was cancelled or is another's now: storing does not ask whose it is.
    await job.progress(HUNDRED, HUNDRED);
    await this.unitOfWork.keepBooks((manager, now) =>
      store(manager, { id: job.id, madeOn, madeAt: now, asked, unranked, ranks, uppers }),
    );
    return { sites: ranks.sites.length, unranked };
  }
}

/** In place of its own from an attempt before. */
async function store(manager: EntityManager, row: RankingEntity): Promise<void> {
  await manager.delete(RankingEntity, { id: row.id });
  await manager.insert(RankingEntity, row);
}

/** Tells how far a job is, now and then: each time it is written down. */
function teller({ progress, signal }: RunningJob): (hundredths: number) => Promise<void> {
  let toldAt = -Infinity;
  return async (hundredths) => {
    signal.throwIfAborted();
    if (performance.now() - toldAt < TELL_EVERY_MILLISECONDS) return;
    await progress(Math.floor(hundredths), HUNDRED);
    toldAt = performance.now();
  };
}

function wordsOf({ state, done, total }: Pick<JobView, 'state' | 'done' | 'total'>): string {
  const words = `The job that ranks the sites is ${state}`;
  return state === 'running' && total !== null
    ? `${words}: ${String(done)} of ${String(total)} parts are done.`
    : `${words}.`;
}

/** The groups of some sites, with those of them alone. */
function groupsOf({ groups }: Pick<RankRobustness, 'groups'>, seen: ReadonlySet<string>): RankRobustness['groups'] {
  return groups
    .map((group) => ({ ...group, sites: group.sites.filter((id) => seen.has(id)) }))
    .filter(({ sites }) => sites.length > 0);
}
