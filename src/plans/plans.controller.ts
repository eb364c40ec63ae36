import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { WhatIf } from '../core/contracts/plan.js';
import { Downloads } from '../platform/access/downloads.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { CallerGone } from '../platform/http/caller-gone.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { negotiate } from '../platform/http/negotiate.js';
import { sendPdf } from '../platform/http/send-pdf.js';
import { Operation } from '../platform/openapi/operation.js';
import { PlanQuery, WhatIfRequest } from './plans.dto.js';
import { PlansService } from './plans.service.js';

@ApiTags('Results')
@Controller('api/v1/snapshots/:snapshotId')
export class PlansController {
  constructor(
    private readonly plans: PlansService,
    private readonly downloads: Downloads,
  ) {}

  @Get('plan')
  @Operation({
    id: 'getPlan',
    access: 'results.read',
    summary: 'Get the support plan of a submission, as JSON or PDF',
    description:
      '`Accept: application/pdf` gives the document, as `/plan.pdf` does; anything else that takes JSON the plan as data. ' +
      'A document is put on record as downloaded.',
    reply: 'SupportPlan',
    otherTypes: ['application/pdf'],
    problems: ['instrument-unavailable', 'busy'],
  })
  async plan(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Query() { vendorHours }: PlanQuery,
    @CallerGone() signal: AbortSignal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    response.vary('Accept');
    if (negotiate(request, ['application/json', 'application/pdf']) === 'application/json') {
      response.json(await this.plans.plan(actor, snapshotId, { vendorHours, signal }));
      return;
    }
    const { bytes, fileName, download } = await this.plans.pdf(actor, snapshotId, { vendorHours, signal });
    await this.downloads.record(request, actor, download);
    sendPdf(request, response, bytes, fileName);
  }

  @Get('plan.pdf')
  @Operation({
    id: 'getPlanPdf',
    access: 'results.read',
    summary: 'Get the support plan of a submission as PDF',
    description:
      'It is made when it is first asked for, and kept as it was made. With `vendorHours` it is a trial, which is not kept: ' +
      'post to `/plans` to keep one. Each download is put on record first.',
    replyType: 'application/pdf',
    problems: ['instrument-unavailable', 'busy'],
  })
  async pdf(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Query() { vendorHours }: PlanQuery,
    @CallerGone() signal: AbortSignal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { bytes, fileName, download } = await this.plans.pdf(actor, snapshotId, { vendorHours, signal });
    await this.downloads.record(request, actor, download);
    sendPdf(request, response, bytes, fileName);
  }

  @Post('what-if')
  @Operation({
    id: 'whatIf',
    access: 'results.read',
    summary: 'See what changed answers and completed actions would do',
    description:
      'Nothing is stored: a promise changes no answer. Scorecard and plan are computed again with the changes and compared.',
    reply: 'WhatIf',
    problems: ['invalid-answers', 'instrument-unavailable', 'busy'],
  })
  whatIf(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Query() { vendorHours }: PlanQuery,
    @Body() body: WhatIfRequest,
    @CallerGone() signal: AbortSignal,
  ): Promise<WhatIf> {
    return this.plans.whatIf(actor, snapshotId, body, { vendorHours, signal });
  }
}
