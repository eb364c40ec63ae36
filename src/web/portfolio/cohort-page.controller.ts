import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { CohortService } from '../../portfolio/cohort.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { dayText } from '../time-text.js';
import { factorTable, namedRows, outcomeChart, shareChart } from './calibration-charts.js';
import { forecastChart, funnelChart, heatMapChart, trendChart } from './cohort-charts.js';
import { barrierWords, changeWords } from './cohort-words.js';
import { ageText, factorText } from './forecast-words.js';
import { MOST_ROWS } from './most-rows.js';
import { addressOf, filtersOf, PortfolioChoice } from './portfolio-address.js';
import { PortfolioFrame } from './portfolio-frame.service.js';

/** Rows of the heat map on one page. */
const PAGE = 50;
const COHORT = '/portfolio/cohort';
const FORECASTS = '/portfolio/forecasts';

/** The portfolio as a whole, and what came of its forecasts. */
@ApiExcludeController()
@Controller('portfolio')
export class CohortPageController {
  constructor(
    private readonly service: CohortService,
    private readonly frame: PortfolioFrame,
    private readonly pages: PageRenderer,
  ) {}

  @Get('cohort')
  @Allow('portfolio.read')
  async cohort(
    @CurrentActor() actor: Actor,
    @Query() choice: PortfolioChoice,
    @Res() response: Response,
  ): Promise<void> {
    const { cursor, ...kept } = choice;
    const cohort = await this.service.cohort(actor, {
      ...filtersOf(choice),
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    const { heatMap, forecast, factors, sites, notKnown } = cohort;
    const { toolName } = this.frame.names;
    const isMoved = factors.some(({ median, published }) => median !== published);
    this.pages.send(response, 'pages/portfolio/cohort', {
      title: 'Cohort',
      trail: [HOME],
      ...(await this.frame.values(actor, COHORT, choice)),
      ...{ sites, notKnown, forecast },
      asOf: dayText(cohort.asOf),
      changes: changeWords(cohort.changes, toolName),
      heatMapChart: heatMapChart(heatMap, toolName),
      barriers: barrierWords(cohort.barriers, (blocker) => addressOf('/portfolio', { ...kept, blocker })),
      funnelChart: funnelChart(cohort.funnel, sites - notKnown),
      forecastChart: forecastChart(forecast, isMoved),
      factor: factorText(factors, toolName),
      age: ageText(forecast.made === null ? [] : [forecast.made.oldest, forecast.made.newest]),
      trendChart: trendChart(cohort.trend),
      forecasts: addressOf(FORECASTS, kept),
      workList: addressOf('/portfolio', kept),
      report: addressOf('/api/v1/portfolio/report.pdf', withTexts(filtersOf(choice))),
      first: cursor === undefined ? null : addressOf(COHORT, kept),
      next: heatMap.next === null ? null : addressOf(COHORT, { ...kept, cursor: heatMap.next }),
    });
  }

  @Get('forecasts')
  @Allow('portfolio.read')
  async forecasts(
    @CurrentActor() actor: Actor,
    @Query() choice: PortfolioChoice,
    @Res() response: Response,
  ): Promise<void> {
    const filters = filtersOf(choice);
    const { calibration, factors, inUseUncleared, asOf } = await this.service.calibration(actor, filters);
    const ids = namedRows(calibration).map(({ id }) => id);
    const { toolName } = this.frame.names;
    this.pages.send(response, 'pages/portfolio/forecasts', {
      title: 'Forecasts against what happened',
      trail: [HOME],
      ...(await this.frame.values(actor, FORECASTS, choice)),
      ...{ calibration, inUseUncleared, mostRows: MOST_ROWS },
      asOf: dayText(asOf),
      shareChart: shareChart(calibration),
      outcomeChart: outcomeChart(calibration, await this.service.places(actor, filters, ids), toolName),
      factors: factorTable(factors, toolName),
      hasFactors: factors.length > 0,
      cohort: addressOf(COHORT, choice),
    });
  }
}

/** Filters as the address of an operation has them. */
function withTexts(filters: ReturnType<typeof filtersOf>): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)]));
}
