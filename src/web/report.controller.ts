import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentActor, type Actor } from '../platform/actor/actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PlansService } from '../plans/plans.service.js';
import { PageRenderer } from './page-renderer.js';

/** A submission's scorecard and its support plan as pages. */
@ApiExcludeController()
@Controller('snapshots/:snapshotId')
export class ReportController {
  constructor(
    private readonly plans: PlansService,
    private readonly pages: PageRenderer,
  ) {}

  @Get('scorecard')
  async scorecard(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const report = await this.plans.scorecardReport(actor, snapshotId);
    const links = [
      { href: `/snapshots/${snapshotId}/plan`, text: 'Support plan' },
      { href: `/api/v1/snapshots/${snapshotId}/explanation`, text: 'Every number line by line, as data' },
    ];
    this.pages.send(response, 'pages/report/index', { title: report.title, report, links });
  }

  @Get('plan')
  async plan(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const report = await this.plans.report(actor, snapshotId);
    const links = [
      { href: `/api/v1/snapshots/${snapshotId}/plan.pdf`, text: 'This plan as PDF' },
      { href: `/snapshots/${snapshotId}/scorecard`, text: 'Scorecard' },
    ];
    this.pages.send(response, 'pages/report/index', { title: report.title, report, links });
  }
}
