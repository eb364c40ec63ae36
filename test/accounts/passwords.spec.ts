import { describe, expect, it } from '@jest/globals';
import { hashPassword, isPassword, passwordDefect } from '../../src/accounts/passwords.js';

const ABOUT = ['Gwen Abernathy', 'gwen.abernathy@example.nhs.uk'];

describe('a password', () => {
  it.each([
    'walrus-lantern-teacup',
    'walruslanternteacup',
    'WALRUS LANTERN',
    '739102846655',
    'ünïcödé ünïcödé',
    `${'walrus lantern '.repeat(8)}12345678`,
  ])('should do without rules of composition: %s', (password) => {
    expect(passwordDefect(password, ABOUT)).toBeUndefined();
  });

  it.each([
    ['too short', 'walrus-lant', /at least 12/],
    ['too long', 'walrus-lantern '.repeat(9), /at most 128/],
    ['common', 'passwordpassword', /harder to guess/],
    ['common with figures after it', 'unbelievable2026', /harder to guess/],
    ['one letter over and over', 'aaaaaaaaaaaaaaaa', /harder to guess/],
    ['the own name', 'abernathy-1234', /harder to guess/],
    ['words of the service', 'readinessechogo1', /harder to guess/],
  ])('should not be %s', (_, password, words) => {
    expect(passwordDefect(password, ABOUT)).toMatch(words);
  });

  it('should be stored as argon2id with a salt of its own', async () => {
    const [one, other] = [await hashPassword('walrus-lantern-teacup'), await hashPassword('walrus-lantern-teacup')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  it.each([
    ['as it was typed', 'Walrus-lantern-teacup', 'Walrus-lantern-teacup', true],
    ['by another keyboard', 'caf\u00e9-lantern-teacup', 'cafe\u0301-lantern-teacup', true],
    ['in other capitals', 'Walrus-lantern-teacup', 'walrus-lantern-teacup', false],
    ['with a space after it', 'walrus-lantern-teacup', 'walrus-lantern-teacup ', false],
    ['of 128 characters', '\u{1F40B}x'.repeat(64), '\u{1F40B}x'.repeat(64), true],
    ['that grows when it is made plain', '\ufdfa'.repeat(128), '\ufdfa'.repeat(128), true],
    ['with more after the longest', '\u{1F40B}'.repeat(128), `${'\u{1F40B}'.repeat(128)}x`, false],
  ])('should be told %s', async (_, chosen, typed, right) => {
    expect(await isPassword(typed, await hashPassword(chosen))).toBe(right);
  });

  it('should never be right where there is no account', async () => {
    expect(await isPassword('walrus-lantern-teacup', undefined)).toBe(false);
    expect(await isPassword('', undefined)).toBe(false);
  });
});
