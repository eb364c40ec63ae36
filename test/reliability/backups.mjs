// Backs a service up again and again while others write to it, restores every archive, and compares.
//
//   node test/reliability/backups.mjs [--engine sqlite|postgres] [--runs 100] [--writers 4] [--pause 20]
//
// Writers pause for so many milliseconds after each change: a hundred runs without would rather fill a disk.
//
// Each restored database is backed up once more: its hashes, table by table, have to be those of the archive it came
// from. In it every trust must have its one event, and what was acknowledged before the backup began must be there.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { backUp, restore } from '../../dist/platform/database/archive/archive.js';
import { differences } from '../../dist/platform/database/archive/digests.js';
import { openPostgresSnapshot } from '../../dist/platform/database/archive/postgres-snapshot.js';
import { openSqliteSnapshot } from '../../dist/platform/database/archive/sqlite-snapshot.js';
import { ask, inScratchFolder, start } from '../benchmarks/api/processes.mjs';
import { startServer } from '../support/postgres/server.mjs';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'sqlite' },
    runs: { type: 'string', default: '100' },
    writers: { type: 'string', default: '4' },
    pause: { type: 'string', default: '20' },
  },
});
const [runs, writers, pauseMs] = [values.runs, values.writers, values.pause].map(Number);
const RUNS_A_LINE = 10;
const UNWATCHED = {
  signal: new AbortController().signal,
  begin: () => ({ done: () => undefined, stop: () => undefined }),
};

await inScratchFolder(async (folder) => {
  const places = values.engine === 'postgres' ? await onServer() : inFolder(folder);
  const source = await places.make('source');
  const service = await start({
    settings: { ...source.settings, AUDIT_SEALS_PATH: path.join(folder, 'seals.jsonl'), LOG_LEVEL: 'silent' },
  });
  const load = writeTo(service.url);
  const failures = [];
  let [rows, during] = [0, 0];
  try {
    for (let run = 1; run <= runs; run += 1) {
      const found = await oneRun(run, folder, places, source, load);
      failures.push(...found.failures);
      rows = found.rows;
      during += found.during;
      if (run % RUNS_A_LINE === 0) console.error(`${run} of ${runs}, ${failures.length} failures`);
    }
  } finally {
    await load.stop();
    await service.stop();
    await places.stop();
  }
  for (const failure of failures) console.log(failure);
  const failed = new Set(failures.map((failure) => failure.split(':')[0])).size;
  console.log(
    `${runs - failed} of ${runs} backups on ${values.engine} restored with equal row hashes; ` +
      `${load.acknowledged.size} changes acknowledged, ${during} of them while a backup ran; the last one has ${rows} rows.`,
  );
  process.exitCode = failed === 0 && load.failures.length === 0 ? 0 : 1;
  if (load.failures.length > 0) console.log(`${load.failures.length} changes failed, first: ${load.failures[0]}`);
});

async function oneRun(run, folder, places, source, load) {
  const file = path.join(folder, `backup-${run}.jsonl.gz`);
  const again = `${file}.again`;
  const before = new Set(load.acknowledged);
  const target = await places.make(`restored_${run}`);
  try {
    const summary = await backUp(source.place, { file, replace: false }, UNWATCHED);
    const during = load.acknowledged.size - before.size;
    await restore(file, target.place, UNWATCHED);
    const other = await backUp(target.place, { file: again, replace: false }, UNWATCHED);
    const failures = differences(summary.tables, other.tables).map((table) => `Run ${run}: ${table} differs`);
    const { trusts, subjects } = await changesIn(target.place);
    if (trusts.join() !== subjects.join()) failures.push(`Run ${run}: changes and events do not belong together`);
    const held = new Set(trusts);
    const lost = [...before].filter((id) => !held.has(id)).length;
    if (lost > 0) failures.push(`Run ${run}: ${lost} acknowledged changes are missing`);
    return { failures, rows: summary.rows, during };
  } catch (error) {
    return { failures: [`Run ${run}: ${error.message}`], rows: 0, during: 0 };
  } finally {
    await target.remove();
    for (const name of [file, again]) fs.rmSync(name, { force: true });
  }
}

/** Ids of trusts and of the trusts that events tell of, both sorted. */
async function changesIn({ databasePath, databaseUrl }) {
  const snapshot =
    databaseUrl === undefined ? openSqliteSnapshot(databasePath) : await openPostgresSnapshot(databaseUrl);
  const [trusts, subjects] = [[], []];
  const place = (table, name) => table.columns.findIndex((column) => column.name === name);
  try {
    for await (const [table, row] of snapshot.entries()) {
      if (table.name === 'trusts') trusts.push(row[place(table, 'id')]);
      // The start of an empty service records the link that it made.
      if (table.name === 'events' && row[place(table, 'type')] === 'trust-created') {
        subjects.push(row[place(table, 'subject_id')]);
      }
    }
  } finally {
    await snapshot.close();
  }
  return { trusts: trusts.sort(), subjects: subjects.sort() };
}

/** Several who each make one trust after the other. */
function writeTo(url) {
  const [acknowledged, failures] = [new Set(), []];
  let [going, count] = [true, 0];
  const work = async () => {
    while (going) {
      count += 1;
      const body = { code: `L${count}`, name: `Trust ${count} under load – Môn 🏥` };
      await ask(`${url}/api/v1/trusts`, { method: 'POST', body }).then(
        ({ body: { id } }) => acknowledged.add(id),
        (error) => failures.push(error.message),
      );
      await pause(pauseMs);
    }
  };
  const all = Array.from({ length: writers }, work);
  return {
    acknowledged,
    failures,
    stop: async () => {
      going = false;
      await Promise.all(all);
    },
  };
}

function inFolder(folder) {
  return {
    make: async (name) => {
      const databasePath = path.join(folder, name, 'data.sqlite');
      return {
        place: { databasePath, databaseUrl: undefined, databasePool: 5 },
        settings: { DATABASE_PATH: databasePath, DATABASE_URL: '' },
        remove: async () => fs.rmSync(path.dirname(databasePath), { recursive: true, force: true }),
      };
    },
    stop: async () => undefined,
  };
}

async function onServer() {
  const server = await startServer();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const own = `backups_${process.pid}`;
  const remove = (name) => client.query(`DROP DATABASE IF EXISTS ${own}_${name} WITH (FORCE)`);
  return {
    make: async (name) => {
      await client.query(`CREATE DATABASE ${own}_${name} TEMPLATE template0`);
      const url = new URL(server.url);
      url.pathname = `/${own}_${name}`;
      return {
        place: { databasePath: '', databaseUrl: url.href, databasePool: 5 },
        settings: { DATABASE_URL: url.href },
        remove: () => remove(name),
      };
    },
    stop: async () => {
      await remove('source');
      await client.end();
      await server.stop();
    },
  };
}
