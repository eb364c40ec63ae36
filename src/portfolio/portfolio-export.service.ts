import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { BYTE_ORDER_MARK, csvLine } from '../platform/tables/csv.js';
import { workbookOf } from '../platform/tables/workbook.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { exportColumns, type ExportCell, type ExportColumn } from './export-columns.js';
import type { ExportFormat, PortfolioItem, PortfolioOrder } from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';

/** Rows that are read at a time. */
const PAGE = 200;
const NARROW = 14;
const WIDE = 40;
const WIDE_COLUMNS = new Set(['trustName', 'siteName', 'reason', 'advice', 'headline', 'changeInLast7Days']);

/** Writes the work list as files: the same rows in the same order as the list with the same filters, all columns. */
@Injectable()
export class PortfolioExport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly portfolio: PortfolioService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** The pieces of the file, made as they are taken. */
  pieces(actor: Actor, format: ExportFormat, order: PortfolioOrder): AsyncGenerator<Buffer | string> {
    switch (format) {
      case 'csv':
        return this.csv(actor, order);
      case 'xlsx':
        return this.xlsx(actor, order);
      case 'json':
        return this.json(actor, order);
    }
  }

  /** Puts on record that somebody takes a portfolio away. @throws Problem `busy`, `storage-unavailable` */
  async record(actor: Actor, format: ExportFormat, order: PortfolioOrder): Promise<void> {
    const filters = Object.entries(order).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    await this.unitOfWork.write(actor, ({ record }) => {
      record({ type: 'portfolio-exported', subjectId: actor.id, data: { format, filters } });
      return Promise.resolve();
    });
  }

  private get columns(): ExportColumn[] {
    return exportColumns(this.catalogue.instrument.domains.map(({ code }) => code));
  }

  private async *pages(actor: Actor, order: PortfolioOrder): AsyncGenerator<readonly PortfolioItem[]> {
    let cursor: string | undefined;
    do {
      const page = await this.portfolio.list(actor, {
        ...order,
        limit: PAGE,
        ...(cursor !== undefined && { cursor }),
      });
      yield page.items;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }

  private async *csv(actor: Actor, order: PortfolioOrder): AsyncGenerator<string> {
    const { columns } = this;
    yield `${BYTE_ORDER_MARK}${csvLine(columns.map(({ name }) => name))}`;
    for await (const items of this.pages(actor, order)) {
      yield items.map((item) => csvLine(columns.map(({ cell }) => String(cell(item) ?? '')))).join('');
    }
  }

  private async *json(actor: Actor, order: PortfolioOrder): AsyncGenerator<string> {
    yield '{"items":[';
    let isFirst = true;
    for await (const items of this.pages(actor, order)) {
      const text = items.map((item) => JSON.stringify(item)).join(',\n');
      if (text !== '') yield isFirst ? text : `,\n${text}`;
      isFirst = false;
    }
    yield ']}\n';
  }

  /** A workbook is one piece: it is packed when it is whole. */
  private async *xlsx(actor: Actor, order: PortfolioOrder): AsyncGenerator<Buffer> {
    const { columns } = this;
    const rows: object[][] = [columns.map(({ name }) => ({ type: String, value: name, fontWeight: 'bold' }))];
    for await (const items of this.pages(actor, order)) {
      for (const item of items) rows.push(columns.map(({ cell }) => sheetCell(cell(item))));
    }
    const widths = columns.map(({ name }) => (WIDE_COLUMNS.has(name) ? WIDE : NARROW));
    yield await workbookOf([{ name: 'Work list', rows: rows, widths }]);
  }
}

/** Text is a cell of text, so that no spreadsheet calculates it. */
function sheetCell(value: ExportCell): object {
  if (typeof value === 'number') return { type: Number, value };
  if (typeof value === 'boolean') return { type: Boolean, value };
  return value === null || value === '' ? { value: null } : { type: String, value };
}
