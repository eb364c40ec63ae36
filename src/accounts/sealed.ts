import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** 96 bits, as GCM is made for; random, since few are ever made with one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Begins what was sealed this way, so that another way can be told from it. */
const FORM = 'v1.';

/** What a text is sealed for. Each kind has a key of its own, so that none passes for another. */
export type SealedKind = 'second-factor' | 'second-factor-offer' | 'sign-in-transaction' | 'mail-link' | 'kept-form';

export interface Seal {
  /** `SECRET_KEY` */
  readonly secretKey: string;
  readonly kind: SealedKind;
  /** Whose it is, such as the id of a person: it opens with the same only */
  readonly owner: string;
}

/** Seals a text (AES-256-GCM) so that it can neither be read nor changed without the key. */
export function seal(text: string, { secretKey, kind, owner }: Seal): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secretKey, kind), nonce).setAAD(Buffer.from(owner));
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return FORM + Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url');
}

/** @returns undefined for what was not sealed with this key, for this kind and this owner, or was changed since */
export function unseal(sealed: string, { secretKey, kind, owner }: Seal): string | undefined {
  if (!sealed.startsWith(FORM)) return undefined;
  const bytes = Buffer.from(sealed.slice(FORM.length), 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, keyOf(secretKey, kind), nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

function keyOf(secretKey: string, kind: SealedKind): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `site-readiness ${kind}`, KEY_BYTES));
}
