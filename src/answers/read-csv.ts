import { CsvError, parse } from 'csv-parse/sync';
import type { FileDefect } from '../instruments/located-document.js';
import { unreadable, type AnswersDocument } from './answers-document.js';

/** Columns that describe an evidence item, and the field that each one fills. */
const EVIDENCE_COLUMNS = {
  evidenceTitle: 'title',
  evidenceUrl: 'url',
  evidenceDate: 'date',
  evidenceEffectiveFrom: 'effectiveFrom',
  evidenceExpires: 'expires',
  evidenceOwner: 'owner',
  evidenceProductVersion: 'productVersion',
  evidenceSource: 'source',
  evidenceCheckedBy: 'checkedBy',
  evidenceCheckedOn: 'checkedOn',
} as const;
const CSV_COLUMNS = [
  'question',
  'value',
  'notKnown',
  'notApplicable',
  'note',
  ...Object.keys(EVIDENCE_COLUMNS),
] as const;
/** Rows that set something about the whole document stand in the column "question" too. */
const HEAD_ROW = /^(tool|asOf|instrument|seed|(site|context)\.[A-Za-z]+)$/;
const QUESTION_ROW = /^[A-Z]{2}-\d{2}$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** Cells by column, and the line on which the row starts. */
interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly cells: number;
  readonly line: number;
}

interface Parsed {
  readonly record: readonly string[];
  readonly raw: string;
  /** Lines up to the end of the row */
  readonly info: { readonly lines: number };
}

const OPTIONS = {
  bom: true,
  info: true,
  raw: true,
  // Rows of another length are reported here, all of them, and not by the parser, which stops at the first.
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
} as const;

/**
 * Reads CSV with one row an answer. A second row of the same question may only add evidence. Rows such as `tool`,
 * `asOf`, `site.name` and `context.use` in the column "question" hold the rest of the document in the column "value".
 */
export function readCsv(text: string, file: string): AnswersDocument {
  let parsed: Parsed[];
  try {
    parsed = parse(text, OPTIONS) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = brokenRow(text, error);
    const message = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quotation mark is not closed.' : `${error.message}.`;
    return unreadable(file, line, `The file is not readable as CSV: ${message}`);
  }
  const [head, ...others] = parsed;
  const columns = head?.record ?? [];
  if (columns.length === 1 && columns[0]?.includes(';') === true) {
    return unreadable(file, 1, 'The columns are separated by semicolons; save the file with commas.');
  }
  const rows = others.map((row) => ({
    record: Object.fromEntries(columns.map((column, index) => [column, row.record[index] ?? ''])),
    cells: row.record.length,
    line: firstLine(row),
  }));
  return new CsvReader(file, columns).read(rows);
}

/** The parser says where it gave up; a row that is broken starts after the last one that is not. */
function brokenRow(text: string, error: CsvError): number {
  const { records, lines } = error as CsvError & { readonly records?: number; readonly lines?: number };
  if (records === undefined || records === 0) return error.code === 'CSV_QUOTE_NOT_CLOSED' ? 1 : (lines ?? 1);
  const sound = parse(text, { ...OPTIONS, to: records }) as unknown as Parsed[];
  const after = sound.at(-1)?.info.lines ?? 0;
  const next = text.split(/\r\n|\r|\n/).findIndex((line, index) => index >= after && line.trim() !== '');
  return next + 1;
}

function firstLine({ raw, info }: Parsed): number {
  return info.lines - (raw.trim().match(/\r\n|\r|\n/g) ?? []).length;
}

class CsvReader {
  private readonly defects: FileDefect[] = [];
  private readonly lines = new Map<string, number>();
  private readonly raw: Record<string, unknown> = {};
  private readonly answers = new Map<string, Record<string, unknown>>();

  constructor(
    private readonly file: string,
    private readonly columns: readonly string[],
  ) {}

  read(rows: readonly Row[]): AnswersDocument {
    this.checkColumns(rows);
    const readable = this.defects.length === 0;
    if (readable) for (const row of rows) this.readRow(row);
    return {
      file: this.file,
      raw: readable ? { ...this.raw, answers: Object.fromEntries(this.answers) } : undefined,
      defects: this.defects,
      lineAt: (pointer) => this.lineAt(pointer),
    };
  }

