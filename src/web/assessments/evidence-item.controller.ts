import { createHash } from 'node:crypto';
import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { NamesService } from '../../accounts/names.service.js';
import type { EvidenceView } from '../../assessments/evidence.dto.js';
import { EvidenceService } from '../../assessments/evidence.service.js';
import { SectionsService } from '../../assessments/sections.service.js';
import { FormFile, TakesFormWithFile, type ReceivedFile } from '../../files/form-with-file.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { notFound, Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { EvidenceFiles } from './evidence-files.js';
import { fieldOfItem, formOf, inFieldOrder, readEvidence, typedEvidence } from './evidence-form.js';
import { EvidencePageQuery } from './evidence.controller.js';
import { pathOfAssessment, pathOfEvidence, pathOfQuestion } from './section-tasks.js';
import { sendTooLate } from './too-late.js';
import { dayText } from '../time-text.js';

/** Saves of the section by others, while an item is changed, after which it is given up. */
const TRIES = 5;
const OVERTAKEN = 'Somebody changed this document after the page was opened. Look at it as it is now';

/** Which item, and what its form holds. */
interface Shown {
  readonly view: EvidenceView;
  readonly given?: FormFields;
  readonly errors?: readonly FormError[];
}

/** One document behind an answer: to be changed, taken away, or checked by a second person. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/sections/:section/evidence/:questionId/:evidenceId')
export class EvidenceItemPageController {
  constructor(
    private readonly sections: SectionsService,
    private readonly evidence: EvidenceService,
    private readonly files: EvidenceFiles,
    private readonly names: NamesService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('answers.write')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') _section: string,
    @Param('questionId') questionId: string,
    @Param('evidenceId', ResourceIdPipe) evidenceId: string,
    @Query() _query: EvidencePageQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.send(actor, response, { view: await this.find(actor, assessmentId, questionId, evidenceId) });
  }

  @Post()
  @Allow('answers.write')
  @TakesFormWithFile()
  async change(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') _section: string,
    @Param('questionId') questionId: string,
    @Param('evidenceId', ResourceIdPipe) evidenceId: string,
    @Form() fields: FormFields,
    @FormFile() received: ReceivedFile,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.find(actor, assessmentId, questionId, evidenceId);
    const { fileId, fileName, errors: wrongFile } = await this.files.keep(actor, assessmentId, received, fields);
    const { item, errors } = await readEvidence(fields, fileName);
    const given = { ...fields, fileId, fileName };
    const found = [...errors, ...wrongFile];
    if (found.length > 0) {
      await this.send(actor, response.status(400), { view, given, errors: found });
      return;
    }
    const changed = { ...restOf(view.item), ...item, ...(fileId !== undefined && { fileId }) };
    await this.carryOut(actor, response, view, given, async (version) => {
      await this.evidence.replace(actor, evidenceId, changed, version);
      return 'evidence-changed';
    });
  }

  @Post('remove')
  @Allow('answers.write')
  @TakesForm()
  async remove(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') _section: string,
    @Param('questionId') questionId: string,
    @Param('evidenceId', ResourceIdPipe) evidenceId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.find(actor, assessmentId, questionId, evidenceId);
    await this.carryOut(actor, response, view, fields, async (version) => {
      await this.evidence.remove(actor, evidenceId, version);
      return 'evidence-removed';
    });
  }

  /** Records that a second person looked at the document. */
  @Post('check')
  @Allow('answers.write')
  @TakesForm()
  async check(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') _section: string,
    @Param('questionId') questionId: string,
    @Param('evidenceId', ResourceIdPipe) evidenceId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.find(actor, assessmentId, questionId, evidenceId);
    await this.carryOut(actor, response, view, fields, async (version) => {
      await this.evidence.check(actor, evidenceId, version);
      return 'evidence-checked';
    });
  }

  /** Does something with the item as it was seen, whatever else of the section others save meanwhile. */
  private async carryOut(
    actor: Actor,
    response: Response,
    view: EvidenceView,
    fields: FormFields,
    act: (version: number) => Promise<string>,
  ): Promise<void> {
    let now = view;
    const show = (status: number, errors: readonly FormError[], given?: FormFields): Promise<void> =>
      this.send(actor, response.status(status), { view: now, errors, ...(given !== undefined && { given }) });
    for (let tries = 1; ; tries += 1) {
      if (digestOf(now) !== fields.seen) return show(409, [{ field: '', text: OVERTAKEN }]);
      try {
        const done = await act(now.version);
        response.redirect(303, `${pathOfQuestion(view.assessmentId, view.questionId)}?done=${done}`);
        return;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code === 'invalid-answers') return show(400, error.errors.map(fieldOfItem), fields);
        if (error.code === 'same-person') return show(400, [{ field: '', text: error.detail.replace(/\.$/, '') }]);
        if (TOO_LATE.includes(error.code)) {
          sendTooLate(this.pages, response, view.assessmentId, typedEvidence(fields));
          return;
        }
        if (error.code !== 'stale-version' || tries === TRIES) throw error;
        now = await this.evidence.get(actor, view.id);
      }
    }
  }

  /** @throws Problem `not-found`, also for an item of another answer than the address says */
  private async find(actor: Actor, assessmentId: string, questionId: string, id: string): Promise<EvidenceView> {
    const view = await this.evidence.get(actor, id);
    if (view.assessmentId === assessmentId && view.questionId === questionId) return view;
    throw notFound('evidence item', id);
  }

  private async send(actor: Actor, response: Response, { view, given, errors = [] }: Shown): Promise<void> {
    const { assessmentId, section: code, questionId, item } = view;
    const { deployment, section, questions } = await this.sections.toFill(actor, assessmentId, code);
    const place = `${this.tools.nameOf(deployment.toolId)} at ${deployment.site.name}`;
    const { checkedBy, checkedOn, fileId, url = '' } = item as Readonly<Record<string, string | undefined>>;
    const attachedBy = await this.evidence.attachedBy(view.id);
    const names = await this.names.lookUp(
      [checkedBy, attachedBy].flatMap((id) => (typeof id === 'string' ? [id] : [])),
    );
    const action = `${pathOfEvidence(assessmentId, code, questionId)}/${view.id}`;
    this.pages.send(response, 'pages/assessment/evidence-item', {
      title: `Evidence for ${questionId}: ${String(item.title)}`,
      trail: [
        HOME,
        { href: pathOfAssessment(assessmentId), text: place },
        { href: `${pathOfAssessment(assessmentId)}/sections/${code}`, text: section.name },
        { href: pathOfQuestion(assessmentId, questionId), text: questionId },
      ],
      question: questions.find(({ question }) => question.id === questionId)?.question,
      action,
      seen: digestOf(view),
      back: pathOfQuestion(assessmentId, questionId),
      file: fileId === undefined ? null : `/api/v1/files/${fileId}/content`,
      link: url.startsWith('http') ? url : null,
      attached: attachedBy === null ? null : (names.get(attachedBy) ?? 'somebody whose account is gone'),
      checked:
        checkedBy === undefined
          ? null
          : `${names.get(checkedBy) ?? 'A second person'} checked it on ${dayText(checkedOn ?? '')}.`,
      mayCheck: checkedBy === undefined && attachedBy !== null && attachedBy !== actor.id,
      isStatement: url.startsWith('/api/'),
      given: given ?? formOf(item),
      ...errorValues(inFieldOrder(errors)),
    });
  }
}

const TOO_LATE: readonly string[] = ['no-open-revision', 'revision-submitted'];

/** What an item holds that its form does not ask for. A changed document has to be checked again. */
function restOf(item: EvidenceView['item']): Readonly<Record<string, unknown>> {
  const { id, effectiveFrom, productVersion } = item;
  const kept = { id, effectiveFrom, productVersion };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

/** The same for as long as nobody changes the item. */
function digestOf({ item }: EvidenceView): string {
  return createHash('sha256').update(JSON.stringify(item)).digest('hex').slice(0, 16);
}
