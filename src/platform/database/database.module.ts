import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { HealthChecks } from '../health/health-checks.js';
import { Metrics } from '../metrics/metrics.js';
import type { WorkWatch } from '../metrics/work-watch.js';
import { EventLog } from './event-log.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { DATA_SOURCES, type Access, type DataSources, type Entity } from './data-sources.js';
import { openDatabase } from './open-database.js';
import { TRANSACTION_WATCH, UnitOfWork } from './unit-of-work.js';

/** Opens the database at start, closes it last. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATA_SOURCES) private readonly sources: DataSources,
    unitOfWork: UnitOfWork,
    health: HealthChecks,
  ) {
    health.register('database', () => unitOfWork.check());
  }

  static forRoot(config: Config, entities: readonly Entity[]): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DATA_SOURCES, useFactory: () => openDatabase(config, entities) },
        { provide: TRANSACTION_WATCH, inject: [Metrics], useFactory: watchTransactions },
        UnitOfWork,
        EventLog,
        IdempotencyKeys,
      ],
      exports: [UnitOfWork, EventLog, IdempotencyKeys],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sources.close();
  }
}

function watchTransactions(metrics: Metrics): WorkWatch<Access> {
  const names = { prefix: 'database_transaction', what: 'transactions of the database', label: 'access' };
  return metrics.watch<Access>({ ...names, tried: 'again' }, ['read', 'write']);
}
