import net from 'node:net';
import { DataSource } from 'typeorm';
import type { Entity } from '../data-sources.js';
import { schemaOptions } from '../schema.js';

/** How long things may take on a connection, milliseconds; to the server 0 is for ever. */
export interface Limits {
  /** A connection to be made, or one of the pool to become free: the driver has one limit for both */
  readonly connecting: number;
  readonly statement: number;
  /** A lock to come */
  readonly lock: number;
  /** A transaction to wait for its next statement */
  readonly idle: number;
  /** Not a byte to go either way; longer than the server lets a statement run or a transaction wait */
  readonly silence: number;
}

export const SERVING: Limits = {
  connecting: 15_000,
  statement: 60_000,
  lock: 20_000,
  idle: 60_000,
  silence: 65_000,
};

/** At a start one waits for other instances that start, or for a restore, and large tables are changed. */
export const PREPARING: Limits = {
  ...SERVING,
  statement: 3_600_000,
  lock: 3_600_000,
  silence: 3_605_000,
};

/** A backup may take longer than a request may, 0 for as long as it takes; only for a lock it waits no longer. */
export const ARCHIVING: Limits = { ...PREPARING, connecting: 30_000, statement: 0, lock: SERVING.lock, idle: 0 };

/** When the system begins to ask the other end whether it is there, milliseconds; it takes minutes to give up. */
const KEEP_ALIVE = 30_000;

/** What the server calls the limits that it keeps. */
const KEPT_BY_SERVER = {
  statement_timeout: 'statement',
  lock_timeout: 'lock',
  idle_in_transaction_session_timeout: 'idle',
} as const;

/** A pool that is not connected yet. @param connections most that it holds */
export function postgresSource(
  url: string,
  connections: number,
  entities: readonly Entity[],
  limits: Limits,
): DataSource {
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
      connectionString: withSettings(url, limits),
      max: connections,
      connectionTimeoutMillis: limits.connecting,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE,
      stream: () => socketThatGivesUp(limits.silence),
    },
  });
}

/** The address with settings of ours before its own, which the driver would take in place of ours. */
function withSettings(url: string, limits: Limits): string {
  const address = new URL(url);
  const ours = Object.entries(KEPT_BY_SERVER).map(([name, limit]) => `-c ${name}=${String(limits[limit])}`);
  const options = ['-c synchronous_commit=on', ...ours, ...address.searchParams.getAll('options')];
  address.searchParams.set('options', options.join(' '));
  return address.href;
}

/**
 * After a failover, or behind a firewall that forgot it, a connection may swallow everything and never end. The driver's own
 * `query_timeout` leaves such a connection in the pool; a socket that is destroyed takes its connection with it, encrypted
 * or not, whatever was being done over it.
 */
function socketThatGivesUp(silence: number): net.Socket {
  const socket = new net.Socket();
  socket.setTimeout(silence, () => {
    const error = new Error(`the server was silent for ${String(silence / 1000)} seconds`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
  return socket;
}

/**
 * Looks whether the limits hold: the address may have other ones, and a pooler in between may leave them out. Tighter ones
 * are fine.
 *
 * @throws Error that names those that do not
 */
export async function assertLimited(source: DataSource, limits: Limits): Promise<void> {
  const names = Object.keys(KEPT_BY_SERVER);
  const rows = await source.query<{ name: keyof typeof KEPT_BY_SERVER; setting: string }[]>(
    // in milliseconds
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY name',
    [names],
  );
  const wrong = rows.filter(({ name, setting }) => {
    const found = Number(setting);
    return !(found > 0 && found <= limits[KEPT_BY_SERVER[name]]);
  });
  if (wrong.length === 0) return;
  const found = wrong
    .map(({ name, setting }) => `${name} is ${setting} ms, at most ${atMost(name, limits)}`)
    .join(', ');
  throw new Error(
    `its connections are not limited as they have to be: ${found}. Take it out of the address, and put no pooler in between that leaves settings out.`,
  );
}

function atMost(name: keyof typeof KEPT_BY_SERVER, limits: Limits): string {
  return `${String(limits[KEPT_BY_SERVER[name]])} ms`;
}
