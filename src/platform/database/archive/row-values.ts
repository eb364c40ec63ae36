import { ArchiveError } from './archive-error.js';
import type { ColumnKind, Row, TableShape, Value } from './table-shape.js';

/** What a stored value is on every engine; undefined where it is none of its kind. */
const READERS: Readonly<Record<ColumnKind, (value: unknown) => Value | undefined>> = {
  text: (value) => (typeof value === 'string' ? value : undefined),
  // PostgreSQL's driver gives large whole numbers as text.
  integer: (value) => {
    const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) ? withoutMinusZero(number as number) : undefined;
  },
  decimal: (value) => (Number.isFinite(value) ? withoutMinusZero(value as number) : undefined),
  // SQLite keeps yes and no as numbers.
  'yes-no': (value) => (value === 1 || value === true ? true : value === 0 || value === false ? false : undefined),
};

/**
 * A row as it is archived and hashed: the same whichever engine it was read from.
 *
 * @throws ArchiveError for a value that is none of its column's kind
 */
export function rowOf(table: TableShape, values: readonly unknown[]): Row {
  return table.columns.map(({ name, kind }, index) => {
    const value = values[index];
    if (value === null) return null;
    const read = READERS[kind](value);
    if (read === undefined) throw new ArchiveError(`A row of ${table.name} holds in ${name} what is no ${kind} value.`);
    return read;
  });
}

/** A row as one line of an archive. Doubles are written with as many digits as tell them apart. */
export function lineOf(row: Row): string {
  return `${JSON.stringify(row)}\n`;
}

/** Characters that a row holds, about. */
export function sizeOf(row: Row): number {
  return row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);
}

/** SQLite does not keep the sign of zero. */
function withoutMinusZero(number: number): number {
  return number === 0 ? 0 : number;
}
