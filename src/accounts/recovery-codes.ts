import { randomInt } from 'node:crypto';
import { hashOfToken } from './secrets.js';

const NUMBER = 10;
/** No letter that looks like a digit, and none twice: what is written down by hand is read again. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 7;
const GROUP_LENGTH = 4;

/** Codes for whoever loses the authenticator app, such as `k7mp-2xqd-9fhw-c3tz-m4ra-wp8v-e6bn`: 138 bits each. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: NUMBER }, () => Array.from({ length: GROUPS }, group).join('-'));
}

/** What is stored of a code; capitals, spaces and dashes make no difference. */
export function hashOfRecoveryCode(code: string): string {
  return hashOfToken(code.toLowerCase().replace(/[\s-]/g, ''));
}

function group(): string {
  return Array.from({ length: GROUP_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
}
