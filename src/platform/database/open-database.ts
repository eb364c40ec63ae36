import fs from 'node:fs';
import path from 'node:path';
import { DataSource, type DataSourceOptions, type EntitySchema } from 'typeorm';
import { EventEntity } from './event.entity.js';
import { FirstSchema1764000000000 } from './migrations/1764000000000-first-schema.js';
import { StoredPlans1764100000000 } from './migrations/1764100000000-stored-plans.js';
import { SnakeCaseNames } from './naming.js';
import { assertOwnFile, markOwnFile } from './own-file.js';
import { lockForThisProcess } from './process-lock.js';
import { sqliteTransaction } from './sqlite-transaction.js';
import type { DataSources } from './unit-of-work.js';

export type Entity = (new () => object) | EntitySchema;

/** What every connection needs of better-sqlite3's database object. */
interface SqliteHandle {
  pragma(source: string, options?: { simple: boolean }): unknown;
}

/** `PRAGMA synchronous` of a connection that loses nothing when the power goes: 2 is FULL. */
const FULL = 2;
/** The whole process waits so long for another program; a transaction tries again without holding it up. */
const BUSY_MILLISECONDS = 50;

/** Every change of the schema, oldest first. */
const MIGRATIONS = [FirstSchema1764000000000, StoredPlans1764100000000] as const;

/**
 * Opens the SQLite file, making it with its folder when it is missing, and brings it to the newest schema.
 *
 * @throws Error when the file cannot be used or is not one of this service, another process uses it, or it would not keep what was acknowledged
 */
export async function openDatabase(file: string, entities: readonly Entity[]): Promise<DataSources> {
  try {
    return await open(file, entities);
  } catch (error) {
    throw new Error(`The database ${file} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

async function open(file: string, entities: readonly Entity[]): Promise<DataSources> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  assertOwnFile(
    file,
    MIGRATIONS.map(({ name }) => name),
  );
  const release = lockForThisProcess(file);
  try {
    markOwnFile(file);
    const sources = await connect(file, entities);
    const { ino } = fs.statSync(file);
    return {
      ...sources,
      transaction: (access, work) =>
        access === 'write'
          ? sqliteTransaction(sources.writer, 'IMMEDIATE', work)
          : sqliteTransaction(sources.reader, 'DEFERRED', work),
      assertInPlace: () => {
        if (fs.statSync(file).ino !== ino) throw new Error(`${file} is another file than the one that was opened`);
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
    entities: [EventEntity, ...entities],
    migrations: [...MIGRATIONS],
    namingStrategy: new SnakeCaseNames(),
    synchronize: false,
    prepareDatabase: (handle: unknown) => {
      const database = handle as SqliteHandle;
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      database.pragma(`busy_timeout = ${String(BUSY_MILLISECONDS)}`);
    },
  };
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
