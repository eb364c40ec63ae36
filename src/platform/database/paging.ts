import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { Problem } from '../problem/problem.js';

/** One page of a list. */
export interface Page<T> {
  readonly items: T[];
  /** Cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** How a list is sorted: by one column, ties by id. */
export interface Sorting {
  /** Name that the cursor carries, so that it is not used with another order */
  readonly name: string;
  /** `alias.property` */
  readonly column: string;
  readonly idColumn: string;
  readonly descending: boolean;
  /** What the column holds: one engine would take the other kind, and one would not */
  readonly key: 'text' | 'integer';
}

type SortKey = string | number;

const LONGEST_KEY = 300;
/** Of an integer column on PostgreSQL */
export const LARGEST_INTEGER = 2 ** 31 - 1;
const ID = /^[0-9a-f-]{36}$/;

/**
 * Reads one page by keyset: rows after the cursor's, so that a row that comes or goes between two pages moves no other.
 *
 * @param keyOf what the sort column holds for a row, as it is stored
 * @throws Problem `invalid-cursor`
 */
export async function pageOf<Row extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<Row>,
  sorting: Sorting,
  { limit, cursor }: PageRequest,
  keyOf: (row: Row) => SortKey,
): Promise<Page<Row>> {
  const { column, idColumn, descending } = sorting;
  if (cursor !== undefined) {
    const [key, id] = readCursor(cursor, sorting);
    const after = descending ? '<' : '>';
    query.andWhere(`(${column} ${after} :cursorKey OR (${column} = :cursorKey AND ${idColumn} ${after} :cursorId))`, {
      cursorKey: key,
      cursorId: id,
    });
  }
  const direction = descending ? 'DESC' : 'ASC';
  const rows = await query
    .orderBy(column, direction)
    .addOrderBy(idColumn, direction)
    .limit(limit + 1)
    .getMany();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, next: more ? writeCursor(sorting.name, keyOf(last), last.id) : null };
}

function writeCursor(name: string, key: SortKey, id: string): string {
  return Buffer.from(JSON.stringify([name, key, id])).toString('base64url');
}

function readCursor(cursor: string, { name, key: kind }: Sorting): [SortKey, string] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value.length === 3) {
      const [given, key, id] = value as unknown[];
      if (given === name && isKey(key, kind) && typeof id === 'string' && ID.test(id)) return [key, id];
    }
  } catch {
    // not base64url of JSON: the same answer as for any other cursor that we did not give
  }
  throw new Problem('invalid-cursor', 'This cursor was not given by this list in this sort order.');
}

function isKey(key: unknown, kind: Sorting['key']): key is SortKey {
  if (kind === 'text') return typeof key === 'string' && key.length <= LONGEST_KEY && !key.includes('\0');
  return Number.isInteger(key) && Math.abs(key as number) <= LARGEST_INTEGER;
}

/** A list's order from the name of its sort: a property, with `-` before it for the largest first. */
export function sortingOf(alias: string, sort: string, key: Sorting['key'] = 'text'): Sorting {
  const column = `${alias}.${sort.replace(/^-/, '')}`;
  return { name: sort, column, idColumn: `${alias}.id`, descending: sort.startsWith('-'), key };
}
