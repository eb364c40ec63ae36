import { searchText } from '../platform/database/search-text.js';

/** A name that a text which is to be published must not hold without being looked at. */
export interface Telltale {
  readonly name: string;
  /** What it is the name of, in words */
  readonly of: string;
}

/** Whom a text may point at. */
export interface Named {
  /** Trusts and sites: names and codes; of the one that asked, each telling word of a name counts */
  readonly asking: readonly Telltale[];
  readonly others: readonly Telltale[];
  /** Names of the people of the conversation */
  readonly people: readonly string[];
}

const SHORTEST_WORD = 4;
const SHORTEST_NAME = 3;
/** Words of a trust's or a site's name that say nothing of which it is. */
const GENERAL = new Set(
  (
    'nhs trust foundation hospital hospitals infirmary university general royal saint community teaching healthcare ' +
    'health care centre center clinic medical service services group site with north south east west'
  ).split(' '),
);
const EMAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/u;

/** What in a text may tell who asked: each name once. A hint to whoever reads it through, and no proof that there is nothing. */
export function telltalesIn(text: string, { asking, others, people }: Named): Telltale[] {
  const flat = words(text);
  const has = (name: string): boolean => words(name).trim() !== '' && flat.includes(words(name));
  const found = [
    ...asking.filter(({ name }) => has(name)),
    ...asking.flatMap(({ name, of }) =>
      tellingWords(name)
        .filter(has)
        .map((word) => ({ name: word, of })),
    ),
    ...others.filter(({ name }) => has(name)),
    ...people.flatMap((name) => (isNamed(text, name) ? [{ name, of: 'somebody of the conversation' }] : [])),
    ...[EMAIL.exec(text)?.[0]].flatMap((name) => (name === undefined ? [] : [{ name, of: 'an email address' }])),
  ];
  const once = new Map(found.map((one) => [searchText(one.name), one]));
  return [...once.values()];
}

/** Small letters and digits with one space between words and around, so that a name is found as whole words. */
function words(text: string): string {
  return ` ${searchText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}

function tellingWords(name: string): string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= SHORTEST_WORD && !GENERAL.has(searchText(word)));
}

/** A whole name in letters of any size, or a part of it as names are written: "will" is a word, "Will" may be somebody. */
function isNamed(text: string, name: string): boolean {
  if (words(text).includes(words(name))) return true;
  const parts = name.split(/\s+/u).filter((part) => part.length >= SHORTEST_NAME);
  const written = new Set(text.split(/[^\p{L}\p{N}'’-]+/u));
  return parts.some((part) => written.has(part));
}
