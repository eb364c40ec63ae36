import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { KeptForm } from '../../accounts/kept-forms.service.js';
import { NamesService } from '../../accounts/names.service.js';
import { QuestionsService, type QuestionToFill } from '../../assessments/questions.service.js';
import { SectionsService } from '../../assessments/sections.service.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { nextPath } from '../account/next-path.js';
import { errorValues, type FormError } from '../forms.js';
import { HandOverTasks } from '../hand-overs/hand-over-tasks.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { keepWay, WAYS, type AnsweringWay } from './answering-way.js';
import { digestOf } from './given-answer.js';
import { mayLeave, noticeOf } from './kept-answers.js';
import { KeptAnswers } from './kept-answers.service.js';
import { NoteReaders } from './note-readers.service.js';
import { nextOf, waysOf } from './question-ways.js';
import { QuestionOffers } from './question-offers.service.js';
import { overtakenBy, storeSection, type Overtaken } from './saving.js';
import { pathOfAssessment, pathOfQuestion } from './section-tasks.js';
import {
  answersFrom,
  inWords,
  mergedQuestions,
  savedQuestions,
  sentQuestions,
  typedIn,
  type ShownQuestion,
} from './section-page.js';
import { sendTooLate, whileOpen } from './too-late.js';

/** Saves of other questions of the section, while one is saved, after which it is given up. */
const TRIES = 5;

const SAVED: Readonly<Record<string, string>> = {
  offer: 'You confirmed the earlier answer. It is the answer here now.',
  evidence: 'The evidence was added.',
  'evidence-changed': 'The evidence was changed.',
  'evidence-removed': 'The evidence was taken away.',
  'evidence-checked': 'You have checked the evidence.',
  accepted: 'You accepted the vendor’s statement. It is the answer now.',
  disputed: 'You disputed the vendor’s statement. The vendor sees why.',
};

export class QuestionPageQuery {
  /** Where somebody came from and wants to go back to */
  @OneOf(['check'], { optional: true })
  return?: 'check';

  /** What was just done */
  @OneOf(Object.keys(SAVED), { optional: true })
  done?: keyof typeof SAVED;

  /** That somebody wants to go on in this way */
  @OneOf(WAYS, { optional: true })
  way?: AnsweringWay;
}

/** What stands on the page beside the question. */
interface Around {
  readonly errors?: readonly FormError[];
  readonly overtaken?: Overtaken | undefined;
  readonly given?: FormFields;
  /** What is shown was entered and could not be saved */
  readonly kept?: KeptForm | undefined;
}

