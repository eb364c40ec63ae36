import { CsvError, parse } from 'csv-parse/sync';
import { isoDate, parseDay } from '../../core/contracts/calendar.js';
import { isPostcode, writtenPostcode } from '../../organisations/postcode.js';
import type { OfficialTrust, ReadTrusts, TrustFileDefect } from '../../organisations/official-trust.js';
import { readableName } from './readable-name.js';

/** The columns of the Organisation Data Service's standard files, and what a header calls those that are read. */
const COLUMNS = 27;
const PLACES = {
  code: { at: 0, name: 'Organisation Code', header: /code/i },
  name: { at: 1, name: 'Name', header: /name/i },
  grouping: { at: 2, name: 'National Grouping', header: /group/i },
  postcode: { at: 9, name: 'Postcode', header: /post ?code/i },
  opened: { at: 10, name: 'Open Date', header: /open/i },
  closed: { at: 11, name: 'Close Date', header: /close/i },
} as const;
const ADDRESS = { from: 4, to: 9 };
const CODE = /^[A-Z0-9]{2,10}$/;
const LONGEST = { name: 200, address: 500 };
const MOST_ROWS = 5000;
const MOST_DEFECTS = 200;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** The NHS regions by the codes of the national groupings. */
const REGIONS: Readonly<Record<string, string>> = {
  Y56: 'London',
  Y58: 'South West',
  Y59: 'South East',
  Y60: 'Midlands',
  Y61: 'East of England',
  Y62: 'North West',
  Y63: 'North East and Yorkshire',
};

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

type Place = keyof typeof PLACES;
type Report = (place: Place | null, message: string) => void;

/**
 * Reads the official file of trusts, `etr.csv` of the Organisation Data Service: 27 columns, with or without a header.
 * Every defect is told, by row and column.
 */
export function readTrustFile(text: string): ReadTrusts {
  const { rows, defects } = readRows(text.replace(/\r\n?/g, '\n'));
  const body = withoutHeader(rows, defects);
  const seen = new Map<string, number>();
  const trusts = body.slice(0, MOST_ROWS).flatMap((row) => {
    const before = defects.length;
    const trust = readRow(row, seen, (place, message) => {
      defects.push({ line: row.line, column: place === null ? null : PLACES[place].name, message });
    });
    return defects.length > before ? [] : [trust];
  });
  if (body.length > MOST_ROWS) {
    defects.push({ line: 0, column: null, message: `The file has more than ${String(MOST_ROWS)} rows.` });
  }
  if (body.length === 0 && defects.length === 0) {
    defects.push({ line: 0, column: null, message: 'There is no trust in the file.' });
  }
  const listed = defects.slice(0, MOST_DEFECTS);
  if (defects.length > MOST_DEFECTS) {
    const rest = String(defects.length - MOST_DEFECTS);
    listed.push({ line: 0, column: null, message: `There are ${rest} more defects below.` });
  }
  return { trusts: listed.length > 0 ? [] : trusts, defects: listed };
}

function readRows(text: string): { rows: Row[]; defects: TrustFileDefect[] } {
  try {
    const records = parse(text, { bom: true, info: true, relax_column_count: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    const rows = records.map(({ record, info }) => ({ line: info.lines, cells: record.map((cell) => cell.trim()) }));
    return { rows: rows.filter(({ cells }) => cells.some((cell) => cell !== '')), defects: [] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const lines = error.lines as number | undefined;
    const message = 'A quotation mark is not closed, or stands inside a cell that does not begin with one.';
    return { rows: [], defects: [{ line: lines ?? 0, column: null, message }] };
  }
}

/** A header is a first row whose code is none; its columns have to stand where they are read. */
function withoutHeader(rows: readonly Row[], defects: TrustFileDefect[]): readonly Row[] {
  const [first, ...rest] = rows;
  if (first === undefined || !/code/i.test(first.cells[0] ?? '')) return rows;
  for (const { at, name, header } of Object.values(PLACES)) {
    if (header.test(first.cells[at] ?? '')) continue;
    const message = `Column ${String(at + 1)} must be “${name}”; the header has “${clip(first.cells[at] ?? '')}” there.`;
    defects.push({ line: first.line, column: name, message });
  }
  return defects.length > 0 ? [] : rest;
}

function readRow({ line, cells }: Row, seen: Map<string, number>, report: Report): OfficialTrust {
  const cell = (place: Place): string => cells[PLACES[place].at] ?? '';
  if (cells.length !== COLUMNS) {
    report(null, `The row has ${String(cells.length)} columns; the official file has ${String(COLUMNS)}.`);
  }
  const code = cell('code');
  const earlier = seen.get(code);
  if (!CODE.test(code)) report('code', `“${clip(code)}” is not a code: those have 2 to 10 capital letters and digits.`);
  else if (earlier !== undefined) report('code', `${code} stands on line ${String(earlier)} already.`);
  else seen.set(code, line);
  const address = readableName(
    cells
      .slice(ADDRESS.from, ADDRESS.to)
      .filter((part) => part !== '')
      .join(', '),
  );
  if (address.length > LONGEST.address)
    report(null, `The address has more than ${String(LONGEST.address)} characters.`);
  if (cells.some((one) => CONTROL.test(one))) report(null, 'The row holds a line break or a control character.');
  const [openedOn, closedOn] = [dayOf(cell('opened'), 'opened', report), dayOf(cell('closed'), 'closed', report)];
  if (openedOn !== null && closedOn !== null && closedOn < openedOn) {
    report('closed', 'The trust closes before it opens.');
  }
  return {
    ...{ code, name: nameOf(cell('name'), report), region: REGIONS[cell('grouping')] ?? null },
    ...{ address: address === '' ? null : address, postcode: postcodeOf(cell('postcode'), report), openedOn, closedOn },
  };
}

function nameOf(name: string, report: Report): string {
  if (name === '') report('name', 'The trust has no name.');
  if (name.length > LONGEST.name) report('name', `The name has more than ${String(LONGEST.name)} characters.`);
  return readableName(name);
}

function postcodeOf(text: string, report: Report): string | null {
  if (text === '') return null;
  const postcode = writtenPostcode(text);
  if (!isPostcode(postcode)) report('postcode', `“${clip(text)}” is not a postcode.`);
  return postcode;
}

function dayOf(text: string, place: Place, report: Report): string | null {
  if (text === '') return null;
  const day = /^\d{8}$/.test(text) ? parseDay(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) : undefined;
  if (day === undefined) report(place, `“${clip(text)}” is not a real date, as in 20261123.`);
  return day === undefined ? null : isoDate(day);
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
