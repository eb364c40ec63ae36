import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { breakLines, splitGraphemes } from '../../../src/rendering/text/break-lines.js';
import { cleanText } from '../../../src/rendering/text/clean-text.js';

const measure = (text: string): number => splitGraphemes(text).length;

describe('breakLines', () => {
  it.each([
    ['one two three', 7, ['one two ', 'three']],
    ['one two three', 3, ['one ', 'two ', 'thr', 'ee']],
    ['well-known and/or', 6, ['well-', 'known ', 'and/or']],
    ['on 23/11/2026', 8, ['on ', '23/11/20', '26']],
    ['one\ntwo\n\nthree', 9, ['one ', 'two ', '', 'three']],
    ['5\u00a0kg of it', 5, ['5\u00a0kg ', 'of it']],
    ['', 9, []],
  ])('breaks %j at %i', (text, width, lines) => {
    expect(breakLines(text, width, measure)).toEqual(lines);
  });

  it('keeps to the width and to the text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 1, max: 30 }), (raw, width) => {
        const text = cleanText(raw);
        const lines = breakLines(text, width, measure);
        for (const line of lines) expect(measure(line.replace(/ $/u, ''))).toBeLessThanOrEqual(width);
        expect(lines.join('')).toBe(text.replace(/\n+/gu, ' '));
      }),
    );
  });
});

describe('cleanText', () => {
  it('changes nothing that it has cleaned before', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => {
        const once = cleanText(raw);
        expect(cleanText(once)).toBe(once);
      }),
    );
  });
});
