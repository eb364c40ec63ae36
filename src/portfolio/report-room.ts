import type { ReportColumn, ReportTable } from '../core/contracts/report.js';

/** What fits on a page is estimated from lengths of texts, rather too high: nobody knows the letters before they are set. */

/** Height of a page for text, in points, less a line or two that estimates can be wrong by */
export const PAGE_ROOM = 680;
const TEXT_WIDTH = 475;
/** Points beside the text of a cell, above and below it, and between its lines */
const CELL = { beside: 12, around: 8, leading: 12, letter: 4 } as const;
/** Caption, headings, and space around a table */
const TABLE_FRAME = 56;

/** Kinds of running text: points between lines, around a paragraph and for a letter. */
const TEXTS = {
  title: { leading: 25, around: 6, letter: 10.5 },
  heading: { leading: 20, around: 10, letter: 8.2 },
  subheading: { leading: 15.5, around: 18, letter: 6 },
  headline: { leading: 17, around: 28, letter: 7.1 },
  label: { leading: 14, around: 6, letter: 6.4 },
  body: { leading: 14, around: 5, letter: 4.3 },
  emphasis: { leading: 14, around: 5, letter: 4.9 },
} as const;

/** Height of some texts of one kind in points. */
export function textHeight(kind: keyof typeof TEXTS, ...texts: readonly string[]): number {
  const { leading, around, letter } = TEXTS[kind];
  return texts.reduce((height, text) => height + around + leading * lines(text, TEXT_WIDTH, letter), 0);
}

/** Height of a table in points. */
export function tableHeight({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): number {
  return rows.reduce((height, row) => height + rowHeight(row, columns), TABLE_FRAME);
}

/** The first rows of a table that fit into so many points, at least one. */
export function fittingRows({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>, room: number): string[][] {
  const fits = rows.findIndex((_, i) => i > 0 && tableHeight({ columns, rows: rows.slice(0, i + 1) }) > room);
  return (fits < 0 ? rows : rows.slice(0, fits)).map((row) => [...row]);
}

/** A long name where its first words will do, because the whole of it stands elsewhere. */
export function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  const cut = name.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > most / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

function rowHeight(row: readonly string[], columns: readonly ReportColumn[]): number {
  const most = Math.max(
    ...row.map((text, i) => lines(text, TEXT_WIDTH * (columns[i]?.width ?? 1) - CELL.beside, CELL.letter)),
  );
  return CELL.around + CELL.leading * most;
}

function lines(text: string, width: number, letter: number): number {
  return Math.max(1, Math.ceil((text.length * letter) / width));
}
