import type { FileDefect } from '../../instruments/located-document.js';
import { csvRows, type Line } from '../../platform/tables/read-csv.js';

/** A row of a CSV file: the line, from 1, on which it starts, and its trimmed cells by column name. */
export interface TableRow<Column extends string> {
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
}

export interface Table<Column extends string> {
  readonly rows: readonly TableRow<Column>[];
  readonly defects: readonly FileDefect[];
}

/**
 * Reads a CSV text with a header. Columns are found by name, in any order, and the ones not asked for are ignored; so are
 * rows without a single filled cell. A byte order mark and any kind of line end are taken.
 *
 * Nothing is mended: a row that does not fit comes as a defect and not as a row.
 *
 * @param file the file's name, for the defects
 */
export function readTable<Column extends string>(
  text: string,
  file: string,
  columns: readonly Column[],
): Table<Column> {
  const { lines, defects } = readLines(text, file);
  const [header, ...body] = lines;
  if (header === undefined) {
    if (defects.length === 0) defects.push({ file, line: 1, message: 'The file is empty: there is no header.' });
    return { rows: [], defects };
  }
  const headerDefects = checkHeader(header, file, columns);
  if (headerDefects.length > 0) return { rows: [], defects: [...headerDefects, ...defects] };
  const rows: TableRow<Column>[] = [];
  for (const { line, cells } of body) {
    if (cells.length === header.cells.length) {
      const named = columns.map((column) => [column, cells[header.cells.indexOf(column)]]);
      rows.push({ line, cells: Object.fromEntries(named) as Record<Column, string> });
    } else {
      const counts = `${cells.length === 1 ? '1 cell' : `${String(cells.length)} cells`}, the header has ${String(header.cells.length)}`;
      defects.push({ file, line, message: `This row has ${counts}; it is left out.` });
    }
  }
  return { rows, defects };
}

/** Puts defects in the order of a file's lines, for a person who mends it from top to bottom. */
export function inLineOrder(defects: readonly FileDefect[]): FileDefect[] {
  return [...defects].sort((a, b) => a.line - b.line);
}

/** The rows of a CSV text that hold anything, the header's first, and what is wrong with its quotation marks. */
export function readLines(text: string, file: string): { lines: Line[]; defects: FileDefect[] } {
  const { lines, defects } = csvRows(text);
  return { lines, defects: defects.map((defect) => ({ file, ...defect })) };
}

function checkHeader({ line, cells }: Line, file: string, columns: readonly string[]): FileDefect[] {
  return columns.flatMap((column) => {
    const count = cells.filter((cell) => cell === column).length;
    if (count === 1) return [];
    const found = cells.filter((cell) => cell !== '').join(', ');
    const message =
      count === 0
        ? `The column "${column}" is missing. The header has: ${found.length > 300 ? `${found.slice(0, 297)}...` : found}.`
        : `The column "${column}" stands in the header ${String(count)} times, so its cells cannot be told apart.`;
    return [{ file, line, message }];
  });
}
