import fs from 'node:fs';
import path from 'node:path';
import { NO_HASH } from '../database/event-chain.js';
import { hashOf } from '../hash/stable-json.js';

/** Ends of chains: the last event of each, by the chain's name. */
export type Heads = Readonly<Record<string, { readonly position: number; readonly hash: string }>>;

/** What the chains came to at one moment, kept outside the database. */
export interface Seal {
  /** When it was written, ISO 8601 in UTC */
  readonly at: string;
  readonly chains: Heads;
  /** Hash of the seal before it in the file */
  readonly previous: string;
  /** SHA-256 of all of the above */
  readonly hash: string;
}

/** A file of seals that was changed, or is none. */
export class BrokenSeals extends Error {}

/**
 * The seals of a file, oldest first; none when there is no file.
 *
 * @throws BrokenSeals, with the line, when one does not follow from the one before it
 */
export function readSeals(file: string): Seal[] {
  if (!fs.existsSync(file)) return [];
  const lines = finished(fs.readFileSync(file, 'utf8'))
    .split('\n')
    .filter((line) => line !== '');
  let previous = NO_HASH;
  return lines.map((line, index) => {
    const seal = parse(line);
    if (seal?.previous !== previous || seal.hash !== hashOfSeal(seal)) {
      throw new BrokenSeals(`${file}:${String(index + 1)}: this seal was changed, or the one before it is missing.`);
    }
    previous = seal.hash;
    return seal;
  });
}

/** Without a last line that has no end: whoever wrote it broke off, and told nobody that it was written. */
function finished(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function parse(line: string): Seal | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const { chains } = value as { chains?: unknown };
    return typeof chains === 'object' && chains !== null ? (value as Seal) : undefined;
  } catch {
    return undefined;
  }
}

/** Adds a seal to the end of a file, which is made when it is missing. The line is on the disk when it returns. */
export function appendSeal(file: string, at: Date, heads: Heads): Seal {
  const previous = readSeals(file).at(-1)?.hash ?? NO_HASH;
  const chains = Object.fromEntries(
    Object.entries(heads).map(([chain, { position, hash }]) => [chain, { position, hash }]),
  );
  const unsigned = { at: at.toISOString(), chains, previous };
  const seal = { ...unsigned, hash: hashOfSeal(unsigned) };
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const handle = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_APPEND, 0o600);
  try {
    fs.ftruncateSync(handle, Buffer.byteLength(finished(fs.readFileSync(file, 'utf8'))));
    fs.writeFileSync(handle, `${JSON.stringify(seal)}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  return seal;
}

function hashOfSeal({ at, chains, previous }: Omit<Seal, 'hash'>): string {
  return hashOf({ at, chains, previous });
}
