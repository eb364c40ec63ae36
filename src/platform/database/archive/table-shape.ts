import { ArchiveError } from './archive-error.js';

/** What a column holds, the same on every engine. */
export type ColumnKind = 'text' | 'integer' | 'decimal' | 'yes-no';

/** What a row holds: yes and no as such, whatever the engine keeps them as. */
export type Value = string | number | boolean | null;

/** Values in the order of the table's columns. */
export type Row = readonly Value[];

export interface ColumnShape {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A table as every engine sees it. */
export interface TableShape {
  readonly name: string;
  /** By name: engines and ways to the same schema differ in their order */
  readonly columns: readonly ColumnShape[];
  /** Columns of the primary key, by which rows are ordered; empty where there is none */
  readonly key: readonly string[];
}

/** A table as its engine describes it. */
export interface FoundTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly key: readonly string[];
  /** Tables that its foreign keys refer to */
  readonly references: readonly string[];
}

/** Kinds of column.ts, as the engines call them. */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  varchar: 'text',
  'character varying': 'text',
  text: 'text',
  integer: 'integer',
  bigint: 'integer',
  'double precision': 'decimal',
  boolean: 'yes-no',
};

/** Where TypeORM remembers the migrations: the archive names them itself. */
export const MIGRATIONS_TABLE = 'migrations';

/**
 * Tables with those first that others refer to; otherwise by name. Of those that refer to each other in a circle the
 * first by name comes first.
 *
 * @throws ArchiveError for a column of a kind that not every engine has
 */
export function tablesInOrder(found: readonly FoundTable[]): TableShape[] {
  const waiting = found.filter(({ name }) => name !== MIGRATIONS_TABLE).sort(byName);
  const ordered: FoundTable[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ name, references }) =>
      references.every((other) => other === name || !waiting.some((table) => table.name === other)),
    );
    ordered.push(...waiting.splice(Math.max(0, free), 1));
  }
  return ordered.map(shapeOf);
}

function shapeOf({ name, columns, key }: FoundTable): TableShape {
  const shaped = columns.map((column) => {
    const kind = KINDS[column.type.toLowerCase().replace(/\(.*\)$/, '')];
    if (kind === undefined) {
      throw new ArchiveError(
        `The column ${name}.${column.name} is of a kind that archives do not hold: ${column.type}.`,
      );
    }
    return { name: column.name, kind };
  });
  return { name, columns: shaped.sort(byName), key };
}

/** By code units: the same on every machine. */
function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}

/** A name as SQL takes it literally, on every engine. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The columns of a table for a SELECT or an INSERT. */
export function columnList({ columns }: TableShape): string {
  return columns.map(({ name }) => quoted(name)).join(', ');
}

/** Columns that give the rows of a table one order: its key, else all. */
export function orderColumns({ columns, key }: TableShape): readonly ColumnShape[] {
  return key.length === 0 ? columns : key.flatMap((name) => columns.filter((column) => column.name === name));
}
