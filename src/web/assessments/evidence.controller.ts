import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { KeptForms, type KeptForm } from '../../accounts/kept-forms.service.js';
import { EvidenceService } from '../../assessments/evidence.service.js';
import { SectionsService } from '../../assessments/sections.service.js';
import type { AskedQuestion, SectionToFill } from '../../assessments/section-to-fill.js';
import { FormFile, TakesFormWithFile, type ReceivedFile } from '../../files/form-with-file.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, type FormFields } from '../../platform/http/takes-form.js';
import { notFound, Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { EvidenceFiles } from './evidence-files.js';
import { fieldOfItem, inFieldOrder, readEvidence, typedEvidence } from './evidence-form.js';
import { noticeOf } from './kept-answers.js';
import { sendTooLate, whileOpen } from './too-late.js';
import { pathOfAssessment, pathOfEvidence, pathOfQuestion } from './section-tasks.js';

/** Saves of the section by others, while an item is added, after which it is given up. */
const TRIES = 5;

export class EvidencePageQuery {
  /** Where somebody came from and wants to go back to: the page of the one question */
  @OneOf(['question'], { optional: true })
  return?: 'question';
}

/** What the page is about. */
interface Shown {
  readonly section: SectionToFill;
  readonly asked: AskedQuestion;
  readonly query: EvidencePageQuery;
  /** What was sent after its sender had been signed out */
  readonly kept?: KeptForm | undefined;
}

/** Adds a document to an answer: a file, a link or its name. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/sections/:section/evidence/:questionId')
export class EvidencePageController {
  constructor(
    private readonly sections: SectionsService,
    private readonly evidence: EvidenceService,
    private readonly files: EvidenceFiles,
    private readonly kept: KeptForms,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('answers.write')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') code: string,
    @Param('questionId') questionId: string,
    @Query() query: EvidencePageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const section = await whileOpen(() => this.sections.toFill(actor, assessmentId, code));
    const kept = await this.kept.find(actor, pathOfEvidence(assessmentId, code, questionId));
    if (section === undefined && kept !== undefined) {
      sendTooLate(this.pages, response, assessmentId, typedEvidence(kept.fields));
    } else {
      const toFill = section ?? (await this.sections.toFill(actor, assessmentId, code));
      this.send(response, { section: toFill, asked: askedIn(toFill, questionId), query, kept }, kept?.fields ?? {}, []);
    }
  }

  @Post()
  @Allow('answers.write')
  @TakesFormWithFile({ shownAgain: true })
  async add(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') code: string,
    @Param('questionId') questionId: string,
    @Query() query: EvidencePageQuery,
    @Form() fields: FormFields,
    @FormFile() received: ReceivedFile,
    @Res() response: Response,
  ): Promise<void> {
    const section = await whileOpen(() => this.sections.toFill(actor, assessmentId, code));
    if (section === undefined) {
      sendTooLate(this.pages, response, assessmentId, typedEvidence(fields));
      return;
    }
    const asked = askedIn(section, questionId);
    const { id } = asked.question;
    // what was kept of a form without a file goes by itself once it is sent again
    if (fields.sentAgain !== undefined) await this.kept.drop(actor.id, pathOfEvidence(assessmentId, code, id));
    const { fileId, fileName, errors: wrongFile } = await this.files.keep(actor, assessmentId, received, fields);
    const { item, errors } = await readEvidence(fields, fileName);
    const named = fileId === undefined ? item : { ...item, fileId };
    const found = [...errors, ...wrongFile];
    const wrong = found.length > 0 ? found : await this.store(actor, section, id, named);
    if (wrong.length > 0) {
      this.send(response.status(400), { section, asked, query }, { ...fields, fileId, fileName }, wrong);
    } else if (query.return === 'question') {
      response.redirect(303, `${pathOfQuestion(assessmentId, id)}?done=evidence`);
    } else {
      response.redirect(303, `${pathOfAssessment(assessmentId)}/sections/${section.section.code}#${id}-evidence`);
    }
  }

  /** A further item undoes nothing that others save, so it goes onto whatever version there is. @returns what is wrong */
  private async store(
    actor: Actor,
    { section: { assessmentId, code, version } }: SectionToFill,
    questionId: string,
    item: Readonly<Record<string, unknown>>,
  ): Promise<readonly FormError[]> {
    let expected = version;
    for (let tries = 1; ; tries += 1) {
      try {
        await this.evidence.add(actor, assessmentId, questionId, item, expected);
        return [];
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code === 'invalid-answers') return error.errors.map(fieldOfItem);
        if (error.code !== 'stale-version' || tries === TRIES) throw error;
        ({ version: expected } = await this.sections.get(actor, assessmentId, code));
      }
    }
  }

  private send(
    response: Response,
    { section, asked, query, kept }: Shown,
    given: FormFields,
    errors: readonly FormError[],
  ): void {
    const { question } = asked;
    const { assessmentId, code, name } = section.section;
    const place = `${this.tools.nameOf(section.deployment.toolId)} at ${section.deployment.site.name}`;
    const sectionPath = `${pathOfAssessment(assessmentId)}/sections/${code}`;
    const ofQuestion = query.return === 'question';
    const back = ofQuestion ? pathOfQuestion(assessmentId, question.id) : `${sectionPath}#${question.id}-question`;
    const action = pathOfEvidence(assessmentId, code, question.id);
    this.pages.send(response, 'pages/assessment/evidence', {
      title: `Add evidence for ${question.id}`,
      trail: [HOME, { href: pathOfAssessment(assessmentId), text: place }, { href: sectionPath, text: name }],
      question,
      action: ofQuestion ? `${action}?return=question` : action,
      back: { href: back, text: ofQuestion ? 'Back to the question' : 'Back to the section' },
      answered: section.section.answers[question.id] !== undefined,
      given,
      kept: kept === undefined ? null : noticeOf(kept),
      keptId: kept?.id,
      keptPath: action,
      ...errorValues(inFieldOrder(errors)),
    });
  }
}

/** @throws Problem `not-found` */
function askedIn({ questions, section }: SectionToFill, questionId: string): AskedQuestion {
  const asked = questions.find(({ question }) => question.id === questionId);
  if (asked === undefined) throw notFound(`question in the section ${section.code}`, questionId);
  return asked;
}
