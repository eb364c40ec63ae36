import { randomUUID } from 'node:crypto';
import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ConcernDetails } from '../../concerns/concerns.dto.js';
import { ConcernsService } from '../../concerns/concerns.service.js';
import { PublishedAnswersService } from '../../concerns/published-answers.service.js';
import { Topics } from '../../concerns/topics.js';
import { DeploymentsService } from '../../deployments/deployments.service.js';
import { Allow } from '../../platform/access/allow.js';
import { decide, may } from '../../platform/access/decide.js';
import type { Place } from '../../platform/access/grants.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { notFound, Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { ConversationForm, inWords, withPlainBreaks } from './concern-forms.js';
import {
  KIND_NAMES,
  messageOf,
  pathOfConcern,
  pathOfConcerns,
  publishedOf,
  STATES,
  subjectOf,
} from './concern-words.js';

const SHOWN_BESIDE = 5;
const NAMES = { text: 'Your message' };
const WHOLE_NUMBER = /^\d{1,9}$/;

/** What was just done, by what the address says. */
const DONE = {
  asked: 'It was sent.',
  replied: 'Your message was sent.',
  settled: 'It is settled.',
  're-opened': 'It is open again.',
  withdrawn: 'It is withdrawn.',
  refused: 'The vendor may not publish an answer to it.',
  allowed: 'The vendor may publish an answer to it, without the site.',
  published: 'The answer is published to every site of the tool.',
} as const;

/** What each button of the page makes of it. */
const CHANGES = {
  settle: { change: { state: 'settled' }, done: 'settled' },
  're-open': { change: { state: 'open' }, done: 're-opened' },
  withdraw: { change: { state: 'withdrawn' }, done: 'withdrawn' },
  refuse: { change: { mayPublish: false }, done: 'refused' },
  allow: { change: { mayPublish: true }, done: 'allowed' },
} as const;

export class ConversationQuery {
  @OneOf(Object.keys(DONE), { optional: true })
  done?: keyof typeof DONE;
}

/** What stands on the page besides the conversation. */
interface OnTop {
  readonly errors?: readonly FormError[];
  /** Why nothing was stored, in words */
  readonly overtaken?: string;
  readonly done?: string;
  /** What was typed */
  readonly given?: FormFields;
}

