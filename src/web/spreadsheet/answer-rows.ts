import type { Row, SheetData } from 'write-excel-file/node';
import type { SectionToFill } from '../../assessments/section-to-fill.js';
import type { Question } from '../../core/contracts/instrument.js';
import { digestOf, givenOf, type GivenAnswer } from '../assessments/given-answer.js';

/** Name of the sheet that is filled in. */
export const ANSWERS_SHEET = 'Answers';

/** Columns, in order; the names are what errors tell. */
export const COLUMNS = [
  'Question',
  'Section',
  'What is asked',
  'Answers to choose from',
  'Answer',
  'Note',
  'Why it does not apply',
  'Document',
  'Document date',
  'Document expires',
  'Document owner',
  'Link',
  'Leave as it is',
] as const;
export type Column = (typeof COLUMNS)[number];

const WIDTHS = [10, 18, 40, 60, 16, 40, 30, 30, 16, 16, 24, 30, 14];

/** What is written for answers that are no number. */
const NOT_KNOWN = 'Don’t know';
const NOT_APPLICABLE = 'Does not apply';

/** An evidence item as it is stored. */
export type StoredItem = Readonly<Record<string, string | undefined>>;

/** What the last column holds: of which answer, and of which item, the row is. */
function markOf(was: string, evidenceId = ''): string {
  return `${was}/${evidenceId}`;
}

/** The sheet with all that somebody may answer: a row a question, further rows for further documents. */
export function answersSheet(sections: readonly SectionToFill[]): {
  readonly name: string;
  readonly rows: SheetData;
  readonly widths: readonly number[];
} {
  const head: Row = COLUMNS.map((name) => ({ value: name, fontWeight: 'bold', wrap: true }));
  return { name: ANSWERS_SHEET, rows: [head, ...sections.flatMap(rowsOfSection)], widths: WIDTHS };
}

/** The sheet that tells how it is done. */
export function helpSheet(
  place: string,
  madeOn: string,
): {
  readonly name: string;
  readonly rows: SheetData;
  readonly widths: readonly number[];
} {
  const lines = [
    `Site readiness: ${place}, as it was on ${madeOn}`,
    'Fill in the sheet “Answers”, save it, and upload it on the page that you downloaded it from. You then see what would change, and confirm it; nothing is saved before.',
    'Answer: the number at the beginning of the answer that fits, or the number that is asked for. Leave it empty if it is not answered yet.',
    `If you looked and could not find out, write “${NOT_KNOWN}”. If it does not apply here, write “${NOT_APPLICABLE}” and why; not every question allows it.`,
    'Document: one a row. For a further document of the same question add a row below with the question’s id. A gate passes only with a document that has a date. Files are uploaded on the pages, not here.',
    'Leave the last column as it is: it tells the service what the answer was when the sheet was made, so that nothing that a colleague saves meanwhile is lost.',
    'No patient data: no names, numbers or pictures of patients.',
  ];
  return { name: 'How to fill it in', rows: lines.map((value) => [{ value, wrap: true }]), widths: [110] };
}

function rowsOfSection({ section, questions }: SectionToFill): Row[] {
  return questions.flatMap(({ question, gate }) => {
    const answer = section.answers[question.id];
    const given = givenOf(question, answer);
    const items = (answer?.evidence ?? []) as readonly StoredItem[];
    const was = digestOf(given);
    const asked = [question.question, ...(gate === null ? [] : [`Gate: needs a document with a date.`])].join('\n');
    const about = [question.id, section.name, asked, choicesOf(question)];
    const said = [answerCell(question, given), given.note, given.reason];
    const first = [...about, ...said, ...documentCells(items[0]), markOf(was, items[0]?.id)];
    const further = items
      .slice(1)
      .map((item) => [question.id, section.name, '', '', '', '', '', ...documentCells(item), markOf(was, item.id)]);
    return [first, ...further].map(rowOf);
  });
}

function choicesOf({ kind, levels = [], number, notApplicable }: Question): string {
  const choices =
    kind === 'number'
      ? [`A number from ${String(number?.min)} to ${String(number?.max)} (${number?.unit ?? ''})`]
      : levels.map(({ text }, level) => `${String(level)} = ${text}`);
  const when = notApplicable?.when;
  return [...choices, NOT_KNOWN, ...(when === undefined ? [] : [`${NOT_APPLICABLE}: ${when}`])].join('\n');
}

function answerCell({ kind }: Question, { choice, number }: GivenAnswer): string | number {
  if (choice === 'not-known') return NOT_KNOWN;
  if (choice === 'not-applicable') return NOT_APPLICABLE;
  if (choice === '') return '';
  return Number(kind === 'number' ? number : choice);
}

function documentCells(item: StoredItem | undefined): (string | Date)[] {
  const day = (text: string | undefined): string | Date => (text === undefined ? '' : new Date(`${text}T00:00:00Z`));
  return [item?.title ?? '', day(item?.date), day(item?.expires), item?.owner ?? '', item?.url ?? ''];
}

function rowOf(cells: readonly (string | number | Date)[]): Row {
  return cells.map((value) => {
    if (value === '') return null;
    if (value instanceof Date) return { type: Date, value, format: 'd mmmm yyyy', alignVertical: 'top' };
    // text is text, whatever it begins with: never a formula
    return typeof value === 'string'
      ? { type: String, value, wrap: true, alignVertical: 'top' }
      : { type: Number, value, alignVertical: 'top' };
  });
}