  private report(line: number, message: string): void {
    this.defects.push({ file: this.file, line, message });
  }

  private checkColumns(rows: readonly Row[]): void {
    if (rows.length === 0) {
      this.report(1, `The file has no rows. The first line names the columns: ${CSV_COLUMNS.join(', ')}.`);
      return;
    }
    this.columns.forEach((column, index) => {
      if (!(CSV_COLUMNS as readonly string[]).includes(column)) {
        this.report(1, `"${column}" is not a column; allowed are ${CSV_COLUMNS.join(', ')}.`);
      } else if (this.columns.indexOf(column) < index) this.report(1, `The column "${column}" stands a second time.`);
    });
    if (!this.columns.includes('question')) this.report(1, 'The column "question" is missing.');
  }

  private readRow({ record, cells, line }: Row): void {
    if (cells !== this.columns.length) {
      const [has, needs] = [String(cells), String(this.columns.length)];
      this.report(
        line,
        `The row has ${has} cells, but there are ${needs} columns. Is a comma missing, or one too many?`,
      );
      return;
    }
    const id = record.question ?? '';
    if (HEAD_ROW.test(id)) {
      const other = Object.keys(record).filter((column) => column !== 'question' && column !== 'value');
      const filled = other.filter((column) => record[column] !== '');
      if (filled.length > 0) this.report(line, `"${id}" takes a value only; ${filled.join(', ')} must be empty.`);
      this.readHead(id, record.value ?? '', line);
    } else if (QUESTION_ROW.test(id)) this.readAnswer(id, record, line);
    else this.report(line, `"${id}" is neither a question's id, such as IT-01, nor tool, asOf, site.… or context.….`);
  }

  private readHead(name: string, value: string, line: number): void {
    const [outer, inner] = name.split('.') as [string, string | undefined];
    const pointer = `/${name.replace('.', '/')}`;
    if (this.lines.has(pointer)) {
      this.report(line, `"${name}" stands a second time; the first is in line ${String(this.lines.get(pointer))}.`);
      return;
    }
    this.lines.set(pointer, line);
    const typed = NUMBER.test(value) && inner !== 'productVersion' && outer !== 'site' ? Number(value) : value;
    if (value === '') return;
    if (inner === undefined) this.raw[outer] = typed;
    else this.raw[outer] = { ...(this.raw[outer] as object | undefined), [inner]: typed };
  }

  private readAnswer(id: string, record: Row['record'], line: number): void {
    const said = ['value', 'notKnown', 'notApplicable', 'note'].filter((column) => (record[column] ?? '') !== '');
    const evidence = Object.entries(EVIDENCE_COLUMNS).flatMap(([column, field]) => {
      const value = record[column] ?? '';
      return value === '' ? [] : [[field, value] as const];
    });
    const known = this.answers.get(id);
    if (known !== undefined && (said.length > 0 || evidence.length === 0)) {
      const first = String(this.lines.get(`/answers/${id}`));
      this.report(
        line,
        `${id} is answered a second time; the first is in line ${first}. A second row may only add evidence.`,
      );
      return;
    }
    const answer =
      known ?? Object.fromEntries(said.map((column) => [column, answerCell(column, record[column] as string)]));
    if (known === undefined) {
      this.answers.set(id, answer);
      this.lines.set(`/answers/${id}`, line);
    }
    if (evidence.length > 0) {
      const items = (answer.evidence as object[] | undefined) ?? [];
      this.lines.set(`/answers/${id}/evidence/${String(items.length)}`, line);
      answer.evidence = [...items, Object.fromEntries(evidence)];
    }
  }

  private lineAt(pointer: string): number {
    const segments = pointer.split('/');
    for (let length = segments.length; length > 1; length -= 1) {
      const line = this.lines.get(segments.slice(0, length).join('/'));
      if (line !== undefined) return line;
    }
    return 1;
  }
}

/** Cells that are not what they should be stay text, so that the instrument's check names them. */
function answerCell(column: string, text: string): unknown {
  if (column === 'value') return NUMBER.test(text) ? Number(text) : text;
  if (column === 'notKnown') return /^(yes|true|1)$/i.test(text) ? true : text;
  return text;
}
