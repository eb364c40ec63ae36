import { describe, expect, it } from '@jest/globals';
import { create } from 'fontkit';
import type { ReportModel } from '../../../src/core/contracts/report.js';
import { loadFonts } from '../../../src/rendering/pdf/fonts.js';
import { renderPdf } from '../../../src/rendering/pdf/render-pdf.js';
import { COLOURS, STYLES } from '../../../src/rendering/pdf/theme.js';
import { findTags, readPdf, type PdfReading } from '../../support/pdf.js';
import { makeReport } from '../sample-report.js';

const show = async (text: string, changes: Partial<ReportModel> = {}): Promise<PdfReading> => {
  return readPdf(await renderPdf(makeReport([{ type: 'paragraph', text }], changes)));
};
const paragraph = (pdf: PdfReading): string => findTags(pdf.tree, 'Sect')[0]!.children[1]!.text;

describe('characters', () => {
  it.each([
    ['Greek', 'Αθηνά Ἱπποκράτης ΑΒΓΔΩ αβγδμφω'],
    ['Cyrillic', 'Сергей Щукин, Їжак, Ђорђе'],
    ['Latin beyond English', 'Łódź Reykjavík Đà Nẵng İstanbul Ærø œuvre straße'],
    ['Welsh and Gaelic', 'Ŵyn tŷ, dŵr, Gàidhlig'],
    ['signs', '≥ 90 % ± 2 – “quoted” … £ € → ✓ ² ½'],
  ])('keep %s as it is', async (_, text) => {
    const pdf = await show(text);
    expect(paragraph(pdf)).toBe(text.normalize('NFC'));
    expect(pdf.tree.text).not.toContain('□');
  });

  it.each([
    ['Arabic', 'مرحبا', '□□□□□'],
    ['Chinese', '健康', '□□'],
    ['emoji', '😀', '□'],
    ['a family of emoji', '👩\u200d👩\u200d👧', '□□□'],
    ['a lone surrogate', '\ud800', '□'],
    ['a private character', '\ue123', '□'],
    ['a mark that the font lacks', 'a\u0f39', 'a□'],
    ['Devanagari, by syllable', 'नमस्ते', /^□{2,6}$/],
  ])('replace %s visibly', async (_, text, shown) => {
    const pdf = await show(`before ${text} after`);
    const found = /^before (.+) after$/.exec(paragraph(pdf))?.[1];
    if (typeof shown === 'string') expect(found).toBe(shown);
    else expect(found).toMatch(shown);
    expect(pdf.pages.at(-1)!.seen).toContain('□ stands for a character');
    const [span] = findTags(pdf.tree, 'Span');
    expect(span?.actualText).toMatch(/^before .+ after$/u);
    expect(span?.actualText).not.toContain('□');
  });

  it('say nothing about stand-ins where there are none', async () => {
    expect((await show('plain')).pages[0]!.seen).not.toContain('stands for');
  });

  it('never show as nothing: each one that is left has a glyph with ink or is a space', async () => {
    const { regular, semibold } = loadFonts();
    for (const font of [regular, semibold]) {
      const blank = font.characterSet.filter((codePoint) => {
        const glyph = font.glyphForCodePoint(codePoint) as unknown as { path: { commands: unknown[] } };
        return glyph.path.commands.length === 0;
      });
      const pdf = await show(blank.map((codePoint) => `[${String.fromCodePoint(codePoint)}]`).join(''));
      expect(paragraph(pdf).replace(/\[ ?\]/g, '')).toBe('');
    }
  });

  it('that share a glyph are drawn by one name, so that what is copied does not depend on chance', async () => {
    expect(paragraph(await show('5 \u00b5m 5 μm, 3\u00a0kg, well\u2011known, 10 \u2126, \u2206 \u03d5'))).toBe(
      '5 μm 5 μm, 3 kg, well-known, 10 Ω, Δ φ',
    );
    const fonts = Object.values(loadFonts());
    const known = new Set([0xa0, 0xad, 0xb5, 0x2010, 0x2011, 0x2126, 0x2206, 0x3d5, 0x207c]);
    for (const font of fonts) {
      const left = font.characterSet.filter(
        (codePoint) => !known.has(codePoint) && /\P{M}/u.test(String.fromCodePoint(codePoint)),
      );
      const visible = left.filter((codePoint) => !/\p{Zs}|\p{DI}/u.test(String.fromCodePoint(codePoint)));
      const glyphs = visible.map((codePoint) => font.glyphForCodePoint(codePoint).id);
      expect(new Set(glyphs).size).toBe(glyphs.length);
    }
  });

  it('are replaced by a question mark in a font without a square', async () => {
    const { regular, semibold } = loadFonts();
    const without = (font: typeof regular): typeof regular => {
      const view = Object.create(font) as typeof regular;
      view.hasGlyphForCodePoint = (codePoint) => codePoint !== 0x25a1 && font.hasGlyphForCodePoint(codePoint);
      return view;
    };
    const fonts = { regular: without(regular), semibold: without(semibold) };
    const bytes = await renderPdf(makeReport([{ type: 'paragraph', text: 'x 健 y' }]), fonts);
    expect(paragraph(await readPdf(bytes))).toBe('x ? y');
  });
});

