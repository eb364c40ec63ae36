import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Problem } from '../platform/problem/problem.js';
import type { PlanTasks } from './plan-tasks.js';

const RETRY_SECONDS = 5;

/** The threads in which plans and PDFs are made. */
@Injectable()
export class PlanThreads implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly pool: Piscina;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = new Piscina({
      filename: fileURLToPath(new URL('./plan-worker.js', import.meta.url)),
      minThreads: config.planThreads,
      maxThreads: config.planThreads,
      maxQueue: config.planQueue,
    });
  }

  /** @throws Problem `busy` when too many plans are waiting */
  async run<Name extends keyof PlanTasks>(
    name: Name,
    task: PlanTasks[Name]['task'],
  ): Promise<PlanTasks[Name]['result']> {
    if (this.pool.queueSize >= this.pool.options.maxQueue) {
      throw new Problem('busy', `${String(this.pool.queueSize)} plans are waiting to be made.`, {
        headers: { 'Retry-After': String(RETRY_SECONDS) },
      });
    }
    return (await this.pool.run(task, { name })) as PlanTasks[Name]['result'];
  }

  onApplicationBootstrap(): void {
    // Not waited for: the API answers meanwhile. A thread that cannot start says so at the first plan.
    this.run('warmUp', undefined).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}