/** One question of the open revision, to be answered or, without the right to, read. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/questions/:questionId')
export class QuestionPageController {
  constructor(
    private readonly questions: QuestionsService,
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
    @Param('questionId') questionId: string,
    @Query() query: QuestionPageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const kept = await this.kept.find(actor, pathOfQuestion(assessmentId, questionId));
    const toFill = kept === undefined ? undefined : await this.open(actor, assessmentId, questionId);
    if (kept !== undefined && toFill?.section.mayAnswer !== true) {
      sendTooLate(this.pages, response, assessmentId, typedIn(kept.fields));
      return;
    }
    if (query.way !== undefined) keepWay(response, query.way);
    const now = toFill ?? (await this.questions.toFill(actor, assessmentId, questionId));
    if (kept !== undefined && (await this.showKept(actor, response, now, query, kept))) return;
    const [shown] = savedQuestions(now.section) as [ShownQuestion];
    await this.send(actor, response, now, shown, query);
  }

  /** @returns whether it was shown: not where it is saved by now */
  private async showKept(
    actor: Actor,
    response: Response,
    toFill: QuestionToFill,
    query: QuestionPageQuery,
    kept: KeptForm,
  ): Promise<boolean> {
    const [shown] = mergedQuestions(toFill.section, kept.fields) as [ShownQuestion];
    if (digestOf(shown.given) === shown.was) {
      await this.kept.saved(actor, pathOf(toFill), { sentAgain: kept.id });
      return false;
    }
    const isOvertaken = shown.savedMeanwhile !== undefined;
    const overtaken = isOvertaken ? await overtakenBy(this.names, actor, toFill.section, 'question') : undefined;
    await this.send(actor, response, toFill, shown, query, { kept, overtaken, errors: isOvertaken ? [] : kept.errors });
    return true;
  }

  @Post()
  @Allow('answers.write')
  @TakesForm({ shownAgain: true })
  async save(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('questionId') questionId: string,
    @Query() query: QuestionPageQuery,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const toFill = await this.open(actor, assessmentId, questionId);
      if (toFill === undefined) {
        sendTooLate(this.pages, response, assessmentId, typedIn(fields));
        return;
      }
      const outcome = await this.attempt(actor, toFill, fields);
      if (outcome === 'overtaken' && tries < TRIES) continue;
      if (outcome === 'saved') {
        await this.kept.saved(actor, pathOf(toFill), fields);
        response.redirect(303, nextAfter(toFill, fields, query));
      } else if (outcome === 'overtaken') {
        throw new Problem('busy', 'Others save this section all the time. Wait a minute, then save again.');
      } else {
        await this.refuse(actor, response, toFill, fields, query, outcome);
      }
      return;
    }
  }

  /** What is wrong is kept and told once: whoever was told before may leave the page as it is. */
  private async refuse(
    actor: Actor,
    response: Response,
    toFill: QuestionToFill,
    fields: FormFields,
    query: QuestionPageQuery,
    refusal: readonly FormError[] | Conflict,
  ): Promise<void> {
    const errors = 'conflict' in refusal ? [] : refusal;
    const kept = await this.kept.refused(actor, pathOf(toFill), fields, toFill.section, errors);
    if (kept !== undefined && mayLeave(fields)) {
      response.redirect(303, nextAfter(toFill, fields, query));
    } else if ('conflict' in refusal) {
      const overtaken = await overtakenBy(this.names, actor, toFill.section, 'question');
      await this.send(actor, response.status(409), toFill, refusal.conflict, query, { overtaken, kept });
    } else {
      const [shown] = sentQuestions(toFill.section, fields) as [ShownQuestion];
      await this.send(actor, response.status(400), toFill, shown, query, { errors, kept });
    }
  }

  /** Copies what the trust answered elsewhere, or accepts or disputes what the vendor states. */
  @Post('offer')
  @Allow('answers.write')
  @TakesForm()
  async decide(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('questionId') questionId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const outcome = await this.offers.decide(actor, assessmentId, questionId, fields);
    if (typeof outcome === 'string') {
      response.redirect(303, `${pathOfQuestion(assessmentId, questionId)}?done=${outcome}`);
      return;
    }
    const toFill = await this.open(actor, assessmentId, questionId);
    if (toFill === undefined) {
      sendTooLate(this.pages, response, assessmentId, []);
      return;
    }
    const [shown] = savedQuestions(toFill.section) as [ShownQuestion];
    await this.send(actor, response.status(400), toFill, shown, {}, { errors: outcome, given: fields });
  }

  /** Another question that somebody saved at the same time is no conflict: only this one is looked at. */
  private async attempt(
    actor: Actor,
    { section }: QuestionToFill,
    fields: FormFields,
  ): Promise<'saved' | 'overtaken' | readonly FormError[] | Conflict> {
    const [merged] = mergedQuestions(section, fields) as [ShownQuestion];
    if (fields.then === 'theirs') return 'saved';
    if (merged.savedMeanwhile !== undefined) return { conflict: merged };
    if (digestOf(merged.given) === merged.was) return 'saved';
    const { answers, errors } = answersFrom(section, fields);
    if (errors.length > 0) return errors;
    const stored = await storeSection(this.sections, actor, section, answers);
    return stored !== 'overtaken' && stored.length === 0 ? 'saved' : stored;
  }

  private open(actor: Actor, assessmentId: string, questionId: string): Promise<QuestionToFill | undefined> {
    return whileOpen(() => this.questions.toFill(actor, assessmentId, questionId));
  }

  private async send(
    actor: Actor,
    response: Response,
    toFill: QuestionToFill,
    shown: ShownQuestion,
    { return: back, done }: QuestionPageQuery,
    { errors = [], overtaken, given = {}, kept }: Around = {},
  ): Promise<void> {
    const { section, position, of } = toFill;
    const { assessmentId, code, name } = section.section;
    const { id, question } = shown.asked.question;
    const place = `${this.tools.nameOf(section.deployment.toolId)} at ${section.deployment.site.name}`;
    const path = pathOfQuestion(assessmentId, id);
    const ways = waysOf(toFill, back, overtaken !== undefined);
    this.pages.send(response, 'pages/assessment/question', {
      title: `${id}: ${question}`,
      trail: [
        HOME,
        { href: pathOfAssessment(assessmentId), text: place },
        { href: `${pathOfAssessment(assessmentId)}/sections/${code}`, text: name },
      ],
      caption: `${name}, question ${String(position)} of ${String(of)} (${id})`,
      action: back === undefined ? path : `${path}?return=${back}`,
      mayAnswer: section.mayAnswer,
      shown: { ...shown, words: inWords(shown), ownSave: overtaken?.own === true },
      noteHint: await this.readers.hint(section),
      offers: section.mayAnswer ? await this.offers.of(actor, toFill) : [],
      own: await this.handOvers.inHand(actor, { assessmentId, code, name, questionId: id }),
      first: ways[0]?.then,
      ways,
      done: done === undefined ? null : SAVED[done],
      overtaken,
      // that somebody else was faster says all there is to say
      kept: kept !== undefined && (overtaken === undefined || kept.reason === 'signed-out') ? noticeOf(kept) : null,
      ...{ keptId: kept?.id, keptPath: path },
      given,
      links: linksOf(toFill, may(actor, 'concerns.ask', { trustId: section.deployment.trust.id, assessmentId })),
      ...errorValues(errors),
    });
  }
}

/** Somebody else changed the same answer meanwhile. */
interface Conflict {
  readonly conflict: ShownQuestion;
}

/** Address that the answer is sent to and kept under. */
function pathOf({ asked, section: { section } }: QuestionToFill): string {
  return pathOfQuestion(section.assessmentId, asked.question.id);
}

function nextAfter(toFill: QuestionToFill, { then, leaveTo }: FormFields, query: QuestionPageQuery): string {
  return then === 'leave' ? nextPath(leaveTo) : nextOf(toFill, then, query.return);
}

function linksOf(
  { asked, section: { section, mayHandOver } }: QuestionToFill,
  mayAsk: boolean,
): { href: string; text: string }[] {
  const path = pathOfAssessment(section.assessmentId);
  return [
    { href: `${path}/sections/${section.code}?way=all`, text: 'All questions of this section on one page' },
    ...(mayHandOver
      ? [{ href: `${path}/hand-over/new?question=${asked.question.id}`, text: 'Ask a colleague to answer this' }]
      : []),
    ...(mayAsk
      ? [{ href: `${path}/concerns/new?question=${asked.question.id}`, text: 'Ask the vendor about this question' }]
      : []),
    { href: path, text: 'Back to the sections' },
  ];
}
