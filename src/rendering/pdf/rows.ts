import type { Sheet, Tag } from './sheet.js';
import type { TextStyle } from './theme.js';

/** Side-by-side texts that start on the same line: a table row, a list item with its bullet, a label with its text */
export interface Row {
  readonly cells: readonly RowCell[];
  /** Space above and below the lines */
  readonly padding: number;
  /** Set on running text, which may go over to the next page after a few lines whatever its length */
  readonly flows?: boolean;
  /** Drawn in place of the first cell where that has no more lines on a further page */
  readonly continuation?: RowCell;
}

export interface RowCell {
  /** What the text belongs to; without one it is decoration */
  readonly tag?: Tag;
  readonly lines: readonly string[];
  readonly style: TextStyle;
  readonly x: number;
  readonly width: number;
  readonly align?: 'left' | 'right';
}

/** What to draw around a part of a row that lies on one page */
export interface RowSurroundings {
  /** Before the text, with the upper edge and height of the part */
  readonly behind?: (y: number, height: number) => void;
  /** After the text, with the lower edge of the part */
  readonly below?: (y: number) => void;
  /** At the head of each further page, before the rest of the row */
  readonly onNewPage?: () => void;
}

/** Rows taller than this share of a page may be split; others move to the next page whole */
const SPLIT_SHARE = 0.35;
/** A part of a split row has at least this many lines, so that nobody has to look for a single line */
const LEAST_LINES = 3;

/** Distance between the baselines of a row: cells of one row share it, so that a row can be split between lines. */
function rowLeading(row: Row): number {
  return Math.max(0, ...row.cells.map((cell) => cell.style.leading));
}

function lineCount(row: Row): number {
  return Math.max(1, ...row.cells.map((cell) => cell.lines.length));
}

/** Height in points when drawn whole. */
export function rowHeight(row: Row): number {
  return lineCount(row) * rowLeading(row) + 2 * row.padding;
}

/** Height that must be free for the row to start on a page. */
export function rowStart(row: Row, sheet: Sheet): number {
  const height = rowHeight(row);
  const maySplit = row.flows ?? height > sheet.height * SPLIT_SHARE;
  if (!maySplit || lineCount(row) <= LEAST_LINES + 1) return height;
  return LEAST_LINES * rowLeading(row) + 2 * row.padding;
}

/** Draws a row at the sheet's position; a tall one goes on over as many pages as it needs. */
export function drawRow(sheet: Sheet, row: Row, surroundings: RowSurroundings = {}): void {
  const leading = rowLeading(row);
  const total = lineCount(row);
  let from = 0;
  if (rowStart(row, sheet) > sheet.room && !sheet.atTop) continueOnNewPage(sheet, surroundings);
  while (from < total) {
    const room = Math.floor((sheet.room - 2 * row.padding + 0.01) / leading);
    let count = Math.min(total - from, Math.max(1, room));
    const rest = total - from - count;
    // two or more lines go over, not one
    if (rest === 1 && count > LEAST_LINES) count -= 1;
    drawPart(sheet, row, from, count, surroundings);
    from += count;
    if (from < total) continueOnNewPage(sheet, surroundings);
  }
}

function continueOnNewPage(sheet: Sheet, surroundings: RowSurroundings): void {
  sheet.startPage();
  surroundings.onNewPage?.();
}

function drawPart(sheet: Sheet, row: Row, from: number, count: number, surroundings: RowSurroundings): void {
  const leading = rowLeading(row);
  const height = count * leading + 2 * row.padding;
  const top = sheet.y;
  surroundings.behind?.(top, height);
  for (const { cell, lines } of partOf(row, from, count)) {
    const draw = (): void => {
      lines.forEach((line, index) => {
        const spare = cell.align === 'right' ? cell.width - sheet.type.measure(line.trimEnd(), cell.style) : 0;
        const y = top + row.padding + index * leading + (leading - cell.style.leading) / 2;
        sheet.type.draw(line, cell.style, cell.x + Math.max(0, spare), y);
      });
    };
    if (cell.tag === undefined) sheet.decorate(draw, 'Pagination');
    else sheet.draw(cell.tag, draw);
  }
  sheet.y = top + height;
  surroundings.below?.(sheet.y);
}

function partOf(row: Row, from: number, count: number): { cell: RowCell; lines: readonly string[] }[] {
  const parts = row.cells.map((cell) => ({ cell, lines: cell.lines.slice(from, from + count) }));
  const [first] = parts;
  if (from > 0 && first?.lines.length === 0 && row.continuation !== undefined) {
    parts[0] = { cell: row.continuation, lines: row.continuation.lines.slice(0, count) };
  }
  // an empty cell is drawn once, so that its element has a place on the page
  return parts.filter(({ lines }) => lines.length > 0 || from === 0);
}
