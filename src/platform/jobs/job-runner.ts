import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isoDate } from '../../core/contracts/calendar.js';
import { operator, type Actor } from '../actor/actor.js';
import { Clock } from '../clock/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { runWithCompanion } from '../http/request-context.js';
import { JobKinds, type JobKind, type RunningJob } from './job-kinds.js';
import { JobLeases, LeaseLost, LEASE_MILLISECONDS, type LeasedJob } from './job-leases.js';
import { JobsService } from './jobs.service.js';

/** How often it is looked for jobs, and for days that have begun. */
const PAUSE_MILLISECONDS = 5000;

/** In whose name the service does what nobody ordered. */
const SERVICE_ACTOR: Actor = { ...operator('service'), role: 'service' };

class Cancelled extends Error {}
class Stopping extends Error {}

/**
 * Does the jobs, one at a time in each instance. Whatever a job writes is stored only while the job is still its own, so
 * that nothing is done twice even where an instance was silent for longer than its lease.
 */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(JobRunner.name);
  private timer: NodeJS.Timeout | undefined;
  /** Of the job in hand */
  private current: AbortController | undefined;
  /** Looking for jobs and doing them, as long as that lasts; never fails */
  private round: Promise<unknown> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly kinds: JobKinds,
    private readonly leases: JobLeases,
    private readonly jobs: JobsService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'doesJobs' | 'stopGraceSeconds'>,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.doesJobs) this.wait();
  }

  /** Before the database is closed: the job in hand is given back for another instance or the next start. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    this.current?.abort(new Stopping());
    const grace = this.config.stopGraceSeconds * 1000;
    // One that does not end is given up: its lease runs out, and nothing of it is stored after that.
    await Promise.race([this.round, new Promise((resolve) => setTimeout(resolve, grace).unref())]);
  }

  private stopped(): boolean {
    return this.stopping;
  }

  /** Does everything whose turn it is. @returns how many jobs were begun */
  runDue(): Promise<number> {
    const round = this.doDue();
    this.round = round.catch(() => undefined);
    return round;
  }

  private async doDue(): Promise<number> {
    await this.scheduleDaily();
    await this.scheduleDue();
    for (let begun = 0; ; begun += 1) {
      const job = this.stopped() ? undefined : await this.leases.take([...this.kinds.all.keys()]);
      if (job === undefined) return begun;
      // The stop came while it was taken.
      if (this.stopped()) await this.leases.giveBack(job);
      else await this.perform(job);
    }
  }

  private wait(): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.runDue()
        .catch((error: unknown) => {
          // The database is away: requests tell so, and it is tried again.
          this.log.warn(`Jobs cannot be looked for: ${(error as Error).message}`);
        })
        .finally(() => {
          this.wait();
        });
    }, PAUSE_MILLISECONDS);
    // A process that has nothing else to do may end.
    this.timer.unref();
  }

  private async scheduleDaily(): Promise<void> {
    const day = isoDate(this.clock.today());
    for (const [kind, { dailyFromHour }] of this.kinds.all) {
      if (dailyFromHour === undefined || this.clock.hour() < dailyFromHour) continue;
      await this.jobs.schedule({ kind, uniqueName: `${kind} ${day}` });
    }
  }

  private async scheduleDue(): Promise<void> {
    for (const [kind, { isDue }] of this.kinds.all) {
      if (isDue !== undefined && (await isDue())) await this.jobs.scheduleOne(kind);
    }
  }

  private async perform(job: LeasedJob): Promise<void> {
    const kind = this.kinds.get(job.kind);
    if (kind === undefined) throw new Error(`A job of the kind ${job.kind} was taken, which nobody here can do`);
    const controller = new AbortController();
    this.current = controller;
    await this.attempt(job, kind, controller);
    this.current = undefined;
  }

  private async attempt(job: LeasedJob, kind: JobKind, controller: AbortController): Promise<void> {
    const heartbeat = setInterval(() => void this.renew(job, controller), LEASE_MILLISECONDS / 4);
    const companion = {
      beforeCommit: (manager: Parameters<JobLeases['hold']>[0]) => this.leases.hold(manager, job),
      committed: () => undefined,
    };
    try {
      const result = await runWithCompanion(job.id, companion, () => kind.run(this.running(job, controller)));
      await this.leases.finish(job, result);
    } catch (error) {
      await this.settle(job, controller.signal.aborted ? controller.signal.reason : error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  private running({ id, payload, lease }: LeasedJob, controller: AbortController): RunningJob {
    return {
      id,
      actor: (payload.orderedBy as Actor | undefined) ?? SERVICE_ACTOR,
      payload,
      signal: controller.signal,
      progress: async (done, total) => {
        await this.renew({ id, lease }, controller, { done, total });
        controller.signal.throwIfAborted();
      },
    };
  }

  private async renew(
    job: Pick<LeasedJob, 'id' | 'lease'>,
    controller: AbortController,
    progress?: { readonly done: number; readonly total: number },
  ): Promise<void> {
    try {
      if (await this.leases.renew(job, progress)) controller.abort(new Cancelled());
    } catch (error) {
      // Where the database is away, the lease runs out by itself, and what is written is refused.
      if (error instanceof LeaseLost) controller.abort(error);
    }
  }

  private async settle(job: LeasedJob, reason: unknown): Promise<void> {
    try {
      if (reason instanceof Cancelled) await this.leases.cancelled(job);
      else if (reason instanceof Stopping) await this.leases.giveBack(job);
      else if (!(reason instanceof LeaseLost)) {
        this.log.error(`Job ${job.kind} ${job.id} failed`, (reason as Error).stack);
        await this.leases.failed(job, wordsOf(reason));
      }
    } catch (error) {
      this.log.warn(`Job ${job.id} cannot be put back, its lease runs out: ${(error as Error).message}`);
    }
  }
}

/** A message of ours; what others say may hold anything. */
function wordsOf(reason: unknown): string {
  return reason instanceof Error && reason.name === 'Problem' ? reason.message : 'It met an error; the log tells more.';
}
