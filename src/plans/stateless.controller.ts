import { Body, Controller, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { CallerGone } from '../platform/http/caller-gone.js';
import { negotiate } from '../platform/http/negotiate.js';
import { sendPdf } from '../platform/http/send-pdf.js';
import { contractRef } from '../platform/openapi/api-contract.js';
import { Operation } from '../platform/openapi/operation.js';
import { AnswersDocumentPipe, type AnswersDocument } from './answers-document.pipe.js';
import { PlanQuery } from './plans.dto.js';
import { PlansService } from './plans.service.js';

@ApiTags('Without storing')
@Controller('api/v1')
export class StatelessController {
  constructor(private readonly plans: PlansService) {}

  @Post('score')
  @Operation({
    id: 'score',
    access: 'score.try',
    summary: 'Score answers without storing them',
    description: 'The body is the answers document that the command line takes, too. Without `asOf`: as of today.',
    reply: 'Scorecard',
    problems: ['invalid-answers'],
  })
  @ApiBody({ required: true, schema: contractRef('AnswersDocument') })
  score(@CurrentActor() actor: Actor, @Body(AnswersDocumentPipe) body: AnswersDocument): Scorecard {
    return this.plans.score(actor, body);
  }

  @Post('plan')
  @Operation({
    id: 'plan',
    access: 'score.try',
    summary: 'Make a support plan from answers without storing them, as JSON or PDF',
    description: 'The same body; `Accept: application/pdf` gives the document. `seed` makes the forecast repeatable.',
    reply: 'SupportPlan',
    otherTypes: ['application/pdf'],
    problems: ['invalid-answers', 'busy'],
  })
  @ApiBody({ required: true, schema: contractRef('AnswersDocument') })
  async plan(
    @CurrentActor() actor: Actor,
    @Query() { vendorHours }: PlanQuery,
    @Body(AnswersDocumentPipe) body: AnswersDocument,
    @CallerGone() signal: AbortSignal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    response.vary('Accept');
    if (negotiate(request, ['application/json', 'application/pdf']) === 'application/json') {
      response.json(await this.plans.planFor(actor, body, { vendorHours, signal }));
      return;
    }
    const { bytes, fileName } = await this.plans.pdfFor(actor, body, { vendorHours, signal });
    sendPdf(request, response, bytes, fileName);
  }
}
