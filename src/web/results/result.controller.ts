import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { SnapshotsService } from '../../assessments/snapshots.service.js';
import { StandingsService } from '../../assessments/standings.service.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { PlansService } from '../../plans/plans.service.js';
import { ResultsService, type Result } from '../../plans/results.service.js';
import { pathOfQuestion } from '../assessments/section-tasks.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { explanationSections } from './explanation-sections.js';
import { linksOf, carryOutPlan } from './result-links.js';
import { resultPage } from './result-page.js';

/** What a submission came to, and how every number of it comes about. */
@ApiExcludeController()
@Controller('snapshots/:snapshotId')
export class ResultController {
  constructor(
    private readonly results: ResultsService,
    private readonly plans: PlansService,
    private readonly snapshots: SnapshotsService,
    private readonly standings: StandingsService,
    private readonly assessments: AssessmentsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get('scorecard')
  @Allow('results.read')
  async scorecard(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const result = await this.results.of(actor, snapshotId);
    const { assessmentId } = result.lineage.snapshot;
    const { plan, planPdf, explanation, sensitivityData } = linksOf(snapshotId);
    this.pages.send(response, 'pages/result/index', {
      ...resultPage(result, { answerPath: await this.answerPath(actor, result) }),
      trail: [HOME],
      today: await this.today(actor, result),
      planLinks: [plan, planPdf, { href: carryOutPlan(assessmentId), text: 'Carry out the plan' }],
      explanation,
      sensitivityData,
    });
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

  /** What the same answers come to today, where that is another headline: evidence lapses without anybody typing. */
  private async today(
    actor: Actor,
    { scorecard, lineage: { snapshot, newest } }: Result,
  ): Promise<{ readonly headline: string; readonly warning: boolean } | null> {
    if (newest.id !== snapshot.id) return null;
    const { headline, inUseWithoutClearance: warning } = (await this.standings.standing(actor, snapshot.deploymentId))
      .scorecard;
    return headline === scorecard.headline ? null : { headline, warning };
  }

  /** Where somebody answers a question, while a revision is open. */
  private async answerPath(
    actor: Actor,
    { lineage: { snapshot } }: Result,
  ): Promise<((questionId: string) => string) | null> {
    const { assessmentId, trustId } = snapshot;
    if (!may(actor, 'answers.write', { assessmentId, trustId })) return null;
    const { openRevision } = await this.assessments.get(actor, assessmentId);
    if (openRevision === null) return null;
    return (questionId) => pathOfQuestion(assessmentId, questionId);
  }
}
