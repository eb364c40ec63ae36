import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { HealthChecks } from '../health/health-checks.js';
import { EventLog } from './event-log.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { DATA_SOURCES, type DataSources, type Entity } from './data-sources.js';
import { openDatabase } from './open-database.js';
import { UnitOfWork } from './unit-of-work.js';

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