describe('hostile text', () => {
  const hostile =
    '<b>bold</b> [link](javascript:alert(1)) https://example.org/ mailto:a@example.org \\) Tj ET Q (x) /URI %PDF-1.7 endobj &amp; {{x}}';

  it('becomes neither link nor markup', async () => {
    const pdf = await show(hostile, {
      title: hostile,
      subtitle: hostile,
      footer: { left: hostile, fingerprint: hostile },
    });
    expect(paragraph(pdf)).toBe(hostile);
    expect(pdf.pages.map(({ annotations }) => annotations)).toEqual(pdf.pages.map(() => 0));
    const dictionaries = [...pdf.objects.values()].map(({ dictionary }) => dictionary).join('\n');
    const active = /\/(?:URI|Annots|AA|OpenAction|JavaScript|JS|AcroForm|EmbeddedFiles)\b/g;
    expect(dictionaries.match(active)).toBeNull();
    expect(pdf.info.Title).toBe(hostile);
    expect(pdf.bookmarks[0]?.title).toBe(hostile);
  });

  it('keeps the metadata well-formed XML', async () => {
    const { xmp } = await show('x', { title: 'A & B <c> "d"', subtitle: ']]> <!--' });
    expect(xmp).toContain('A &amp; B &lt;c&gt; &quot;d&quot;');
    expect(xmp).toContain(']]&gt; &lt;!--');
  });

  it('loses control characters, escapes and changes of direction', async () => {
    const pdf = await show(
      'a\u0000b\u001b[31mc\u0007\u009b d\u202Egnp.exe\u2066 e\u200bf\u00adg\ufeff\u2028h\r\ni\tj',
      {
        title: 'T\u202Eitle\u0000\nof two lines',
      },
    );
    expect(paragraph(pdf)).toBe('ab[31mc dgnp.exe efg h i j');
    expect(pdf.info.Title).toBe('Title of two lines');
  });

  it('does not pile marks up over other lines', async () => {
    const pdf = await show(`Z${'\u0301'.repeat(5000)}algo`);
    expect(paragraph(pdf).length).toBeLessThan(30);
  });

  it('shortens a footer visibly', async () => {
    const footer = { left: 'left '.repeat(70), fingerprint: 'ab'.repeat(150) };
    const { pages } = await show('x', { footer });
    const lines = pages[0]!.texts.filter(({ y }) => y < 84);
    expect(lines).toHaveLength(4);
    expect(lines.filter(({ text }) => text.endsWith('…'))).toHaveLength(2);
    for (const { x, width, y } of lines) {
      expect(x + width).toBeLessThanOrEqual(535.5);
      expect(y).toBeGreaterThan(25);
    }
  });
});

describe('colours', () => {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const contrast = (one: string, other: string): number => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light! + 0.05) / (dark! + 0.05);
  };

  it.each(Object.entries(STYLES))('of %s stand out by 4.5:1', (_, { colour }) => {
    expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour, COLOURS.headerFill)).toBeGreaterThanOrEqual(4.5);
  });
});

it('parses the fonts once', () => {
  expect(loadFonts()).toBe(loadFonts());
  expect(typeof create).toBe('function');
});
