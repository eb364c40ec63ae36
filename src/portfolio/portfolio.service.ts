import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { DAYS_PER_WEEK, isoDate } from '../core/contracts/calendar.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { TenantsService, type NamedTenant } from '../organisations/tenants.service.js';
import type { Actor } from '../platform/actor/actor.js';
import type { Permission } from '../platform/access/permissions.js';
import { Clock } from '../platform/clock/clock.js';
import { pageOf, type Page, type Sorting } from '../platform/database/paging.js';
import { searchText } from '../platform/database/search-text.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { SupportFiguresService, type SupportFigures } from '../support/support-figures.service.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { heldQuery, portfolioQuery } from './portfolio-query.js';
import type { PortfolioFilters, PortfolioItem, PortfolioQuery, PortfolioSort } from './portfolio.dto.js';
import type { PortfolioSummary } from './portfolio-summary.dto.js';
import { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { itemOf } from './portfolio-views.js';
import { StaleEntries } from './stale-entries.js';
import { StandingPoints } from './standing-points.service.js';
import { COUNTED, countsOf, type Counted, type PortfolioCounts } from './portfolio-summary.js';
import { selected } from './selected-columns.js';

type Query = SelectQueryBuilder<PortfolioEntryEntity>;

/** A support team's portfolio: the deployments of its vendor's tools at the trusts that let the vendor take part. */
@Injectable()
export class PortfolioService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly tenants: TenantsService,
    private readonly deployments: DeploymentsService,
    private readonly stale: StaleEntries,
    private readonly points: StandingPoints,
    private readonly support: SupportFiguresService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** One page of the work list. @throws Problem `invalid-cursor` */
  list(
    actor: Actor,
    { limit, cursor, sort = 'workList', first, ...filters }: PortfolioQuery,
  ): Promise<Page<PortfolioItem>> {
    return this.unitOfWork.read(async (manager) => {
      const query = await this.query(manager, actor, filters);
      const { sorting, keyOf } = orderOf(sort, first);
      if (first !== undefined) query.setParameter('first', searchText(first));
      query.select(LISTED.map((property) => `entry.${property}`));
      const { items, next } = await pageOf(query, sorting, { limit, cursor }, keyOf);
      return { items: await this.itemsOf(manager, items), next };
    });
  }

  /** One deployment as the support team looks at it. @throws Problem `not-found`, `outlook-not-ready` */
  get(_actor: Actor, deploymentId: string): Promise<PortfolioItem> {
    return this.unitOfWork.read(async (manager) => {
      await this.deployments.find(manager, deploymentId);
      const entry = await manager.findOneBy(PortfolioEntryEntity, { id: deploymentId });
      if (entry !== null) return (await this.itemsOf(manager, [entry]))[0] as PortfolioItem;
      throw new Problem('outlook-not-ready', 'Where this deployment stands has not been worked out yet.');
    });
  }

  /** What a portfolio holds, by what it can be narrowed by. */
  summary(actor: Actor, filters: PortfolioFilters): Promise<PortfolioSummary> {
    return this.unitOfWork.read(async (manager) => {
      const counts = await this.countsIn(manager, actor, filters);
      return { ...counts, waiting: await this.stale.countFor(manager, actor) };
    });
  }

  /** The same without what waits to be worked out, for whoever has a summary of more already. */
  counts(actor: Actor, filters: PortfolioFilters): Promise<PortfolioCounts> {
    return this.unitOfWork.read((manager) => this.countsIn(manager, actor, filters));
  }

  /** Networks that hold a trust of somebody's portfolio, by name. */
  networks(actor: Actor): Promise<readonly NamedTenant[]> {
    return this.unitOfWork.read(async (manager) => {
      const query = await this.query(manager, actor, {});
      const rows = await query.select('entry.trustId', 'trustId').distinct().getRawMany<{ trustId: string }>();
      return this.tenants.networksOf(
        manager,
        rows.map(({ trustId }) => trustId),
      );
    });
  }

  /** The entries that filters let through, with some of their columns. @param permission that they are read with */
  async entries<Property extends keyof PortfolioEntryEntity>(
    manager: EntityManager,
    actor: Actor,
    filters: PortfolioFilters,
    properties: readonly Property[],
    permission: Permission = 'portfolio.read',
  ): Promise<Pick<PortfolioEntryEntity, Property>[]> {
    const query = await this.query(manager, actor, filters, permission);
    return query
      .select(properties.map((property) => `entry.${property}`))
      .orderBy('entry.sortKey')
      .addOrderBy('entry.id')
      .getMany();
  }

  /** The entries of those of some deployments that somebody's portfolio holds now, with some of their columns, in any order. */
  held<Property extends keyof PortfolioEntryEntity>(
    manager: EntityManager,
    actor: Actor,
    ids: readonly string[],
    properties: readonly Property[],
  ): Promise<Pick<PortfolioEntryEntity, Property>[]> {
    return heldQuery(manager, actor, 'portfolio.read')
      .select(properties.map((property) => `entry.${property}`))
      .andWhere('entry.id IN (:...ids)', { ids: ['', ...ids] })
      .getMany();
  }

  /** Some deployments by id, in the order of the ids, read in a transaction that another service has opened. */
  async items(manager: EntityManager, ids: readonly string[]): Promise<PortfolioItem[]> {
    const entries = await manager.findBy(PortfolioEntryEntity, { id: In([...ids]) });
    const items = await this.itemsOf(manager, entries);
    return items.sort((a, b) => ids.indexOf(a.deploymentId) - ids.indexOf(b.deploymentId));
  }

  /** The entries that filters let through, under the alias `entry`, for whoever reads only some columns of many. */
  async query(
    manager: EntityManager,
    actor: Actor,
    filters: PortfolioFilters,
    permission: Permission = 'portfolio.read',
  ): Promise<Query> {
    const { networkId } = filters;
    const networkTrustIds = networkId === undefined ? undefined : await this.tenants.trustsOf(manager, networkId);
    const lookedUp = { ...filters, ...(networkTrustIds !== undefined && { networkTrustIds }) };
    return portfolioQuery(manager, actor, lookedUp, permission);
  }

  private async countsIn(manager: EntityManager, actor: Actor, filters: PortfolioFilters): Promise<PortfolioCounts> {
    const query = await this.query(manager, actor, filters);
    const grouped = selected(query, 'entry', COUNTED).addSelect('COUNT(*)', 'sites');
    for (const property of COUNTED) grouped.addGroupBy(`entry.${property}`);
    const rows = await grouped.getRawMany<Counted & { sites: number | string }>();
    return countsOf(
      rows.map((row) => ({ ...row, sites: Number(row.sites) })),
      this.catalogue.instrument.method.bands.map(({ name }) => name),
    );
  }

  private async itemsOf(manager: EntityManager, entries: readonly PortfolioEntryEntity[]): Promise<PortfolioItem[]> {
    const deployments = await this.deployments.findAll(
      manager,
      entries.map(({ id }) => id),
    );
    const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
    const today = this.clock.today();
    const before = await this.points.asOf(manager, [...byId.keys()], isoDate(today - DAYS_PER_WEEK));
    const figures = await this.support.of(manager, [...byId.keys()], today);
    return entries.map((entry) =>
      itemOf(entry, {
        deployment: byId.get(entry.id) as DeploymentView,
        today,
        weekAgo: before.get(entry.id),
        support: figures.get(entry.id) as SupportFigures,
      }),
    );
  }
}

