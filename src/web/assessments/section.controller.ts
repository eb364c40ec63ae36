import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { KeptForms } from '../../accounts/kept-forms.service.js';
import { NamesService } from '../../accounts/names.service.js';
import { SectionsService } from '../../assessments/sections.service.js';
import type { SectionToFill } from '../../assessments/section-to-fill.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { ToolsService } from '../../tools/tools.service.js';
import { nextPath } from '../account/next-path.js';
import { errorValues, type FormError } from '../forms.js';
import { HandOverTasks } from '../hand-overs/hand-over-tasks.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { chosenWay, keepWay, WAYS, type AnsweringWay } from './answering-way.js';
import { QuestionOffers } from './question-offers.service.js';
import { overtakenBy, storeSection } from './saving.js';
import { pathOfAssessment, pathOfEvidence, pathOfQuestion } from './section-tasks.js';
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
import { sendTooLate, whileOpen } from './too-late.js';

const WHOLE_NUMBER = /^\d{1,15}$/;

export class SectionPageQuery {
  /** That somebody wants to go on in this way */
  @OneOf(WAYS, { optional: true })
  way?: AnsweringWay;
}

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
    private readonly offers: QuestionOffers,
    private readonly handOvers: HandOverTasks,
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
    @Query() { way }: SectionPageQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const kept = await this.kept.find(actor, pathOfSection(assessmentId, code));
    if (kept !== undefined) {
      await this.showKept(
        actor,
        response,
        await whileOpen(() => this.sections.toFill(actor, assessmentId, code)),
        assessmentId,
        kept,
      );
      return;
    }
    const section = await this.sections.toFill(actor, assessmentId, code);
    if (way !== undefined) keepWay(response, way);
    if (section.mayAnswer && (way ?? chosenWay(request)) === 'one') {
      response.redirect(303, firstOpen(section));
      return;
    }
    const offered = section.mayAnswer
      ? await this.offers.open(actor, assessmentId, section.questions)
      : new Set<string>();
    const questions = savedQuestions(section).map((shown) => {
      const { id } = shown.asked.question;
      const offer = {
        href: pathOfQuestion(assessmentId, id),
        text: `Somebody has answered ${id} before: look and confirm`,
      };
      return offered.has(id) ? { ...shown, offer } : shown;
    });
    await this.send(actor, response, section, questions, { version: String(section.section.version) });
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
      await this.send(actor, response, section, sentQuestions(section, fields), {
        version: versionOf(fields),
        kept: true,
      });
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
    const section = await whileOpen(() => this.sections.toFill(actor, assessmentId, code));
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
    const wrong = errors.length > 0 ? errors : await storeSection(this.sections, actor, section, answers);
    if (wrong === 'overtaken') {
      await this.sendOvertaken(actor, response, await this.sections.toFill(actor, assessmentId, code), fields);
    } else if (wrong.length > 0) {
      await this.send(actor, response.status(400), section, sentQuestions(section, fields), { version, errors: wrong });
    } else {
      response.redirect(303, nextAfter(section, fields));
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
      response.redirect(303, nextAfter(section, fields));
      return;
    }
    await this.send(actor, response.status(kept ? 200 : 409), section, mergedQuestions(section, fields), {
      kept,
      version: String(section.section.version),
      overtaken: await overtakenBy(this.names, actor, section),
    });
  }

  private async send(
    actor: Actor,
    response: Response,
    { section, deployment, mayAnswer, mayHandOver }: SectionToFill,
    questions: readonly ShownQuestion[],
    { errors = [], overtaken, kept = false, version }: OnTop,
  ): Promise<void> {
    const path = pathOfAssessment(section.assessmentId);
    const place = `${this.tools.nameOf(deployment.toolId)} at ${deployment.site.name}`;
    this.pages.send(response, 'pages/assessment/section', {
      title: section.name,
      trail: [HOME, { href: path, text: place }],
      place: `${place}, ${deployment.trust.name}`,
      action: pathOfSection(section.assessmentId, section.code),
      back: path,
      oneByOne: `${path}/sections/${section.code}?way=one`,
      mayAnswer,
      own: await this.handOvers.inHand(actor, section),
      code: section.code,
      handOver: mayHandOver ? `${path}/hand-over/new` : null,
      version,
      overtaken,
      kept,
      questions: questions.map((shown) => ({ ...shown, words: inWords(shown) })),
      ...errorValues(errors),
    });
  }
}

/** Back to the sections, or on to the evidence of a question whose button was pressed. */
function nextAfter(
  { section: { assessmentId, code }, questions }: SectionToFill,
  { then, leaveTo }: FormFields,
): string {
  if (then === 'leave') return nextPath(leaveTo);
  const path = pathOfAssessment(assessmentId);
  const question = questions.find(({ question: { id } }) => id === then);
  return question === undefined
    ? `${path}?saved=${encodeURIComponent(code)}`
    : pathOfEvidence(assessmentId, code, question.question.id);
}

/** The page of the first question that has no answer yet; of the first, where all have one. */
function firstOpen({ section: { assessmentId, answers }, questions }: SectionToFill): string {
  const open = questions.find(({ question }) => answers[question.id] === undefined) ?? questions[0];
  return pathOfQuestion(assessmentId, open?.question.id ?? '');
}

/** The version that a page was made of; 0 where it says none. */
function versionOf({ version }: FormFields): string {
  return typeof version === 'string' && WHOLE_NUMBER.test(version) ? version : '0';
}

function pathOfSection(assessmentId: string, code: string): string {
  return `${pathOfAssessment(assessmentId)}/sections/${code}`;
}
