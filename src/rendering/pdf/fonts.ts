import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
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
 */
export function isolateFont(font: Font): Font {
  const view = Object.create(font) as Font;
  Object.defineProperty(view, '_glyphs', { value: {}, writable: true });
  return view;
}
