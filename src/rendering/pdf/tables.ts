import type { ReportColumn, ReportTable } from '../../core/contracts/report.js';
import type { Flowing } from './flow.js';
import { drawRow, rowHeight, rowStart, type Row, type RowCell, type RowSurroundings } from './rows.js';
import type { LazyTag, Sheet, Tag } from './sheet.js';
import { COLOURS, STYLES, type TextStyle } from './theme.js';
import type { PreparedText } from './typesetter.js';

const CELL_PADDING = { x: 6, y: 4 } as const;
const CAPTION_GAP = 5;
/** Above and below the line of a row that is signed in by hand; the first that keeps the table on one page is taken */
const FILL_IN_PADDINGS = [9, 7, 5, 3.5] as const;
const GAP_AFTER = 6;
/** Tables no taller than this share of a page are kept on one page */
const KEEP_SHARE = 0.45;
/** Tables to sign in are kept whole up to this share, which leaves room for the heading and text above */
const KEEP_SIGNATURES_SHARE = 0.86;
/** A heading row taller than this share of a page is not repeated: it would leave no room for the rows */
const REPEAT_SHARE = 0.3;

/** A cell before it is known where, and as part of which element, it is drawn */
type CellPlan = RowCell & { readonly prepared: PreparedText };
type RowPlan = Omit<Row, 'cells'> & { readonly cells: readonly CellPlan[] };

/** Lays out a table that has rows; it is drawn as one Table element however many pages it takes. */
export function flowTable(sheet: Sheet, parent: LazyTag, table: ReportTable): Flowing {
  return new TableFlow(sheet, parent, table);
}

class TableFlow implements Flowing {
  readonly gap = 8;
  readonly height: number;
  readonly start: number;
  private readonly caption: PreparedText;
  private readonly captionRow: Row;
  private readonly header: RowPlan;
  private readonly rows: readonly RowPlan[];
  private readonly places: readonly { x: number; width: number }[];

  constructor(
    private readonly sheet: Sheet,
    private readonly parent: LazyTag,
    private readonly table: ReportTable,
  ) {
    this.places = placeColumns(sheet, table.columns);
    this.caption = sheet.type.prepare(table.caption);
    this.captionRow = this.planCaption();
    const headings = table.columns.map((column) => column.heading);
    this.header = this.planRow(headings, () => STYLES.columnHeading);
    const rows = table.rows.map((row) => this.planRow(row, (column) => (column === 0 ? STYLES.rowName : STYLES.cell)));
    const captionHeight = this.captionRow.cells.length === 0 ? 0 : rowHeight(this.captionRow) + CAPTION_GAP;
    const head = captionHeight + rowHeight(this.header);
    const heightOf = (planned: readonly RowPlan[]): number =>
      planned.reduce((height, row) => height + rowHeight(row), head);
    const room = sheet.height * KEEP_SIGNATURES_SHARE;
    const higher = FILL_IN_PADDINGS.map((padding) => rows.map((row) => ({ ...row, padding })));
    this.rows =
      table.toFillIn === true ? (higher.find((planned) => heightOf(planned) <= room) ?? higher[0] ?? rows) : rows;
    this.height = heightOf(this.rows);
    const firstRows = this.rows.slice(0, 2).reduce((height, row) => height + rowStart(row, sheet), head);
    const keptShare = table.toFillIn === true ? KEEP_SIGNATURES_SHARE : KEEP_SHARE;
    this.start = this.height <= sheet.height * keptShare ? this.height : firstRows;
  }

  draw(): void {
    const { sheet } = this;
    const element = sheet.tag(this.parent(), 'Table');
    this.drawCaption(element);
    const headerTag = sheet.tag(sheet.tag(element, 'THead'), 'TR');
    drawRow(
      sheet,
      this.tagCells(this.header, headerTag, () => 'Column'),
      this.headerSurroundings(),
    );
    const body = sheet.tag(element, 'TBody');
    let onThisPage = 0;
    this.rows.forEach((row, index) => {
      // the last row of a table does not go over to another page on its own
      const next = index === this.rows.length - 2 && onThisPage > 1 ? this.rows[index + 1] : undefined;
      const needed = rowStart(row, sheet) + (next === undefined ? 0 : rowStart(next, sheet));
      if (needed > sheet.room && onThisPage > 0) {
        sheet.startPage();
        this.repeatHeader();
        onThisPage = 0;
      }
      onThisPage += 1;
      const tagged = this.tagCells(row, sheet.tag(body, 'TR'), (column) => (column === 0 ? 'Row' : undefined));
      drawRow(sheet, tagged, this.rowSurroundings());
    });
    sheet.y = Math.min(sheet.bottom, sheet.y + GAP_AFTER);
  }

