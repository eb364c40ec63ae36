import { longDate, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import type { FileDefect } from '../../instruments/located-document.js';
import { ORGANISATION_CODE } from './read-sites.js';
import { inLineOrder, readTable } from '../csv/read-table.js';
import { isTooEarly, NOT_PUBLISHED, registerStatus, type RegisterYear, type StatusLevel } from './register-status.js';

const COLUMNS = ['Code', 'Organisation Name', 'Status', 'Date Of Publication'] as const;

/** What the register's snapshot says about one organisation. */
export interface RegisterEntry {
  readonly code: string;
  readonly organisation: string;
  /** The status in the register's words */
  readonly text: string;
  /** Level of GV-09; undefined when the entry cannot be used, see `problem` */
  readonly level: StatusLevel | undefined;
  /** Undefined for "Not Published" and when the entry cannot be used */
  readonly toolkitYear: RegisterYear | undefined;
  /** For "Not Published" the date, if any, belongs to an earlier year's publication */
  readonly publishedOn: DayNumber | undefined;
  readonly line: number;
  /** Why the entry cannot be used, a whole sentence */
  readonly problem?: string;
}

export interface Register {
  /** By organisation code, with the entries that cannot be used, so that they are not taken for missing ones */
  readonly entries: ReadonlyMap<string, RegisterEntry>;
  readonly defects: readonly FileDefect[];
}

/**
 * Reads a snapshot of the Data Security and Protection Toolkit's public register: a CSV file with the columns Code,
 * Organisation Name, Status (`22/23 Standards Met`, `Not Published`) and Date Of Publication (dd/mm/yyyy). Whatever
 * cannot be read for certain is reported and gets no level.
 *
 * @param text the file's content
 * @param file the file's name, for the defects
 */
export function readDspt(text: string, file: string): Register {
  const table = readTable(text, file, COLUMNS);
  const defects = [...table.defects];
  const entries = new Map<string, RegisterEntry>();
  for (const { line, cells } of table.rows) {
    if (!ORGANISATION_CODE.test(cells.Code)) {
      defects.push({ file, line, message: wrongCode(cells.Code) });
      continue;
    }
    const entry = readEntry(cells, line);
    const { code, problem } = entry;
    if (problem !== undefined) defects.push({ file, line, message: problem });
    const earlier = entries.get(code);
    if (earlier === undefined) entries.set(code, entry);
    else if (!isSame(earlier, entry)) {
      const message = twoStatuses(earlier, entry);
      defects.push({ file, line, message });
      entries.set(code, withoutLevel(earlier, message));
    }
  }
  return { entries, defects: inLineOrder(defects) };
}

function readEntry(cells: Readonly<Record<(typeof COLUMNS)[number], string>>, line: number): RegisterEntry {
  const { Code: code, 'Organisation Name': organisation, Status: text, 'Date Of Publication': date } = cells;
  const status = registerStatus(text);
  const publishedOn = readDay(date);
  const entry = { code, organisation, text, level: status?.level, toolkitYear: status?.year, publishedOn, line };
  if (organisation === '') return withoutLevel(entry, `The organisation with the code ${code} has no name.`);
  if (status === undefined) {
    return withoutLevel(entry, `The status "${text}" is not one that is known here, so it says nothing about ${code}.`);
  }
  if (publishedOn === undefined && (text !== NOT_PUBLISHED || date !== '')) {
    return withoutLevel(entry, `The date of publication "${date}" is not a real date, dd/mm/yyyy.`);
  }
  if (publishedOn !== undefined && status.year !== undefined && isTooEarly(publishedOn, status.year)) {
    const published = `published on ${longDate(publishedOn)}`;
    return withoutLevel(entry, `${code} has "${text}" ${published}, before that toolkit year had begun.`);
  }
  return entry;
}

function withoutLevel(entry: RegisterEntry, problem: string): RegisterEntry {
  return { ...entry, level: undefined, toolkitYear: undefined, problem };
}

function readDay(text: string): DayNumber | undefined {
  const match = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
  return match === null ? undefined : parseDay(`${String(match[3])}-${String(match[2])}-${String(match[1])}`);
}

function isSame(a: RegisterEntry, b: RegisterEntry): boolean {
  return a.text === b.text && a.publishedOn === b.publishedOn && a.problem === b.problem;
}

function wrongCode(code: string): string {
  if (code === '') return 'The row has no organisation code; it is left out.';
  return `"${code}" is not an organisation code: those have 3 to 10 capital letters and digits. The row is left out.`;
}

function twoStatuses(earlier: RegisterEntry, later: RegisterEntry): string {
  const said = ({ text, publishedOn, line }: RegisterEntry): string => {
    const date = publishedOn === undefined ? 'no date' : longDate(publishedOn);
    return `"${text}" (${date}) on line ${String(line)}`;
  };
  return `${later.code} has more than one entry: ${said(earlier)} and ${said(later)}. Neither is used.`;
}
