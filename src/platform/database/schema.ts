import type { DataSource, DataSourceOptions } from 'typeorm';
import type { Entity } from './data-sources.js';
import { IdempotencyKeyEntity } from '../idempotency/idempotency-key.entity.js';
import { JobEntity } from '../jobs/job.entity.js';
import { EventEntity } from './event.entity.js';
import { FirstSchema1764000000000 } from './migrations/1764000000000-first-schema.js';
import { StoredPlans1764100000000 } from './migrations/1764100000000-stored-plans.js';
import { EventChains1764200000000 } from './migrations/1764200000000-event-chains.js';
import { IdempotencyKeys1764300000000 } from './migrations/1764300000000-idempotency-keys.js';
import { Jobs1764500000000 } from './migrations/1764500000000-jobs.js';
import { Standings1764600000000 } from './migrations/1764600000000-standings.js';
import { SnakeCaseNames } from './naming.js';

/** Every change of the schema, oldest first. */
const MIGRATIONS = [
  FirstSchema1764000000000,
  StoredPlans1764100000000,
  EventChains1764200000000,
  IdempotencyKeys1764300000000,
  Jobs1764500000000,
  Standings1764600000000,
] as const;

/** Names under which the database remembers what was done to it. */
export const MIGRATION_NAMES: readonly string[] = MIGRATIONS.map(({ name }) => name);

/** @throws Error when the database has not been brought to this release's schema */
export async function assertNewestSchema(source: DataSource): Promise<void> {
  const done = await source.query<{ name: string }[]>('SELECT name FROM migrations');
  const names = new Set(done.map(({ name }) => name));
  if (MIGRATION_NAMES.every((name) => names.has(name)) && names.size === MIGRATION_NAMES.length) return;
  throw new Error('it is of another release. Start the service of this release on it once, or use the other release.');
}

/** What both engines are told of the schema. */
export function schemaOptions(
  entities: readonly Entity[],
): Pick<DataSourceOptions, 'entities' | 'migrations' | 'namingStrategy' | 'synchronize'> {
  return {
    entities: [EventEntity, IdempotencyKeyEntity, JobEntity, ...entities],
    migrations: [...MIGRATIONS],
    namingStrategy: new SnakeCaseNames(),
    synchronize: false,
  };
}