/** Columns that a list needs; the others are long. */
const LISTED = [
  ...['id', 'toolId', 'region', 'owner', 'queue', 'place', 'stage', 'closedGates', 'index', 'upper', 'band'],
  ...['provisional', 'inUseWithoutClearance', 'headline', 'capacity', 'capacityKnown', 'yearlyStudies', 'tier'],
  ...['vendorHours', 'weeksIfNothingSlips', 'weeksP50', 'weeksP90', 'forecastOn', 'gateEnds', 'submissions'],
  ...['snapshotId', 'snapshotAsOf', 'asOf', 'domains', 'siteName', 'sortKey', 'ownerSearched', 'waitingSince'],
];

/** How a list is sorted, and what its sort column holds for a row. */
function orderOf(
  sort: PortfolioSort,
  first: string | undefined,
): { sorting: Sorting; keyOf: (entry: PortfolioEntryEntity) => string } {
  const property = sort === 'site' ? 'siteName' : 'sortKey';
  const plain = { idColumn: 'entry.id', descending: false, key: 'text' } as const;
  if (first === undefined) {
    return { sorting: { ...plain, name: sort, column: `entry.${property}` }, keyOf: (entry) => entry[property] };
  }
  const owner = searchText(first);
  return {
    sorting: {
      ...plain,
      name: `${sort} after ${owner}`,
      column: `(CASE WHEN entry.ownerSearched = :first THEN '0' ELSE '1' END || entry.${property})`,
    },
    keyOf: (entry) => `${entry.ownerSearched === owner ? '0' : '1'}${entry[property]}`,
  };
}
