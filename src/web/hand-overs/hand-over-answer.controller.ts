import { Controller, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { HandOverAnswers } from '../../handovers/hand-over-answers.service.js';
import type { HandOverView } from '../../handovers/hand-overs.dto.js';
import { HandOversService } from '../../handovers/hand-overs.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { notFound } from '../../platform/problem/problem.js';
import { readForm } from '../forms.js';
import { PageRenderer } from '../page-renderer.js';
import { HandOverPages } from './hand-over-pages.service.js';
import { pathOfHandOver } from './hand-over-words.js';
import { attempt } from './hand-over.controller.js';
import { DeclineForm, inWords, ReturnForm } from './hand-over.forms.js';

/**
 * What colleagues say of what was handed to them. It counts as long as they have it, also where it was begun or they were
 * reminded after the page was opened.
 */
@ApiExcludeController()
@Controller('assessments/:assessmentId/hand-over/:handOverId')
export class HandOverAnswerController {
  constructor(
    private readonly handOvers: HandOversService,
    private readonly answers: HandOverAnswers,
    private readonly handOverPages: HandOverPages,
    private readonly pages: PageRenderer,
  ) {}

  @Post('return')
  @Allow('handovers.answer')
  @TakesForm()
  async return(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.of(actor, assessmentId, handOverId);
    const form = await readForm(ReturnForm, fields);
    if (!form.ok) {
      await this.handOverPages.sendOne(actor, response.status(400), view, {
        ...{ given: fields, errors: inWords(form.errors) },
      });
      return;
    }
    await attempt(response, view, async () => {
      await this.answers.return(actor, handOverId, form.value.message, view.version);
      response.redirect(303, `${pathOfHandOver(assessmentId, handOverId)}?done=returned`);
    });
  }

  @Post('decline')
  @Allow('handovers.answer')
  @TakesForm()
  async decline(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.of(actor, assessmentId, handOverId);
    const form = await readForm(DeclineForm, fields);
    if (!form.ok) {
      await this.handOverPages.sendOne(actor, response.status(400), view, {
        ...{ given: fields, errors: inWords(form.errors) },
      });
      return;
    }
    await attempt(response, view, async () => {
      await this.answers.decline(actor, handOverId, form.value.reason, view.version);
      // Its own page is not reached any more.
      this.pages.send(response.status(200), 'pages/hand-over/declined', {
        title: 'You said that you cannot answer it',
      });
    });
  }

  /** @throws Problem `not-found` for one of another assessment */
  private async of(actor: Actor, assessmentId: string, id: string): Promise<HandOverView> {
    const view = await this.handOvers.get(actor, id);
    if (view.assessmentId === assessmentId) return view;
    throw notFound('hand over', id);
  }
}
