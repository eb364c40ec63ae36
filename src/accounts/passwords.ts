import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';

/** OWASP's parameters for argon2id, which is the kind that the library makes: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;
const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common']);
/** Words of this service, which a guesser tries first. */
const OWN_WORDS = ['readiness', 'echogo', 'password', 'stressecho', 'nhs'] as const;
const FEWEST_LEFT = 8;
const FEWEST_DIFFERENT = 5;

/** Of nobody's: verified where there is no account, so that this takes as long as with one. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$IcsrOC2h8JlNZvavwBCRRw$Ab2gi4FbONO35qhL2emnQZtwvBlBD/CjrIJaIk2MFEk';

/**
 * What is wrong with a password that somebody chose; undefined when it will do. There are no rules about kinds of
 * characters (NCSC, OWASP ASVS 5.0, 6.2): length, and not what a guesser tries first.
 *
 * @param about the person's own name and address
 */
export function passwordDefect(password: string, about: readonly string[]): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return `Enter a password of at least ${String(SHORTEST_PASSWORD)} characters`;
  if (length > LONGEST_PASSWORD) return `Enter a password of at most ${String(LONGEST_PASSWORD)} characters`;
  const plain = password.normalize('NFKC').toLowerCase();
  if (COMMON.has(plain) || new Set(plain).size < FEWEST_DIFFERENT) {
    return 'Enter a password that is harder to guess: this one is on lists of common passwords';
  }
  const words = [...OWN_WORDS, ...about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))];
  const left = words.filter((word) => word.length > 2).reduce((rest, word) => rest.replaceAll(word, ''), plain);
  const bare = left.replace(/[^\p{L}]+$/u, '');
  if (left.length < FEWEST_LEFT || COMMON.has(bare)) {
    return 'Enter a password that is harder to guess: leave out your name, your address and words of this service';
  }
  return undefined;
}

/** What is stored of a password. It is read as Unicode has it, so that every keyboard types the same. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/** @param stored undefined where there is no account: it takes the same time and is never right */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  // What is longer than anybody's is neither hashed nor cut: cut, it would pass for the one that it begins with.
  const fits = password.length <= LONGEST_PASSWORD * 2 && [...password].length <= LONGEST_PASSWORD;
  const right = await verify(stored ?? NOBODYS, fits ? password.normalize('NFKC') : '');
  return right && fits && stored !== undefined;
}
