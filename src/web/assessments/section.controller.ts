import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { KeptForm } from '../../accounts/kept-forms.service.js';
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
import { mayLeave, noticeOf } from './kept-answers.js';
import { KeptAnswers, type UnsavedPlace } from './kept-answers.service.js';
import { NoteReaders } from './note-readers.service.js';
import { QuestionOffers } from './question-offers.service.js';
import { overtakenBy, storeSection, type Overtaken } from './saving.js';
import { answeredText, pathOfAssessment, pathOfEvidence, pathOfQuestion } from './section-tasks.js';
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
  readonly overtaken?: Overtaken;
  /** What is shown was entered and could not be saved */
  readonly kept?: KeptForm | undefined;
  /** Pages of single questions of it with something that is not saved */
  readonly unsaved?: readonly UnsavedPlace[] | undefined;
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
    private readonly kept: KeptAnswers,
    private readonly readers: NoteReaders,
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
    if (kept !== undefined && (await this.showKept(actor, response, { assessmentId, code, kept }))) return;
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
    const unsaved = (await this.kept.unsaved(actor, assessmentId)).get(code);
    await this.send(actor, response, section, questions, { version: String(section.section.version), unsaved });
  }

  /** @returns whether it was shown: not where all of it is saved by now */
  private async showKept(
    actor: Actor,
    response: Response,
    { assessmentId, code, kept }: { readonly assessmentId: string; readonly code: string; readonly kept: KeptForm },
  ): Promise<boolean> {
    const { fields } = kept;
    const section = await whileOpen(() => this.sections.toFill(actor, assessmentId, code));
    if (section?.mayAnswer !== true) {
      sendTooLate(this.pages, response, assessmentId, typedIn(fields));
    } else if (isSavedAlready(section, fields)) {
      await this.kept.saved(actor, pathOfSection(assessmentId, code), { sentAgain: kept.id });
      return false;
    } else if (versionOf(fields) === String(section.section.version)) {
      const { errors } = kept;
      await this.send(actor, response, section, sentQuestions(section, fields), {
        version: versionOf(fields),
        kept,
        errors,
      });
    } else {
      await this.sendOvertaken(actor, response, section, fields, kept);
    }
    return true;
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
      await this.refuse(actor, response, section, fields, wrong);
    } else {
      await this.leaveSaved(actor, response, section, fields);
    }
  }

  private async leaveSaved(
    actor: Actor,
    response: Response,
    section: SectionToFill,
    fields: FormFields,
  ): Promise<void> {
    await this.kept.saved(actor, pathOfSection(section.section.assessmentId, section.section.code), fields);
    response.redirect(303, nextAfter(section, fields));
  }

  /** What is wrong is kept and told once: whoever was told before may leave the page as it is. */
  private async refuse(
    actor: Actor,
    response: Response,
    section: SectionToFill,
    fields: FormFields,
    errors: readonly FormError[],
  ): Promise<void> {
    const path = pathOfSection(section.section.assessmentId, section.section.code);
    const kept = await this.kept.refused(actor, path, fields, section, errors);
    if (kept !== undefined && mayLeave(fields)) {
      response.redirect(303, nextAfter(section, fields));
      return;
    }
    const shown = kept?.fields ?? fields;
    const told = kept?.errors ?? errors;
    if (versionOf(shown) === versionOf(fields)) {
      const questions = sentQuestions(section, shown);
      await this.send(actor, response.status(400), section, questions, {
        version: versionOf(fields),
        errors: told,
        kept,
      });
    } else {
      await this.sendOvertaken(actor, response, section, shown, kept);
    }
  }

  private async sendOvertaken(
    actor: Actor,
    response: Response,
    section: SectionToFill,
    fields: FormFields,
    before?: KeptForm,
  ): Promise<void> {
    if (before === undefined && isSavedAlready(section, fields)) {
      await this.leaveSaved(actor, response, section, fields);
      return;
    }
    const path = pathOfSection(section.section.assessmentId, section.section.code);
    const kept = before ?? (await this.kept.refused(actor, path, fields, section));
    if (kept !== undefined && before === undefined && mayLeave(fields)) {
      response.redirect(303, nextAfter(section, fields));
      return;
    }
    const shown = kept?.fields ?? fields;
    await this.send(
      actor,
      response.status(before === undefined ? 409 : 200),
      section,
      mergedQuestions(section, shown),
      {
        kept,
        version: String(section.section.version),
        overtaken: await overtakenBy(this.names, actor, section),
      },
    );
  }

  private async send(
    actor: Actor,
    response: Response,
    toFill: SectionToFill,
    questions: readonly ShownQuestion[],
    { errors = [], overtaken, kept, unsaved, version }: OnTop,
  ): Promise<void> {
    const { section, deployment, mayAnswer, mayHandOver } = toFill;
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
      // that somebody else was faster says all there is to say
      kept: kept !== undefined && (overtaken === undefined || kept.reason === 'signed-out') ? noticeOf(kept) : null,
      keptId: kept?.id,
      unsaved,
      progress: answeredText(section),
      noteHint: await this.readers.hint(toFill),
      questions: questions.map((shown) => ({ ...shown, words: inWords(shown), ownSave: overtaken?.own === true })),
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
