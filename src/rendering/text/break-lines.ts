/** Width of a text without line ends, in the unit of the line width */
export type Measure = (text: string) => number;

/** A word may end a line after a hyphen, dash or slash between letters, so that dates and number ranges stay whole */
const INSIDE_WORD = /(?<=\p{L}[-–—/])(?=\p{L})/u;
const graphemes = new Intl.Segmenter('en-GB', { granularity: 'grapheme' });

/** The user-perceived characters of a text. */
export function splitGraphemes(text: string): string[] {
  return Array.from(graphemes.segment(text), (piece) => piece.segment);
}

/**
 * Breaks cleaned text into lines no wider than `width`. Words stay whole where they fit on a line of their own, longer
 * ones are broken between characters. Nothing is dropped: a space or line end at which a line ends stays with it as a
 * space, which does not count for its width, so that the lines make up the text again. A single character wider than
 * the line gets a line of its own. Empty text gives no lines.
 */
export function breakLines(text: string, width: number, measure: Measure): string[] {
  if (text === '') return [];
  const cached = rememberWidths(measure);
  const lines = text.split('\n').map((line) => breakLine(line, width, cached));
  return lines.flatMap((parts, index) => (index === lines.length - 1 ? parts : endWithSpace(parts)));
}

function endWithSpace(lines: readonly string[]): string[] {
  return lines.map((line, index) => (line !== '' && index === lines.length - 1 ? `${line} ` : line));
}

function rememberWidths(measure: Measure): Measure {
  const widths = new Map<string, number>();
  return (text) => {
    let width = widths.get(text);
    if (width === undefined) {
      width = measure(text);
      widths.set(text, width);
    }
    return width;
  };
}

function breakLine(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const endLine = (end: string): void => {
    if (line !== '') lines.push(line + end);
    line = '';
    used = 0;
  };
  const space = measure(' ');
  for (const word of text.split(' ')) {
    let gap = line === '' ? '' : ' ';
    for (const piece of word.split(INSIDE_WORD)) {
      const wide = measure(piece);
      const before = gap === '' ? 0 : space;
      if (used + before + wide <= width) {
        line += gap + piece;
        used += before + wide;
      } else if (wide <= width) {
        endLine(gap);
        line = piece;
        used = wide;
      } else {
        endLine(gap);
        for (const character of splitGraphemes(piece)) {
          const advance = measure(character);
          if (line !== '' && used + advance > width) endLine('');
          line += character;
          used += advance;
        }
      }
      gap = '';
    }
  }
  endLine('');
  return lines.length === 0 ? [''] : lines;
}
