import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { KeptForms } from '../../accounts/kept-forms.service.js';
import { NamesService } from '../../accounts/names.service.js';
import { SectionsService } from '../../assessments/sections.service.js';
import type { SectionToFill } from '../../assessments/section-to-fill.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { fieldOf } from './given-answer.js';
import { pathOfAssessment, pathOfEvidence } from './section-tasks.js';
import {
  answersFrom,
  inWords,
  isSavedAlready,
  mergedQuestions,
  savedQuestions,
  sentQuestions,
  typedIn,
  type ShownQuestion,
} from './section-page.js';
import { openSection, sendTooLate } from './too-late.js';

const WHOLE_NUMBER = /^\d{1,15}$/;

/** What stands on the page above the questions. */
interface OnTop {
  readonly errors?: readonly FormError[];
  /** That somebody else saved the section meanwhile, in words */
  readonly overtaken?: string;
  /** That what was typed is shown again, since it came when its sender had been signed out */
  readonly kept?: boolean;
  /** Version that the next save is made on */
  readonly version: string;
}

/** One section of the open revision, to be filled in or, without the right to, read. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/sections/:section')
export class SectionPageController {
  constructor(
    private readonly sections: SectionsService,
    private readonly kept: KeptForms,
    private readonly names: NamesService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('answers.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') code: string,
    @Res() response: Response,
  ): Promise<void> {
    const kept = await this.kept.find(actor, pathOfSection(assessmentId, code));
    if (kept !== undefined) {
      await this.showKept(
        actor,
        response,
        await openSection(this.sections, actor, assessmentId, code),
        assessmentId,
        kept,
      );
      return;
    }
    const section = await this.sections.toFill(actor, assessmentId, code);
    this.send(response, section, savedQuestions(section), { version: String(section.section.version) });
  }

  private async showKept(
    actor: Actor,
    response: Response,
    section: SectionToFill | undefined,
    assessmentId: string,
    fields: FormFields,
  ): Promise<void> {
    if (section?.mayAnswer !== true) {
      sendTooLate(this.pages, response, assessmentId, typedIn(fields));
    } else if (versionOf(fields) === String(section.section.version)) {
      this.send(response, section, sentQuestions(section, fields), { version: versionOf(fields), kept: true });
    } else {
      await this.sendOvertaken(actor, response, section, fields, true);
    }
  }

  @Post()
  @Allow('answers.write')
  @TakesForm({ shownAgain: true })
  async save(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') code: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const section = await openSection(this.sections, actor, assessmentId, code);
    if (section === undefined) {
      sendTooLate(this.pages, response, assessmentId, typedIn(fields));
      return;
    }
    const version = versionOf(fields);
    if (Number(version) !== section.section.version) {
      await this.sendOvertaken(actor, response, section, fields);
      return;
    }
    const { answers, errors } = answersFrom(section, fields);
    const wrong = errors.length > 0 ? errors : await this.store(actor, section, answers);
    if (wrong === 'overtaken') {
      await this.sendOvertaken(actor, response, await this.sections.toFill(actor, assessmentId, code), fields);
    } else if (wrong.length > 0) {
      this.send(response.status(400), section, sentQuestions(section, fields), { version, errors: wrong });
    } else {
      response.redirect(303, nextAfter(section, fields.then));
    }
  }

  /** @returns what is wrong with the answers; nothing when they were saved */
  private async store(
    actor: Actor,
    { section: { assessmentId, code, version } }: SectionToFill,
    answers: Parameters<SectionsService['save']>[3],
  ): Promise<readonly FormError[] | 'overtaken'> {
    try {
      await this.sections.save(actor, assessmentId, code, answers, version);
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'stale-version') return 'overtaken';
      if (error.code !== 'invalid-answers') throw error;
      return error.errors.map(({ pointer = '', detail, questionId }) => ({
        field: fieldAt(pointer),
        text: `${questionId === undefined || detail.startsWith(questionId) ? '' : `${questionId}: `}${detail.replace(/\.$/, '')}`,
      }));
    }
  }

  private async sendOvertaken(
    actor: Actor,
    response: Response,
    section: SectionToFill,
    fields: FormFields,
    kept = false,
  ): Promise<void> {
    if (!kept && isSavedAlready(section, fields)) {
      response.redirect(303, nextAfter(section, fields.then));
      return;
    }
    this.send(response.status(kept ? 200 : 409), section, mergedQuestions(section, fields), {
      kept,
      version: String(section.section.version),
      overtaken: await this.overtakenBy(actor, section),
    });
  }

  private async overtakenBy({ id }: Actor, { section: { updatedBy, updatedAt } }: SectionToFill): Promise<string> {
    if (updatedBy === null || updatedAt === null) return 'The assessment was submitted and opened anew meanwhile.';
    const when = `on ${timeText(updatedAt)}, after this page was opened.`;
    if (updatedBy === id) return `You saved this section yourself ${when}`;
    const who = (await this.names.lookUp([updatedBy])).get(updatedBy);
    return `${who ?? 'Somebody else'} saved this section ${when}`;
  }

  private send(
    response: Response,
    { section, deployment, mayAnswer }: SectionToFill,
    questions: readonly ShownQuestion[],
    { errors = [], overtaken, kept = false, version }: OnTop,
  ): void {
    const path = pathOfAssessment(section.assessmentId);
    const place = `${this.tools.nameOf(deployment.toolId)} at ${deployment.site.name}`;
    this.pages.send(response, 'pages/assessment/section', {
      title: section.name,
      trail: [HOME, { href: path, text: place }],
      place: `${place}, ${deployment.trust.name}`,
      action: pathOfSection(section.assessmentId, section.code),
      back: path,
      mayAnswer,
      version,
      overtaken,
      kept,
      questions: questions.map((shown) => ({ ...shown, words: inWords(shown) })),
      ...errorValues(errors),
    });
  }
}

/** Back to the sections, or on to the evidence of a question whose button was pressed. */
function nextAfter({ section: { assessmentId, code }, questions }: SectionToFill, then: FormFields[string]): string {
  const path = pathOfAssessment(assessmentId);
  const question = questions.find(({ question: { id } }) => id === then);
  return question === undefined
    ? `${path}?saved=${encodeURIComponent(code)}`
    : pathOfEvidence(assessmentId, code, question.question.id);
}

/** The version that a page was made of; 0 where it says none. */
function versionOf({ version }: FormFields): string {
  return typeof version === 'string' && WHOLE_NUMBER.test(version) ? version : '0';
}

function pathOfSection(assessmentId: string, code: string): string {
  return `${pathOfAssessment(assessmentId)}/sections/${code}`;
}

/** The field that a pointer into the answers leads to, such as `/answers/IT-01/note`. */
function fieldAt(pointer: string): string {
  const [, , questionId = '', part] = pointer.split('/');
  if (part === 'note') return fieldOf(questionId, 'note');
  return part === 'notApplicable' ? fieldOf(questionId, 'reason') : questionId;
}