  private drawCaption(element: Tag): void {
    if (this.captionRow.cells.length === 0) return;
    const tag = this.sheet.tagText(element, 'Caption', this.caption);
    drawRow(this.sheet, { ...this.captionRow, cells: this.captionRow.cells.map((cell) => ({ ...cell, tag })) });
    this.sheet.y += CAPTION_GAP;
  }

  private tagCells(plan: RowPlan, row: Tag, scopeOf: (column: number) => 'Column' | 'Row' | undefined): Row {
    const cells = plan.cells.map((cell, column) => {
      const scope = scopeOf(column);
      if (scope !== undefined) return { ...cell, tag: this.sheet.tagText(row, 'TH', cell.prepared, { scope }) };
      return { ...cell, tag: this.tagData(row, cell, this.table.columns[column]?.toFillIn) };
    });
    return { ...plan, cells };
  }

  /** An empty cell that is to be written in is read as that, and not passed over. */
  private tagData(row: Tag, { prepared }: CellPlan, toFillIn: string | undefined): Tag {
    const tag = this.sheet.tagText(row, 'TD', prepared);
    if (toFillIn === undefined || prepared.text !== '') return tag;
    return this.sheet.tag(tag, 'Span', { actual: this.sheet.type.prepare(toFillIn).text });
  }

  private repeatHeader(): void {
    if (rowHeight(this.header) > this.sheet.height * REPEAT_SHARE) return;
    drawRow(this.sheet, this.header, this.headerSurroundings());
  }

  private headerSurroundings(): RowSurroundings {
    const { sheet } = this;
    return {
      behind: (y, height) => {
        sheet.decorate(() => sheet.doc.rect(sheet.left, y, sheet.width, height).fill(COLOURS.headerFill));
      },
      below: (y) => {
        sheet.rule(y, COLOURS.strongRule, 1);
      },
    };
  }

  private rowSurroundings(): RowSurroundings {
    return {
      onNewPage: () => {
        this.repeatHeader();
      },
      below: (y) => {
        this.sheet.rule(y, COLOURS.rule, 0.6);
      },
    };
  }

  private planCaption(): Row {
    const { left: x, width, type } = this.sheet;
    const lines = type.break(this.caption, STYLES.caption, width);
    return { cells: lines.length === 0 ? [] : [{ lines, style: STYLES.caption, x, width }], padding: 0, flows: true };
  }

  private planRow(texts: readonly string[], styleOf: (column: number) => TextStyle): RowPlan {
    const cells = texts.map((text, column) => this.planCell(text, column, styleOf(column)));
    return { cells, padding: CELL_PADDING.y, continuation: this.planContinuation(texts[0] ?? '') };
  }

  private planCell(text: string, column: number, style: TextStyle): CellPlan {
    const { x, width } = this.places[column] ?? { x: this.sheet.left, width: this.sheet.width };
    const prepared = this.sheet.type.prepare(text);
    const align = this.table.columns[column]?.align ?? 'left';
    return { prepared, lines: this.sheet.type.break(prepared, style, width), style, x, width, align };
  }

  private planContinuation(name: string): CellPlan {
    return this.planCell(`${name} (continued)`, 0, STYLES.continued);
  }
}

function placeColumns(sheet: Sheet, columns: readonly ReportColumn[]): { x: number; width: number }[] {
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  let x = sheet.left;
  return columns.map((column) => {
    const outer = (column.width / total) * sheet.width;
    const place = { x: x + CELL_PADDING.x, width: outer - 2 * CELL_PADDING.x };
    x += outer;
    return place;
  });
}
