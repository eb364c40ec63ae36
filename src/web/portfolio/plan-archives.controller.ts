import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Clock } from '../../platform/clock/clock.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import type { JobView } from '../../platform/jobs/jobs.dto.js';
import { Problem } from '../../platform/problem/problem.js';
import { PlanArchives } from '../../portfolio/plan-archives.service.js';
import { readForm } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { cancelShown, shownJob } from './job-page.js';
import { filtersOf, PortfolioChoice, WORK_LIST } from './portfolio-address.js';

/** All plans of some sites as one file: how far they are, and where to download them. */
@ApiExcludeController()
@Controller('portfolio/archives')
export class PlanArchivesPageController {
  constructor(
    private readonly archives: PlanArchives,
    private readonly clock: Clock,
    private readonly pages: PageRenderer,
  ) {}

  @Post()
  @Allow('portfolio.archive')
  @TakesForm()
  async order(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const form = await readForm(PortfolioChoice, fields);
    if (!form.ok) throw new Problem('invalid-request', 'The form is not one that the page has.');
    const { id } = await this.archives.order(actor, filtersOf(form.value));
    response.redirect(303, `/portfolio/archives/${id}`);
  }

  @Get(':archiveId')
  @Allow('portfolio.archive')
  async show(
    @CurrentActor() actor: Actor,
    @Param('archiveId', ResourceIdPipe) archiveId: string,
    @Res() response: Response,
  ): Promise<void> {
    const job = await this.archives.get(actor, archiveId);
    const until = this.archives.keptUntil(job);
    this.pages.send(response, 'pages/portfolio/archive', {
      title: 'All plans as one file',
      trail: [HOME, WORK_LIST],
      path: `/portfolio/archives/${archiveId}`,
      job: { ...shownJob(job), ...(this.archives.isExpired(job) && { state: 'expired' }) },
      ...countsOf(job),
      lookedAt: timeText(this.clock.now()),
      until: until === null ? null : timeText(until),
      download: `/api/v1/portfolio/plan-archives/${archiveId}/plans.zip`,
    });
  }

  @Post(':archiveId')
  @Allow('portfolio.archive')
  @TakesForm()
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('archiveId', ResourceIdPipe) archiveId: string,
    @Res() response: Response,
  ): Promise<void> {
    await cancelShown(() => this.archives.cancel(actor, archiveId));
    response.redirect(303, `/portfolio/archives/${archiveId}`);
  }
}

function countsOf({ result }: Pick<JobView, 'result'>): { readonly plans?: number; readonly notMade?: number } {
  return result === null ? {} : { plans: result.plans as number, notMade: result.notMade as number };
}
