import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ConcernDetails } from '../../concerns/concerns.dto.js';
import { ConcernsService } from '../../concerns/concerns.service.js';
import { PublishedAnswersService } from '../../concerns/published-answers.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { notFound, Problem } from '../../platform/problem/problem.js';
import { SeeOther } from '../../platform/problem/see-other.js';
import { HOME } from '../page-renderer.js';
import { messageOf, pathOfConcern } from './concern-words.js';
import { PublishPage } from './publish-page.js';

/** Publishes an answer made from a conversation: written, looked through, then sent to every site. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/concerns/:concernId/publish')
export class PublishController {
  constructor(
    private readonly concerns: ConcernsService,
    private readonly published: PublishedAnswersService,
    private readonly page: PublishPage,
  ) {}

  @Get()
  @Allow('concerns.answer')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('concernId', ResourceIdPipe) concernId: string,
    @Res() response: Response,
  ): Promise<void> {
    const concern = await this.publishable(actor, assessmentId, concernId);
    const last = concern.messages.filter(({ side, text }) => side === 'vendor' && text !== null).at(-1);
    this.page.sendForm(response, surroundings(concern), { question: '', answer: last?.text ?? '' }, []);
  }

  @Post()
  @Allow('concerns.answer')
  @TakesForm()
  async publish(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('concernId', ResourceIdPipe) concernId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const concern = await this.publishable(actor, assessmentId, concernId);
    const command = await this.page.read(response, surroundings(concern), concernId, fields);
    if (command === undefined) return;
    try {
      await this.published.publish(actor, concernId, command);
    } catch (error) {
      // the button was pressed twice, or a colleague was faster: what stands is shown
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    }
    response.redirect(303, `${pathOfConcern(concern)}?done=published`);
  }

  /** @throws Problem `not-found`, `forbidden` where the site said no; SeeOther where one is published */
  private async publishable(actor: Actor, assessmentId: string, concernId: string): Promise<ConcernDetails> {
    const concern = await this.concerns.get(actor, concernId);
    if (concern.assessmentId !== assessmentId) throw notFound('concern', concernId);
    if (!concern.mayPublish) throw new Problem('forbidden', 'The site did not agree to a published answer.');
    if (concern.publishedAnswerId !== null) throw new SeeOther(`/concerns/published/${concern.publishedAnswerId}`);
    return concern;
  }
}

function surroundings(concern: ConcernDetails) {
  const path = pathOfConcern(concern);
  return {
    title: 'Publish an answer to every site',
    toolId: concern.toolId,
    trail: [HOME, { href: '/concerns', text: 'Questions and concerns' }, { href: path, text: 'The conversation' }],
    action: `${path}/publish`,
    back: path,
    publishText: 'Publish to every site',
    messages: concern.messages.map((message) => messageOf(message, 'the vendor')),
  };
}
