import { describe, expect, it } from '@jest/globals';
import { nextPath } from '../../src/web/account/next-path.js';

describe('the page to go on to', () => {
  it.each(['/', '/account', '/assessments/1/sections/GV?saved=IT', '/record?who=a%20b'])('should be %s', (next) => {
    expect(nextPath(next)).toBe(next);
  });

  it.each([
    ...['', 'account', 'https://evil.example/', '//evil.example', '/\\evil.example', '/\tevil', '/a b', 'javascript:1'],
    ...['/.//evil.example', '/..//evil.example', '/a/..//evil.example/x', '/./\\evil.example', '/%2e//evil.example'],
  ])('should be none of another place: %j', (next) => {
    const path = nextPath(next);
    expect(new URL(path, 'https://here.example').host).toBe('here.example');
    expect(path).toBe('/');
  });

  it('should be none of what is no text', () => {
    expect([undefined, null, 1, ['/account']].map(nextPath)).toEqual(['/', '/', '/', '/']);
  });
});
