import { breakLines, splitGraphemes } from '../text/break-lines.js';
import { cleanText } from '../text/clean-text.js';
import { isolateFont, type ReportFonts } from './fonts.js';
import type { TextStyle } from './theme.js';

/** Text that can be drawn with the document's fonts */
export interface PreparedText {
  readonly text: string;
  /** The cleaned text as it was meant, when some of its characters had to be replaced */
  readonly original?: string;
}

/** Stand-ins for a character without a glyph, best first */
const STAND_INS = ['\u25a1', '?'];

/** Pairs of characters that share a glyph in the font; a glyph can stand for one of them only when text is copied */
const SAME_GLYPH = new Map([
  ['\u00a0', ' '],
  ['\u2010', '-'],
  ['\u2011', '-'],
  ['\u00b5', '\u03bc'],
  ['\u2206', '\u0394'],
  ['\u2126', '\u03a9'],
  ['\u03d5', '\u03c6'],
  ['\u207c', '\u02ed'],
]);
const SHARING = new RegExp(`[${[...SAME_GLYPH.keys()].join('')}]`, 'gu');

/** Steps in points in which a heading is narrowed */
const NARROWING = 8;

/** Measures, breaks and draws single lines of text; knows nothing of pages or tags. */
export class Typesetter {
  readonly standIn: string;
  private readonly covered = new Map<string, boolean>();
  private replacedAny = false;

  constructor(
    private readonly doc: PDFKit.PDFDocument,
    private readonly fonts: ReportFonts,
  ) {
    for (const weight of ['regular', 'semibold'] as const) {
      // pdfkit takes a parsed font, its declarations know files and buffers only
      doc.registerFont(weight, isolateFont(fonts[weight]) as unknown as Uint8Array);
    }
    this.standIn = STAND_INS.find((character) => this.covers(character)) ?? 'x';
  }

  /** Whether prepare has had to replace a character so far */
  get hasReplaced(): boolean {
    return this.replacedAny;
  }

  /** Cleans text and puts a visible stand-in where the fonts have no glyph, one for each user-perceived character. */
  prepare(text: string): PreparedText {
    const original = cleanText(text);
    const isDrawable = (character: string): boolean => character === '\n' || this.covers(character);
    if (Array.from(original).every(isDrawable)) return { text: original };
    this.replacedAny = true;
    const drawable = splitGraphemes(original).map((grapheme) => this.makeDrawable(grapheme));
    return { text: drawable.join(''), original };
  }

  private makeDrawable(grapheme: string): string {
    if (grapheme === '\n') return grapheme;
    let replaced = false;
    let kept = '';
    for (const character of grapheme) {
      if (this.covers(character)) kept += character;
      else replaced = true;
    }
    return replaced ? kept + this.standIn : kept;
  }

  private covers(character: string): boolean {
    let covered = this.covered.get(character);
    if (covered === undefined) {
      const codePoint = character.codePointAt(0) ?? 0;
      covered = Object.values(this.fonts).every((font) => font.hasGlyphForCodePoint(codePoint));
      this.covered.set(character, covered);
    }
    return covered;
  }

  /** Lines of prepared text no wider than `width` points. */
  break(prepared: PreparedText, style: TextStyle, width: number): string[] {
    return breakLines(prepared.text, width, (text) => this.measure(text, style));
  }

  /** The same number of lines, narrowed until the last one of several is not a single word, where that can be had. */
  breakHeading(prepared: PreparedText, style: TextStyle, width: number): string[] {
    const lines = this.break(prepared, style, width);
    for (let narrower = width; lines.length > 1 && narrower > width / 2; narrower -= NARROWING) {
      const balanced = this.break(prepared, style, narrower);
      if (balanced.length > lines.length) break;
      if (balanced.at(-1)?.includes(' ') === true) return balanced;
    }
    return lines;
  }

  /** Width in points. */
  measure(text: string, style: TextStyle): number {
    return this.doc.font(style.weight).fontSize(style.size).widthOfString(toGlyphNames(text));
  }

  /** Draws one line whose box starts at (x, y) and is one leading high. */
  draw(line: string, style: TextStyle, x: number, y: number): void {
    if (line === '') return;
    this.doc.font(style.weight).fontSize(style.size).fillColor(style.colour);
    const lead = (style.leading - this.doc.currentLineHeight()) / 2;
    this.doc.text(toGlyphNames(line), x, y + lead, { lineBreak: false });
  }

  /** The text, or as much of its start as fits on one line with a visible ellipsis. */
  shorten(text: string, style: TextStyle, width: number): string {
    if (this.measure(text, style) <= width) return text;
    const kept = splitGraphemes(text);
    while (kept.length > 0 && this.measure(`${kept.join('')}…`, style) > width) kept.pop();
    return `${kept.join('').trimEnd()}…`;
  }
}

function toGlyphNames(text: string): string {
  return text.replace(SHARING, (character) => SAME_GLYPH.get(character) ?? character);
}
