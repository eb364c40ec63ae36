/** Rows that one list or table of a page shows: as many as somebody reads. The rest is counted. */
export const MOST_ROWS = 100;

/** The first rows of a list, and how many are left. */
export function firstRows<Row>(all: readonly Row[]): { readonly rows: readonly Row[]; readonly more: number } {
  return { rows: all.slice(0, MOST_ROWS), more: Math.max(0, all.length - MOST_ROWS) };
}
