import type { Engine } from '../data-sources.js';
import type { Row, TableShape } from './table-shape.js';

/** Rows of tables, table after table. */
export interface RowSource {
  /** Names of the migrations that made the tables */
  readonly migrations: readonly string[];
  /** Those first that others refer to */
  readonly tables: readonly TableShape[];
  /** Rows of all tables */
  readonly total: number;
  /** All rows, once: tables in their order, rows in the order of the key. */
  entries(): AsyncIterable<readonly [TableShape, Row]>;
}

/** One committed state of a database, which stays as it is while it is read. */
export interface Snapshot extends RowSource {
  readonly engine: Engine;
  /** Where it is, for people; without a password */
  readonly place: string;
  close(): Promise<void>;
}

/** An empty database that is being filled. What it is filled with counts only once it is kept. */
export interface EmptyStore {
  readonly engine: Engine;
  readonly place: string;
  /** Brings the schema to these migrations; without names, to the newest. @returns the tables that there are then */
  migrate(names?: readonly string[]): Promise<readonly TableShape[]>;
  /** Removes rows that migrations have put there: what is filled in has its own. */
  clear(tables: readonly TableShape[]): Promise<void>;
  /** Adds rows of one table. */
  insert(table: TableShape, rows: readonly Row[]): Promise<void>;
  /** After the last row: holds every row against the foreign keys, and lets what counts up go on after the last number. */
  settle(): Promise<void>;
  rows(table: TableShape): AsyncIterable<Row>;
  /** Makes it the database at its place. */
  keep(): Promise<void>;
  /** Leaves the place as it was. */
  discard(): Promise<void>;
}

/** Rows of some tables, one table after the other. */
export async function* entriesOf(
  tables: readonly TableShape[],
  rows: (table: TableShape) => AsyncIterable<Row>,
): AsyncGenerator<readonly [TableShape, Row]> {
  for (const table of tables) for await (const row of rows(table)) yield [table, row];
}
