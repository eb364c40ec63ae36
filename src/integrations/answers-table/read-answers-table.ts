import type { FileDefect } from '../../instruments/located-document.js';
import type { Line } from '../../platform/tables/read-csv.js';
import { sheetsOf, UnreadableWorkbook, type Cell } from '../../platform/tables/read-workbook.js';
import { inLineOrder, readLines } from '../csv/read-table.js';

/** Endings of the files that can hold a table of answers. */
export const TABLE_ENDINGS = ['.csv', '.xlsx'] as const;

/** Columns beside those of the questions, and where each one's cells belong in an answers document. */
const HEAD_COLUMNS: Readonly<Record<string, string>> = {
  site: '/site/name',
  organisation: '/site/organisation',
  code: '/site/code',
  tool: '/tool',
  asOf: '/asOf',
  use: '/context/use',
  productVersion: '/context/productVersion',
  goLiveDate: '/context/goLiveDate',
  targetDate: '/context/targetDate',
  reporters: '/context/reporters',
  physiologists: '/context/physiologists',
  projectStaff: '/context/projectStaff',
};
const COUNTS = ['reporters', 'physiologists', 'projectStaff'];
const NUMBER = /^-?\d+(\.\d+)?$/;
const NOT_KNOWN = /^not known$/i;
const NOT_APPLICABLE = /^not applicable(?::\s*(.*))?$/is;

/** 5,000 sites with an answer to every question have a tenth of this. */
const MOST_UNPACKED_BYTES = 200_000_000;

/** One site of a table, as an answers document that has still to be held against the instrument. */
export interface TableSite {
  /** Its row in the file, from 1 */
  readonly line: number;
  /** The answers document's contract: tool, asOf, site, context and answers, as far as the row has them */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface AnswersTable {
  readonly sites: readonly TableSite[];
  readonly defects: readonly FileDefect[];
}

/**
 * Reads a table of answers: one row a site, in the first sheet of a workbook or in CSV. Its columns are `site`, `tool`, if
 * wanted `use`, `asOf` and others of the context, and one for each question, called by its id. A cell holds a level, a
 * number, `not known`, or `not applicable: ` with the reason; an empty one is not answered. A table holds no evidence.
 *
 * @param file its name, for the ending and the defects
 * @param questionIds columns that are taken beside those of the head
 * @param needed columns of the head that must be there, with a cell in each row
 */
export async function readAnswersTable(
  bytes: Buffer,
  file: string,
  questionIds: readonly string[],
  needed: readonly string[],
): Promise<AnswersTable> {
  const read = file.toLowerCase().endsWith('.xlsx') ? await workbookLines(bytes, file) : csvLines(bytes, file);
  const [header, ...rows] = read.lines;
  if (header === undefined) {
    const empty = { file, line: 1, message: 'The table is empty: there is no header.' };
    return { sites: [], defects: read.defects.length > 0 ? read.defects : [empty] };
  }
  const headerDefects = checkHeader(header, rows, file, questionIds, needed);
  if (headerDefects.length > 0) return { sites: [], defects: [...headerDefects, ...read.defects] };
  const defects = [...read.defects];
  const sites: TableSite[] = [];
  for (const { line, cells } of rows) {
    const message = rowFault(header.cells, cells, needed);
    if (message === undefined) sites.push({ line, raw: documentOf(header.cells, cells) });
    else defects.push({ file, line, message });
  }
  if (rows.length === 0 && defects.length === 0) {
    defects.push({ file, line: header.line, message: 'The table has no rows below its header.' });
  }
  return { sites, defects: inLineOrder(defects) };
}

/** The column that a defect of a row's document is about; undefined when it is about the whole row. */
export function columnAt(pointer: string): string | undefined {
  const question = /^\/answers\/([^/]+)/.exec(pointer)?.[1];
  return question ?? Object.keys(HEAD_COLUMNS).find((column) => HEAD_COLUMNS[column] === pointer);
}

interface Read {
  readonly lines: readonly Line[];
  readonly defects: readonly FileDefect[];
}

function csvLines(bytes: Buffer, file: string): Read {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refused(file, 'The file is not text in UTF-8. Save it as UTF-8 and try again.');
  }
  const { lines, defects } = readLines(text, file);
  const [first = ''] = lines[0]?.cells ?? [];
  if (lines[0]?.cells.length === 1 && first.includes(';')) {
    return refused(file, 'The columns are separated by semicolons; save the file with commas.');
  }
  return { lines, defects };
}

