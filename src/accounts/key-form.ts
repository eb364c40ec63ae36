import { newToken } from './secrets.js';

const PREFIX_BYTES = 6;

/** Keys begin alike, so that tools which look for leaked secrets find them. */
export const KEY_FORM = /^sra_[A-Za-z0-9_-]{8}_[A-Za-z0-9_-]{43}$/;

const PREFIX_LENGTH = 'sra_'.length + 8;

/** A new key: `sra_`, what people know it by, and what nobody guesses. */
export function newKey(): string {
  return `sra_${newToken(PREFIX_BYTES)}_${newToken()}`;
}

/** The part of a key that is stored and shown. */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}
