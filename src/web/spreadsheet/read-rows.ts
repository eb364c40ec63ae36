import type { SectionToFill } from '../../assessments/section-to-fill.js';
import type { Question } from '../../core/contracts/instrument.js';
import { isoDate, parseDay } from '../../core/contracts/calendar.js';
import type { GivenAnswer } from '../assessments/given-answer.js';
import { COLUMNS, type Column, type StoredItem } from './answer-rows.js';
import type { Cell } from './workbook.js';

/** What a sheet says of one question. */
export interface SheetAnswer {
  readonly given: GivenAnswer;
  /** Digest of the answer when the sheet was made; empty where the last column was lost */
  readonly was: string;
  /** Documents; with an id where they were there when the sheet was made */
  readonly items: readonly StoredItem[];
  /** Row of the sheet, from 1 */
  readonly row: number;
}

/** Something wrong with a cell. */
export interface SheetError {
  readonly row: number;
  readonly column: Column;
  readonly text: string;
}

type SheetRow = Readonly<Partial<Record<Column, Cell>>>;

const NOT_KNOWN_TEXT = /^(?:i )?(?:don.?t know|do not know|not known|unknown)(?: yet)?\.?$/i;
const NOT_APPLICABLE_TEXT = /^(?:it )?(?:does not apply|doesn.?t apply|not applicable|n\/?a)(?: here)?\.?$/i;
const LEVEL_TEXT = /^(\d)\s*(?:=.*)?$/s;
const NUMBER_TEXT = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const BRITISH_DAY = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/;
const WORDED_DAY = /^(\d{1,2}) ([A-Za-z]{3,9}) (\d{4})$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Longer sheets have not come from here. */
const MOST_ROWS = 2000;
const MOST_ERRORS = 100;

/** Reads the filled sheet. All that is wrong is told at once, each with its row and column. */
export function readRows(
  rows: readonly (readonly Cell[])[],
  sections: readonly SectionToFill[],
): { readonly answers: ReadonlyMap<string, SheetAnswer>; readonly errors: readonly SheetError[] } {
  const reader = new SheetReader(sections);
  reader.read(rows);
  return { answers: reader.answers, errors: reader.errors.slice(0, MOST_ERRORS) };
}

class SheetReader {
  readonly answers = new Map<string, SheetAnswer>();
  readonly errors: SheetError[] = [];
  private readonly questions: ReadonlyMap<string, Question>;

  constructor(sections: readonly SectionToFill[]) {
    this.questions = new Map(
      sections.flatMap(({ questions }) => questions.map(({ question }) => [question.id, question])),
    );
  }

  read([head = [], ...rows]: readonly (readonly Cell[])[]): void {
    const columns = head.map((cell) => textOf(cell));
    const missing = COLUMNS.filter((name) => !columns.includes(name));
    for (const name of missing) this.report(1, name, `The column “${name}” is missing from the first row`);
    if (rows.length > MOST_ROWS)
      this.report(MOST_ROWS, 'Question', `The sheet has more than ${String(MOST_ROWS)} rows`);
    if (this.errors.length > 0) return;
    rows.forEach((cells, index) => {
      const record: SheetRow = Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? null]));
      if (cells.some((cell) => textOf(cell) !== '')) this.readRow(record, index + 2);
    });
  }

  private report(row: number, column: Column, text: string): void {
    this.errors.push({ row, column, text });
  }

  private readRow(record: SheetRow, row: number): void {
    const id = textOf(record.Question).toUpperCase();
    const question = this.questions.get(id);
    if (question === undefined) {
      const text =
        id === ''
          ? 'The question’s id is missing'
          : `“${id.slice(0, 20)}” is none of the questions that you may answer`;
      this.report(row, 'Question', text);
      return;
    }
    const [was = '', evidenceId = ''] = textOf(record['Leave as it is']).split('/');
    const item = this.readDocument(record, row, evidenceId);
    const known = this.answers.get(id);
    if (known !== undefined) {
      const said = (['Answer', 'Note', 'Why it does not apply'] as const).find(
        (column) => textOf(record[column]) !== '',
      );
      if (said !== undefined)
        this.report(
          row,
          said,
          `${id} is answered in row ${String(known.row)} already; a further row adds a document only`,
        );
      if (item !== undefined) this.answers.set(id, { ...known, items: [...known.items, item] });
      return;
    }
    const given = this.readAnswer(question, record, row);
    this.answers.set(id, { given, was, row, items: item === undefined ? [] : [item] });
  }

  private readAnswer(question: Question, record: SheetRow, row: number): GivenAnswer {
    const text = textOf(record.Answer);
    const note = textOf(record.Note).replace(/\r\n?/g, '\n');
    const reason = textOf(record['Why it does not apply']);
    const nothing = { number: '', reason: '', note };
    if (text === '') return { ...nothing, choice: '' };
    if (NOT_KNOWN_TEXT.test(text)) return { ...nothing, choice: 'not-known' };
    if (NOT_APPLICABLE_TEXT.test(text)) return { ...nothing, choice: 'not-applicable', reason };
    if (question.kind === 'number') {
      if (!NUMBER_TEXT.test(text))
        this.report(row, 'Answer', `Enter a number for ${question.id}; the sheet has “${text.slice(0, 40)}”`);
      return { ...nothing, choice: 'number', number: text };
    }
    const level = LEVEL_TEXT.exec(text)?.[1];
    if (level === undefined || question.levels?.[Number(level)] === undefined) {
      const most = String((question.levels?.length ?? 1) - 1);
      this.report(
        row,
        'Answer',
        `Enter a whole number from 0 to ${most} for ${question.id}; the sheet has “${text.slice(0, 40)}”`,
      );
    }
    return { ...nothing, choice: level ?? '' };
  }

  private readDocument(record: SheetRow, row: number, id: string): StoredItem | undefined {
    const title = textOf(record.Document);
    const [date, expires] = [this.readDay(record, 'Document date', row), this.readDay(record, 'Document expires', row)];
    const [owner, url] = [textOf(record['Document owner']), textOf(record.Link)];
    if ([title, date, expires, owner, url].every((text) => text === '')) return undefined;
    if (title === '') this.report(row, 'Document', 'Enter the name of the document');
    const filled = Object.entries({ id, title, date, expires, owner, url }).filter(([, text]) => text !== '');
    return Object.fromEntries(filled);
  }

  private readDay(record: SheetRow, column: 'Document date' | 'Document expires', row: number): string {
    const cell = record[column];
    if (cell instanceof Date && !Number.isNaN(cell.getTime())) return cell.toISOString().slice(0, 10);
    const text = textOf(cell);
    if (text === '') return '';
    const day = parseDay(isoText(text));
    if (day !== undefined) return isoDate(day);
    this.report(row, column, `Enter a day, such as 23/11/2026; the sheet has “${text.slice(0, 40)}”`);
    return '';
  }
}

/** `23/11/2026` and `23 November 2026` as `2026-11-23`; other text as it is. */
function isoText(text: string): string {
  const slashed = BRITISH_DAY.exec(text);
  const worded = WORDED_DAY.exec(text);
  const [, day = '', month = '', year = ''] = slashed ?? worded ?? [];
  if (year === '') return text;
  const number = slashed === null ? MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1 : Number(month);
  return `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell).trim();
}
