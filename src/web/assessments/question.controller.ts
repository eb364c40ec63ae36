import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { KeptForms } from '../../accounts/kept-forms.service.js';
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
import { nextOf, waysOf } from './question-ways.js';
import { QuestionOffers } from './question-offers.service.js';
import { overtakenBy, storeSection } from './saving.js';
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
  readonly overtaken?: string;
  readonly given?: FormFields;
  /** That what was typed is shown again, since it came when its sender had been signed out */
  readonly kept?: boolean;
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
    @Param('questionId') questionId: string,
    @Query() query: QuestionPageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const kept = await this.kept.find(actor, pathOfQuestion(assessmentId, questionId));
    const toFill = kept === undefined ? undefined : await this.open(actor, assessmentId, questionId);
    if (kept !== undefined && toFill?.section.mayAnswer !== true) {
      sendTooLate(this.pages, response, assessmentId, typedIn(kept));
      return;
    }
    if (query.way !== undefined) keepWay(response, query.way);
    const now = toFill ?? (await this.questions.toFill(actor, assessmentId, questionId));
    const [shown] = (kept === undefined ? savedQuestions(now.section) : mergedQuestions(now.section, kept)) as [
      ShownQuestion,
    ];
    await this.send(actor, response, now, shown, query, { kept: kept !== undefined });
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
        const next = fields.then === 'leave' ? nextPath(fields.leaveTo) : nextOf(toFill, fields.then, query.return);
        response.redirect(303, next);
      } else if (outcome === 'overtaken') {
        throw new Problem('busy', 'Others save this section all the time. Wait a minute, then save again.');
      } else if ('conflict' in outcome) {
        const overtaken = await overtakenBy(this.names, actor, toFill.section, 'question');
        await this.send(actor, response.status(409), toFill, outcome.conflict, query, { overtaken });
      } else {
        const [shown] = sentQuestions(toFill.section, fields) as [ShownQuestion];
        await this.send(actor, response.status(400), toFill, shown, query, { errors: outcome });
      }
      return;
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
  ): Promise<'saved' | 'overtaken' | readonly FormError[] | { readonly conflict: ShownQuestion }> {
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
    { errors = [], overtaken, given = {}, kept = false }: Around = {},
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
      shown: { ...shown, words: inWords(shown) },
      offers: section.mayAnswer ? await this.offers.of(actor, toFill) : [],
      own: await this.handOvers.inHand(actor, { assessmentId, code, name, questionId: id }),
      first: ways[0]?.then,
      ways,
      done: done === undefined ? null : SAVED[done],
      overtaken,
      ...{ kept, keptPath: path },
      given,
      links: linksOf(toFill, may(actor, 'concerns.ask', { trustId: section.deployment.trust.id, assessmentId })),
      ...errorValues(errors),
    });
  }
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
