import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import type { EarlierStanding, PresentStanding } from './portfolio-views.js';
import { selected } from './selected-columns.js';
import { StandingPointEntity } from './standing-point.entity.js';

type Query = SelectQueryBuilder<PortfolioEntryEntity>;

/** A site as what is told of many needs it. */
export interface CohortSite extends PresentStanding {
  readonly id: string;
  readonly toolId: string;
  readonly fingerprint: string | null;
  /** The day on which its forecast was made */
  readonly forecastOn: string | null;
}

/** What was known of a site on a day, as the trend needs it. */
export interface TrendPoint {
  readonly deploymentId: string;
  readonly on: string;
  readonly stage: number;
  readonly index: number;
  readonly closed: boolean;
}

/** The first forecast that was kept of a site, with what is known of its go-live. */
export interface KeptForecast {
  readonly id: string;
  readonly toolId: string;
  readonly madeOn: string;
  readonly weeksIfNothingSlips: number;
  readonly weeksP50: number;
  readonly weeksP90: number;
  /** The day on which it went, or is to go, into use */
  readonly goLiveDate: string | null;
  /** Whether it was found live, with every gate open, on some day */
  readonly wasLive: boolean;
}

const PRESENT = [
  ...['id', 'toolId', 'stage', 'index', 'upper', 'queue', 'closedGates', 'gateEnds', 'asOf'],
  ...['weeksIfNothingSlips', 'weeksP50', 'weeksP90', 'fingerprint', 'forecastOn'],
];
const EARLIER = [
  ...['deploymentId', 'stage', 'index', 'upper', 'queue', 'closedGates', 'gateEnds'],
  ...['weeksIfNothingSlips', 'weeksP50', 'weeksP90'],
];

/** The sites of a query, in the order of the work list. */
export async function sitesOf(query: Query): Promise<CohortSite[]> {
  const rows = await selected(query, 'entry', PRESENT)
    .orderBy('entry.sortKey')
    .addOrderBy('entry.id')
    .getRawMany<Stored<CohortSite>>();
  return rows.map((row) => ({ ...row, gateEnds: JSON.parse(row.gateEnds) as CohortSite['gateEnds'] }));
}

/** What was known of the sites of a query at the end of a day, by id; those of which nothing was are left out. */
export async function standingsOn(
  manager: EntityManager,
  query: Query,
  day: string,
): Promise<ReadonlyMap<string, EarlierStanding>> {
  const later = manager
    .createQueryBuilder(StandingPointEntity, 'later')
    .select('1')
    .where('later.deploymentId = point.deploymentId AND later.on > point.on AND later.on <= :day');
  const rows = await selected(pointsOf(manager, query), 'point', EARLIER)
    .andWhere('point.on <= :day', { day })
    .andWhere(`NOT EXISTS (${later.getQuery()})`)
    .getRawMany<Stored<EarlierStanding & { deploymentId: string }>>();
  return new Map(
    rows.map((row) => [
      row.deploymentId,
      {
        ...row,
        closedGates: JSON.parse(row.closedGates) as EarlierStanding['closedGates'],
        gateEnds: JSON.parse(row.gateEnds) as EarlierStanding['gateEnds'],
      },
    ]),
  );
}

/** Everything that was known of the sites of a query up to a day; those of one site together, the earliest first. */
export async function trendPointsOf(manager: EntityManager, query: Query, day: string): Promise<TrendPoint[]> {
  const rows = await selected(pointsOf(manager, query), 'point', ['deploymentId', 'on', 'stage', 'index'])
    .addSelect(`CASE WHEN point.closedGates = '[]' THEN 0 ELSE 1 END`, 'closed')
    .andWhere('point.on <= :day', { day })
    .orderBy('point.deploymentId')
    .addOrderBy('point.on')
    .getRawMany<Omit<TrendPoint, 'closed'> & { closed: number }>();
  return rows.map((row) => ({ ...row, closed: row.closed === 1 }));
}

/** The first forecast of each site of a query that says how long the way to go-live is. */
export async function keptForecastsOf(manager: EntityManager, query: Query): Promise<KeptForecast[]> {
  const forecast = (alias: string): string =>
    `${alias}.live = :ahead AND ${alias}.weeksIfNothingSlips > 0 AND ${alias}.weeksP50 > 0 AND ${alias}.weeksP90 > 0`;
  const earlier = manager
    .createQueryBuilder(StandingPointEntity, 'earlier')
    .select('1')
    .where(`earlier.deploymentId = point.deploymentId AND earlier.on < point.on AND ${forecast('earlier')}`);
  const reached = manager
    .createQueryBuilder(StandingPointEntity, 'reached')
    .select('1')
    .where('reached.deploymentId = point.deploymentId AND reached.live = :reached');
  const rows = await selected(query, 'entry', ['id', 'toolId', 'goLiveDate'])
    .innerJoin(StandingPointEntity, 'point', `point.deploymentId = entry.id AND ${forecast('point')}`)
    .addSelect('point.on', 'madeOn')
    .addSelect('point.weeksIfNothingSlips', 'weeksIfNothingSlips')
    .addSelect('point.weeksP50', 'weeksP50')
    .addSelect('point.weeksP90', 'weeksP90')
    .addSelect(`CASE WHEN EXISTS (${reached.getQuery()}) THEN 1 ELSE 0 END`, 'wasLive')
    .andWhere(`NOT EXISTS (${earlier.getQuery()})`)
    .setParameters({ ahead: false, reached: true })
    .getRawMany<Omit<KeptForecast, 'wasLive'> & { wasLive: number }>();
  return rows.map((row) => ({ ...row, wasLive: row.wasLive === 1 }));
}

/** Rows as they are stored: what is JSON is text. */
type Stored<Row> = {
  readonly [Property in keyof Row]: Row[Property] extends readonly unknown[] ? string : Row[Property];
};

function pointsOf(manager: EntityManager, query: Query): SelectQueryBuilder<StandingPointEntity> {
  return manager
    .createQueryBuilder(StandingPointEntity, 'point')
    .where(`point.deploymentId IN (${query.clone().select('entry.id').getQuery()})`)
    .setParameters(query.getParameters());
}
