import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DAYS_PER_WEEK, isoDate, type DayNumber } from '../core/contracts/calendar.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { calibrateForecasts, estimateFactor } from '../core/portfolio/forecast-calibration.js';
import type { DeploymentView, PlaceView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { pageOf } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { changesWithNames, countChanges } from './cohort-changes.js';
import { cohortForecast } from './cohort-forecast.js';
import { trendDays, trendOf } from './cohort-trend.js';
import { barriersOf, funnelOf, heatMapRow, type HeatMapEntry } from './cohort-views.js';
import type { HeatMapRow } from './cohort-parts.dto.js';
import type {
  ChangesQuery,
  Cohort,
  CohortChanges,
  CohortQuery,
  PortfolioCalibration,
  ToolFactor,
} from './cohort.dto.js';
import { outcomesOf } from './forecast-outcomes.js';
import { KeptSites, type KeptSite } from './kept-sites.service.js';
import type { PortfolioFilters } from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';
import { keptForecastsOf } from './site-points.js';

/** A vendor's portfolio as a whole: where its sites stand, what they wait on together, and what is to be expected. */
@Injectable()
export class CohortService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly portfolio: PortfolioService,
    private readonly deployments: DeploymentsService,
    private readonly kept: KeptSites,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** @throws Problem `invalid-cursor` */
  cohort(actor: Actor, { limit, cursor, ...filters }: CohortQuery): Promise<Cohort> {
    return this.unitOfWork.read(async (manager) => {
      const { instrument } = this.catalogue;
      const today = this.clock.today();
      const since = isoDate(today - DAYS_PER_WEEK);
      const query = await this.portfolio.query(manager, actor, filters);
      const sites = await this.kept.of(manager, query);
      const counted = countChanges(sites, { since, today });
      const { items, next } = await pageOf(
        query.clone().select(HEAT_MAP.map((property) => `entry.${property}`)),
        { name: 'heatMap', column: 'entry.sortKey', idColumn: 'entry.id', descending: false, key: 'text' },
        { limit, cursor },
        ({ sortKey }) => sortKey,
      );
      const deployments = await this.named(manager, [
        ...items.map(({ id }) => id),
        ...counted.groups.flatMap(({ named }) => named.map(({ id }) => id)),
      ]);
      const factors = await this.factors(manager, actor, today);
      const tools = new Set(sites.map(({ toolId }) => toolId));
      return {
        ...{ asOf: isoDate(today), sites: sites.length },
        notKnown: sites.filter(({ stage }) => stage === null).length,
        heatMap: {
          domains: instrument.domains.map(({ code, name }) => ({ code, name })),
          rows: items.map((item) => this.heatMapRow(item, deployments)),
          next,
        },
        barriers: barriersOf(sites, instrument),
        funnel: funnelOf(sites),
        forecast: cohortForecast(sites, instrument.method, {
          today,
          hoursPerWeek: this.kept.hoursPerWeek,
          factors: new Map(factors.map((factor) => [factor.toolId, factor])),
        }),
        factors: factors.filter(({ toolId }) => tools.has(toolId)),
        trend: trendOf(sites, trendDays(today)),
        changes: changesWithNames(counted, deployments),
      };
    });
  }

  /** What changed since a day, by default in the last seven days. */
  changes(actor: Actor, { since: asked, ...filters }: ChangesQuery): Promise<CohortChanges> {
    return this.unitOfWork.read(async (manager) => {
      const today = this.clock.today();
      const since = earlierOf(asked ?? isoDate(today - DAYS_PER_WEEK), isoDate(today));
      const query = await this.portfolio.query(manager, actor, filters);
      const counted = countChanges(await this.kept.of(manager, query), { since, today });
      const ids = counted.groups.flatMap(({ named }) => named.map(({ id }) => id));
      return changesWithNames(counted, await this.named(manager, ids));
    });
  }

  /** What came of the forecasts that were kept. */
  calibration(actor: Actor, filters: PortfolioFilters): Promise<PortfolioCalibration> {
    return this.unitOfWork.read(async (manager) => {
      const today = this.clock.today();
      const query = await this.portfolio.query(manager, actor, filters);
      const sites = await this.kept.of(manager, query);
      const { outcomes, inUseUncleared } = outcomesOf(keptForecastsOf(sites), today);
      return {
        ...{ asOf: isoDate(today), inUseUncleared },
        calibration: calibrateForecasts(
          outcomes.map(({ toolId: _tool, ...outcome }) => outcome),
          this.catalogue.instrument.method.forecast,
        ),
        factors: await this.factors(manager, actor, today),
      };
    });
  }

  /** Names of the sites of some deployments that a portfolio holds, by the deployment's id. */
  places(
    actor: Actor,
    filters: PortfolioFilters,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly trust: PlaceView; readonly site: PlaceView; readonly toolId: string }>> {
    return this.unitOfWork.read(async (manager) => {
      const query = await this.portfolio.query(manager, actor, filters);
      const rows =
        ids.length === 0
          ? []
          : await query
              .select('entry.id')
              .andWhereInIds([...ids])
              .getMany();
      return this.named(
        manager,
        rows.map(({ id }) => id),
      );
    });
  }

  /** By tool, from all active sites that somebody may see: a choice of sites by how far they are would choose the outcomes. */
  private async factors(manager: EntityManager, actor: Actor, today: DayNumber): Promise<ToolFactor[]> {
    const all: KeptSite[] = await this.kept.of(manager, await this.portfolio.query(manager, actor, {}));
    const { outcomes } = outcomesOf(keptForecastsOf(all), today);
    const tools = [...new Set(outcomes.map(({ toolId }) => toolId))].sort();
    return tools.map((toolId) => {
      const own = outcomes.filter((outcome) => outcome.toolId === toolId);
      const live = own.filter((outcome) => outcome.live).length;
      const factor = estimateFactor(own, this.catalogue.instrument.method.forecast);
      return { toolId, ...factor, live, notYetLive: own.length - live };
    });
  }

  private async named(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, DeploymentView>> {
    const deployments = await this.deployments.findAll(manager, ids);
    return new Map(deployments.map((deployment) => [deployment.id, deployment]));
  }

  private heatMapRow(entry: HeatMapEntry, deployments: ReadonlyMap<string, DeploymentView>): HeatMapRow {
    return heatMapRow(entry, deployments.get(entry.id) as DeploymentView, this.catalogue.instrument);
  }
}

const HEAT_MAP = ['id', 'sortKey', 'queue', 'stage', 'closedGates', 'index', 'upper', 'domains'];

function earlierOf(a: string, b: string): string {
  return a < b ? a : b;
}
