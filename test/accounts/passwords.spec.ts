import { describe, expect, it } from '@jest/globals';
import { hashPassword, isPassword } from '../../src/accounts/passwords.js';

describe('a password', () => {
  it('should be right with what is stored of it, and never where nothing is stored', async () => {
    const stored = await hashPassword('walrus-lantern-teacup');
    const tries = [
      ['walrus-lantern-teacup', stored],
      ['walrus-lantern-teacuP', stored],
      ['walrus-lantern-teacup', undefined],
      ['', undefined],
    ] as const;
    const right = await Promise.all(tries.map(([given, of]) => isPassword(given, of)));
    expect(right).toEqual([true, false, false, false]);
  });

  it('should be verified at the same cost where there is no account', async () => {
    const stored = await hashPassword('walrus-lantern-teacup');
    const parameters = /\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$/;
    const source = isPassword.toString();
    expect(parameters.exec(stored)?.[0]).toBe('$argon2id$v=19$m=19456,t=2,p=1$');
    // The verification itself stands before any question whether there is an account.
    expect(source.indexOf('verify(')).toBeLessThan(source.indexOf('stored !== '));
  });
});
