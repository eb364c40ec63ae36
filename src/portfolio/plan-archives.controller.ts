import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { sendFile } from '../platform/http/send-file.js';
import { JobView } from '../platform/jobs/jobs.dto.js';
import { Operation } from '../platform/openapi/operation.js';
import { PlanArchives } from './plan-archives.service.js';
import { PortfolioFilters } from './portfolio.dto.js';

@ApiTags('Portfolio')
@Controller('api/v1/portfolio/plan-archives')
export class PlanArchivesController {
  constructor(private readonly archives: PlanArchives) {}

  @Post()
  @Operation({
    id: 'orderPlanArchive',
    access: 'portfolio.archive',
    summary: 'Have the support plans of a work list made in the background, to be taken away as one file',
    description:
      'Of the sites that the filters let through now. Answers with a job at once: read how far it is at ' +
      '`GET /api/v1/jobs/{jobId}`, or cancel it. When it is done, the plans can be downloaded for a day.',
    reply: JobView,
    createdAt: '/api/v1/jobs/{id}',
    problems: ['too-many-sites'],
  })
  order(@CurrentActor() actor: Actor, @Query() filters: PortfolioFilters): Promise<JobView> {
    return this.archives.order(actor, filters);
  }

  @Get(':archiveId/plans.zip')
  @Operation({
    id: 'getPlanArchive',
    access: 'results.read',
    summary: 'Download the support plans of a work list as one zip file of PDFs',
    description:
      'Only for whoever ordered them, for a day after the job was done. `index.csv` says of each site which file is its ' +
      'plan, its stage and closed gates, or why it has none. Whether the caller still reaches each plan is asked again, ' +
      'and each download is put on record first.',
    replyType: 'application/zip',
    problems: ['archive-not-ready', 'archive-expired', 'busy'],
  })
  async download(
    @CurrentActor() actor: Actor,
    @Param('archiveId', ResourceIdPipe) archiveId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const archive = await this.archives.open(actor, archiveId);
    await sendFile(request, response, {
      type: 'application/zip',
      name: this.archives.fileName,
      negotiated: false,
      pieces: () => this.archives.pieces(actor, archive),
      record: () => this.archives.record(actor, archive),
    });
  }
}
