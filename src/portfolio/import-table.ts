import { csvRows } from '../platform/tables/read-csv.js';
import { withoutMark } from '../platform/tables/csv.js';
import { sheetsOf, UnreadableWorkbook, type Cell } from '../platform/tables/read-workbook.js';
import { IMPORTED } from './export-columns.js';
import type { ExportFormat } from './portfolio.dto.js';

/** Bytes of a file, unpacked parts of a workbook together, and rows. */
export const LARGEST_IMPORT = 5_000_000;
const MOST_UNPACKED_BYTES = 60_000_000;
const MOST_ROWS = 5000;

/** Something wrong with a file. */
export interface ImportFault {
  /** The line of CSV or the row of a sheet, from 1, or the index among the items of JSON; null: the file as a whole */
  readonly row: number | null;
  /** Null: the row as a whole */
  readonly column: string | null;
  readonly detail: string;
}

/** A row as far as an import looks at it; null is an empty cell. */
export interface ImportRow {
  readonly at: number;
  readonly deploymentId: string | null;
  readonly siteCode: string | null;
  readonly toolId: string | null;
  readonly owner: string | null;
}

export interface ImportTable {
  readonly rows: readonly ImportRow[];
  /** Columns that are not looked at, by name */
  readonly ignored: readonly string[];
  readonly faults: readonly ImportFault[];
}

/** Rows under their columns, as a format has them. */
interface Read {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly at: number; readonly values: Readonly<Record<string, unknown>> }[];
  readonly faults: readonly ImportFault[];
}

const REQUIRED = [IMPORTED.id, IMPORTED.owner];

/**
 * Reads a file that was exported from the work list, by the names of its columns in any order.
 *
 * @param content the text of CSV or JSON, or a workbook in base64
 * @returns what is wrong instead of rows, where there is anything
 */
export async function readImport(format: ExportFormat, content: string): Promise<ImportTable> {
  const bytes = format === 'xlsx' ? Buffer.from(content, 'base64') : Buffer.from(content);
  if (bytes.length > LARGEST_IMPORT) return refused('The file is too large: it may have at most 5 MB.');
  const { columns, rows, faults } = await read(format, bytes);
  if (faults.length > 0) return { rows: [], ignored: [], faults };
  if (rows.length === 0) return refused('The file has no rows.');
  if (rows.length > MOST_ROWS) {
    return refused(`The file has ${String(rows.length)} rows; it may have at most ${String(MOST_ROWS)}.`);
  }
  const missing = REQUIRED.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    return {
      ...{ rows: [], ignored: [] },
      faults: missing.map((column) => ({ row: null, column, detail: 'This column is missing.' })),
    };
  }
  const known: readonly string[] = Object.values(IMPORTED);
  const found = rows.map(({ at, values }) => rowOf(at, values));
  return {
    rows: found.map(({ row }) => row),
    ignored: columns.filter((column) => column !== '' && !known.includes(column)),
    faults: found.flatMap(({ faults: wrong }) => wrong),
  };
}

function refused(detail: string): ImportTable & Read {
  return { rows: [], ignored: [], columns: [], faults: [{ row: null, column: null, detail }] };
}

function read(format: ExportFormat, bytes: Buffer): Read | Promise<Read> {
  switch (format) {
    case 'csv':
      return readCsv(bytes.toString());
    case 'xlsx':
      return readWorkbook(bytes);
    case 'json':
      return readJson(bytes.toString());
  }
}

function readCsv(text: string): Read {
  const { lines, defects } = csvRows(text);
  const [first = ''] = lines[0]?.cells ?? [];
  if (lines[0]?.cells.length === 1 && first.includes(';')) {
    return refused('The columns are separated by semicolons; save the file with commas.');
  }
  if (defects.length > 0) {
    return {
      ...{ columns: [], rows: [] },
      faults: defects.map(({ line, message }) => ({ row: line, column: null, detail: message })),
    };
  }
  return underHeader(lines.map(({ line, cells }) => ({ at: line, cells: cells.map(withoutMark) })));
}

async function readWorkbook(bytes: Buffer): Promise<Read> {
  try {
    const [sheet] = await sheetsOf(bytes, MOST_UNPACKED_BYTES);
    const lines = (sheet?.rows ?? []).map((cells, index) => ({ at: index + 1, cells: cells.map(textOf) }));
    return underHeader(lines.filter(({ cells }) => cells.some((cell) => cell !== '')));
  } catch (error) {
    if (error instanceof UnreadableWorkbook) return refused(error.message);
    throw error;
  }
}

function textOf(cell: Cell): string {
  if (cell === null) return '';
  return cell instanceof Date ? cell.toISOString().replace('T00:00:00.000Z', '') : String(cell).trim();
}

function underHeader(lines: readonly { readonly at: number; readonly cells: readonly string[] }[]): Read {
  const [header, ...rest] = lines;
  if (header === undefined) return refused('The file is empty.');
  const columns = header.cells;
  const twice = Object.values(IMPORTED).filter((column) => columns.filter((one) => one === column).length > 1);
  const faults: ImportFault[] = twice.map((column) => ({
    ...{ row: header.at, column },
    detail: 'This column stands in the file more than once.',
  }));
  for (const { at, cells } of rest) {
    if (cells.length === columns.length) continue;
    const detail = `This row has ${String(cells.length)} cells, the header has ${String(columns.length)}.`;
    faults.push({ row: at, column: null, detail });
  }
  const rows = rest.map(({ at, cells }) => ({
    at,
    values: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
  }));
  return { columns, rows, faults };
}

function readJson(text: string): Read {
  const items = itemsOf(text);
  if (items === undefined) return refused('The file is not JSON as the export makes it: an object with `items`.');
  const columns = new Set<string>();
  const faults: ImportFault[] = [];
  const rows = items.flatMap((item, at) => {
    if (!isObject(item)) {
      faults.push({ row: at, column: null, detail: 'This must be an object.' });
      return [];
    }
    const { site, ...others } = item;
    const values = isObject(site) ? { ...others, [IMPORTED.site]: site.code } : others;
    for (const column of Object.keys(values)) columns.add(column);
    return [{ at, values }];
  });
  return { columns: [...columns], rows, faults };
}

function itemsOf(text: string): readonly unknown[] | undefined {
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(document) && Array.isArray(document.items) ? document.items : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rowOf(
  at: number,
  values: Readonly<Record<string, unknown>>,
): { readonly row: ImportRow; readonly faults: readonly ImportFault[] } {
  const faults: ImportFault[] = [];
  const cell = (column: string): string | null => {
    const value = values[column] ?? null;
    if (value === null) return null;
    if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
    faults.push({ row: at, column, detail: 'This must be text or null.' });
    return null;
  };
  const row = {
    ...{ at, deploymentId: cell(IMPORTED.id)?.toLowerCase() ?? null },
    ...{ siteCode: cell(IMPORTED.site), toolId: cell(IMPORTED.tool), owner: cell(IMPORTED.owner) },
  };
  if (row.deploymentId === null && faults.length === 0) {
    faults.push({ row: at, column: IMPORTED.id, detail: 'This must not be empty.' });
  }
  // Nothing at all is not the same as nobody.
  if (values[IMPORTED.owner] === undefined) {
    faults.push({ row: at, column: IMPORTED.owner, detail: 'This is missing; for nobody it is null.' });
  }
  return { row, faults };
}
