import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { SnapshotSummary } from '../../assessments/assessments.dto.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { ComparisonQuery } from '../../assessments/snapshots.dto.js';
import { SnapshotsService } from '../../assessments/snapshots.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { comparisonView } from './comparison-page.js';

/** Submissions that can be chosen from, the newest first. */
const MOST_CHOICES = 100;

/** What changed from one submission to another. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/compare')
export class ComparePageController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly snapshots: SnapshotsService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('results.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: ComparisonQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { site, trust, toolId } = await this.assessments.get(actor, assessmentId);
    const { items } = await this.snapshots.list(actor, assessmentId, { limit: MOST_CHOICES });
    const path = pathOfAssessment(assessmentId);
    const place = `${this.tools.nameOf(toolId)} at ${site.name}`;
    const { from, to } = chosen(items, query);
    const errors = items.length < 2 ? [] : wrongWith(items, from, to);
    const isReady = items.length >= 2 && errors.length === 0;
    this.pages.send(errors.length > 0 ? response.status(400) : response, 'pages/submission/compare', {
      title: 'Compare two submissions',
      trail: [HOME, { href: path, text: place }],
      place: `${place}, ${trust.name}`,
      action: `${path}/compare`,
      back: path,
      count: items.length,
      earlier: choices(items, from),
      later: choices(items, to),
      ...(isReady ? await this.compared(actor, assessmentId, items, { from, to }) : {}),
      ...{ from, to },
      ...errorValues(errors),
    });
  }

  /** Submissions by different versions of the questions are shown beside each other, and not compared. */
  private async compared(
    actor: Actor,
    assessmentId: string,
    items: readonly SnapshotSummary[],
    numbers: { readonly from: number; readonly to: number },
  ): Promise<object> {
    try {
      return { compared: comparisonView(await this.snapshots.compare(actor, assessmentId, numbers)) };
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'nothing-to-compare') throw error;
      const chosenOnes = items.filter(({ number }) => number === numbers.from || number === numbers.to);
      return { notCompared: error.detail, apart: chosenOnes.map(apart).reverse() };
    }
  }
}

/** A submission in its own words, where it cannot be held against the other one. */
function apart({ number, headline, index }: SnapshotSummary): object {
  return { number, headline, index: index.toFixed(1) };
}

/** The two numbers, the lower one first, whichever way round they were chosen. */
function chosen(items: readonly SnapshotSummary[], query: ComparisonQuery): { from: number; to: number } {
  const last = items[0]?.number ?? 1;
  const to = query.to ?? Math.max(last, query.from ?? 1);
  const from = query.from ?? to - 1;
  return { from: Math.min(from, to), to: Math.max(from, to) };
}

function wrongWith(items: readonly SnapshotSummary[], from: number, to: number): FormError[] {
  if (from === to) return [{ field: 'to', text: 'Choose two different submissions' }];
  const numbers = items.map(({ number }) => number);
  const missing = (['from', 'to'] as const).filter((field) => !numbers.includes(field === 'from' ? from : to));
  return missing.map((field) => ({ field, text: 'Choose a submission of the list' }));
}

function choices(items: readonly SnapshotSummary[], chosenNumber: number): readonly object[] {
  return items.map(({ number, submittedAt }) => ({
    value: number,
    text: `Submission ${String(number)}, ${timeText(submittedAt)}`,
    selected: number === chosenNumber,
  }));
}
