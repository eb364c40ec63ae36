import { describe, expect, it } from '@jest/globals';
import { Secret } from 'otpauth';
import { newTotpSecret, totpAddress, totpCode, totpStep } from '../../src/accounts/totp.js';
import { hashOfRecoveryCode, newRecoveryCodes } from '../../src/accounts/recovery-codes.js';

/** The secret of RFC 6238, appendix B. */
const SECRET = Secret.fromLatin1('12345678901234567890').base32;

describe('codes of authenticator apps', () => {
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_111_111_111, '050471', 37_037_037],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
    [20_000_000_000, '353130', 666_666_666],
  ])('should be those of RFC 6238 at second %i', (seconds, code, step) => {
    expect(totpStep(SECRET, code, new Date(seconds * 1000), 0)).toBe(step);
  });

  it('should be good one step before and after, and no further', () => {
    const at = (steps: number): number | undefined =>
      totpStep(SECRET, '005924', new Date((1_234_567_890 + steps * 30) * 1000), 0);
    expect([-2, -1, 0, 1, 2].map(at)).toEqual([undefined, 41_152_263, 41_152_263, 41_152_263, undefined]);
  });

  it('should not be good once their step was taken', () => {
    const after = (step: number): number | undefined => totpStep(SECRET, '005924', new Date(1_234_567_890_000), step);
    expect([41_152_262, 41_152_263, 41_152_264].map(after)).toEqual([41_152_263, undefined, undefined]);
  });

  it.each([
    ['123456', '123456'],
    [' 123 456 ', '123456'],
    ['123-456', '123456'],
    ['12345', undefined],
    ['1234567', undefined],
    ['١٢٣٤٥٦', undefined],
    ['k7mp-2xqd-9fhw-c3tz', undefined],
  ])('should be read from "%s"', (typed, code) => {
    expect(totpCode(typed)).toBe(code);
  });

  it('should come from a secret of 160 bits in an address that apps know', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const address = new URL(totpAddress(secret, 'a@example.nhs.uk'));
    expect([address.protocol, address.searchParams.get('secret')]).toEqual(['otpauth:', secret]);
    expect(decodeURIComponent(address.pathname)).toContain('Site readiness:a@example.nhs.uk');
  });
});

describe('recovery codes', () => {
  it('should be ten different ones in readable groups', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    expect(codes.filter((code) => !/^(?:[a-hj-km-np-z2-9]{4}-){6}[a-hj-km-np-z2-9]{4}$/.test(code))).toEqual([]);
  });

  it('should be the same however they are written', () => {
    const written = ['k7mp-2xqd-9fhw-c3tz', 'K7MP 2XQD 9FHW C3TZ', 'k7mp2xqd9fhwc3tz'];
    expect(new Set(written.map(hashOfRecoveryCode)).size).toBe(1);
    expect(hashOfRecoveryCode('k7mp-2xqd-9fhw-c3ty')).not.toBe(hashOfRecoveryCode('k7mp-2xqd-9fhw-c3tz'));
  });
});