/** A question or concern with its messages, for the site and for the vendor. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/concerns/:concernId')
export class ConversationController {
  constructor(
    private readonly concerns: ConcernsService,
    private readonly deployments: DeploymentsService,
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
    @Param('concernId', ResourceIdPipe) concernId: string,
    @Query() { done }: ConversationQuery,
    @Res() response: Response,
  ): Promise<void> {
    const concern = await this.of(actor, assessmentId, concernId);
    await this.send(actor, response, concern, done === undefined ? {} : { done: DONE[done] });
  }

  @Post()
  @Allow('concerns.reply')
  @TakesForm()
  async act(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('concernId', ResourceIdPipe) concernId: string,
    @Form() sent: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const concern = await this.of(actor, assessmentId, concernId);
    const given = withPlainBreaks(sent);
    const form = await readForm(ConversationForm, given);
    const errors = form.ok ? missingIn(form.value) : inWords(form.errors, NAMES);
    if (!form.ok || errors.length > 0) {
      await this.send(actor, response.status(400), concern, { errors, given });
      return;
    }
    try {
      const done = await this.store(actor, concernId, form.value, given.version);
      response.redirect(303, `${pathOfConcern(concern)}?done=${done}`);
    } catch (error) {
      const overtaken = overtakenBy(error);
      if (overtaken === undefined) throw error;
      const now = await this.of(actor, assessmentId, concernId);
      await this.send(actor, response.status(409), now, { overtaken, given });
    }
  }

  /** @returns what was done. @throws as the service */
  private async store(
    actor: Actor,
    concernId: string,
    { act, text, formKey }: ConversationForm,
    version: FormFields[string],
  ): Promise<keyof typeof DONE> {
    if (act === 'reply') {
      await this.concerns.reply(actor, concernId, text ?? '', formKey);
      return 'replied';
    }
    const { change, done } = CHANGES[act];
    const words = 'state' in change && text !== undefined ? { text } : {};
    const expected = typeof version === 'string' && WHOLE_NUMBER.test(version) ? Number(version) : 0;
    await this.concerns.update(actor, concernId, { ...change, ...words }, expected);
    return done;
  }

  /** @throws Problem `not-found` for one of another assessment, too */
  private async of(actor: Actor, assessmentId: string, concernId: string): Promise<ConcernDetails> {
    const concern = await this.concerns.get(actor, concernId);
    if (concern.assessmentId !== assessmentId) throw notFound('concern', concernId);
    return concern;
  }

  private async send(
    actor: Actor,
    response: Response,
    concern: ConcernDetails,
    { errors = [], overtaken, done, given = {} }: OnTop,
  ): Promise<void> {
    const { assessmentId, toolId, site, trust, kind, state, askedBy, version, mayPublish } = concern;
    const { vendorAccess } = await this.deployments.get(actor, concern.deploymentId);
    const place = placeOf(concern, vendorAccess);
    const reply = decide(actor, 'concerns.reply', place);
    const isVendor = may(actor, 'concerns.answer', place);
    const isAsking = may(actor, 'concerns.ask', place);
    const others = await this.published.list(actor, {
      toolId,
      limit: SHOWN_BESIDE,
      ...(concern.questionId !== null && { questionId: concern.questionId }),
    });
    const tool = this.tools.nameOf(toolId);
    const path = pathOfConcern(concern);
    this.pages.send(response, 'pages/concerns/conversation', {
      title: subjectOf(concern),
      trail: [
        HOME,
        ...(isVendor ? [{ href: '/concerns', text: 'Questions and concerns' }] : []),
        { href: pathOfAssessment(assessmentId), text: `${tool} at ${site.name}` },
        { href: pathOfConcerns(assessmentId), text: isVendor ? 'Of this site' : 'Questions and concerns' },
      ],
      place: `${tool} at ${site.name}, ${trust.name}`,
      kind: KIND_NAMES[kind],
      state: STATES[state],
      about: this.topics.inWords(concern),
      messages: concern.messages.map((message) => messageOf(message, 'the vendor')),
      path,
      version,
      done,
      overtaken,
      isVendor,
      vendorTakesPart: vendorAccess,
      mayPublish,
      publishing: isVendor && mayPublish && concern.publishedAnswerId === null ? `${path}/publish` : null,
      publishedAnswer: concern.publishedAnswerId,
      ...waysOf(state, { replies: reply.outcome === 'allowed', asks: isAsking, asked: askedBy === actor.id }),
      given: { text: given.text, formKey: typeof given.formKey === 'string' ? given.formKey : randomUUID() },
      published: others.items
        .filter(({ id }) => id !== concern.publishedAnswerId)
        .map((one) => publishedOf(one, this.topics)),
      ...errorValues(errors),
    });
  }
}

/** Where it is, for what the page offers; the guard and the service decide by themselves. */
function placeOf({ trust, toolId, section, assessmentId }: ConcernDetails, vendorAccess: boolean): Place {
  const whole = { trustId: trust.id, toolId, vendorAccess };
  return section === null ? whole : { ...whole, assessmentId, section, sharedSections: [section] };
}

function missingIn({ act, text }: ConversationForm): FormError[] {
  if (text !== undefined) return [];
  if (act === 'reply') return [{ field: 'text', text: 'Enter a message' }];
  return act === 're-open' ? [{ field: 'text', text: 'Enter why it is open again' }] : [];
}

function overtakenBy(error: unknown): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  if (error.code === 'stale-version') return 'Something was added after this page was opened.';
  return error.code === 'concern-closed' ? error.detail.replace(/ Nothing was stored\.$/, '') : undefined;
}

/** What somebody may do with a concern as it stands. */
function waysOf(
  state: ConcernDetails['state'],
  { replies, asks, asked }: { readonly replies: boolean; readonly asks: boolean; readonly asked: boolean },
): Readonly<Record<string, boolean>> {
  const isOpen = state === 'open' || state === 'answered';
  return {
    mayReply: isOpen && replies,
    maySettle: isOpen && asks,
    mayWithdraw: isOpen && asks && asked,
    mayReopen: !isOpen && asks && (state === 'settled' || asked),
    mayChoose: asks,
  };
}
