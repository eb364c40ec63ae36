import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isoDate } from '../core/contracts/calendar.js';
import { BulkPlans, type MadePlan } from '../plans/bulk-plans.js';
import { StoredPlansService } from '../plans/stored-plans.service.js';
import { may } from '../platform/access/decide.js';
import { Downloads } from '../platform/access/downloads.js';
import { Places } from '../platform/access/places.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { zipPieces, type ZippedFile } from '../platform/http/zip-pieces.js';
import { JobKinds, type RunningJob } from '../platform/jobs/job-kinds.js';
import type { JobView } from '../platform/jobs/jobs.dto.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { BYTE_ORDER_MARK } from '../platform/tables/csv.js';
import { FileNames, INDEX_HEADER, indexLine, whyNotMade } from './plan-archive-index.js';
import type { PortfolioFilters, PortfolioItem } from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';

const KIND = 'make-plan-archive';
/** Sites that one order takes. */
const MOST_SITES = 5000;
/** Sites that are looked at in one transaction. */
const PAGE = 100;
const KEPT_HOURS = 24;
const MILLISECONDS_AN_HOUR = 3_600_000;
const MADE = 'made';
const NOT_REACHED = 'left out: you do not reach this site any more';
const KEPT_BACK = 'left out: the trust does not let you see this plan any more; order the plans anew';

/** Plans that can be taken away. */
export interface OpenedArchive {
  readonly id: string;
  readonly sites: readonly MadePlan[];
  /** When the last of them was made */
  readonly madeAt: Date;
}

/** A site of an archive, as whoever downloads may see it now. */
interface SeenSite {
  readonly made: MadePlan;
  readonly item: PortfolioItem | undefined;
}

/**
 * The plans of a portfolio as one file: made one after the other in a job, and put together from the plans that are kept
 * while somebody downloads them.
 */
