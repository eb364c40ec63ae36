import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { isoDate } from '../core/contracts/calendar.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { Clock } from '../platform/clock/clock.js';
import { CallerGone } from '../platform/http/caller-gone.js';
import { sendPdf } from '../platform/http/send-pdf.js';
import { Operation } from '../platform/openapi/operation.js';
import { CohortReports } from './cohort-report.service.js';
import { PortfolioFilters } from './portfolio.dto.js';

@ApiTags('Portfolio')
@Controller('api/v1/portfolio')
export class CohortReportController {
  constructor(
    private readonly reports: CohortReports,
    private readonly clock: Clock,
  ) {}

  @Get('report.pdf')
  @Operation({
    id: 'getCohortReport',
    access: 'portfolio.read',
    summary: 'Get the portfolio as a PDF for a meeting',
    description:
      'Two pages on all sites that the filters let through: whom to call, how far they are, what they wait on, who gets ' +
      'the hours, when they go live; then a page for each site. At most 200 sites. Put on record before its first byte.',
    replyType: 'application/pdf',
    problems: ['too-many-sites', 'busy'],
  })
  async pdf(
    @CurrentActor() actor: Actor,
    @Query() filters: PortfolioFilters,
    @CallerGone() signal: AbortSignal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const bytes = await this.reports.pdf(actor, filters, signal);
    if (request.method !== 'HEAD') await this.reports.record(actor, filters);
    sendPdf(request, response, bytes, `cohort-report-${isoDate(this.clock.today())}.pdf`);
  }
}
