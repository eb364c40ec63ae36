import fs from 'node:fs';
import Database from 'better-sqlite3';
import { MIGRATION_NAMES } from '../schema.js';
import { assertOwnFile } from '../sqlite/own-file.js';
import { ArchiveError } from './archive-error.js';
import { assertSound, sqliteMigrations, sqliteRows, sqliteTables } from './sqlite-tables.js';
import { entriesOf, type Snapshot } from './stores.js';
import { quoted, type TableShape } from './table-shape.js';

const BUSY_MILLISECONDS = 5000;

/**
 * Opens one committed state of an SQLite file by a connection of its own, which only reads: the service may go on
 * writing meanwhile. The file is checked through and through first.
 *
 * @throws ArchiveError when there is no file, it is not one of this service, or it is damaged
 */
export function openSqliteSnapshot(file: string): Snapshot {
  assertThere(file);
  try {
    assertOwnFile(file, MIGRATION_NAMES);
    return readOneState(file, new Database(file, { readonly: true, timeout: BUSY_MILLISECONDS }));
  } catch (error) {
    throw new ArchiveError(`The database ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws ArchiveError when there is no file, or an empty one */
export function assertThere(file: string): void {
  if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  throw new ArchiveError(`There is no database at ${file}.`);
}

function readOneState(file: string, database: Database.Database): Snapshot {
  try {
    // From its first read on the transaction sees one state.
    database.exec('BEGIN');
    assertSound(database);
    const tables = sqliteTables(database);
    return {
      engine: 'sqlite',
      place: file,
      migrations: sqliteMigrations(database),
      tables,
      total: tables.reduce((sum, table) => sum + countRows(database, table), 0),
      entries: () => entriesOf(tables, (table) => sqliteRows(database, table)),
      close: () => Promise.resolve(void database.close()),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function countRows(database: Database.Database, { name }: TableShape): number {
  return (
    database
      .prepare<[], number>(`SELECT COUNT(*) FROM ${quoted(name)}`)
      .pluck()
      .get() ?? 0
  );
}
