import type { DataSourceOptions } from 'typeorm';
import type { Entity } from './data-sources.js';
import { EventEntity } from './event.entity.js';
import { FirstSchema1764000000000 } from './migrations/1764000000000-first-schema.js';
import { StoredPlans1764100000000 } from './migrations/1764100000000-stored-plans.js';
import { EvidenceFiles1764400000000 } from './migrations/1764400000000-evidence-files.js';
import { SnakeCaseNames } from './naming.js';

/** Every change of the schema, oldest first. */
const MIGRATIONS = [FirstSchema1764000000000, StoredPlans1764100000000, EvidenceFiles1764400000000] as const;

/** Names under which the database remembers what was done to it. */
export const MIGRATION_NAMES: readonly string[] = MIGRATIONS.map(({ name }) => name);

/** What both engines are told of the schema. */
export function schemaOptions(
  entities: readonly Entity[],
): Pick<DataSourceOptions, 'entities' | 'migrations' | 'namingStrategy' | 'synchronize'> {
  return {
    entities: [EventEntity, ...entities],
    migrations: [...MIGRATIONS],
    namingStrategy: new SnakeCaseNames(),
    synchronize: false,
  };
}
