import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { MIGRATION_NAMES, schemaOptions } from '../schema.js';
import { assertNothingLeft, COMPANIONS } from '../sqlite/companions.js';
import { markOwnFile } from '../sqlite/own-file.js';
import { lockForThisProcess } from '../sqlite/process-lock.js';
import { ArchiveError } from './archive-error.js';
import { syncFile, syncFolder } from './durable-file.js';
import { migrateTo } from './migrate-to.js';
import { assertSound, sqliteRows, sqliteTables } from './sqlite-tables.js';
import type { EmptyStore } from './stores.js';
import { columnList, quoted, type Row, type TableShape } from './table-shape.js';

/**
 * Prepares an SQLite file that is not there yet, or empty. Until it is kept it grows beside its place, under another
 * name; the place is locked, so that no service starts there.
 *
 * @throws ArchiveError when something is there, or a process uses the place
 */
export function openSqliteStore(file: string): EmptyStore {
  assertFree(file);
  let release: () => void;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    release = lockForThisProcess(file);
  } catch (error) {
    throw new ArchiveError(`Nothing can be restored to ${file}: ${(error as Error).message}`, { cause: error });
  }
  try {
    // Once more: before the lock somebody else may have been quicker.
    assertFree(file);
    return new SqliteStore(file, release);
  } catch (error) {
    release();
    throw error;
  }
}

function assertFree(file: string): void {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (found !== undefined && (!found.isFile() || found.size > 0)) {
    throw new ArchiveError(`Something is at ${file} already: a restore never takes its place. Name another file.`);
  }
  try {
    assertNothingLeft(file);
  } catch (error) {
    throw new ArchiveError(`Nothing can be restored to ${file}: ${(error as Error).message}`, { cause: error });
  }
}

class SqliteStore implements EmptyStore {
  readonly engine = 'sqlite';
  private readonly draft: string;
  private database: Database.Database | undefined;

  constructor(
    readonly place: string,
    private readonly release: () => void,
  ) {
    this.draft = `${place}.restoring`;
    // One that was killed may have left its own; the lock says that nobody is at it.
    removeDatabase(this.draft);
    markOwnFile(this.draft);
  }

  async migrate(names: readonly string[] = MIGRATION_NAMES): Promise<readonly TableShape[]> {
    this.close();
    const source = new DataSource({ type: 'better-sqlite3', database: this.draft, ...schemaOptions([]) });
    try {
      await source.initialize();
      await migrateTo(source, source.createQueryRunner(), names);
    } finally {
      if (source.isInitialized) await source.destroy();
    }
    return sqliteTables(this.open());
  }

  clear(tables: readonly TableShape[]): Promise<void> {
    for (const { name } of tables.toReversed()) this.opened.exec(`DELETE FROM ${quoted(name)}`);
    return Promise.resolve();
  }

  insert(table: TableShape, rows: readonly Row[]): Promise<void> {
    const places = table.columns.map(() => '?').join(', ');
    const sql = `INSERT INTO ${quoted(table.name)} (${columnList(table)}) VALUES (${places})`;
    if (!this.opened.inTransaction) {
      this.opened.exec('BEGIN');
      // Rows may refer to later ones; the commit looks at all of them.
      this.opened.pragma('defer_foreign_keys = ON');
    }
    const statement = this.opened.prepare(sql);
    for (const row of rows) statement.run(...row.map((value) => (typeof value === 'boolean' ? Number(value) : value)));
    return Promise.resolve();
  }

  /** What counts up in SQLite goes on after the largest number that was inserted, by itself. */
  settle(): Promise<void> {
    if (this.opened.inTransaction) this.opened.exec('COMMIT');
    return Promise.resolve();
  }

  rows(table: TableShape): AsyncIterable<Row> {
    return sqliteRows(this.opened, table);
  }

  keep(): Promise<void> {
    assertSound(this.opened);
    this.close();
    syncFile(this.draft);
    assertFree(this.place);
    fs.renameSync(this.draft, this.place);
    syncFolder(path.dirname(this.place));
    this.release();
    return Promise.resolve();
  }

  discard(): Promise<void> {
    this.close();
    removeDatabase(this.draft);
    this.release();
    return Promise.resolve();
  }

  private open(): Database.Database {
    this.database = new Database(this.draft);
    // A draft is worth nothing after a crash; it is written out to the disk before it is kept.
    this.database.pragma('synchronous = OFF');
    this.database.pragma('foreign_keys = ON');
    return this.database;
  }

  private get opened(): Database.Database {
    if (this.database === undefined) throw new Error('The schema was not made');
    return this.database;
  }

  private close(): void {
    this.database?.close();
    this.database = undefined;
  }
}

function removeDatabase(file: string): void {
  for (const companion of ['', ...COMPANIONS]) fs.rmSync(file + companion, { force: true });
}
