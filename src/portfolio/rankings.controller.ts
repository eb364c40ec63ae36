import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { JobView } from '../platform/jobs/jobs.dto.js';
import { Operation } from '../platform/openapi/operation.js';
import { Rankings } from './rankings.service.js';
import { RankingOrder, RankingPage, RankingQuery } from './ranks.dto.js';

@ApiTags('Portfolio')
@Controller('api/v1/portfolio/rankings')
export class RankingsController {
  constructor(private readonly rankings: Rankings) {}

  @Post()
  @Operation({
    id: 'orderRanking',
    access: 'portfolio.read',
    summary: 'Have the deployments of a vendor ranked in the background',
    description:
      'For portfolios that are too large for `GET /api/v1/portfolio/ranks`: the sites that the filters let through now, ' +
      '10,000 at most. Answers with a job at once: read how far it is, in hundredths, at `GET /api/v1/jobs/{jobId}`, or ' +
      'cancel it. When it is done, the ranks are kept for 30 days. Not an order of help: the work list is.',
    reply: JobView,
    createdAt: '/api/v1/jobs/{id}',
    problems: ['too-many-sites'],
  })
  order(@CurrentActor() actor: Actor, @Query() asked: RankingOrder): Promise<JobView> {
    return this.rankings.order(actor, asked);
  }

  @Get(':rankingId')
  @Operation({
    id: 'getRanking',
    access: 'portfolio.read',
    summary: 'Read ranks that were worked out in the background, page by page',
    description:
      'For whoever ordered them, and for administrators. Indexes, what they could be, ranks, ranges and groups are those of ' +
      'the day on which they were worked out; names, stages and closed gates are those of now. A site that the caller does ' +
      'not see any more, or of which nothing is known now, is left out and counted.',
    reply: RankingPage,
    problems: ['ranking-not-ready', 'not-found'],
  })
  get(
    @CurrentActor() actor: Actor,
    @Param('rankingId', ResourceIdPipe) rankingId: string,
    @Query() query: RankingQuery,
  ): Promise<RankingPage> {
    return this.rankings.page(actor, rankingId, query);
  }
}
