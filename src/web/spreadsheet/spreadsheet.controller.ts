import { readFile } from 'node:fs/promises';
import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { SectionsService } from '../../assessments/sections.service.js';
import type { SectionToFill } from '../../assessments/section-to-fill.js';
import { SeveralSectionsService } from '../../assessments/several-sections.service.js';
import { FormFile, TakesFormWithFile, type ReceivedFile } from '../../files/form-with-file.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Clock } from '../../platform/clock/clock.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { UnreadableWorkbook } from '../../platform/tables/read-workbook.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { textOfError } from '../assessments/saving.js';
import { sendTooLate, whileOpen } from '../assessments/too-late.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { answersSheet, ANSWERS_SHEET, helpSheet } from './answer-rows.js';
import { lineOf, readRows, type SheetAnswer } from './read-rows.js';
import { changesOf, sectionsAfter, type SheetChange } from './sheet-changes.js';
import { decodeSheet, encodeSheet } from './sheet-text.js';
import { rowsOf, workbookOf } from '../../platform/tables/workbook.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** An assessment, and its sections as somebody may answer them. */
interface Fillable {
  readonly assessmentId: string;
  readonly place: string;
  readonly sections: readonly SectionToFill[];
}

/** What a file holds, as far as it could be read. */
interface Looked {
  readonly answers?: ReadonlyMap<string, SheetAnswer>;
  readonly changes: readonly SheetChange[];
  readonly errors: readonly FormError[];
}

/** The same answers by a spreadsheet: downloaded, filled in, looked through and confirmed. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/spreadsheet')
export class SpreadsheetPageController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly sections: SectionsService,
    private readonly several: SeveralSectionsService,
    private readonly tools: ToolsService,
    private readonly clock: Clock,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('answers.write')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Res() response: Response,
  ): Promise<void> {
    this.send(response, await this.fillable(actor, assessmentId), { changes: [], errors: [] });
  }

  @Get('answers.xlsx')
  @Allow('answers.write')
  async download(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { place, sections } = await this.fillable(actor, assessmentId);
    const workbook = await workbookOf([answersSheet(sections), helpSheet(place, timeText(this.clock.now()))]);
    response.type(XLSX).attachment(`readiness ${place}.xlsx`).send(workbook);
  }

  /** Shows what a filled sheet would change; nothing is saved. */
  @Post()
  @Allow('answers.write')
  @TakesFormWithFile()
  async look(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @FormFile() received: ReceivedFile,
    @Res() response: Response,
  ): Promise<void> {
    const fillable = await this.fillable(actor, assessmentId);
    const looked = await lookInto(received, fillable.sections);
    this.send(response.status(looked.errors.length > 0 ? 400 : 200), fillable, looked);
  }

  /** Saves the changes that were chosen, all or none, as long as they are what was shown. */
  @Post('confirm')
  @Allow('answers.write')
  @TakesForm()
  async confirm(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const path = pathOfAssessment(assessmentId);
    const answers = decodeSheet(fields.sheet);
    if (answers === undefined) {
      response.redirect(303, `${path}/spreadsheet`);
      return;
    }
    const fillable = await this.fillable(actor, assessmentId);
    if (fillable.sections.length === 0) {
      sendTooLate(this.pages, response, assessmentId, []);
      return;
    }
    const { changes, errors } = changesOf(fillable.sections, answers);
    const taken = new Set([fields.take ?? []].flat());
    const chosen = changes.filter(({ questionId, seen }) => taken.has(`${questionId}/${seen}`));
    const known = new Set(changes.map(({ questionId, seen }) => `${questionId}/${seen}`));
    const wrong = [
      ...errors.map((error) => ({ field: 'file', text: lineOf(error) })),
      ...(chosen.length < taken.size && [...taken].some((one) => !known.has(one)) ? [OVERTAKEN] : []),
    ];
    const found = wrong.length > 0 ? wrong : await this.save(actor, fillable, chosen, answers);
    if (found.length === 0) response.redirect(303, `${path}?saved=spreadsheet`);
    else this.send(response.status(409), fillable, { answers, changes, errors: found });
  }

  /** @returns what is wrong; nothing when all was saved */
  private async save(
    actor: Actor,
    { assessmentId, sections }: Fillable,
    chosen: readonly SheetChange[],
    answers: ReadonlyMap<string, SheetAnswer>,
  ): Promise<readonly FormError[]> {
    try {
      await this.several.save(actor, assessmentId, sectionsAfter(sections, chosen));
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'stale-version') return [OVERTAKEN];
      if (error.code !== 'invalid-answers') throw error;
      return error.errors.map((wrong) => {
        const row = answers.get(wrong.questionId ?? '')?.row;
        const where = row === undefined ? '' : `Row ${String(row)}, `;
        return { field: 'file', text: `${where}${textOfError(wrong)}` };
      });
    }
  }

  /** The sections that somebody may answer; none once everything was submitted. */
  private async fillable(actor: Actor, assessmentId: string): Promise<Fillable> {
    const { site, toolId } = await this.assessments.get(actor, assessmentId);
    const place = `${this.tools.nameOf(toolId)} at ${site.name}`;
    const revision = await whileOpen(() => this.assessments.revision(actor, assessmentId));
    const open = await whileOpen(() =>
      Promise.all((revision?.sections ?? []).map(({ code }) => this.sections.toFill(actor, assessmentId, code))),
    );
    return { assessmentId, place, sections: (open ?? []).filter(({ mayAnswer }) => mayAnswer) };
  }

  private send(response: Response, { assessmentId, place, sections }: Fillable, looked: Looked): void {
    const { answers, changes, errors } = looked;
    const path = pathOfAssessment(assessmentId);
    const shown = answers !== undefined && errors.every(({ field }) => field !== 'sheet');
    this.pages.send(response, 'pages/spreadsheet/index', {
      title: shown ? 'What the spreadsheet would change' : 'Answer by a spreadsheet',
      trail: [HOME, { href: path, text: place }],
      place,
      path: `${path}/spreadsheet`,
      back: path,
      open: sections.length > 0,
      names: sections.map(({ section }) => section.name),
      shown,
      changes: changes.map((change) => ({ ...change, value: `${change.questionId}/${change.seen}` })),
      sheet: shown ? encodeSheet(onlyOf(answers, changes)) : '',
      ...errorsShown(errors),
    });
  }
}

