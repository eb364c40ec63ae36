import type { ReportColumn, ReportTable } from '../../core/contracts/report.js';
import type { Flowing } from './flow.js';
import { drawRow, rowHeight, rowStart, type Row, type RowCell, type RowSurroundings } from './rows.js';
import type { LazyTag, Sheet, Tag } from './sheet.js';
import { COLOURS, STYLES, type TextStyle } from './theme.js';
import type { PreparedText } from './typesetter.js';

const CELL_PADDING = { x: 6, y: 4 } as const;
const CAPTION_GAP = 5;
/** Above and below the line of a row that is written in by hand */
const FILL_IN_PADDING = 12;
const GAP_AFTER = 6;
/** Tables no taller than this share of a page are kept on one page */
const KEEP_SHARE = 0.45;
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
    const padding = table.toFillIn === true ? FILL_IN_PADDING : CELL_PADDING.y;
    this.rows = table.rows.map((row) => {
      return { ...this.planRow(row, (column) => (column === 0 ? STYLES.rowName : STYLES.cell)), padding };
    });
    const captionHeight = this.captionRow.cells.length === 0 ? 0 : rowHeight(this.captionRow) + CAPTION_GAP;
    const head = captionHeight + rowHeight(this.header);
    this.height = this.rows.reduce((height, row) => height + rowHeight(row), head);
    const firstRows = this.rows.slice(0, 2).reduce((height, row) => height + rowStart(row, sheet), head);
    this.start = this.height <= sheet.height * KEEP_SHARE ? this.height : firstRows;
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
      const role = scope === undefined ? 'TD' : 'TH';
      return { ...cell, tag: this.sheet.tagText(row, role, cell.prepared, scope === undefined ? {} : { scope }) };
    });
    return { ...plan, cells };
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
