import { Secret, TOTP } from 'otpauth';

/** What every authenticator app takes: SHA-1, six digits, half a minute (RFC 6238). */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;
/** Steps before and after now that are taken, for clocks that are off. */
const WINDOW = 1;
const ISSUER = 'Site readiness';

/** A new secret, in base32 as apps take it. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The address that a QR code shows an app. @param account what the app calls it, such as the e-mail address */
export function totpAddress(secret: string, account: string): string {
  return new TOTP({ ...FORM, issuer: ISSUER, label: account, secret: Secret.fromBase32(secret) }).toString();
}

/** What somebody typed, without the spaces that apps show; undefined where it is no code of an app. */
export function totpCode(text: string): string | undefined {
  const bare = text.replace(/[\s-]/g, '');
  return /^\d{6}$/.test(bare) ? bare : undefined;
}

/**
 * The step that a code belongs to.
 *
 * @param after step of the last code that was taken: none of it or before it is taken again
 * @returns undefined for a wrong code, one of long ago, or one that was taken
 */
export function totpStep(secret: string, code: string, now: Date, after: number): number | undefined {
  const at = { timestamp: now.getTime() };
  const delta = TOTP.validate({ ...FORM, ...at, secret: Secret.fromBase32(secret), token: code, window: WINDOW });
  if (delta === null) return undefined;
  const step = TOTP.counter({ period: FORM.period, ...at }) + delta;
  return step > after ? step : undefined;
}
