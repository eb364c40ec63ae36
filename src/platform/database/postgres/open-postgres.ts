import { DataSource } from 'typeorm';
import { NotReady } from '../../health/health-checks.js';
import type { DataSources, Entity, ReadableDatabase } from '../data-sources.js';
import { assertSchemaOfThisRelease, DONE_MIGRATIONS, isNewer, schemaOptions } from '../schema.js';
import { postgresTransaction } from './postgres-transaction.js';

/** PostgreSQL 15, as `server_version_num` counts */
const OLDEST_VERSION = 150_000;
/** Advisory lock under which the schema is changed: of several instances that start at once, one does. */
export const MIGRATION_LOCK = 0x4e485300;

/** How long things may take, milliseconds. */
export interface Limits {
  /** A connection to be made, or one of the pool to become free */
  readonly connecting: number;
  /** A statement to run */
  readonly statement: number;
  /** An answer to come, after which the connection is taken for lost: longer than a statement may run, 0 for ever */
  readonly answer: number;
  /** A lock to come */
  readonly lock: number;
  /** A transaction to idle */
  readonly idle: number;
}

const LIMITS: Limits = { connecting: 15_000, statement: 60_000, answer: 65_000, lock: 20_000, idle: 60_000 };
/** Where nothing else goes over a connection, dead ones show by this, milliseconds. */
const KEEP_ALIVE = 10_000;

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
  limits: Limits = LIMITS,
): Promise<DataSources> {
  // Migrations of large tables, and whoever waits for another instance to do them, take the time that they take.
  const patient = sourceOf(url, 2, entities, { ...limits, answer: 0, statement: 0, lock: 0 });
  await prepare(patient, url, migrate);
  await patient.destroy();
  const source = sourceOf(url, connections, entities, limits);
  await prepare(source, url, () => Promise.resolve());
  return {
    engine: 'postgres',
    place: placeOf(url),
    writer: source,
    reader: source,
    transaction: (access, work) => postgresTransaction(source, access, work),
    assertInPlace: () => undefined,
    check: async () => {
      assertSchemaOfThisRelease(await source.query<{ name: string }[]>(DONE_MIGRATIONS));
      await assertWritable(source);
    },
    close: () => source.destroy(),
  };
}

/** @throws Error as `openForReading` */
export async function openPostgresForReading(url: string): Promise<ReadableDatabase> {
  const source = sourceOf(url, 1, [], { ...LIMITS, answer: 0 });
  await prepare(source, url, async () => {
    assertSchemaOfThisRelease(await source.query<{ name: string }[]>(DONE_MIGRATIONS));
  });
  return {
    place: placeOf(url),
    read: (work) => postgresTransaction(source, 'read', work),
    close: () => source.destroy(),
  };
}

function sourceOf(
  url: string,
  connections: number,
  entities: readonly Entity[],
  { connecting, statement, answer, lock, idle }: Limits,
): DataSource {
  const address = new URL(url);
  // The driver takes them from the address or from here, not from both.
  const theirs = address.searchParams.get('options') ?? '';
  address.searchParams.delete('options');
  return new DataSource({
    type: 'postgres',
    url: address.href,
    ...schemaOptions(entities),
    applicationName: 'site-readiness',
    installExtensions: false,
    // The pool replaces a connection that broke by itself; the requests that it served are told.
    poolErrorHandler: () => undefined,
    extra: {
      // Read by the driver itself, which knows `sslmode` and the other parameters
      connectionString: address.href,
      max: connections,
      connectionTimeoutMillis: connecting,
      ...(answer > 0 && { query_timeout: answer }),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE,
      options: `-c synchronous_commit=on -c statement_timeout=${String(statement)} -c lock_timeout=${String(lock)} -c idle_in_transaction_session_timeout=${String(idle)} ${theirs}`,
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

/** @throws NotReady `database` where nothing can be stored, such as on a standby after a change of servers */
async function assertWritable(source: DataSource): Promise<void> {
  if ((await setting(source, 'transaction_read_only')) === 'off') return;
  throw new NotReady('database', 'The database takes no changes');
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
