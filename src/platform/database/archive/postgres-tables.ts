import type { EntityManager } from 'typeorm';
import { rowOf, sizeOf } from './row-values.js';
import {
  columnList,
  orderColumns,
  quoted,
  tablesInOrder,
  type FoundTable,
  type Row,
  type TableShape,
} from './table-shape.js';

/** Characters that are fetched at a time, about, and the most rows. */
const CHARACTERS_A_FETCH = 4_000_000;
const ROWS_A_FETCH = 1000;
const FIRST_FETCH = 20;

/** Tables of the schema in which the service has its own, without those that belong to an extension. */
const TABLES = `
  SELECT c.relname AS name,
    (SELECT COALESCE(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL))), '[]')
      FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
    (SELECT COALESCE(json_agg(a.attname ORDER BY k.place), '[]')
      FROM pg_index i
      CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
      WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
    (SELECT COALESCE(json_agg(DISTINCT p.relname), '[]')
      FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid
      WHERE f.conrelid = c.oid AND f.contype = 'f') AS "references"
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** Foreign keys of those tables. */
const FOREIGN_KEYS = `
  SELECT f.conname AS name, c.relname AS "table", p.relname AS parent,
    (SELECT json_agg(json_build_array(a.attname, b.attname))
      FROM unnest(f.conkey, f.confkey) AS k(own, other)
      JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.own
      JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = k.other) AS pairs
  FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid
  WHERE f.contype = 'f' AND c.relnamespace = current_schema()::regnamespace`;

export interface ForeignKey {
  readonly name: string;
  readonly table: string;
  readonly parent: string;
  /** Columns of the table, each with the one that it refers to */
  readonly pairs: readonly (readonly [string, string])[];
}

/** Tables as the server describes them, that of the migrations among them. */
export function foundTables(manager: EntityManager): Promise<FoundTable[]> {
  return manager.query<FoundTable[]>(TABLES);
}

/** Tables of the service, those first that others refer to. */
export async function postgresTables(manager: EntityManager): Promise<TableShape[]> {
  return tablesInOrder(await foundTables(manager));
}

export function postgresForeignKeys(manager: EntityManager): Promise<ForeignKey[]> {
  return manager.query<ForeignKey[]>(FOREIGN_KEYS);
}

/** Rows of a table in the order of its key; texts by their bytes, as SQLite orders them. Needs a transaction. */
export async function* postgresRows(manager: EntityManager, table: TableShape): AsyncGenerator<Row> {
  const order = orderColumns(table).map(
    ({ name, kind }) => `${quoted(name)}${kind === 'text' ? ' COLLATE "C"' : ''} NULLS FIRST`,
  );
  await manager.query(
    `DECLARE archive_rows NO SCROLL CURSOR FOR SELECT ${columnList(table)} FROM ${quoted(table.name)} ORDER BY ${order.join(', ')}`,
  );
  const names = table.columns.map(({ name }) => name);
  let fetched = FIRST_FETCH;
  for (;;) {
    const rows = await manager.query<Record<string, unknown>[]>(`FETCH ${fetched} FROM archive_rows`);
    let characters = 0;
    for (const values of rows) {
      const row = rowOf(
        table,
        names.map((name) => values[name]),
      );
      characters += sizeOf(row);
      yield row;
    }
    if (rows.length < fetched) break;
    fetched = Math.max(1, Math.min(ROWS_A_FETCH, Math.floor(CHARACTERS_A_FETCH / (characters / rows.length + 1))));
  }
  await manager.query('CLOSE archive_rows');
}
