import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { isoDate } from '../core/contracts/calendar.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { Clock } from '../platform/clock/clock.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { negotiate } from '../platform/http/negotiate.js';
import { sendFile } from '../platform/http/send-file.js';
import { Operation } from '../platform/openapi/operation.js';
import {
  PortfolioExportQuery,
  type ExportFormat,
  PortfolioFilters,
  PortfolioFile,
  PortfolioItem,
  PortfolioPage,
  PortfolioQuery,
} from './portfolio.dto.js';
import { PortfolioSummary } from './portfolio-summary.dto.js';
import { PortfolioExport } from './portfolio-export.service.js';
import { PortfolioRanks, RanksQuery } from './ranks.dto.js';
import { RanksService } from './ranks.service.js';
import { PortfolioService } from './portfolio.service.js';

const MEDIA_TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
} as const satisfies Record<ExportFormat, string>;

@ApiTags('Portfolio')
@Controller('api/v1')
export class PortfolioController {
  constructor(
    private readonly portfolio: PortfolioService,
    private readonly rankings: RanksService,
    private readonly exports: PortfolioExport,
    private readonly clock: Clock,
  ) {}

  @Get('portfolio')
  @Operation({
    id: 'listPortfolio',
    access: 'portfolio.read',
    summary: 'List the deployments of a vendor in the order of its work list',
    description:
      'Grouped in queues: regressed, unblock now, build capacity, wait on trust, self-serve; inside a queue by the days ' +
      'that a vendor action has waited, then by what a week sooner is worth. The index plays no part in the order.',
    reply: PortfolioPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: PortfolioQuery): Promise<PortfolioPage> {
    return this.portfolio.list(actor, query);
  }

  @Get('portfolio/summary')
  @Operation({
    id: 'getPortfolioSummary',
    access: 'portfolio.read',
    summary: 'Count the deployments of a vendor by what they can be filtered by',
    reply: PortfolioSummary,
  })
  summary(@CurrentActor() actor: Actor, @Query() filters: PortfolioFilters): Promise<PortfolioSummary> {
    return this.portfolio.summary(actor, filters);
  }

  @Get('portfolio/ranks')
  @Operation({
    id: 'getPortfolioRanks',
    access: 'portfolio.read',
    summary: 'Rank the deployments of a vendor with the uncertainty of each place',
    description:
      'How firm the order by the readiness index is when weights, the way to aggregate and unknown answers are drawn at ' +
      'random. Not an order of help: the work list is. The same sites and weights give the same ranks.',
    reply: PortfolioRanks,
    problems: ['too-many-sites', 'not-found'],
  })
  ranks(@CurrentActor() actor: Actor, @Query() query: RanksQuery): Promise<PortfolioRanks> {
    return this.rankings.ranks(actor, query);
  }

  @Get('portfolio/export')
  @Operation({
    id: 'exportPortfolio',
    access: 'portfolio.read',
    summary: 'Export the work list as CSV, as an Excel workbook or as JSON',
    description:
      'What `GET /api/v1/portfolio` would list with the same filters in the same order, all of it, with every column, as ' +
      '`Accept` or `format` says. Put on record before its first byte. In the CSV, a cell that a spreadsheet would take for ' +
      "a formula begins with `'`; in the workbook such a cell is text.",
    reply: PortfolioFile,
    replyType: Object.values(MEDIA_TYPES),
    problems: ['not-acceptable', 'busy'],
  })
  async export(
    @CurrentActor() actor: Actor,
    @Query() { format: asked, ...order }: PortfolioExportQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const format = asked ?? formatOf(request);
    await sendFile(request, response, {
      type: format === 'xlsx' ? MEDIA_TYPES.xlsx : `${MEDIA_TYPES[format]}; charset=utf-8`,
      name: `work-list-${isoDate(this.clock.today())}.${format}`,
      negotiated: true,
      pieces: () => this.exports.pieces(actor, format, order),
      record: () => this.exports.record(actor, format, order),
    });
  }

  @Get('deployments/:deploymentId/outlook')
  @Operation({
    id: 'getOutlook',
    access: 'portfolio.read',
    summary: 'Get where a deployment stands for its support team',
    reply: PortfolioItem,
    problems: ['outlook-not-ready'],
  })
  get(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
  ): Promise<PortfolioItem> {
    return this.portfolio.get(actor, deploymentId);
  }
}

/** @throws Problem `not-acceptable` */
function formatOf(request: Request): ExportFormat {
  const types = { 'text/csv': 'csv', [MEDIA_TYPES.xlsx]: 'xlsx', 'application/json': 'json' } as const;
  return types[negotiate(request, ['text/csv', MEDIA_TYPES.xlsx, 'application/json'])];
}
