import type { LabelledText, ReportBlock } from '../../core/contracts/report.js';
import { flowBars, flowTimeline } from './charts.js';
import type { Flowing } from './flow.js';
import { drawRow, rowHeight, rowStart, type Row, type RowSurroundings } from './rows.js';
import type { LazyTag, Sheet, Tag } from './sheet.js';
import { COLOURS, STYLES, type TextStyle } from './theme.js';
import { flowTable } from './tables.js';

const BULLET = '•';
const BULLET_WIDTH = 14;
/** The last items of a list go to the next page together, unless they are longer than this */
const KEPT_ITEMS = 3;
const KEPT_ITEM_LINES = 4;
const LABEL_SHARE = 0.3;
const BOX = { inset: 16, padding: 9, bar: 5, line: 1.5, wordWidth: 72 } as const;
const STARTS_WITH_WARNING = /^warning\b/iu;

/** Lays out one block, its subheading as a heading of the level `role`; text without any letters in it takes no space. */
export function flowBlock(
  sheet: Sheet,
  parent: LazyTag,
  block: ReportBlock,
  bookmark: (text: string) => void,
  role: 'H2' | 'H3' = 'H3',
): Flowing[] {
  switch (block.type) {
    case 'paragraph':
      return flowParagraph(sheet, parent, block.text, block.emphasis === true ? STYLES.emphasis : STYLES.body);
    case 'subheading':
      return flowHeading(sheet, parent, block.text, { role, style: STYLES.subheading, gap: 12 }, bookmark);
    case 'list':
      return flowList(sheet, parent, block.items);
    case 'table':
      if (block.rows.length > 0) return [flowTable(sheet, parent, block)];
      return [
        ...flowParagraph(sheet, parent, block.caption, STYLES.caption, 8).map(keepWithNext),
        ...flowParagraph(sheet, parent, block.empty, STYLES.body, 2),
      ];
    case 'bars':
      return flowBars(sheet, parent, block);
    case 'timeline':
      return flowTimeline(sheet, parent, block);
  }
}

export interface HeadingKind {
  readonly role: 'H1' | 'H2' | 'H3';
  readonly style: TextStyle;
  readonly gap: number;
}

/** Lays out a heading, which stays with what follows it and is bookmarked when it is drawn. */
export function flowHeading(
  sheet: Sheet,
  parent: LazyTag,
  text: string,
  { role, style, gap }: HeadingKind,
  bookmark: (text: string) => void,
): Flowing[] {
  return flowText(sheet, parent, role, text, style, gap).map((item) => {
    const draw = (): void => {
      bookmark(text);
      item.draw();
    };
    return keepWithNext({ ...item, draw });
  });
}

/** Lays out running text. */
export function flowParagraph(sheet: Sheet, parent: LazyTag, text: string, style: TextStyle, gap = 6): Flowing[] {
  return flowText(sheet, parent, 'P', text, style, gap);
}

function keepWithNext(item: Flowing): Flowing {
  return { ...item, keepWithNext: true };
}

function flowText(sheet: Sheet, parent: LazyTag, role: string, text: string, style: TextStyle, gap: number): Flowing[] {
  const prepared = sheet.type.prepare(text);
  const { type, width } = sheet;
  const lines = role === 'P' ? type.break(prepared, style, width) : type.breakHeading(prepared, style, width);
  if (lines.length === 0) return [];
  const cell = { lines, style, x: sheet.left, width };
  return [
    flowRow(sheet, gap, { cells: [cell], padding: 0, flows: true }, (row) => {
      return withTags(row, [sheet.tagText(parent(), role, prepared)]);
    }),
  ];
}

/** `tag` gives the cells their elements at the moment of drawing, in reading order. */
function flowRow(sheet: Sheet, gap: number, row: Row, tag: (row: Row) => Row, surroundings?: RowSurroundings): Flowing {
  return {
    gap,
    start: rowStart(row, sheet),
    height: rowHeight(row),
    draw: () => {
      drawRow(sheet, tag(row), surroundings);
    },
  };
}

function withTags(row: Row, tags: readonly Tag[]): Row {
  return { ...row, cells: row.cells.map((cell, index) => ({ ...cell, ...(tags[index] && { tag: tags[index] }) })) };
}

