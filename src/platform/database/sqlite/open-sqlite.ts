import fs from 'node:fs';
import path from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Problem } from '../../problem/problem.js';
import type { Access, DataSources, Entity } from '../data-sources.js';
import { assertSchemaOfThisRelease, DONE_MIGRATIONS, MIGRATION_NAMES, schemaOptions } from '../schema.js';
import { assertOwnFile, markOwnFile } from './own-file.js';
import { lockForThisProcess } from './process-lock.js';
import { SerialQueue } from './serial-queue.js';
import { sqliteTransaction } from './sqlite-transaction.js';

/** What every connection needs of better-sqlite3's database object. */
interface SqliteHandle {
  pragma(source: string, options?: { simple: boolean }): unknown;
}

/** `PRAGMA synchronous` of a connection that loses nothing when the power goes: 2 is FULL. */
const FULL = 2;
const PROBE = 'SELECT sequence FROM events LIMIT 1';
const RETRY_SECONDS = 10;
/** The whole process waits so long for another program; a transaction tries again without holding it up. */
const BUSY_MILLISECONDS = 50;

/**
 * Opens the SQLite file, making it with its folder when it is missing, and brings it to the newest schema.
 *
 * @throws Error when the file cannot be used or is not one of this service, another process uses it, or it would not keep what was acknowledged
 */
export async function openSqlite(file: string, entities: readonly Entity[]): Promise<DataSources> {
  try {
    return await open(file, entities);
  } catch (error) {
    throw new Error(`The database ${file} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

async function open(file: string, entities: readonly Entity[]): Promise<DataSources> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  assertOwnFile(file, MIGRATION_NAMES);
  const release = lockForThisProcess(file);
  try {
    markOwnFile(file);
    const sources = await connect(file, entities);
    // As long as a connection is open SQLite neither removes its log nor makes another: it writes to the one that it opened.
    const opened = [file, `${file}-wal`].map((place) => [place, fs.statSync(place).ino] as const);
    const assertInPlace = (): void => {
      for (const [place, ino] of opened) assertSameFile(place, ino);
    };
    // TypeORM has one connection to a file, which parallel transactions would share and spoil: each waits for its turn.
    const queues: Readonly<Record<Access, SerialQueue>> = { read: new SerialQueue(), write: new SerialQueue() };
    return {
      ...sources,
      engine: 'sqlite',
      place: file,
      transaction: (access, work) =>
        queues[access].run(() =>
          access === 'write'
            ? sqliteTransaction(sources.writer, 'IMMEDIATE', work)
            : sqliteTransaction(sources.reader, 'DEFERRED', work),
        ),
      assertInPlace,
      check: async () => {
        assertInPlace();
        assertSchemaOfThisRelease(
          await queues.read.run(() => sources.reader.query<{ name: string }[]>(DONE_MIGRATIONS)),
        );
        await queues.write.run(() => sources.writer.query(PROBE));
      },
      close: async () => {
        try {
          for (const source of [sources.reader, sources.writer]) if (source.isInitialized) await source.destroy();
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function connect(file: string, entities: readonly Entity[]): Promise<Pick<DataSources, 'reader' | 'writer'>> {
  const writer = new DataSource({ ...sqliteOptions(file, entities), enableWAL: true });
  await writer.initialize();
  try {
    await writer.runMigrations({ transaction: 'each' });
    await assertDurable(writer);
    // From now on the file itself holds a database, though most of its data may be in the log.
    await writer.query('PRAGMA wal_checkpoint(TRUNCATE)');
    const reader = new DataSource({ ...sqliteOptions(file, entities), readonly: true });
    return { writer, reader: await reader.initialize() };
  } catch (error) {
    await writer.destroy();
    throw error;
  }
}

function sqliteOptions(
  file: string,
  entities: readonly Entity[],
): Extract<DataSourceOptions, { type: 'better-sqlite3' }> {
  return {
    type: 'better-sqlite3',
    database: file,
    ...schemaOptions(entities),
    prepareDatabase: (handle: unknown) => {
      const database = handle as SqliteHandle;
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      // so that what is never deleted is not replaced either
      database.pragma('recursive_triggers = ON');
      database.pragma(`busy_timeout = ${String(BUSY_MILLISECONDS)}`);
    },
  };
}

/** @throws Problem `storage-unavailable` when another file, or none, is at its place: what is written would be lost */
function assertSameFile(file: string, ino: number): void {
  const found = statOf(file);
  if (found?.ino === ino) return;
  const what = found === undefined ? 'is not at its place any more' : 'is another file than the one that was opened';
  const name = file.endsWith('-wal') ? 'log (-wal) of the database' : 'database file';
  throw new Problem('storage-unavailable', `The ${name} ${what}. Nothing was stored.`, {
    headers: { 'Retry-After': String(RETRY_SECONDS) },
  });
}

/** Undefined where it is not to be found, for whatever reason: its folder may be gone or shut as well. */
function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file);
  } catch {
    return undefined;
  }
}

async function assertDurable(writer: DataSource): Promise<void> {
  const pragma = async (name: string): Promise<unknown> => {
    const [row] = await writer.query<Record<string, unknown>[]>(`PRAGMA ${name}`);
    return row?.[name];
  };
  const [synchronous, journal, keys] = [
    await pragma('synchronous'),
    await pragma('journal_mode'),
    await pragma('foreign_keys'),
  ];
  if (synchronous !== FULL || journal !== 'wal' || keys !== 1) {
    throw new Error(
      `The database would not keep what is saved: synchronous ${String(synchronous)}, journal ${String(journal)}, foreign keys ${String(keys)}`,
    );
  }
}
