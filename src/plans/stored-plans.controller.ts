import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Downloads } from '../platform/access/downloads.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { sendPdf } from '../platform/http/send-pdf.js';
import { Operation } from '../platform/openapi/operation.js';
import { MakePlan, PlanPage, PlansQuery, PlanView } from './stored-plans.dto.js';
import { StoredPlansService } from './stored-plans.service.js';

@ApiTags('Plans')
@Controller('api/v1')
export class StoredPlansController {
  constructor(
    private readonly plans: StoredPlansService,
    private readonly downloads: Downloads,
  ) {}

  @Post('snapshots/:snapshotId/plans')
  @Operation({
    id: 'createPlan',
    access: 'plans.make',
    summary: 'Make the support plan of a submission and keep it',
    description:
      'The plan is kept as it was made and served for ever. Where one was made before from the same inputs, it is that ' +
      'one that comes back. Where a newer submission has taken the place of this one, its first page says so.',
    reply: PlanView,
    createdAt: '/api/v1/plans/{id}',
    problems: ['instrument-unavailable'],
  })
  make(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Body() { vendorHours }: MakePlan,
  ): Promise<PlanView> {
    return this.plans.obtain(actor, snapshotId, vendorHours);
  }

  @Get('plans')
  @Operation({
    id: 'listPlans',
    access: 'results.read',
    summary: 'List the plans that were made',
    reply: PlanPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: PlansQuery): Promise<PlanPage> {
    return this.plans.list(actor, query);
  }

  @Get('plans/:planId')
  @Operation({
    id: 'getStoredPlan',
    access: 'results.read',
    summary: 'Get what is known about a plan that was made',
    reply: PlanView,
  })
  get(@CurrentActor() actor: Actor, @Param('planId', ResourceIdPipe) planId: string): Promise<PlanView> {
    return this.plans.get(actor, planId);
  }

  @Get('plans/:planId/plan.pdf')
  @Operation({
    id: 'getStoredPlanPdf',
    access: 'results.read',
    summary: 'Get a plan as PDF, byte for byte as it was made',
    description: 'Each download is put on record first.',
    replyType: 'application/pdf',
    problems: ['busy'],
  })
  async pdf(
    @CurrentActor() actor: Actor,
    @Param('planId', ResourceIdPipe) planId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const [{ reference }, bytes] = await Promise.all([this.plans.get(actor, planId), this.plans.pdf(actor, planId)]);
    await this.downloads.record(request, actor, { type: 'plan-downloaded', by: 'planId', id: planId });
    sendPdf(request, response, bytes, `support-plan-${reference}.pdf`);
  }
}
