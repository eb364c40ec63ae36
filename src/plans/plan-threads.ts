import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { CONFIG, type Config } from '../platform/config/config.js';
import { outcomeOf, UNWATCHED, type WorkWatch } from '../platform/metrics/work-watch.js';
import { Problem } from '../platform/problem/problem.js';
import type { PlanTasks } from './plan-tasks.js';
import { WaitingLine } from './waiting-line.js';

/** Injection token of what is told of every task. */
export const PLAN_WATCH = Symbol('plan-watch');

const RETRY_SECONDS = 5;

/**
 * Heap of each thread, megabytes. About 40 are in use, and the largest document that is taken needs fewer than 128; left
 * alone a thread would grow to 250 before it collects its garbage.
 */
const THREAD_MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 } as const;

/** The threads in which plans and PDFs are made. */
@Injectable()
export class PlanThreads implements OnApplicationShutdown {
  private readonly pool: Piscina;
  /** Not the pool's own queue: to take a task out of that one can end the thread that has begun with it. */
  private readonly line: WaitingLine;
  private readonly longestLine: number;

  constructor(
    @Inject(CONFIG) { planThreads, planQueue, dataFolder }: Pick<Config, 'planThreads' | 'planQueue' | 'dataFolder'>,
    @Inject(PLAN_WATCH) private readonly watch: WorkWatch<keyof PlanTasks> = UNWATCHED,
  ) {
    this.pool = new Piscina({
      filename: fileURLToPath(new URL('./plan-worker.js', import.meta.url)),
      minThreads: planThreads,
      maxThreads: planThreads,
      resourceLimits: THREAD_MEMORY,
      workerData: { dataFolder },
    });
    this.line = new WaitingLine(planThreads);
    this.longestLine = planQueue;
  }

  /**
   * @param signal tells that nobody waits for the result any more: a task that has not begun is dropped
   * @throws Problem `busy` when too many plans are waiting; the signal's reason
   */
  async run<Name extends keyof PlanTasks>(
    name: Name,
    task: PlanTasks[Name]['task'],
    signal?: AbortSignal,
  ): Promise<PlanTasks[Name]['result']> {
    const watched = this.watch.asked(name);
    try {
      const result = await this.inTurn(name, task, watched.began, signal);
      watched.ended('done');
      return result;
    } catch (error) {
      watched.ended(signal?.aborted === true && error === signal.reason ? 'abandoned' : outcomeOf(error));
      throw error;
    }
  }

  private inTurn<Name extends keyof PlanTasks>(
    name: Name,
    task: PlanTasks[Name]['task'],
    began: () => void,
    signal: AbortSignal | undefined,
  ): Promise<PlanTasks[Name]['result']> {
    if (this.line.length >= this.longestLine) {
      throw new Problem('busy', `${String(this.line.length)} plans are waiting to be made.`, {
        headers: { 'Retry-After': String(RETRY_SECONDS) },
      });
    }
    return this.line.run(() => {
      began();
      return this.pool.run(task, { name }) as Promise<PlanTasks[Name]['result']>;
    }, signal);
  }

  /** Tasks that wait for a thread. */
  get waiting(): number {
    return this.line.length;
  }

  /** Has every thread make a plan, so that the first person to ask for one does not wait for fonts and data. */
  async warmUp(): Promise<void> {
    await Promise.all(Array.from({ length: this.pool.options.maxThreads }, () => this.run('warmUp', undefined)));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}
