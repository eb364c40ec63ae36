import { Brackets, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { escapeLike, searchText } from '../platform/database/search-text.js';

/** Columns that a place is found by, as `alias.property`. */
interface FoundBy {
  /** Names in small letters without accents; a word may stand in any of them */
  readonly names: readonly string[];
  readonly codes: readonly string[];
  readonly postcode: string;
}

const MOST_WORDS = 8;

/**
 * Narrows a list to what somebody looks for: all the words in the name, or parts of them in any order; or the beginning
 * of the code or of the postcode, with or without its space.
 */
export function onlyFound<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  text: string,
  { names, codes, postcode }: FoundBy,
): SelectQueryBuilder<Row> {
  const words = searchText(text)
    .split(/[^\p{L}\p{N}'’-]+/u)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
  // punctuation alone is in no name
  if (words.length === 0) return query.andWhere('1 = 0');
  const together = `${escapeLike(words.join('').toUpperCase())}%`;
  return query.andWhere(
    new Brackets((where) => {
      where.where(
        new Brackets((all) => {
          for (const [number, word] of words.entries()) {
            const name = `foundWord${String(number)}`;
            const inOne = names.map((column) => `${column} LIKE :${name} ESCAPE '\\'`).join(' OR ');
            all.andWhere(`(${inOne})`, { [name]: `%${escapeLike(word)}%` });
          }
        }),
      );
      for (const code of codes) where.orWhere(`${code} LIKE :foundTogether ESCAPE '\\'`);
      where.orWhere(`REPLACE(${postcode}, ' ', '') LIKE :foundTogether ESCAPE '\\'`, { foundTogether: together });
    }),
  );
}
