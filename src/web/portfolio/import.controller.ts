import { readFile } from 'node:fs/promises';
import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { FormFile, TakesFormWithFile, type ReceivedFile } from '../../files/form-with-file.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { QueryWholeNumber } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { csvLine } from '../../platform/tables/csv.js';
import { EXPORT_FORMATS, type ExportFormat } from '../../portfolio/portfolio.dto.js';
import type { PortfolioImportPreview } from '../../portfolio/portfolio-import.dto.js';
import { LARGEST_IMPORT } from '../../portfolio/import-table.js';
import { faultText, PortfolioImport, ROW_WORDS } from '../../portfolio/portfolio-import.service.js';
import { ToolsService } from '../../tools/tools.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { firstRows } from './most-rows.js';
import { WORK_LIST } from './portfolio-address.js';

const MOST = 100_000;
const PATH = '/portfolio/import';
const TITLE = 'Bring an exported work list back';
/** Errors in the summary on top of the page; the table has all. */
const IN_SUMMARY = 10;
/** What a form may hold, with room for the rest of it. */
const LONGEST_CONFIRMED = 1_000_000;

/** What was just done. */
export class PortfolioImportQuery {
  @QueryWholeNumber({ min: 0, max: MOST, optional: true })
  changed?: number;
}

/** Something wrong, and where on the page it is told of. */
interface PageError {
  readonly text: string;
  readonly href: string;
}

/** Takes who looks after each site from an exported work list: a file is sent, what it would change is shown and confirmed. */
@ApiExcludeController()
@Controller('portfolio/import')
export class PortfolioImportPageController {
  constructor(
    private readonly imports: PortfolioImport,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('portfolio.work')
  show(@Query() { changed }: PortfolioImportQuery, @Res() response: Response): void {
    this.ask(response, { done: changed === undefined ? null : doneText(changed) });
  }

  @Post()
  @Allow('portfolio.work')
  @TakesFormWithFile()
  async preview(
    @CurrentActor() actor: Actor,
    @FormFile() { file, problem }: ReceivedFile,
    @Res() response: Response,
  ): Promise<void> {
    const format = EXPORT_FORMATS.find((one) => file?.originalname.toLowerCase().endsWith(`.${one}`) === true);
    if (problem !== undefined || (file !== undefined && file.bytes > LARGEST_IMPORT)) {
      this.refuse(response, problem?.detail.replace(/\.$/, '') ?? 'The file may have at most 5 MB');
    } else if (file === undefined || format === undefined) {
      this.refuse(response, 'Choose a file that ends in .csv, .xlsx or .json');
    } else {
      const content = await readFile(file.path, format === 'xlsx' ? 'base64' : 'utf8');
      const preview = await this.imports.preview(actor, { format, content });
      this.tell(response.status(200), format, preview);
    }
  }

  @Post('apply')
  @Allow('portfolio.work')
  @TakesForm()
  async apply(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const [content, digest] = [textOf(fields.content), textOf(fields.digest)];
    try {
      const { changed } = await this.imports.apply(actor, { format: 'csv', content, digest });
      response.redirect(303, `${PATH}?changed=${String(changed)}`);
    } catch (error) {
      if (!(error instanceof Problem) || !['conflict', 'invalid-request'].includes(error.code)) throw error;
      const preview = await this.imports.preview(actor, { format: 'csv', content });
      if (preview.digest === null)
        this.refuse(response, 'Something has changed since you looked: choose the file again');
      else this.tell(response.status(400), 'csv', preview, [{ text: OUT_OF_DATE, href: '#confirm' }]);
    }
  }

  /** Shows what a file would change, or what is wrong with it. */
  private tell(
    response: Response,
    format: ExportFormat,
    preview: PortfolioImportPreview,
    errorList: readonly PageError[] = [],
  ): void {
    const { digest, changes, unchanged, ignoredColumns } = preview;
    if (digest === null) {
      this.ask(response.status(400), faultValues(format, preview));
      return;
    }
    const content = contentOf(preview);
    if (encodeURIComponent(content).length > LONGEST_CONFIRMED) {
      this.refuse(response, 'The file changes too much at once: divide it into several');
      return;
    }
    const shown = firstRows(changes);
    this.pages.send(response, 'pages/portfolio/import-preview', {
      title: 'What the file would change',
      trail: [HOME, WORK_LIST, { href: PATH, text: TITLE }],
      errorList,
      digest,
      content,
      count: changes.length,
      more: shown.more,
      changes: shown.rows.map((change) => ({ ...change, tool: this.tools.nameOf(change.toolId) })),
      unchanged,
      ignoredColumns,
    });
  }

  private refuse(response: Response, text: string): void {
    this.ask(response.status(400), { errorList: [{ text, href: '#file' }], error: { text } });
  }

  private ask(response: Response, values: object): void {
    this.pages.send(response, 'pages/portfolio/import', { title: TITLE, trail: [HOME, WORK_LIST], ...values });
  }
}

const OUT_OF_DATE = 'Something has changed since you looked. This is what the file would change now: look again';

/** What would change, as a file of its own: what is confirmed is held against the sites once more. */
function contentOf({ changes }: PortfolioImportPreview): string {
  const rows = changes.map(({ deploymentId, after }) => csvLine([deploymentId, after ?? '']));
  return [csvLine(['deploymentId', 'owner']), ...rows].join('');
}

function faultValues(format: ExportFormat, { errors, errorCount }: PortfolioImportPreview): object {
  const summary = errors.slice(0, IN_SUMMARY).map((fault, index) => ({
    ...{ text: faultText(fault, format).replace(/\.$/, ''), href: `#fault-${String(index)}` },
  }));
  const { rows: faults } = firstRows(errors);
  const more = errorCount - summary.length;
  return {
    errorList:
      more === 0 ? summary : [...summary, { text: `and ${String(more)} more`, href: `#fault-${String(IN_SUMMARY)}` }],
    error: { text: 'Correct the file, and choose it again' },
    rowWord: ROW_WORDS[format],
    faults,
    untold: errorCount - faults.length,
  };
}

function doneText(changed: number): string {
  if (changed === 0) return 'There was nothing to do: everything is as in the file.';
  return `Done: ${String(changed)} ${changed === 1 ? 'site has' : 'sites have'} another owner. The work list follows in a moment.`;
}

function textOf(value: FormFields[string]): string {
  return typeof value === 'string' ? value : '';
}