/** All problems on top of the page; beside the field their number, where there are several. */
function errorsShown(errors: readonly FormError[]): ReturnType<typeof errorValues> {
  const values = errorValues(errors);
  if (errors.length < 2 || values.errors.file === undefined) return values;
  const text = `There are ${String(errors.length)} problems in the spreadsheet: they are listed at the top of this page`;
  return { ...values, errors: { ...values.errors, file: { text } } };
}

/** What the sheet says of the questions that it would change. */
function onlyOf(
  answers: ReadonlyMap<string, SheetAnswer>,
  changes: readonly SheetChange[],
): ReadonlyMap<string, SheetAnswer> {
  const changed = new Set(changes.map(({ questionId }) => questionId));
  return new Map([...answers].filter(([id]) => changed.has(id)));
}

const OVERTAKEN: FormError = {
  field: '',
  text: 'Somebody saved answers after this page was opened. Look through what the spreadsheet would change now',
};

async function lookInto({ file, problem }: ReceivedFile, sections: readonly SectionToFill[]): Promise<Looked> {
  const wrong = (text: string): Looked => ({ changes: [], errors: [{ field: 'file', text }] });
  if (problem !== undefined) return wrong(problem.detail.replace(/\.$/, ''));
  if (file === undefined) return wrong('Choose the spreadsheet that you filled in');
  try {
    const rows = await rowsOf(await readFile(file.path), ANSWERS_SHEET);
    const { answers, errors } = readRows(rows, sections);
    const found = changesOf(sections, answers);
    // what could not be read at all is told of once, not again for what would be stored in its place
    const more = found.errors.filter(
      ({ row, column }) => !errors.some((one) => one.row === row && one.column === column),
    );
    const all = [...errors, ...more].sort((one, other) => one.row - other.row);
    if (all.length === 0) return { answers, changes: found.changes, errors: [] };
    return { changes: [], errors: all.map((error) => ({ field: 'file', text: lineOf(error) })) };
  } catch (error) {
    if (error instanceof UnreadableWorkbook) return wrong(error.message.replace(/\.$/, ''));
    throw error;
  }
}
