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
export const CSV_COLUMNS = [
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

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/**
 * Reads CSV with one row an answer. A second row of the same question may only add evidence. Rows such as `tool`,
 * `asOf`, `site.name` and `context.use` in the column "question" hold the rest of the document in the column "value".
 */
export function readCsv(text: string, file: string): AnswersDocument {
  let rows: Row[];
  try {
    rows = parse(text, { bom: true, columns: true, info: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return unreadable(file, Number(error.lines) || 1, `The file is not readable as CSV: ${error.message}`);
  }
  return new CsvReader(file).read(rows);
}

class CsvReader {
  private readonly defects: FileDefect[] = [];
  private readonly lines = new Map<string, number>();
  private readonly raw: Record<string, unknown> = {};
  private readonly answers = new Map<string, Record<string, unknown>>();

  constructor(private readonly file: string) {}

  read(rows: readonly Row[]): AnswersDocument {
    this.checkColumns(rows);
    if (this.defects.length === 0) for (const row of rows) this.readRow(row);
    return {
      file: this.file,
      raw: { ...this.raw, answers: Object.fromEntries(this.answers) },
      defects: this.defects,
      lineAt: (pointer) => this.lineAt(pointer),
    };
  }

  private report(line: number, message: string): void {
    this.defects.push({ file: this.file, line, message });
  }

  private checkColumns(rows: readonly Row[]): void {
    const [first] = rows;
    if (first === undefined) {
      this.report(1, `The file has no rows. The first line names the columns: ${CSV_COLUMNS.join(', ')}.`);
      return;
    }
    const columns = Object.keys(first.record);
    for (const column of columns) {
      if (!(CSV_COLUMNS as readonly string[]).includes(column)) {
        this.report(1, `"${column}" is not a column; allowed are ${CSV_COLUMNS.join(', ')}.`);
      }
    }
    if (!columns.includes('question')) this.report(1, 'The column "question" is missing.');
  }

  private readRow({ record, info: { lines } }: Row): void {
    const id = record.question ?? '';
    if (HEAD_ROW.test(id)) this.readHead(id, record.value ?? '', lines);
    else if (QUESTION_ROW.test(id)) this.readAnswer(id, record, lines);
    else this.report(lines, `"${id}" is neither a question's id, such as IT-01, nor tool, asOf, site.… or context.….`);
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
