import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanFileName, extensionOf } from '../../src/files/file-name.js';
import { Problem } from '../../src/platform/problem/problem.js';

describe('a cleaned name', () => {
  it('should hold nothing that a system or a header could take for something else, and stay as it is when cleaned again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (uploaded) => {
        let name: string;
        try {
          name = cleanFileName(uploaded);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          return;
        }
        expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\p{Cf}\p{Surrogate}]|^[. ]|[. ]$/u);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(300);
        expect(cleanFileName(name)).toBe(name);
      }),
    );
  });
});

describe('the extension of a name', () => {
  it.each([
    ['a.pdf', 'pdf'],
    ['a.PDF', 'pdf'],
    ['a.tar.gz', 'gz'],
    ['a', undefined],
    ['a.', undefined],
    ['.pdf', undefined],
    ['DPIA v2.1', undefined],
    ['a.b c', undefined],
  ])('should be what stands after its last dot and begins with a letter: %j', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });
});