async function workbookLines(bytes: Buffer, file: string): Promise<Read> {
  try {
    const [sheet] = await sheetsOf(bytes, MOST_UNPACKED_BYTES);
    const lines = (sheet?.rows ?? []).map((cells, i) => ({ line: i + 1, cells: cells.map(textOf) }));
    return { lines: lines.filter(({ cells }) => cells.some((cell) => cell !== '')), defects: [] };
  } catch (error) {
    if (error instanceof UnreadableWorkbook) return refused(file, error.message);
    throw error;
  }
}

function refused(file: string, message: string): Read {
  return { lines: [], defects: [{ file, line: 0, message }] };
}

/** A cell as it would stand in a CSV file. */
function textOf(cell: Cell): string {
  if (cell === null) return '';
  return cell instanceof Date ? cell.toISOString().replace('T00:00:00.000Z', '') : String(cell).trim();
}

function checkHeader(
  { line, cells }: Line,
  rows: readonly Line[],
  file: string,
  questionIds: readonly string[],
  needed: readonly string[],
): FileDefect[] {
  const allowed = new Set([...Object.keys(HEAD_COLUMNS), ...questionIds]);
  const missing = needed
    .filter((column) => !cells.includes(column))
    .map((column) => `The column "${column}" is missing.`);
  const faults = cells.flatMap((cell, i) => {
    if (cell === '') {
      const used = rows.find((row) => (row.cells[i] ?? '') !== '');
      return used === undefined ? [] : [`Column ${String(i + 1)} has no name, but a cell in row ${String(used.line)}.`];
    }
    if (!allowed.has(cell)) {
      const head = Object.keys(HEAD_COLUMNS).join(', ');
      return [`The column "${cell}" is not read; allowed are ${head} and the ids of questions, such as IT-05.`];
    }
    return cells.indexOf(cell) < i ? [`The column "${cell}" stands in the header a second time.`] : [];
  });
  return [...missing, ...faults].map((message) => ({ file, line, message }));
}

function rowFault(header: readonly string[], cells: readonly string[], needed: readonly string[]): string | undefined {
  if (cells.length !== header.length) {
    return `This row has ${String(cells.length)} cells, the header has ${String(header.length)}.`;
  }
  const empty = needed.find((column) => cells[header.indexOf(column)] === '');
  return empty === undefined ? undefined : `column ${empty}: The cell is empty.`;
}

/** Cells that are not what they should be stay text, so that the instrument's check names them. */
function documentOf(header: readonly string[], cells: readonly string[]): Readonly<Record<string, unknown>> {
  const document: Record<string, unknown> = {};
  const answers: Record<string, unknown> = {};
  const parts: Record<string, Record<string, unknown>> = {};
  header.forEach((column, i) => {
    const text = cells[i] as string;
    if (text === '') return;
    const place = HEAD_COLUMNS[column]?.split('/').slice(1);
    if (place === undefined) {
      answers[column] = answerOf(text);
      return;
    }
    const [part, field] = place as [string, string?];
    const value = COUNTS.includes(column) && NUMBER.test(text) ? Number(text) : text;
    if (field === undefined) document[part] = value;
    else parts[part] = { ...parts[part], [field]: value };
  });
  return { ...document, ...parts, answers };
}

function answerOf(text: string): object {
  if (NUMBER.test(text)) return { value: Number(text) };
  if (NOT_KNOWN.test(text)) return { notKnown: true };
  const notApplicable = NOT_APPLICABLE.exec(text);
  return notApplicable === null ? { value: text } : { notApplicable: notApplicable[1] ?? '' };
}
