/** Both engines as a benchmark needs them: an empty database of the newest schema, many rows, one query. */
import path from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { openDatabase } from '../../../dist/platform/database/open-database.js';
import { startServer } from '../../support/postgres/server.mjs';

const ROWS_A_STATEMENT = 500;

export const ENGINES = { sqlite: withSqlite, postgres: withPostgres };

async function withSqlite(folder, work) {
  const databasePath = path.join(folder, 'bench.sqlite');
  await (await openDatabase({ databasePath, databaseUrl: undefined, databasePool: 3 }, [])).close();
  const database = new Database(databasePath);
  const bound = (value) => (typeof value === 'boolean' ? Number(value) : value);
  const run = (sql, values) => database.prepare(sql).run(...values.map(bound));
  try {
    await work({
      settings: { DATABASE_PATH: databasePath },
      fill: (rows) =>
        inTransaction(
          { exec: (sql) => database.exec(sql) },
          (insert) => rows(insert),
          run,
          () => '?',
        ),
      query: (sql, values) => database.prepare(sql.replace(/\$\d/g, '?')).all(...values),
      analyse: () => database.exec('ANALYZE'),
    });
  } finally {
    database.close();
  }
}

async function withPostgres(_folder, work) {
  const server = await startServer();
  const client = new pg.Client({ connectionString: server.url });
  try {
    await (await openDatabase({ databasePath: '', databaseUrl: server.url, databasePool: 3 }, [])).close();
    await client.connect();
    await work({
      settings: { DATABASE_URL: server.url },
      fill: (rows) =>
        inTransaction(
          { exec: (sql) => client.query(sql) },
          (insert) => rows(insert),
          (sql, values) => client.query(sql, values),
          (n) => `$${String(n)}`,
        ),
      query: async (sql, values) => (await client.query(sql, values)).rows,
      analyse: () => client.query('ANALYZE'),
    });
  } finally {
    await client.end();
    await server.stop();
  }
}

/** Gathers rows by table and stores many with one statement, in the order in which tables were first named. */
async function inTransaction({ exec }, rows, run, mark) {
  const waiting = new Map();
  const flush = async (table) => {
    for (const [name, list] of waiting) {
      if (list.length > 0) await store(name, list.splice(0), run, mark);
      if (name === table) break;
    }
  };
  await exec('BEGIN');
  const result = await rows(async (table, added) => {
    const list = waiting.get(table) ?? [];
    waiting.set(table, list);
    list.push(...added);
    if (list.length >= ROWS_A_STATEMENT) await flush(table);
  });
  await flush(undefined);
  await exec('COMMIT');
  return result;
}

async function store(table, rows, run, mark) {
  const columns = Object.keys(rows[0]);
  const size = Math.floor(30_000 / columns.length);
  for (let start = 0; start < rows.length; start += size) {
    const part = rows.slice(start, start + size);
    let n = 0;
    const values = part.map(() => `(${columns.map(() => mark((n += 1))).join()})`).join();
    const names = columns.map((column) => `"${column}"`).join();
    await run(
      `INSERT INTO ${table} (${names}) VALUES ${values}`,
      part.flatMap((row) => columns.map((c) => row[c])),
    );
  }
}
