import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, LessThan, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { UnitOfWork } from '../database/unit-of-work.js';
import { JobEntity, type JobState } from './job.entity.js';

/** How long a job is left to whoever has it and keeps silent. */
export const LEASE_MILLISECONDS = 60_000;
const MOST_ATTEMPTS = 5;
const FIRST_PAUSE_MILLISECONDS = 30_000;
const LONGEST_MESSAGE = 500;
const LONGEST_PAUSE_MILLISECONDS = FIRST_PAUSE_MILLISECONDS * 2 ** (MOST_ATTEMPTS - 2);
/** By so much the clocks of two instances may differ. What lies further ahead was written by a clock that was wrong. */
const CLOCK_MILLISECONDS = 60_000;

/** The right to do a job, for as long as it is renewed. */
export interface Lease {
  readonly id: string;
  readonly lease: string;
}

/** A job that was taken. */
export interface LeasedJob extends Lease {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What changes while a job is done; what is to be done never does. */
type JobValues = Partial<Omit<JobEntity, 'payload'>>;

/** Another instance has the job now, or it was taken away. */
export class LeaseLost extends Error {}

/** Who is at which job. Everything here is what the service remembers while it works, and no event. */
@Injectable()
export class JobLeases {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Takes the job whose turn it is: one that waits, or one whose holder has kept silent for too long.
   *
   * @param kinds that this instance can do: others leave theirs to it, such as backups where they have no folder
   */
  take(kinds: readonly string[]): Promise<LeasedJob | undefined> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      let job = await nextJob(manager, now, kinds);
      while (job !== null && (job.cancelRequested || job.attempts >= MOST_ATTEMPTS)) {
        await bury(manager, now, job);
        job = await nextJob(manager, now, kinds);
      }
      if (job === null) return undefined;
      const lease = randomUUID();
      const attempts = job.attempts + 1;
      await manager.update(
        JobEntity,
        { id: job.id },
        { state: 'running', lease, leasedUntil: new Date(now.getTime() + LEASE_MILLISECONDS), attempts, done: 0 },
      );
      return { id: job.id, lease, kind: job.kind, payload: job.payload };
    });
  }

  /**
   * Keeps a job, and tells how far it is.
   *
   * @returns whether it is to end because somebody cancelled it
   * @throws LeaseLost
   */
  renew(held: Lease, progress: { readonly done?: number; readonly total?: number } = {}): Promise<boolean> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      await this.hold(manager, held, { leasedUntil: new Date(now.getTime() + LEASE_MILLISECONDS), ...progress });
      const { cancelRequested } = await manager.findOneByOrFail(JobEntity, { id: held.id });
      return cancelRequested;
    });
  }

  /** In somebody's transaction: makes sure that the job is still theirs. @throws LeaseLost; then nothing of it is stored */
  async hold(manager: EntityManager, { id, lease }: Lease, values: JobValues = {}): Promise<void> {
    // An update even where nothing changes: it is what two holders cannot both do.
    const { affected } = await manager.update(JobEntity, { id, lease }, { ...values, lease });
    if (affected !== 1) throw new LeaseLost('The job belongs to another instance now');
  }

  /** @throws LeaseLost */
  finish(held: Lease, result: Readonly<Record<string, unknown>>): Promise<void> {
    return this.end(held, 'done', { result: JSON.stringify(result), message: null });
  }

  /** @throws LeaseLost */
  cancelled(held: Lease): Promise<void> {
    return this.end(held, 'cancelled', {});
  }

  /** Gives a job back that the service did not come to the end of because it stops: the attempt does not count. */
  giveBack(held: Lease): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager) => {
      const job = await manager.findOneBy(JobEntity, { id: held.id, lease: held.lease });
      if (job === null) return;
      const values = { state: 'waiting' as const, lease: null, leasedUntil: null, attempts: job.attempts - 1 };
      await manager.update(JobEntity, { id: held.id, lease: held.lease }, values);
    });
  }

  /** Puts a job back after an attempt that failed, each time for longer; the last time it has failed. */
  failed(held: Lease, message: string): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const job = await manager.findOneBy(JobEntity, { id: held.id, lease: held.lease });
      if (job === null) return;
      const last = job.attempts >= MOST_ATTEMPTS;
      const pause = FIRST_PAUSE_MILLISECONDS * 2 ** (job.attempts - 1);
      await manager.update(
        JobEntity,
        { id: held.id },
        {
          state: last ? 'failed' : 'waiting',
          ...{ lease: null, leasedUntil: null, message: message.slice(0, LONGEST_MESSAGE) },
          ...(last ? { finishedAt: now } : { runAt: new Date(now.getTime() + pause) }),
        },
      );
    });
  }

  private end(held: Lease, state: JobState, values: JobValues): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      await this.hold(manager, held, { ...values, state, finishedAt: now, leasedUntil: null });
      await manager.update(JobEntity, { id: held.id }, { lease: null });
    });
  }
}

/** Whether whoever has a job that runs has kept silent for too long, or leased it by a clock that was wrong. */
export function isRunOut({ leasedUntil }: Pick<JobEntity, 'leasedUntil'>, now: Date): boolean {
  return leasedUntil === null || leasedUntil < now || leasedUntil > latestLease(now);
}

function latestLease(now: Date): Date {
  return new Date(now.getTime() + LEASE_MILLISECONDS + CLOCK_MILLISECONDS);
}

/** A job that nobody is at, and that nobody is to begin again. */
async function bury(manager: EntityManager, now: Date, { id, cancelRequested, message }: JobEntity): Promise<void> {
  await manager.update(
    JobEntity,
    { id },
    {
      state: cancelRequested ? 'cancelled' : 'failed',
      ...{ finishedAt: now, lease: null, leasedUntil: null },
      message: cancelRequested ? message : (message ?? 'Whoever did it broke off, each time.'),
    },
  );
}

function nextJob(manager: EntityManager, now: Date, kinds: readonly string[]): Promise<JobEntity | null> {
  const kind = In([...kinds]);
  const latestTurn = new Date(now.getTime() + LONGEST_PAUSE_MILLISECONDS + CLOCK_MILLISECONDS);
  return manager.findOne(JobEntity, {
    where: [
      { kind, state: 'waiting', runAt: LessThanOrEqual(now) },
      { kind, state: 'waiting', runAt: MoreThan(latestTurn) },
      { kind, state: 'running', leasedUntil: LessThan(now) },
      { kind, state: 'running', leasedUntil: MoreThan(latestLease(now)) },
    ],
    order: { runAt: 'ASC', id: 'ASC' },
  });
}
