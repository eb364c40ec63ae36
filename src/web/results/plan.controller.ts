import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { SnapshotsService, type Lineage } from '../../assessments/snapshots.service.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { PlainText, ResourceIdPipe } from '../../platform/http/fields.js';
import { StoredPlansService } from '../../plans/stored-plans.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { planView } from './plan-view.js';
import { linksOf, carryOutPlan } from './result-links.js';

export class PlanPageQuery {
  /** Code of a role, whose actions alone are shown; any other word: the whole plan */
  @PlainText({ max: 100, optional: true })
  owner?: string;
}

/** The support plan of a submission, and any plan as it was made, as pages. */
@ApiExcludeController()
@Controller()
export class PlanPageController {
  constructor(
    private readonly stored: StoredPlansService,
    private readonly snapshots: SnapshotsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get('snapshots/:snapshotId/plan')
  @Allow('results.read')
  async ofSnapshot(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Query() { owner }: PlanPageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { id } = await this.stored.obtain(actor, snapshotId);
    const path = linksOf(snapshotId).plan.href;
    await this.send(actor, response, { planId: id, snapshotId, path, owner });
  }

  /** A plan as it was made, whatever was submitted since. */
  @Get('plans/:planId')
  @Allow('results.read')
  async kept(
    @CurrentActor() actor: Actor,
    @Param('planId', ResourceIdPipe) planId: string,
    @Query() { owner }: PlanPageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { snapshotId } = await this.stored.get(actor, planId);
    await this.send(actor, response, { planId, snapshotId, path: `/plans/${planId}`, owner });
  }

  /** The plan stays as it was made; around it stands what is so today, such as that there is a newer one. */
  private async send(
    actor: Actor,
    response: Response,
    page: { planId: string; snapshotId: string; path: string; owner: string | undefined },
  ): Promise<void> {
    const { planId, snapshotId, path, owner } = page;
    const [report, lineage] = await Promise.all([
      this.stored.report(actor, planId),
      this.snapshots.lineage(actor, snapshotId),
    ]);
    const { snapshot, newest } = lineage;
    const { assessmentId } = snapshot;
    const { firstPage, sections, role, roles } = planView(report, {
      owner,
      path,
      assessmentId: asksVendor(actor, lineage) ? assessmentId : null,
    });
    const isOld = newest.id !== snapshotId;
    this.pages.send(response, 'pages/plan/index', {
      title: role === null ? report.title : `${report.title}: ${role.name}`,
      trail: [HOME, linksOf(snapshotId).scorecard],
      report,
      firstPage,
      sections,
      role,
      roles,
      path,
      newer: isOld ? linksOf(newest.id).plan.href : undefined,
      links: [
        { href: `/api/v1/plans/${planId}/plan.pdf`, text: 'Support plan as PDF' },
        ...(isOld ? [] : [{ href: carryOutPlan(assessmentId), text: 'Carry out the plan' }]),
        { href: `/plans/${planId}`, text: 'Lasting address of this plan' },
      ],
    });
  }
}

/** The trust's people ask the vendor; the vendor does not ask itself. */
function asksVendor(actor: Actor, { snapshot: { assessmentId, trustId } }: Lineage): boolean {
  return may(actor, 'concerns.ask', { assessmentId, trustId });
}
