import type { Row } from 'write-excel-file/node';
import type { AskedQuestion, SectionToFill } from '../../assessments/section-to-fill.js';
import type { Question } from '../../core/contracts/instrument.js';
import { digestOf, givenOf, rangeOf, type GivenAnswer } from '../assessments/given-answer.js';
import type { DropDown, SheetToWrite } from '../../platform/tables/workbook.js';

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

const ANSWER = COLUMNS.indexOf('Answer');
const ANSWER_LETTER = String.fromCharCode('A'.charCodeAt(0) + ANSWER);
const WIDTHS = [10, 18, 40, 60, 30, 40, 30, 30, 16, 16, 24, 30, 14];

/** What is written for answers that are no number. */
export const NOT_KNOWN = 'I don’t know yet';
export const NOT_APPLICABLE = 'Does not apply here';

/** An evidence item as it is stored. */
export type StoredItem = Readonly<Record<string, string | undefined>>;

/** What the last column holds: of which answer, and of which item, the row is. */
function markOf(was: string, evidenceId = ''): string {
  return `${was}/${evidenceId}`;
}

/** The sheet with all that somebody may answer: a row a question, further rows for further documents. */
export function answersSheet(sections: readonly SectionToFill[]): SheetToWrite {
  const head: Row = COLUMNS.map((name) => ({ value: name, fontWeight: 'bold', wrap: true }));
  const rows: Row[] = [head];
  const dropDowns: DropDown[] = [];
  for (const { section, questions } of sections) {
    for (const asked of questions) {
      const cell = `${ANSWER_LETTER}${String(rows.length + 1)}`;
      if (asked.question.kind !== 'number') dropDowns.push({ cell, choices: choicesOf(asked.question) });
      rows.push(...rowsOfQuestion(section, asked));
    }
  }
  return { name: ANSWERS_SHEET, rows, widths: WIDTHS, dropDowns };
}

/** The sheet that tells how it is done. */
export function helpSheet(place: string, madeOn: string): SheetToWrite {
  const lines = [
    `Site readiness: ${place}, as it was on ${madeOn}`,
    'Fill in the sheet “Answers”, save it, and upload it on the page that you downloaded it from. You then see what would change, and confirm it; nothing is saved before.',
    'Answer: choose from the list in the cell, or write the number at the beginning of the answer that fits. Where a number is asked for, write it; its unit may follow: 80%, 6 weeks, 1,200. Leave it empty if it is not answered yet.',
    `If you looked and could not find out, choose or write “${NOT_KNOWN}”. If it does not apply here, “${NOT_APPLICABLE}”, and why in the column for it; not every question allows it.`,
    'Document: one a row. For a further document of the same question add a row below with the question’s id. A gate passes only with a document that has a date. Files are uploaded on the pages, not here.',
    'Leave the last column as it is: it tells the service what the answer was when the sheet was made, so that nothing that a colleague saves meanwhile is lost.',
    'No patient data: no names, numbers or pictures of patients.',
  ];
  return { name: 'How to fill it in', rows: lines.map((value) => [{ value, wrap: true }]), widths: [110] };
}

function rowsOfQuestion(section: SectionToFill['section'], { question, gate }: AskedQuestion): Row[] {
  const answer = section.answers[question.id];
  const given = givenOf(question, answer);
  const items = (answer?.evidence ?? []) as readonly StoredItem[];
  const was = digestOf(given);
  const asked = [question.question, ...(gate === null ? [] : [`Gate: needs a document with a date.`])].join('\n');
  const about = [question.id, section.name, asked, allowedText(question)];
  const [first = [], ...further] = [
    [
      ...about,
      answerCell(question, given),
      given.note,
      given.reason,
      ...documentCells(items[0]),
      markOf(was, items[0]?.id),
    ],
    ...items
      .slice(1)
      .map((item) => [question.id, section.name, '', '', '', '', '', ...documentCells(item), markOf(was, item.id)]),
  ].map(rowOf);
  // as text: what is typed stays as it is, where a spreadsheet would make 0.8 of "80%"
  if (question.kind === 'number') first[ANSWER] = textCell(given);
  return [first, ...further];
}

function textCell(given: GivenAnswer): Row[number] {
  const value = given.choice === 'number' ? given.number : answerCell({ kind: 'number' }, given);
  return { type: String, format: '@', wrap: true, alignVertical: 'top', ...(value !== '' && { value: String(value) }) };
}

/** What can be chosen for a question with levels. */
function choicesOf({ levels = [], notApplicable }: Question): string[] {
  return [
    ...levels.map(({ text }, level) => `${String(level)} = ${text}`),
    NOT_KNOWN,
    ...(notApplicable?.when === undefined ? [] : [NOT_APPLICABLE]),
  ];
}

function allowedText(question: Question): string {
  const { kind, notApplicable } = question;
  const own = kind === 'number' ? [rangeOf(question).replace(/^a/, 'A')] : [];
  const when = notApplicable?.when === undefined ? '' : `: ${notApplicable.when}`;
  return `${[...own, ...choicesOf(question)].join('\n')}${when}`;
}

function answerCell({ kind }: Pick<Question, 'kind'>, { choice, number }: GivenAnswer): string | number {
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
