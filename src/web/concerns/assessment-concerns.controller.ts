import { randomUUID } from 'node:crypto';
import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { ConcernsService } from '../../concerns/concerns.service.js';
import { PublishedAnswersService } from '../../concerns/published-answers.service.js';
import { Topics, type Topic, type TopicChoice } from '../../concerns/topics.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { PlainText, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { AskForm, FormText, inWords, withPlainBreaks } from './concern-forms.js';
import { pathOfConcern, pathOfConcerns, publishedOf, rowOf } from './concern-words.js';
import { VendorPart } from './vendor-part.service.js';

const PAGE = 20;
/** Answers that stand above the form, so that one may find it answered before asking. */
const SHOWN_BESIDE = 5;
const NAMES = { subject: 'Subject', text: 'Your message' };
const NO_SUCH_TOPIC: FormError = { field: 'about', text: 'Choose what it is about' };

export class ConcernsPageQuery {
  /** Words of what others asked */
  @FormText(200)
  text?: string;

  /** Where this page of the own ones begins */
  @PlainText({ max: 1000, optional: true })
  cursor?: string;

  /** Where this page of what others asked begins */
  @PlainText({ max: 1000, optional: true })
  more?: string;
}

export class AskQuery {
  @FormText(20)
  question?: string;

  @FormText(60)
  action?: string;
}