@Injectable()
export class PlanArchives {
  constructor(
    kinds: JobKinds,
    private readonly places: Places,
    private readonly jobs: JobsService,
    private readonly bulk: BulkPlans,
    private readonly plans: StoredPlansService,
    private readonly portfolio: PortfolioService,
    private readonly downloads: Downloads,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {
    kinds.register(KIND, {
      title: 'Make the support plans of a work list, to be taken away as one file',
      run: (job) => this.run(job),
    });
    places.register('archiveId', (manager, id) => places.find(manager, 'jobId', id));
  }

  /** Has the plans of the sites made that filters let through now. @throws Problem `too-many-sites` */
  async order(actor: Actor, filters: PortfolioFilters): Promise<JobView> {
    const entries = await this.unitOfWork.read((manager) =>
      this.portfolio.entries(manager, actor, filters, ['id'], 'portfolio.archive'),
    );
    if (entries.length > MOST_SITES) {
      throw new Problem('too-many-sites', `One file takes ${String(MOST_SITES)} sites, and these are more.`);
    }
    return this.jobs.order(actor, { kind: KIND, payload: { deploymentIds: entries.map(({ id }) => id) } });
  }

  /** How far it is. @throws Problem `not-found`, for a job of another kind, too */
  async get(actor: Actor, id: string): Promise<JobView> {
    const job = await this.jobs.get(actor, id);
    if (job.kind !== KIND) throw notFound('archive', id);
    return job;
  }

  /** The plans end where they are: those that are made stay. @throws Problem `not-found`, `job-finished` */
  async cancel(actor: Actor, id: string): Promise<JobView> {
    await this.get(actor, id);
    return this.jobs.cancel(actor, id);
  }

  /** Until when it can be downloaded; null while it is not done. */
  keptUntil({ state, finishedAt }: Pick<JobView, 'state' | 'finishedAt'>): Date | null {
    if (state !== 'done' || finishedAt === null) return null;
    return new Date(finishedAt.getTime() + KEPT_HOURS * MILLISECONDS_AN_HOUR);
  }

  /** Whether it is done and its day has passed. */
  isExpired(job: Pick<JobView, 'state' | 'finishedAt'>): boolean {
    const until = this.keptUntil(job);
    return until !== null && until <= this.clock.now();
  }

  /** @throws Problem `not-found`, `archive-not-ready`, `archive-expired` */
  async open(actor: Actor, id: string): Promise<OpenedArchive> {
    const job = await this.get(actor, id);
    if (job.state !== 'done' || job.result === null || job.finishedAt === null) {
      throw new Problem('archive-not-ready', `The job that makes the plans is ${job.state}.`);
    }
    if (this.isExpired(job)) {
      throw new Problem('archive-expired', `They could be downloaded for ${String(KEPT_HOURS)} hours.`);
    }
    return { id, sites: job.result.sites as readonly MadePlan[], madeAt: job.finishedAt };
  }

  /** Name to save it under. */
  get fileName(): string {
    return `support-plans-${isoDate(this.clock.today())}.zip`;
  }

  /**
   * Puts on record that somebody takes the plans away: each that they reach now, before the first byte.
   *
   * @throws Problem `busy`, `storage-unavailable`
   */
  async record(actor: Actor, { id, sites }: OpenedArchive): Promise<void> {
    const reached: string[] = [];
    for (let start = 0; start < sites.length; start += PAGE) {
      const planIds = sites.slice(start, start + PAGE).flatMap((made) => ('planId' in made ? [made.planId] : []));
      reached.push(...(await this.unitOfWork.read((manager) => this.reachedPlans(manager, actor, planIds))));
    }
    await this.unitOfWork.write(actor, ({ record }) => {
      record({ type: 'plan-archive-downloaded', subjectId: id, data: { plans: reached.length } });
      return Promise.resolve();
    });
    for (let start = 0; start < reached.length; start += PAGE) {
      const taken = reached.slice(start, start + PAGE);
      await this.downloads.recordAll(
        actor,
        taken.map((planId) => ({ type: 'plan-downloaded', by: 'planId', id: planId, data: { archiveId: id } })),
      );
    }
  }

  /** The pieces of the file, made as they are taken. */
  pieces(actor: Actor, archive: OpenedArchive): AsyncGenerator<Buffer> {
    return zipPieces(this.files(actor, archive));
  }

  private async run(job: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const sites = await this.bulk.makeAll(job, job.payload.deploymentIds as readonly string[]);
    const plans = sites.filter((made) => 'planId' in made).length;
    return { plans, notMade: sites.length - plans, sites };
  }

  private async *files(actor: Actor, { sites, madeAt }: OpenedArchive): AsyncGenerator<ZippedFile> {
    const names = new FileNames();
    const lines = [BYTE_ORDER_MARK, INDEX_HEADER];
    for (let start = 0; start < sites.length; start += PAGE) {
      for (const { made, item } of await this.look(actor, sites.slice(start, start + PAGE))) {
        const { deploymentId } = made;
        if (item === undefined) lines.push(indexLine({ deploymentId, outcome: NOT_REACHED }));
        else if ('code' in made) lines.push(indexLine({ deploymentId, item, outcome: whyNotMade(made.code) }));
        else if (!(await this.isReached(actor, made.planId))) {
          lines.push(indexLine({ deploymentId, item, outcome: KEPT_BACK }));
        } else {
          const plan = await this.plans.get(actor, made.planId);
          const name = names.next(item, plan.reference);
          lines.push(indexLine({ deploymentId, item, reference: plan.reference, file: name, outcome: MADE }));
          yield { name, bytes: await this.plans.pdf(actor, made.planId), at: plan.madeAt };
        }
      }
    }
    yield { name: 'index.csv', bytes: Buffer.from(lines.join('')), at: madeAt };
  }

  /** Sites with where they stand, as far as somebody reaches them now. */
  private look(actor: Actor, sites: readonly MadePlan[]): Promise<SeenSite[]> {
    return this.unitOfWork.read(async (manager) => {
      const reached: string[] = [];
      for (const { deploymentId } of sites) {
        const place = await this.places.find(manager, 'deploymentId', deploymentId);
        if (place !== undefined && may(actor, 'results.read', place)) reached.push(deploymentId);
      }
      const items = await this.portfolio.items(manager, reached);
      const byId = new Map(items.map((item) => [item.deploymentId, item]));
      return sites.map((made) => ({ made, item: byId.get(made.deploymentId) }));
    });
  }

  /** Asked anew for each plan: what was open when the first was sent may be closed before the last. */
  private async isReached(actor: Actor, planId: string): Promise<boolean> {
    const reached = await this.unitOfWork.read((manager) => this.reachedPlans(manager, actor, [planId]));
    return reached.length > 0;
  }

  private async reachedPlans(manager: EntityManager, actor: Actor, planIds: readonly string[]): Promise<string[]> {
    const reached: string[] = [];
    for (const id of planIds) {
      const place = await this.places.find(manager, 'planId', id);
      if (place !== undefined && may(actor, 'results.read', place)) reached.push(id);
    }
    return reached;
  }
}
