import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { ArchiveError } from './archive-error.js';
import { rowOf, sizeOf } from './row-values.js';
import {
  columnList,
  MIGRATIONS_TABLE,
  orderColumns,
  quoted,
  tablesInOrder,
  type FoundTable,
  type Row,
  type TableShape,
} from './table-shape.js';

/** After so many characters or rows others in the process get their turn. */
const CHARACTERS_A_TURN = 1_000_000;
const ROWS_A_TURN = 500;
const MOST_DEFECTS_SAID = 5;

/** Tables of the service in a file, those first that others refer to. */
export function sqliteTables(database: Database): TableShape[] {
  return tablesInOrder(tableNames(database).map((name) => describeTable(database, name)));
}

function tableNames(database: Database): string[] {
  return database
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all();
}

function describeTable(database: Database, name: string): FoundTable {
  const columns = database
    .prepare<[string], { name: string; type: string; pk: number }>('SELECT name, type, pk FROM pragma_table_info(?)')
    .all(name);
  const references = database
    .prepare<[string], string>('SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)')
    .pluck()
    .all(name);
  const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
  return { name, columns, key: key.map((column) => column.name), references };
}

/** Names of the migrations that were done, oldest first. */
export function sqliteMigrations(database: Database): string[] {
  if (!tableNames(database).includes(MIGRATIONS_TABLE)) return [];
  return database.prepare<[], string>(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY timestamp`).pluck().all();
}

/** Rows of a table in the order of its key; texts by their bytes. */
export async function* sqliteRows(database: Database, table: TableShape): AsyncGenerator<Row> {
  const order = orderColumns(table).map(({ name }) => `${quoted(name)} COLLATE BINARY`);
  const statement = database
    .prepare<[], unknown[]>(`SELECT ${columnList(table)} FROM ${quoted(table.name)} ORDER BY ${order.join(', ')}`)
    .raw();
  let [characters, rows] = [0, 0];
  for (const values of statement.iterate()) {
    const row = rowOf(table, values);
    yield row;
    characters += sizeOf(row);
    rows += 1;
    if (characters < CHARACTERS_A_TURN && rows < ROWS_A_TURN) continue;
    [characters, rows] = [0, 0];
    await setImmediate();
  }
}

/** @throws ArchiveError with what SQLite finds wrong with the pages, indices, rules or references of a file */
export function assertSound(database: Database): void {
  const found = database.pragma('integrity_check') as { integrity_check: string }[];
  const defects = found.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  const keys = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  defects.push(...keys.map(({ table, parent }) => `a row of ${table} refers to a row of ${parent} that is not there`));
  if (defects.length === 0) return;
  const said = defects.slice(0, MOST_DEFECTS_SAID).join('; ');
  const more = defects.length > MOST_DEFECTS_SAID ? '; and more' : '';
  throw new ArchiveError(`the database is damaged: ${said}${more}.`);
}
