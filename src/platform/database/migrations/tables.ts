import type { TableColumnOptions } from 'typeorm';

/* How tables are described: columns of kinds that every engine has. Published migrations rest on these: add, do not change. */

type Column = TableColumnOptions;

export const id = (name = 'id'): Column => ({ name, type: 'varchar', length: '36', isPrimary: true });
export const text = (name: string, length?: number): Column =>
  length === undefined ? { name, type: 'text' } : { name, type: 'varchar', length: String(length) };
export const reference = (name: string): Column => text(name, 36);
export const instant = (name: string): Column => text(name, 24);
export const day = (name: string): Column => text(name, 10);
export const integer = (name: string): Column => ({ name, type: 'integer' });
export const decimal = (name: string): Column => ({ name, type: 'double precision' });
export const optional = (column: Column): Column => ({ ...column, isNullable: true });
export const key = (column: Column): Column => ({ ...column, isPrimary: true });

/** A foreign key with the name that TypeORM gives to one of its own. */
export function foreignKeys(
  names: Record<string, string>,
): { columnNames: string[]; referencedTableName: string; referencedColumnNames: string[] }[] {
  return Object.entries(names).map(([column, table]) => ({
    columnNames: [column],
    referencedTableName: table,
    referencedColumnNames: ['id'],
  }));
}

export function indices(
  names: Record<string, string[]>,
  unique = false,
): { name: string; columnNames: string[]; isUnique: boolean }[] {
  return Object.entries(names).map(([name, columnNames]) => ({ name, columnNames, isUnique: unique }));
}
