import { describe, expect, it } from '@jest/globals';
import { seal, unseal, type Seal } from '../../src/accounts/sealed.js';

const SEAL: Seal = { secretKey: 'kP3vT9xQ2mZr7LwY5bNf8HsJ4cGd6VqE1uAoXiRt', kind: 'second-factor', owner: 'one' };

describe('sealed texts', () => {
  it.each(['', 'JBSWY3DPEHPK3PXP', 'ünïcödé '.repeat(50)])('should come back as they were: "%s"', (text) => {
    const sealed = seal(text, SEAL);
    expect(sealed).toMatch(/^v1\.[\w-]+$/);
    expect(unseal(sealed, SEAL)).toBe(text);
  });

  it('should differ each time', () => {
    expect(seal('text', SEAL)).not.toBe(seal('text', SEAL));
  });

  it('should fit their column when they are secrets of apps', () => {
    expect(seal('A'.repeat(32), SEAL).length).toBeLessThan(400);
  });

  it.each([
    ['another key', { secretKey: 'another key that is as long as the first one' }],
    ['another kind', { kind: 'second-factor-offer' as const }],
    ['another owner', { owner: 'two' }],
  ])('should stay shut with %s', (_, other) => {
    expect(unseal(seal('text', SEAL), { ...SEAL, ...other })).toBeUndefined();
  });

  it('should stay shut when any part was changed, cut off or added to', () => {
    const sealed = seal('text', SEAL);
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    const opened = Array.from(bytes, (byte, place) => {
      const changed = Buffer.from(bytes);
      changed[place] = byte ^ 1;
      return unseal(`v1.${changed.toString('base64url')}`, SEAL);
    });
    expect(opened).toEqual(opened.map(() => undefined));
    const others = [
      '',
      'v1.',
      'v1.AAAA',
      sealed.slice(3),
      `v2.${sealed.slice(3)}`,
      sealed.slice(0, 30),
      `${sealed}AAAA`,
    ];
    expect(others.map((text) => unseal(text, SEAL))).toEqual(others.map(() => undefined));
  });
});
