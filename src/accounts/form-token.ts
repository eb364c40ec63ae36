import { createHmac } from 'node:crypto';
import { newToken, sameHash } from './secrets.js';

/** So many characters of the mark, 120 bits: the whole token fits its column. */
const MARK = 20;

/** What the forms of a session carry: random, and marked as one of this person, whose sessions come and go. */
export function newFormToken(personId: string, secretKey: string): string {
  const random = newToken();
  return `${random}${markOf(random, personId, secretKey)}`;
}

/** Whether a form was made for a session of this person, which may have ended. */
export function isFormTokenOf(token: string, personId: string, secretKey: string): boolean {
  return sameHash(token.slice(-MARK), markOf(token.slice(0, -MARK), personId, secretKey));
}

function markOf(random: string, personId: string, secretKey: string): string {
  const mark = createHmac('sha256', secretKey).update(`site-readiness form-token ${personId} ${random}`);
  return mark.digest('base64url').slice(0, MARK);
}
