/**
 * A text as searches see it: small letters without accents, so that `Môn` is found by `MON`. Kept in a column of its own,
 * because the engines fold letters differently, and SQLite only those of English.
 */
export function searchText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** What LIKE takes for a wildcard stands for itself. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
