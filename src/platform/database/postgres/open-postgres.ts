import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { NotReady } from '../../health/health-checks.js';
import type { DataSources, Entity, ReadableDatabase } from '../data-sources.js';
import { assertSchemaOfThisRelease, DONE_MIGRATIONS, isNewer } from '../schema.js';
import { assertLimited, postgresSource, PREPARING, SERVING, type Limits } from './postgres-source.js';
import { postgresTransaction } from './postgres-transaction.js';

/** PostgreSQL 15, as `server_version_num` counts */
const OLDEST_VERSION = 150_000;
/** Advisory lock under which the schema is changed: of several instances that start at once, one does. */
export const MIGRATION_LOCK = 0x4e485300;

/**
 * Connects to PostgreSQL and brings its schema up to date.
 *
 * @param url `postgres://user:password@host:port/database`, with the parameters of libpq such as `sslmode`
 * @param connections most that this process holds
 * @param limits of the connections that serve
 * @param preparing limits of the connection that changes the schema
 * @throws Error when it cannot be used, is too old, would not keep what was acknowledged, takes no changes, is without
 *   the limits, or was changed by a newer release
 */
export async function openPostgres(
  url: string,
  connections: number,
  entities: readonly Entity[],
  limits: Limits = SERVING,
  preparing: Limits = PREPARING,
): Promise<DataSources> {
  await (await connected(url, postgresSource(url, 1, [], preparing), migrate)).destroy();
  const source = await connected(url, postgresSource(url, connections, entities, limits), (found) =>
    assertLimited(found, limits),
  );
  return {
    engine: 'postgres',
    place: placeOf(url),
    writer: source,
    reader: source,
    transaction: (access, work) => postgresTransaction(source, access, work),
    assertInPlace: () => undefined,
    check: async () => {
      assertSchemaOfThisRelease(await source.query<{ name: string }[]>(DONE_MIGRATIONS));
      await assertKeeps(source);
      await assertWritable(source);
    },
    close: () => source.destroy(),
  };
}

/** @throws Error as `openForReading` */
export async function openPostgresForReading(url: string): Promise<ReadableDatabase> {
  const source = await connected(url, postgresSource(url, 1, [], SERVING), async (found) => {
    assertSchemaOfThisRelease(await found.query<{ name: string }[]>(DONE_MIGRATIONS));
  });
  return {
    place: placeOf(url),
    read: (work) => postgresTransaction(source, 'read', work),
    close: () => source.destroy(),
  };
}

/** Connects, and closes again when what is there is not good enough. */
async function connected(
  url: string,
  source: DataSource,
  ready: (source: DataSource) => Promise<void>,
): Promise<DataSource> {
  try {
    await source.initialize();
    await assertUsable(source);
    await ready(source);
    return source;
  } catch (error) {
    if (source.isInitialized) await source.destroy();
    throw new Error(`The database ${placeOf(url)} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/** Host and database, for people: a password is nobody's business. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}

async function setting(source: DataSource, name: string): Promise<string> {
  const [row] = await source.query<{ value: string }[]>('SELECT current_setting($1) AS value', [name]);
  return row?.value ?? '';
}

export async function assertUsable(source: DataSource): Promise<void> {
  const version = Number(await setting(source, 'server_version_num'));
  if (version < OLDEST_VERSION) {
    throw new Error(`it is PostgreSQL ${await setting(source, 'server_version')}; 15 or later is needed.`);
  }
  const encoding = await setting(source, 'server_encoding');
  if (encoding !== 'UTF8') throw new Error(`its texts are in ${encoding}; UTF8 is needed.`);
  await assertKeeps(source);
}

/** @throws Error when what it acknowledges would be lost with the power */
async function assertKeeps(source: DataSource): Promise<void> {
  const [commit, fsync] = [await setting(source, 'synchronous_commit'), await setting(source, 'fsync')];
  if (commit !== 'on' || fsync !== 'on') {
    throw new Error(`it would not keep what is saved: synchronous_commit ${commit}, fsync ${fsync}.`);
  }
}

/** @throws NotReady `read-only` where nothing can be stored, such as on a server that became a replica */
async function assertWritable(source: DataSource): Promise<void> {
  // On a replica it is on as well.
  if ((await setting(source, 'transaction_read_only')) === 'off') return;
  throw new NotReady(
    'read-only',
    'it takes no changes: it is read-only (default_transaction_read_only), or a replica.',
  );
}

/** On one connection, so that the lock is held for as long as there is anything to change it. */
async function migrate(source: DataSource): Promise<void> {
  await assertWritable(source);
  const runner = source.createQueryRunner();
  try {
    // Goes with the connection, which is used for nothing else.
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await assertKnown(runner);
    const migrations = new MigrationExecutor(source, runner);
    migrations.transaction = 'each';
    await migrations.executePendingMigrations();
  } finally {
    await runner.release();
  }
}

/** Refuses a database that a newer release has changed. */
async function assertKnown(runner: QueryRunner): Promise<void> {
  const [found] = (await runner.query(`SELECT to_regclass('migrations')::text AS table`)) as { table: string | null }[];
  if ((found?.table ?? null) === null) return;
  if (isNewer((await runner.query(DONE_MIGRATIONS)) as { name: string }[])) {
    throw new Error('it was changed by a newer release of this service. Use that one.');
  }
}
