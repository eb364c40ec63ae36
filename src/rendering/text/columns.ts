import { breakLines, splitGraphemes } from './break-lines.js';

/** Scripts and pictures that terminals show two columns wide */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NO_WIDTH = /^\p{M}+$/u;

export interface TextCell {
  readonly text: string;
  readonly width: number;
  readonly align?: 'left' | 'right';
}

/** Columns that a terminal needs to show the text. */
export function displayWidth(text: string): number {
  // most text is plain, and needs no closer look
  if (/^[\u0020-\u007e\u00a0-\u02ff]*$/u.test(text)) return text.length;
  return splitGraphemes(text).reduce((sum, grapheme) => {
    if (NO_WIDTH.test(grapheme)) return sum;
    return sum + (WIDE.test(grapheme) ? 2 : 1);
  }, 0);
}

/** Cleaned text broken into lines of at most `width` columns. */
export function wrapText(text: string, width: number): string[] {
  return breakLines(text, width, displayWidth).map((line) => line.trimEnd());
}

/** Puts the lines of several texts side by side, each wrapped in its own column. */
export function layOutRow(cells: readonly TextCell[], gap: string): string[] {
  const wrapped = cells.map((cell) => wrapText(cell.text, cell.width));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = cells.map((cell, column) => pad(wrapped[column]?.[line] ?? '', cell));
    return parts.join(gap).trimEnd();
  });
}

function pad(text: string, cell: TextCell): string {
  const spare = ' '.repeat(Math.max(0, cell.width - displayWidth(text)));
  return cell.align === 'right' ? spare + text : text + spare;
}
