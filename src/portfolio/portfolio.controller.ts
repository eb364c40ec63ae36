import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { Operation } from '../platform/openapi/operation.js';
import { PortfolioFilters, PortfolioItem, PortfolioPage, PortfolioQuery, PortfolioSummary } from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';

@ApiTags('Portfolio')
@Controller('api/v1')
export class PortfolioController {
  constructor(private readonly portfolio: PortfolioService) {}

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
