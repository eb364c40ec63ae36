import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../platform/access/allow.js';
import type { Response } from 'express';
import { SnapshotsService, type Lineage } from '../assessments/snapshots.service.js';
import type { ReportModel } from '../core/contracts/report.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PlansService } from '../plans/plans.service.js';
import { StoredPlansService } from '../plans/stored-plans.service.js';
import { pathOfActions } from './actions/action-words.js';
import { explanationSections } from './explanation-sections.js';
import { HOME, PageRenderer, type PageLink } from './page-renderer.js';

/** A submission's scorecard, how its numbers come about, and its support plan, as pages. */
@ApiExcludeController()
@Controller('snapshots/:snapshotId')
export class ReportController {
  constructor(
    private readonly plans: PlansService,
    private readonly stored: StoredPlansService,
    private readonly snapshots: SnapshotsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get('scorecard')
  @Allow('results.read')
  async scorecard(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const report = await this.plans.scorecardReport(actor, snapshotId);
    const { plan, planPdf, explanation } = linksOf(snapshotId);
    const links = [plan, planPdf, explanation];
    this.pages.send(response, 'pages/report/index', { title: report.title, trail: [HOME], report, links });
  }

  @Get('plan')
  @Allow('results.read')
  async plan(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { id } = await this.stored.obtain(actor, snapshotId);
    const [report, { newest }] = await Promise.all([
      this.stored.report(actor, id),
      this.snapshots.lineage(actor, snapshotId),
    ]);
    sendPlan(this.pages, response, report, { snapshotId, planId: id, newest });
  }

  @Get('explanation')
  @Allow('results.read')
  async explanation(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const [report, explanation] = await Promise.all([
      this.plans.scorecardReport(actor, snapshotId),
      this.snapshots.explanation(actor, snapshotId),
    ]);
    const { scorecard, explanationData } = linksOf(snapshotId);
    this.pages.send(response, 'pages/explanation/index', {
      title: report.title.replace('Scorecard', 'Every number'),
      trail: [HOME, scorecard],
      subtitle: report.subtitle,
      headline: report.headline,
      links: [explanationData],
      list: explanationSections(explanation),
    });
  }
}

/** A plan as it was made, whatever was submitted since. */
@ApiExcludeController()
@Controller('plans/:planId')
export class PlanPageController {
  constructor(
    private readonly stored: StoredPlansService,
    private readonly snapshots: SnapshotsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('results.read')
  async plan(
    @CurrentActor() actor: Actor,
    @Param('planId', ResourceIdPipe) planId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { snapshotId } = await this.stored.get(actor, planId);
    const [report, { newest }] = await Promise.all([
      this.stored.report(actor, planId),
      this.snapshots.lineage(actor, snapshotId),
    ]);
    sendPlan(this.pages, response, report, { snapshotId, planId, newest });
  }
}

/** The plan stays as it was made; around it stands what is so today, such as that there is a newer one. */
function sendPlan(
  pages: PageRenderer,
  response: Response,
  report: ReportModel,
  { snapshotId, planId, newest }: { snapshotId: string; planId: string; newest: Lineage['newest'] },
): void {
  const { scorecard } = linksOf(snapshotId);
  const links = [
    { href: `/api/v1/plans/${planId}/plan.pdf`, text: 'Support plan as PDF' },
    { href: pathOfActions(newest.assessmentId), text: 'Actions: how far they are, and what would change' },
    { href: `/plans/${planId}`, text: 'Lasting address of this plan' },
  ];
  const newer = newest.id === snapshotId ? undefined : `/snapshots/${newest.id}/plan`;
  pages.send(response, 'pages/report/index', { title: report.title, trail: [HOME, scorecard], report, links, newer });
}

function linksOf(
  snapshotId: string,
): Record<'scorecard' | 'plan' | 'planPdf' | 'explanation' | 'explanationData', PageLink> {
  const [page, api] = [`/snapshots/${snapshotId}`, `/api/v1/snapshots/${snapshotId}`];
  return {
    scorecard: { href: `${page}/scorecard`, text: 'Scorecard' },
    plan: { href: `${page}/plan`, text: 'Support plan' },
    planPdf: { href: `${api}/plan.pdf`, text: 'Support plan as PDF' },
    explanation: { href: `${page}/explanation`, text: 'How every number comes about' },
    explanationData: { href: `${api}/explanation`, text: 'The same for programs, as JSON' },
  };
}
