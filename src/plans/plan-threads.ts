import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Problem } from '../platform/problem/problem.js';
import type { PlanTasks } from './plan-tasks.js';

const RETRY_SECONDS = 5;

/** The threads in which plans and PDFs are made. */
@Injectable()
export class PlanThreads implements OnApplicationShutdown {
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

  /** Has every thread make a plan, so that the first person to ask for one does not wait for fonts and data. */
  async warmUp(): Promise<void> {
    await Promise.all(Array.from({ length: this.pool.options.maxThreads }, () => this.run('warmUp', undefined)));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}
