import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { Operation } from '../platform/openapi/operation.js';
import { ChangesQuery, Cohort, CohortChanges, CohortQuery, PortfolioCalibration } from './cohort.dto.js';
import { CohortService } from './cohort.service.js';
import { PortfolioFilters } from './portfolio.dto.js';

@ApiTags('Portfolio')
@Controller('api/v1/portfolio')
export class CohortController {
  constructor(private readonly service: CohortService) {}

  @Get('cohort')
  @Operation({
    id: 'getCohort',
    access: 'portfolio.read',
    summary: 'Get a portfolio as a whole',
    description:
      'Sites by domains, page by page in the order of the work list; and of all sites together the barriers, the stages, a ' +
      'forecast of sites live by month with a band, the last twelve months and what changed in the last seven days.',
    reply: Cohort,
    problems: ['invalid-cursor'],
  })
  cohort(@CurrentActor() actor: Actor, @Query() query: CohortQuery): Promise<Cohort> {
    return this.service.cohort(actor, query);
  }

  @Get('changes')
  @Operation({
    id: 'listPortfolioChanges',
    access: 'portfolio.read',
    summary: 'List what changed at the sites of a portfolio since a day',
    reply: CohortChanges,
  })
  changes(@CurrentActor() actor: Actor, @Query() query: ChangesQuery): Promise<CohortChanges> {
    return this.service.changes(actor, query);
  }

  @Get('calibration')
  @Operation({
    id: 'getCalibration',
    access: 'portfolio.read',
    summary: 'Hold the forecasts of a portfolio against what happened',
    description:
      'The first forecast of each site before it was live, with the weeks that it took. Sites that are not live yet count as ' +
      'having taken longer than so far.',
    reply: PortfolioCalibration,
  })
  calibration(@CurrentActor() actor: Actor, @Query() filters: PortfolioFilters): Promise<PortfolioCalibration> {
    return this.service.calibration(actor, filters);
  }
}
