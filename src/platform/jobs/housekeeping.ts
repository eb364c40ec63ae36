import { Inject, Injectable } from '@nestjs/common';
import { appendSeal, BrokenSeals, readSeals } from '../audit/seals.js';
import { verifyEvents } from '../audit/verify-events.js';
import { Clock } from '../clock/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { Problem } from '../problem/problem.js';
import { JobKinds, type RunningJob } from './job-kinds.js';
import { JobsService } from './jobs.service.js';

/** Hours of the night in London at which these begin. */
const SEAL_HOUR = 2;
const TIDY_HOUR = 3;

/** What the service does every night for itself. */
@Injectable()
export class Housekeeping {
  constructor(
    kinds: JobKinds,
    private readonly jobs: JobsService,
    private readonly keys: IdempotencyKeys,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'sealsPath' | 'demo'>,
  ) {
    kinds.register('tidy-up', {
      title: 'Forget what is out of date: keys of requests, ended jobs',
      dailyFromHour: TIDY_HOUR,
      run: async () => ({ keys: await this.keys.forgetOld(), jobs: await this.jobs.forgetOld() }),
    });
    // The demonstration's record goes with it.
    if (config.demo) return;
    kinds.register('seal-record', {
      title: 'Check the record of what was done, and write down outside the database what it has come to',
      dailyFromHour: SEAL_HOUR,
      run: (job) => this.seal(job),
    });
  }

  /** @throws Problem when something was changed after it was recorded: nothing is sealed then */
  private async seal({ signal }: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const { sealsPath } = this.config;
    const seals = ofSeals(() => readSeals(sealsPath));
    const report = await verifyEvents((work) => this.unitOfWork.read(work), { seals, signal });
    const { events, chains, defects, heads } = report;
    if (defects.length > 0) {
      throw new Problem(
        'internal',
        `The record was changed in ${String(defects.length)} places: run "readiness audit verify". Nothing was sealed.`,
      );
    }
    const { at } = ofSeals(() => appendSeal(sealsPath, this.clock.now(), heads));
    return { events, chains, at };
  }
}

/** @throws Problem that names the setting in place of an error of the file of seals */
function ofSeals<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = error instanceof BrokenSeals ? error.message : `${code ?? 'unknown reason'}.`;
    throw new Problem('internal', `The file of AUDIT_SEALS_PATH cannot be used: ${reason}`, { cause: error });
  }
}
