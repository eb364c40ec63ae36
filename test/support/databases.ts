import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import Database from 'better-sqlite3';
import pg from 'pg';
import type { DatabasePlace, Engine } from '../../src/platform/database/data-sources.js';

/** The engine that this test file runs on; every file under test/e2e, test/web and test/platform/database runs on both. */
export const ENGINE: Engine = process.env.TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite';

type Row = Readonly<Record<string, unknown>>;

/** A database of a test's own. */
export interface ScratchDatabase {
  /** Its own, unlike any other's */
  readonly name: string;
  readonly place: DatabasePlace;
  /** As settings of the service's process */
  readonly settings: Readonly<Record<string, string>>;
  /** Rows by a connection of its own, as another program sees them: only what was committed; `$1` stands for a value. */
  query(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** What each table holds. */
  rows(): Promise<Readonly<Record<string, readonly Row[]>>>;
  /** What the engine itself finds wrong with it. */
  defects(): Promise<readonly unknown[]>;
  remove(): Promise<void>;
}

/**
 * @param empty whether it has no schema yet
 * @param engine default: the one that this test file runs on; PostgreSQL is there only where it runs on that
 */
export function scratchDatabase(empty = false, engine: Engine = ENGINE): Promise<ScratchDatabase> {
  return engine === 'sqlite' ? Promise.resolve(scratchFile()) : scratchOnServer(empty);
}

function scratchFile(): ScratchDatabase {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-test-'));
  const databasePath = path.join(folder, 'made', 'test.sqlite');
  const query = (sql: string, values: readonly unknown[] = []): Row[] => {
    const database = new Database(databasePath);
    try {
      const statement = database.prepare<unknown[], Row>(sql.replace(/\$\d/g, '?'));
      if (statement.reader) return statement.all(...values);
      statement.run(...values);
      return [];
    } finally {
      database.close();
    }
  };
  return {
    name: path.basename(folder),
    place: { databasePath, databaseUrl: undefined, databasePool: 10 },
    settings: { DATABASE_PATH: databasePath },
    query: async (sql, values) => query(sql, values),
    rows: () => {
      const tables = query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
      const entries = tables.map(
        ({ name }) => [name, query(`SELECT * FROM "${String(name)}" ORDER BY rowid`)] as const,
      );
      return Promise.resolve(Object.fromEntries(entries) as Record<string, Row[]>);
    },
    defects: () => {
      const database = new Database(databasePath, { readonly: true });
      const integrity = database.pragma('integrity_check', { simple: true });
      const keys = database.pragma('foreign_key_check') as unknown[];
      database.close();
      return Promise.resolve([...(integrity === 'ok' ? [] : [integrity]), ...keys]);
    },
    remove: () => {
      fs.rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

const TEMPLATE = 'site_readiness_template';

async function scratchOnServer(empty: boolean): Promise<ScratchDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (server === undefined) throw new Error('There is no PostgreSQL server for this test');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${empty ? 'template0' : TEMPLATE}`),
  );
  const address = new URL(server);
  address.pathname = `/${name}`;
  const databaseUrl = address.href;
  const query = async (sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
    onServer(databaseUrl, async (client) => (await client.query<Row>(sql, [...values])).rows);
  return {
    name,
    place: { databasePath: '', databaseUrl, databasePool: 10 },
    settings: { DATABASE_URL: databaseUrl },
    query,
    rows: () =>
      onServer(databaseUrl, async (client) => {
        const { rows: tables } = await client.query<{ tablename: string }>(
          "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
        );
        const all: Record<string, Row[]> = {};
        for (const { tablename } of tables) {
          all[tablename] = (await client.query<Row>(`SELECT * FROM "${tablename}" AS row ORDER BY row::text`)).rows;
        }
        return all;
      }),
    // It holds no row against a key; its pages are not looked at here.
    defects: () => Promise.resolve([]),
    remove: async () => {
      await onServer(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
