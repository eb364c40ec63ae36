import { parse, type CsvError, type Info } from 'csv-parse/sync';

/** A row as it stands in the file: the line, from 1, on which it starts, and its trimmed cells. */
export interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with a row. */
export interface CsvDefect {
  readonly line: number;
  readonly message: string;
}

interface Read {
  readonly record: string[];
  readonly info: Info;
}

/** The rows of a CSV text that hold anything, the header's first, and what is wrong with its quotation marks. */
export function csvRows(text: string): { readonly lines: Line[]; readonly defects: CsvDefect[] } {
  const errors: CsvError[] = [];
  // The parser counts \r\n inside quotes as two lines.
  const records = parse(text.replace(/\r\n?/g, '\n'), {
    bom: true,
    info: true,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error): undefined => {
      if (error !== undefined) errors.push(error);
    },
  }) as unknown as Read[];
  const defects: CsvDefect[] = [];
  const stray: number[] = [];
  let end = Infinity;
  for (const error of errors) {
    const line = error.lines as number;
    if (error.code === 'INVALID_OPENING_QUOTE') {
      if (stray.includes(line)) continue;
      stray.push(line);
      defects.push({
        line,
        message:
          'A quotation mark stands inside a cell that does not begin with one; the row is left out. Put the whole cell ' +
          'in quotation marks and double the ones inside.',
      });
      continue;
    }
    // After any other broken quote the parser cannot tell rows from text, so nothing further down is believed.
    if (error.code !== 'CSV_QUOTE_NOT_CLOSED') end = line;
    const before = [...stray, ...records.map(({ info }) => info.lines)].filter((last) => last < end);
    const first = Math.max(0, ...before) + 1;
    defects.push({ line: first, message: brokenQuote(first) });
    break;
  }
  const lines: Line[] = [];
  let previous = 0;
  for (const { record, info } of records) {
    if (info.lines >= end) break;
    const line = Math.max(previous, ...stray.filter((skipped) => skipped < info.lines)) + 1;
    previous = info.lines;
    const cells = record.map((cell) => cell.trim());
    if (cells.some((cell) => cell !== '')) lines.push({ line, cells });
  }
  return { lines, defects };
}

function brokenQuote(line: number): string {
  return (
    `A quotation mark in the row that starts here is not closed, or text follows it; nothing from line ${String(line)} ` +
    'on was read.'
  );
}
