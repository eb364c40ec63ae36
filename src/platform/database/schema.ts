import type { DataSourceOptions } from 'typeorm';
import { NotReady } from '../health/health-checks.js';
import type { Entity } from './data-sources.js';
import { IdempotencyKeyEntity } from '../idempotency/idempotency-key.entity.js';
import { JobEntity } from '../jobs/job.entity.js';
import { MailChoiceEntity, MailEntity } from '../mail/mail.entity.js';
import { EventEntity } from './event.entity.js';
import { FirstSchema1764000000000 } from './migrations/1764000000000-first-schema.js';
import { StoredPlans1764100000000 } from './migrations/1764100000000-stored-plans.js';
import { EventChains1764200000000 } from './migrations/1764200000000-event-chains.js';
import { IdempotencyKeys1764300000000 } from './migrations/1764300000000-idempotency-keys.js';
import { EvidenceFiles1764400000000 } from './migrations/1764400000000-evidence-files.js';
import { Jobs1764500000000 } from './migrations/1764500000000-jobs.js';
import { Standings1764600000000 } from './migrations/1764600000000-standings.js';
import { ListIndices1764700000000 } from './migrations/1764700000000-list-indices.js';
import { Accounts1764800000000 } from './migrations/1764800000000-accounts.js';
import { Tenants1764810000000 } from './migrations/1764810000000-tenants.js';
import { Statements1764820000000 } from './migrations/1764820000000-statements.js';
import { RecordIndices1764840000000 } from './migrations/1764840000000-record-indices.js';
import { OfficialTrusts1764900000000 } from './migrations/1764900000000-official-trusts.js';
import { HandOvers1764910000000 } from './migrations/1764910000000-hand-overs.js';
import { ActionProgress1764930000000 } from './migrations/1764930000000-action-progress.js';
import { Concerns1764940000000 } from './migrations/1764940000000-concerns.js';
import { Mail1764950000000 } from './migrations/1764950000000-mail.js';
import { KeptForms1764960000000 } from './migrations/1764960000000-kept-forms.js';
import { RefusedForms1764970000000 } from './migrations/1764970000000-refused-forms.js';
import { Portfolio1765000000000 } from './migrations/1765000000000-portfolio.js';
import { SupportTeams1765100000000 } from './migrations/1765100000000-support-teams.js';
import { Support1765200000000 } from './migrations/1765200000000-support.js';
import { PortfolioViews1765300000000 } from './migrations/1765300000000-portfolio-views.js';
import { Rankings1765400000000 } from './migrations/1765400000000-rankings.js';
import { SnakeCaseNames } from './naming.js';

/** Every change of the schema, oldest first. */
const MIGRATIONS = [
  FirstSchema1764000000000,
  StoredPlans1764100000000,
  EventChains1764200000000,
  IdempotencyKeys1764300000000,
  EvidenceFiles1764400000000,
  Jobs1764500000000,
  Standings1764600000000,
  ListIndices1764700000000,
  Accounts1764800000000,
  Tenants1764810000000,
  Statements1764820000000,
  RecordIndices1764840000000,
  OfficialTrusts1764900000000,
  HandOvers1764910000000,
  ActionProgress1764930000000,
  Concerns1764940000000,
  Mail1764950000000,
  KeptForms1764960000000,
  RefusedForms1764970000000,
  Portfolio1765000000000,
  SupportTeams1765100000000,
  Support1765200000000,
  PortfolioViews1765300000000,
  Rankings1765400000000,
] as const;

/** Names under which the database remembers what was done to it. */
export const MIGRATION_NAMES: readonly string[] = MIGRATIONS.map(({ name }) => name);

/** Asks which migrations the database has had; the same on both engines. */
export const DONE_MIGRATIONS = 'SELECT name FROM migrations';

/** Whether a newer release has changed the database. @param done names of the migrations that it has had */
export function isNewer(done: readonly { readonly name: string }[]): boolean {
  return done.some(({ name }) => !MIGRATION_NAMES.includes(name));
}

/**
 * @param done names of the migrations that the database has had
 * @throws NotReady `migrations` when they are not those of this release: it would read and write what is not there, or
 *   not write what has to be
 */
export function assertSchemaOfThisRelease(done: readonly { readonly name: string }[]): void {
  const missing = MIGRATION_NAMES.filter((migration) => !done.some(({ name }) => name === migration));
  if (missing.length > 0) throw new NotReady('migrations', `The database has not had ${missing.join(', ')}`);
  if (isNewer(done)) throw new NotReady('migrations', 'The database was changed by a newer release');
}

/** What both engines are told of the schema. */
export function schemaOptions(
  entities: readonly Entity[],
): Pick<DataSourceOptions, 'entities' | 'migrations' | 'namingStrategy' | 'synchronize'> {
  return {
    entities: [EventEntity, IdempotencyKeyEntity, JobEntity, MailEntity, MailChoiceEntity, ...entities],
    migrations: [...MIGRATIONS],
    namingStrategy: new SnakeCaseNames(),
    synchronize: false,
  };
}
