import { DataSource } from 'typeorm';
import type { DataSources, Entity, ReadableDatabase } from '../data-sources.js';
import { assertSchemaOfThisRelease, DONE_MIGRATIONS, isNewer, schemaOptions } from '../schema.js';
import { postgresTransaction } from './postgres-transaction.js';

/** PostgreSQL 15, as `server_version_num` counts */
const OLDEST_VERSION = 150_000;
/** Advisory lock under which the schema is changed: of several instances that start at once, one does. */
export const MIGRATION_LOCK = 0x4e485300;

/** How long a connection may take to be made, a statement to run, a lock to come, a transaction to idle; milliseconds. */
const CONNECTING = 15_000;
const STATEMENT = 60_000;
const LOCK = 20_000;
const IDLE = 60_000;

/**
 * Connects to PostgreSQL and brings its schema up to date.
 *
 * @param url `postgres://user:password@host:port/database`, with the parameters of libpq such as `sslmode`
 * @param connections most that this process holds
 * @throws Error when it cannot be used, is too old, would not keep what was acknowledged, or was changed by a newer release
 */
export async function openPostgres(
  url: string,
  connections: number,
  entities: readonly Entity[],
): Promise<DataSources> {
  const source = sourceOf(url, connections, entities);
  await prepare(source, url, migrate);
  return {
    engine: 'postgres',
    place: placeOf(url),
    writer: source,
    reader: source,
    transaction: (access, work) => postgresTransaction(source, access, work),
    assertInPlace: () => undefined,
    check: async () => {
      assertSchemaOfThisRelease(await source.query<{ name: string }[]>(DONE_MIGRATIONS));
    },
    close: () => source.destroy(),
  };
}

/** @throws Error as `openForReading` */
export async function openPostgresForReading(url: string): Promise<ReadableDatabase> {
  const source = sourceOf(url, 1, []);
  await prepare(source, url, async () => {
    assertSchemaOfThisRelease(await source.query<{ name: string }[]>(DONE_MIGRATIONS));
  });
  return {
    place: placeOf(url),
    read: (work) => postgresTransaction(source, 'read', work),
    close: () => source.destroy(),
  };
}

function sourceOf(url: string, connections: number, entities: readonly Entity[]): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    ...schemaOptions(entities),
    applicationName: 'site-readiness',
    installExtensions: false,
    // The pool replaces a connection that broke by itself; the requests that it served are told.
    poolErrorHandler: () => undefined,
    extra: {
      // Read by the driver itself, which knows `sslmode` and the other parameters
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: CONNECTING,
      options: `-c synchronous_commit=on -c statement_timeout=${String(STATEMENT)} -c lock_timeout=${String(LOCK)} -c idle_in_transaction_session_timeout=${String(IDLE)}`,
    },
  });
}

/** Connects, and closes again when what is there is not good enough. */
async function prepare(source: DataSource, url: string, ready: (source: DataSource) => Promise<void>): Promise<void> {
  try {
    await source.initialize();
    await assertUsable(source);
    await ready(source);
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
  const [commit, fsync] = [await setting(source, 'synchronous_commit'), await setting(source, 'fsync')];
  if (commit !== 'on' || fsync !== 'on') {
    throw new Error(`it would not keep what is saved: synchronous_commit ${commit}, fsync ${fsync}.`);
  }
}

async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.query('SET lock_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await assertKnown(source);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    // With the connection goes its lock.
    await ((await runner.connect()) as { end(): Promise<void> }).end();
    await runner.release();
  }
}

/** Refuses a database that a newer release has changed. */
async function assertKnown(source: DataSource): Promise<void> {
  const [found] = await source.query<{ table: string | null }[]>(`SELECT to_regclass('migrations')::text AS table`);
  if ((found?.table ?? null) === null) return;
  if (isNewer(await source.query<{ name: string }[]>(DONE_MIGRATIONS))) {
    throw new Error('it was changed by a newer release of this service. Use that one.');
  }
}
