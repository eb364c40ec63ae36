import type { SectionToFill } from '../../assessments/section-to-fill.js';
import type { Question } from '../../core/contracts/instrument.js';
import { isoDate, parseDay } from '../../core/contracts/calendar.js';
import type { GivenAnswer } from '../assessments/given-answer.js';
import { COLUMNS, type Column, type StoredItem } from './answer-rows.js';
import { readAnswerCell } from './read-answer.js';
import type { Cell } from '../../platform/tables/read-workbook.js';

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
  /** Id of its question; empty where the row has none of ours */
  readonly questionId: string;
  /** What was read, and what is allowed */
  readonly text: string;
}

type DayColumn = 'Document date' | 'Document expires';
type SheetRow = Readonly<Partial<Record<Column, Cell>>>;

const BRITISH_DAY = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/;
const WORDED_DAY = /^(\d{1,2}) ([A-Za-z]{3,9}) (\d{4})$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Longer sheets have not come from here. */
const MOST_ROWS = 2000;
const MOST_ERRORS = 100;
const LONGEST_SHOWN = 40;

/** Reads the filled sheet. All that is wrong is told at once, each with its row and column. */
export function readRows(
  rows: readonly (readonly Cell[])[],
  sections: readonly SectionToFill[],
): { readonly answers: ReadonlyMap<string, SheetAnswer>; readonly errors: readonly SheetError[] } {
  const reader = new SheetReader(sections);
  reader.read(rows);
  return { answers: reader.answers, errors: reader.errors.slice(0, MOST_ERRORS) };
}

/** One line about what is wrong: it begins with the row and the question, and names the column unless it is the answer's. */
export function lineOf({ row, column, questionId, text }: SheetError): string {
  const where = [`Row ${String(row)}`, questionId, column === 'Answer' || column === 'Question' ? '' : column];
  return `${where.filter((part) => part !== '').join(', ')}: ${text}`;
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
    for (const name of missing) this.report(1, name, '', `the column “${name}” is missing from the first row`);
    if (rows.length > MOST_ROWS)
      this.report(MOST_ROWS, 'Question', '', `the sheet has more than ${String(MOST_ROWS)} rows`);
    if (this.errors.length > 0) return;
    rows.forEach((cells, index) => {
      const record: SheetRow = Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? null]));
      if (cells.some((cell) => textOf(cell) !== '')) this.readRow(record, index + 2);
    });
  }

  private report(row: number, column: Column, questionId: string, text: string): void {
    this.errors.push({ row, column, questionId, text });
  }

  private readRow(record: SheetRow, row: number): void {
    const id = textOf(record.Question).toUpperCase();
    const question = this.questions.get(id);
    if (question === undefined) {
      const said = id.slice(0, LONGEST_SHOWN);
      const text = id === '' ? 'the question’s id is missing' : 'this is none of the questions that you may answer';
      this.report(row, 'Question', said, text);
      return;
    }
    const [was = '', evidenceId = ''] = textOf(record['Leave as it is']).split('/');
    const item = this.readDocument(record, row, id, evidenceId);
    const known = this.answers.get(id);
    if (known !== undefined) {
      const said = (['Answer', 'Note', 'Why it does not apply'] as const).find(
        (column) => textOf(record[column]) !== '',
      );
      if (said !== undefined)
        this.report(
          ...([row, said, id] as const),
          `it is answered in row ${String(known.row)} already. A further row adds a document only: leave “${said}” empty`,
        );
      if (item !== undefined) this.answers.set(id, { ...known, items: [...known.items, item] });
      return;
    }
    const given = this.readAnswer(question, record, row);
    this.answers.set(id, { given, was, row, items: item === undefined ? [] : [item] });
  }

  private readAnswer(question: Question, record: SheetRow, row: number): GivenAnswer {
    const note = textOf(record.Note).replace(/\r\n?/g, '\n');
    const read = readAnswerCell(question, textOf(record.Answer));
    if ('wrong' in read) {
      this.report(row, 'Answer', question.id, read.wrong);
      return { choice: '', number: '', reason: '', note };
    }
    const reason = read.choice === 'not-applicable' ? textOf(record['Why it does not apply']) : '';
    return { ...read, reason, note };
  }

  private readDocument(record: SheetRow, row: number, questionId: string, id: string): StoredItem | undefined {
    const title = textOf(record.Document);
    const dayIn = (column: DayColumn): string => this.readDay(record, column, row, questionId);
    const [date, expires] = [dayIn('Document date'), dayIn('Document expires')];
    const [owner, url] = [textOf(record['Document owner']), textOf(record.Link)];
    if ([title, date, expires, owner, url].every((text) => text === '')) return undefined;
    if (title === '') this.report(row, 'Document', questionId, 'there is a document without a name. Enter its name');
    const filled = Object.entries({ id, title, date, expires, owner, url }).filter(([, text]) => text !== '');
    return Object.fromEntries(filled);
  }

  private readDay(record: SheetRow, column: DayColumn, row: number, questionId: string): string {
    const cell = record[column];
    if (cell instanceof Date && !Number.isNaN(cell.getTime())) return cell.toISOString().slice(0, 10);
    const text = textOf(cell);
    if (text === '') return '';
    const day = parseDay(isoText(text));
    if (day !== undefined) return isoDate(day);
    const said = text.slice(0, LONGEST_SHOWN);
    this.report(
      row,
      column,
      questionId,
      `the sheet has “${said}”. Enter a day, such as 23/11/2026 or 23 November 2026`,
    );
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
