import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, LessThan, type EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import type { Actor } from '../actor/actor.js';
import { Places } from '../access/places.js';
import { onlyVisible } from '../access/visible.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../database/paging.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { notFound, Problem } from '../problem/problem.js';
import { JobEntity } from './job.entity.js';
import { JobKinds } from './job-kinds.js';
import { isRunOut } from './job-leases.js';
import type { JobView } from './jobs.dto.js';

/** Days for which finished jobs are kept. */
const KEPT_DAYS = 30;
const MILLISECONDS_A_DAY = 86_400_000;

/** A job that is to be done. */
export interface JobOrder {
  readonly kind: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Of two orders with one name only the first makes a job */
  readonly uniqueName?: string;
}

/** What a list shows of a job: what it was ordered with may be long. */
const VIEWED = [
  ...['id', 'kind', 'state', 'done', 'total', 'message', 'attempts', 'cancelRequested', 'createdAt', 'createdBy'],
  ...['finishedAt', 'result'],
] as const satisfies (keyof JobEntity)[];

/** A job of somebody's own. */
export interface OwnJob {
  readonly job: JobView;
  /** What it was ordered with; null of one that is done */
  readonly payload: JobEntity['payload'] | null;
}

/** What people and programs ask for and see of jobs. */
@Injectable()
export class JobsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly kinds: JobKinds,
    places: Places,
  ) {
    places.register('jobId', async (manager, id) => {
      const job = await manager.findOneBy(JobEntity, { id });
      return job === null ? undefined : { ownerId: job.createdBy };
    });
  }

  /** Orders a job on somebody's behalf, on record. */
  order(actor: Actor, order: JobOrder): Promise<JobView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      // What it may do, it may do until it is done, whatever is taken from whoever ordered it meanwhile.
      const { id, role, grants, scopes } = actor;
      const payload = { ...order.payload, orderedBy: { id, role, grants, ...(scopes !== undefined && { scopes }) } };
      const job = newJob({ ...order, payload }, actor.id, now);
      await insertJob(manager, job);
      record({ type: 'job-ordered', subjectId: job.id, data: { kind: job.kind } });
      return this.viewOf(job);
    });
  }

  /** Orders a job of the service's own, unless one of its name was ordered already. @returns whether it was made */
  schedule(order: JobOrder & { readonly uniqueName: string }): Promise<boolean> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      if (await manager.existsBy(JobEntity, { uniqueName: order.uniqueName })) return false;
      await insertJob(manager, newJob(order, 'service', now));
      return true;
    });
  }

  /** Orders a job of the service's own, unless one of its kind waits or runs. */
  scheduleOne(kind: string): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      if (await manager.existsBy(JobEntity, { kind, state: In(['waiting', 'running']) })) return;
      await insertJob(manager, newJob({ kind }, 'service', now));
    });
  }

  /** @throws Problem `invalid-cursor` */
  list(actor: Actor, page: PageRequest): Promise<Page<JobView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(JobEntity, 'job');
      onlyVisible(query, actor, 'jobs.own', { ownerId: 'job.createdBy' });
      const { items, next } = await pageOf(query, sortingOf('job', '-createdAt'), page, ({ createdAt }) =>
        createdAt.toISOString(),
      );
      return { items: items.map((job) => this.viewOf(job)), next };
    });
  }

  /** The latest jobs of one kind that somebody ordered and that wait, run or are done, the newest first. */
  latestOwn(actor: Actor, kind: string, most: number): Promise<OwnJob[]> {
    return this.unitOfWork.read(async (manager) => {
      const jobs = await manager
        .createQueryBuilder(JobEntity, 'job')
        .select(VIEWED.map((property) => `job.${property}`))
        .where({ kind, createdBy: actor.id, state: In(['waiting', 'running', 'done']) })
        .orderBy({ 'job.createdAt': 'DESC', 'job.id': 'DESC' })
        .take(most)
        .getMany();
      const ahead = jobs.flatMap(({ id, state }) => (state === 'done' ? [] : [id]));
      const ordered = await manager.find(JobEntity, { select: { id: true, payload: true }, where: { id: In(ahead) } });
      const payloads = new Map(ordered.map(({ id, payload }) => [id, payload]));
      return jobs.map((job) => ({ job: this.viewOf(job), payload: payloads.get(job.id) ?? null }));
    });
  }

  /** What somebody ordered of one kind, whatever became of it, the oldest first. */
  orderedBy(
    manager: EntityManager,
    createdBy: string,
    kind: string,
  ): Promise<Pick<JobEntity, 'id' | 'createdAt' | 'payload'>[]> {
    return manager.find(JobEntity, {
      select: { id: true, createdAt: true, payload: true },
      where: { createdBy, kind },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** Forgets what somebody ordered of one kind; one that runs has lost its lease. @returns ids of the jobs */
  async forgetOrderedBy(manager: EntityManager, createdBy: string, kind: string): Promise<string[]> {
    const jobs = await manager.find(JobEntity, { select: { id: true }, where: { createdBy, kind } });
    await manager.delete(JobEntity, { createdBy, kind });
    return jobs.map(({ id }) => id);
  }

  /** @throws Problem `not-found` */
  get(_actor: Actor, id: string): Promise<JobView> {
    return this.unitOfWork.read(async (manager) => this.viewOf(await jobOf(manager, id)));
  }

  /**
   * Cancels a job: one that waits, or whose holder has kept silent for too long, at once; one that runs as soon as it has
   * done the piece in hand.
   *
   * @throws Problem `not-found`, `job-finished`
   */
  cancel(actor: Actor, id: string): Promise<JobView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const job = await jobOf(manager, id);
      if (job.finishedAt !== null) throw new Problem('job-finished', `The job is ${job.state} already.`);
      const cancelled: JobEntity = { ...job, cancelRequested: true };
      if (job.state === 'waiting' || isRunOut(job, now)) {
        Object.assign(cancelled, { state: 'cancelled', finishedAt: now, lease: null, leasedUntil: null });
      }
      const { state, cancelRequested, finishedAt, lease, leasedUntil } = cancelled;
      await manager.update(JobEntity, { id }, { state, cancelRequested, finishedAt, lease, leasedUntil });
      record({ type: 'job-cancelled', subjectId: id, data: { kind: job.kind } });
      return this.viewOf(cancelled);
    });
  }

  /** Forgets jobs that ended long ago. @returns how many */
  forgetOld(): Promise<number> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const before = new Date(now.getTime() - KEPT_DAYS * MILLISECONDS_A_DAY);
      const { affected } = await manager.delete(JobEntity, {
        state: In(['done', 'failed', 'cancelled']),
        finishedAt: LessThan(before),
      });
      return affected ?? 0;
    });
  }

  private viewOf(job: Pick<JobEntity, (typeof VIEWED)[number]>): JobView {
    const { id, kind, state, done, total, message, attempts, cancelRequested, createdAt, createdBy, finishedAt } = job;
    return {
      ...{ id, kind, title: this.kinds.get(kind)?.title ?? kind, state, done, total, message, attempts },
      ...{ cancelRequested, createdAt, createdBy, finishedAt },
      result: job.result === null ? null : (JSON.parse(job.result) as Record<string, unknown>),
    };
  }
}

function newJob({ kind, payload = {}, uniqueName }: JobOrder, createdBy: string, now: Date): JobEntity {
  return {
    ...{ id: randomUUID(), kind, payload, uniqueName: uniqueName ?? null, state: 'waiting', runAt: now, attempts: 0 },
    ...{ lease: null, leasedUntil: null, cancelRequested: false, done: 0, total: null, message: null, result: null },
    ...{ createdAt: now, createdBy, finishedAt: null },
  };
}

async function insertJob(manager: EntityManager, job: JobEntity): Promise<void> {
  await manager.insert(JobEntity, job as QueryDeepPartialEntity<JobEntity>);
}

async function jobOf(manager: EntityManager, id: string): Promise<JobEntity> {
  const job = await manager.findOneBy(JobEntity, { id });
  if (job === null) throw notFound('job', id);
  return job;
}