/** The questions and concerns of an assessment, what others asked of the tool, and the form to ask. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/concerns')
export class AssessmentConcernsController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly vendor: VendorPart,
    private readonly concerns: ConcernsService,
    private readonly published: PublishedAnswersService,
    private readonly topics: Topics,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('concerns.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() { text, cursor, more }: ConcernsPageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const assessment = await this.assessments.get(actor, assessmentId);
    const { toolId, site, trust } = assessment;
    const own = await this.concerns.list(actor, { assessmentId, limit: PAGE, cursor });
    const others = await this.published.list(actor, { toolId, text, limit: PAGE, cursor: more });
    const path = pathOfConcerns(assessmentId);
    const tool = this.tools.nameOf(toolId);
    this.pages.send(response, 'pages/concerns/list', {
      title: 'Questions and concerns',
      trail: this.trailOf(assessment),
      place: `${tool} at ${site.name}, ${trust.name}`,
      path,
      tool,
      mayAsk: may(actor, 'concerns.ask', { trustId: trust.id, assessmentId }),
      concerns: own.items.map((concern) => rowOf(concern, this.topics, tool)),
      first: cursor === undefined ? null : path,
      next: own.next === null ? null : `${path}?${new URLSearchParams({ cursor: own.next }).toString()}`,
      text,
      published: others.items.map((one) => publishedOf(one, this.topics)),
      firstOthers: more === undefined ? null : othersFrom(path, text),
      nextOthers: others.next === null ? null : othersFrom(path, text, others.next),
    });
  }

  @Get('new')
  @Allow('concerns.ask')
  async form(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() { question, action }: AskQuery,
    @Res() response: Response,
  ): Promise<void> {
    const topic = this.topics.named(question, action);
    const about = topic === undefined ? '' : valueOf(topic);
    await this.send(actor, response, assessmentId, { about, formKey: randomUUID() }, []);
  }

  @Post('new')
  @Allow('concerns.ask')
  @TakesForm()
  async ask(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Form() sent: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const fields = withPlainBreaks(sent);
    const form = await readForm(AskForm, fields);
    const about = typeof fields.about === 'string' ? fields.about : '';
    const topic = this.topicOf(about);
    const isAllowed = topic !== undefined && (await this.mayAskOn(actor, assessmentId, topic));
    const errors = [...(isAllowed ? [] : [NO_SUCH_TOPIC]), ...(form.ok ? [] : inWords(form.errors, NAMES))];
    if (!form.ok || !isAllowed) {
      await this.send(actor, response.status(400), assessmentId, fields, errors);
      return;
    }
    const { kind, subject, text, publish, formKey } = form.value;
    const command = { kind, subject, text, mayPublish: publish !== 'no', ...namedBy(topic) };
    const concern = await this.concerns.ask(actor, assessmentId, command, formKey);
    response.redirect(303, `${pathOfConcern(concern)}?done=asked`);
  }

  private async send(
    actor: Actor,
    response: Response,
    assessmentId: string,
    given: FormFields,
    errors: readonly FormError[],
  ): Promise<void> {
    const assessment = await this.assessments.get(actor, assessmentId);
    const { toolId, site, trust } = assessment;
    const topic = this.topicOf(typeof given.about === 'string' ? given.about : '');
    const isKnown = topic !== undefined && topic.section !== null;
    const questionId = topic?.questionId ?? undefined;
    const others = await this.published.list(actor, { toolId, questionId, limit: SHOWN_BESIDE });
    const path = pathOfConcerns(assessmentId);
    const tool = this.tools.nameOf(toolId);
    this.pages.send(response, 'pages/concerns/new', {
      title: 'Ask a question or raise a concern',
      trail: [...this.trailOf(assessment), { href: path, text: 'Questions and concerns' }],
      place: `${tool} at ${site.name}, ${trust.name}`,
      action: `${path}/new`,
      back: path,
      tool,
      vendor: await this.vendor.of(actor, assessment),
      given: { ...given, formKey: typeof given.formKey === 'string' ? given.formKey : randomUUID() },
      about: isKnown ? { value: given.about, text: this.topics.inWords(topic) } : null,
      choices: isKnown ? [] : await this.choicesFor(actor, assessment, given.about),
      published: others.items.map((one) => publishedOf(one, this.topics)),
      ...errorValues(errors),
    });
  }

  private trailOf({ id, toolId, site }: AssessmentView): { href: string; text: string }[] {
    return [HOME, { href: pathOfAssessment(id), text: `${this.tools.nameOf(toolId)} at ${site.name}` }];
  }

  /** What a form names; undefined for what there is not. */
  private topicOf(about: string): Topic | undefined {
    if (about === '') return { section: null, questionId: null, actionId: null };
    const [kind, ...rest] = about.split(':');
    const id = rest.join(':');
    return this.topics.named(kind === 'question' ? id : undefined, kind === 'action' ? id : undefined);
  }

  private async mayAskOn(actor: Actor, assessmentId: string, { section }: Topic): Promise<boolean> {
    const { trust } = await this.assessments.get(actor, assessmentId);
    const place = { trustId: trust.id };
    return section === null
      ? may(actor, 'concerns.ask', place)
      : may(actor, 'concerns.ask', { ...place, assessmentId }, section);
  }

  /** What somebody can ask about: a contributor, the sections that they were invited to. */
  private async choicesFor(actor: Actor, assessment: AssessmentView, given: FormFields[string]): Promise<object[]> {
    const choices: TopicChoice[] = [];
    for (const choice of this.topics.choices(assessment.toolId)) {
      const topic = { section: choice.section, questionId: choice.questionId, actionId: null };
      if (await this.mayAskOn(actor, assessment.id, topic)) choices.push(choice);
    }
    const whole = may(actor, 'concerns.ask', { trustId: assessment.trust.id });
    return [
      whole ? { value: '', text: 'The assessment as a whole' } : { value: '', text: 'Choose a question' },
      ...choices.map(({ questionId, name }) => ({
        value: `question:${questionId}`,
        text: `${questionId}: ${name}`,
        selected: given === `question:${questionId}`,
      })),
    ];
  }
}

function valueOf({ questionId, actionId }: Topic): string {
  return actionId === null ? `question:${questionId ?? ''}` : `action:${actionId}`;
}

function namedBy({ questionId, actionId }: Topic): { questionId?: string; actionId?: string } {
  if (actionId !== null) return { actionId };
  return questionId === null ? {} : { questionId };
}

function othersFrom(path: string, text: string | undefined, more?: string): string {
  const query = new URLSearchParams({ ...(text !== undefined && { text }), ...(more !== undefined && { more }) });
  return `${path}?${query.toString()}#others`;
}
