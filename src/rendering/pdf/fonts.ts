import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font, type GlyphPosition, type GlyphRun } from 'fontkit';
import type { FontWeight } from './theme.js';

/** A parsed typeface in the two weights that a report uses */
export type ReportFonts = Readonly<Record<FontWeight, Font>>;

const FILES: Readonly<Record<FontWeight, string>> = {
  regular: '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  semibold: '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
};

let loaded: ReportFonts | undefined;

/** Source Sans 3, read and parsed once a process: parsing costs more than laying out a plan. */
export function loadFonts(): ReportFonts {
  loaded ??= { regular: parseFont(FILES.regular), semibold: parseFont(FILES.semibold) };
  return loaded;
}

function parseFont(file: string): Font {
  return create(readFileSync(createRequire(import.meta.url).resolve(file)));
}

/**
 * A view of a parsed font for one document. fontkit remembers for each glyph the characters that it first stood for,
 * and these end up in the document: on a shared font the bytes of one report would depend on the reports before it.
 * The tables stay shared, only the glyphs are remembered afresh.
 *
 * Working out which glyphs a word takes and how they are spaced costs ten times what the rest of a document does, and
 * plans share most of their words, so it is done once a process for each word.
 */
export function isolateFont(font: Font): Font {
  const view = freshView(font);
  const shaped = shapedWords(font);
  Object.defineProperty(view, 'layout', {
    value: (text: string, features?: unknown): GlyphRun =>
      features === undefined ? setWord(view, shaped.get(text)) : freshView(font).layout(text, features),
  });
  return view;
}

function freshView(font: Font): Font {
  const view = Object.create(font) as Font;
  forgetGlyphs(view);
  return view;
}

function forgetGlyphs(view: Font): void {
  Object.defineProperty(view, '_glyphs', { value: {}, writable: true, configurable: true });
}

/** A word's glyphs and their places, in the font's units. */
interface ShapedWord {
  readonly advanceWidth: number;
  readonly glyphs: readonly { readonly id: number; readonly codePoints: readonly number[] }[];
  readonly positions: readonly GlyphPosition[];
}

/** Words are kept up to this many a weight, about 20 MB; a plan has some 2,000 different ones. */
const MOST_WORDS = 20_000;

const words = new WeakMap<Font, ShapedWords>();

function shapedWords(font: Font): ShapedWords {
  const known = words.get(font) ?? new ShapedWords(font);
  words.set(font, known);
  return known;
}

class ShapedWords {
  private readonly known = new Map<string, ShapedWord>();

  private readonly view: Font;

  constructor(font: Font) {
    this.view = freshView(font);
  }

  get(text: string): ShapedWord {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    // Without the glyphs of the word before, so that a word is shaped the same whatever was shaped before.
    forgetGlyphs(this.view);
    const { glyphs, positions, advanceWidth } = this.view.layout(text);
    const word = { glyphs: glyphs.map(({ id, codePoints }) => ({ id, codePoints })), positions, advanceWidth };
    const oldest = this.known.size >= MOST_WORDS ? this.known.keys().next().value : undefined;
    if (oldest !== undefined) this.known.delete(oldest);
    this.known.set(text, word);
    return word;
  }
}

/** The positions are copied: pdfkit scales them in place. */
function setWord(view: Font, { glyphs, positions, advanceWidth }: ShapedWord): GlyphRun {
  return {
    glyphs: glyphs.map(({ id, codePoints }) => view.getGlyph(id, codePoints)),
    positions: positions.map((position) => ({ ...position })),
    advanceWidth,
  };
}