function flowList(sheet: Sheet, parent: LazyTag, items: readonly string[]): Flowing[] {
  const list = sheet.tagLater(parent, 'L', numberedAs('Disc'));
  const width = sheet.width - BULLET_WIDTH;
  return items.flatMap((item, index) => {
    const prepared = sheet.type.prepare(item);
    const lines = sheet.type.break(prepared, STYLES.body, width);
    if (lines.length === 0) return [];
    const cells = [
      { lines: [BULLET], style: STYLES.body, x: sheet.left + 3, width: BULLET_WIDTH },
      { lines, style: STYLES.body, x: sheet.left + BULLET_WIDTH, width },
    ];
    const flowing = flowRow(sheet, index === 0 ? 6 : 3, { cells, padding: 0, flows: true }, (row) => {
      const entry = sheet.tag(list(), 'LI');
      return withTags(row, [sheet.tag(entry, 'Lbl'), sheet.tagText(entry, 'LBody', prepared)]);
    });
    const isLast = index === items.length - 1;
    const takesNext = !isLast && index >= items.length - KEPT_ITEMS && lines.length <= KEPT_ITEM_LINES;
    return takesNext ? keepWithNext(flowing) : flowing;
  });
}

/** Lays out labelled facts as a list with the labels in a column of their own. */
export function flowSummary(sheet: Sheet, parent: LazyTag, facts: readonly LabelledText[]): Flowing[] {
  const list = sheet.tagLater(parent, 'L', numberedAs('None'));
  const labelWidth = sheet.width * LABEL_SHARE;
  const textWidth = sheet.width - labelWidth;
  return facts.map((fact, index) => {
    const label = sheet.type.prepare(fact.label);
    const text = sheet.type.prepare(fact.text);
    const cells = [
      {
        lines: sheet.type.break(label, STYLES.label, labelWidth - 12),
        style: STYLES.label,
        x: sheet.left,
        width: labelWidth - 12,
      },
      {
        lines: sheet.type.break(text, STYLES.body, textWidth),
        style: STYLES.body,
        x: sheet.left + labelWidth,
        width: textWidth,
      },
    ];
    const tag = (row: Row): Row => {
      const entry = sheet.tag(list(), 'LI');
      return withTags(row, [sheet.tagText(entry, 'Lbl', label), sheet.tagText(entry, 'LBody', text)]);
    };
    const below = (y: number): void => {
      sheet.rule(y, COLOURS.rule, 0.6);
    };
    return flowRow(sheet, index === 0 ? 10 : 0, { cells, padding: 2.5 }, tag, { below });
  });
}

function numberedAs(numbering: 'Disc' | 'None'): (list: Tag) => void {
  return (list) => {
    list.dictionary.data.A = { O: 'List', ListNumbering: numbering };
  };
}

/** Lays out the headline; a warning stands in a heavy frame with the word itself, so that it shows without colour. */
export function flowHeadline(sheet: Sheet, parent: LazyTag, text: string, warning: boolean): Flowing[] {
  const prepared = sheet.type.prepare(text);
  const word = warning && !STARTS_WITH_WARNING.test(prepared.text) ? 'Warning' : '';
  const indent = BOX.inset + (word === '' ? 0 : BOX.wordWidth);
  const width = sheet.width - indent - BOX.inset;
  const lines = sheet.type.break(prepared, STYLES.headline, width);
  if (lines.length === 0) return [];
  const headline = { lines, style: STYLES.headline, x: sheet.left + indent, width };
  const wordCell = { lines: [word], style: STYLES.warningWord, x: sheet.left + BOX.inset, width: BOX.wordWidth };
  const cells = word === '' ? [headline] : [wordCell, headline];
  const tag = (row: Row): Row => {
    const group = sheet.tag(parent(), 'Div');
    const wordTags = word === '' ? [] : [sheet.tag(group, 'P')];
    return withTags(row, [...wordTags, sheet.tagText(group, 'P', prepared)]);
  };
  const behind = (y: number, height: number): void => {
    sheet.decorate(() => {
      const colour = warning ? COLOURS.warning : COLOURS.heading;
      sheet.doc.rect(sheet.left, y, BOX.bar, height).fill(colour);
      if (!warning) return;
      sheet.doc.rect(sheet.left, y, sheet.width, height).lineWidth(BOX.line).stroke(colour);
    });
  };
  return [flowRow(sheet, 12, { cells, padding: warning ? BOX.padding : 4 }, tag, { behind })];
}
