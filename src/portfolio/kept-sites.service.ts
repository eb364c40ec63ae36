import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { GainCurve } from '../core/contracts/allocation.js';
import type { QueuePlace, SiteBarrier } from '../core/contracts/portfolio.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { GainCurveEntity } from './gain-curve.entity.js';
import type { GateEnd, PortfolioEntryEntity } from './portfolio-entry.entity.js';
import type { EarlierStanding, PresentStanding } from './portfolio-views.js';
import { selected } from './selected-columns.js';
import { StandingPointEntity } from './standing-point.entity.js';

type Query = SelectQueryBuilder<PortfolioEntryEntity>;

/** What was known of a site on a day on which something changed. */
export interface KeptPoint extends EarlierStanding {
  readonly on: string;
  /** Whether it was live, so that nothing was forecast */
  readonly live: boolean;
}

/** What hours would bring a site, and what it waits on. */
export interface KeptOutlook {
  readonly curve: GainCurve;
  readonly barriers: readonly SiteBarrier[];
  readonly live: boolean;
  /** Weeks of its plan before the site factor at `hoursPerWeek`; empty when it does not lead to go-live */
  readonly planWeeks: readonly number[];
  /** Weeks to a go-live date that lies ahead, else 0 */
  readonly notBeforeWeeks: number;
}

const COLUMNS = [
  ...(['id', 'revision', 'toolId', 'stage', 'index', 'upper', 'queue', 'closedGates', 'gateEnds', 'asOf'] as const),
  ...(['weeksIfNothingSlips', 'weeksP50', 'weeksP90', 'goLiveDate', 'forecastOn'] as const),
  ...(['capacity', 'capacityKnown', 'yearlyStudies', 'place', 'barriers'] as const),
] as const;
const POINT_COLUMNS = [
  ...(['deploymentId', 'on', 'live', 'stage', 'index', 'upper', 'queue', 'closedGates', 'gateEnds'] as const),
  ...(['weeksIfNothingSlips', 'weeksP50', 'weeksP90'] as const),
] as const;

type Entry = Pick<PortfolioEntryEntity, (typeof COLUMNS)[number]>;
type PointRow = Pick<StandingPointEntity, (typeof POINT_COLUMNS)[number]>;

/** A site as it is looked at together with many others. */
export interface KeptSite extends PresentStanding, Omit<Entry, 'place' | 'barriers'> {
  /** Share of its days of go-live that the vendor can move; null where nobody can tell */
  readonly vendorShare: number | null;
  /** null where there is none: nothing was submitted, or it cannot be planned */
  readonly outlook: KeptOutlook | null;
  /** Everything that was known of it, the earliest first */
  readonly points: readonly KeptPoint[];
}

/** Sites kept at hand: 6 to 8 kB each. */
const MOST_KEPT = 10_000;
/** Sites that are read by one statement. */
const BATCH = 500;

/**
 * The sites of a portfolio with all that is looked at of many together, read and taken apart once for each time that an entry
 * is worked out: for thousands of sites that takes longer than all else. An entry's revision tells whether it still holds;
 * what is filtered and sorted by is asked of the database each time.
 */
@Injectable()
export class KeptSites {
  /** Vendor hours a week at which sites are looked at together: the level next below those that plans count on */
  readonly hoursPerWeek: number;
  private readonly kept = new Map<string, KeptSite>();

  constructor(@Inject(CATALOGUE) { instrument }: Catalogue) {
    const { vendorHourLevels: levels, vendorHoursPerWeek } = instrument.method.plan;
    this.hoursPerWeek = levels.findLast((level) => level <= vendorHoursPerWeek) ?? (levels[0] as number);
  }

  /** The sites of a query on entries, in the order of the work list. */
  async of(manager: EntityManager, query: Query): Promise<KeptSite[]> {
    const rows = await selected(query, 'entry', ['id', 'revision'])
      .orderBy('entry.sortKey')
      .addOrderBy('entry.id')
      .getRawMany<{ id: string; revision: number }>();
    const found = new Map<string, KeptSite>();
    const missing = rows.filter(({ id, revision }) => {
      const kept = this.kept.get(id);
      if (kept?.revision !== revision) return true;
      found.set(id, kept);
      return false;
    });
    for (let start = 0; start < missing.length; start += BATCH) {
      const ids = missing.slice(start, start + BATCH).map(({ id }) => id);
      for (const site of await this.read(manager, query, ids)) {
        found.set(site.id, site);
        this.kept.delete(site.id);
        this.kept.set(site.id, site);
      }
    }
    this.forgetOldest();
    return rows.flatMap(({ id }) => found.get(id) ?? []);
  }

  private async read(manager: EntityManager, query: Query, ids: string[]): Promise<KeptSite[]> {
    const [alias, points] = [query.alias, await pointsOf(manager, ids)];
    const rows = await selected(query, alias, COLUMNS)
      .leftJoin(GainCurveEntity, 'kept', `kept.deploymentId = ${alias}.id`)
      .addSelect('kept.curve', 'curve')
      .andWhere({ id: In(ids) })
      .getRawMany<Stored<Entry> & { readonly curve: string | null }>();
    // Named one by one: objects that are made by spreading rows are several times slower to look through.
    return rows.map((row) => ({
      id: row.id,
      revision: row.revision,
      toolId: row.toolId,
      stage: row.stage,
      index: row.index,
      upper: row.upper,
      queue: row.queue,
      closedGates: row.closedGates,
      gateEnds: JSON.parse(row.gateEnds) as readonly GateEnd[],
      asOf: row.asOf,
      weeksIfNothingSlips: row.weeksIfNothingSlips,
      weeksP50: row.weeksP50,
      weeksP90: row.weeksP90,
      goLiveDate: row.goLiveDate,
      forecastOn: row.forecastOn,
      capacity: row.capacity,
      capacityKnown: Boolean(row.capacityKnown),
      yearlyStudies: row.yearlyStudies,
      vendorShare: row.place === null ? null : (JSON.parse(row.place) as QueuePlace).vendorShare,
      outlook: row.curve === null ? null : this.outlookOf(JSON.parse(row.curve) as GainCurve, row.barriers),
      points: points.get(row.id) ?? [],
    }));
  }

  private outlookOf(curve: GainCurve, barriers: string): KeptOutlook {
    const { live, notBeforeWeeks, levels } = curve;
    // A curve that an earlier version drew may have other levels.
    const level = levels.findLast((one) => one.hoursPerWeek <= this.hoursPerWeek) ?? levels[0];
    const planWeeks = live ? [] : (level?.planWeeks ?? []);
    return { curve, barriers: JSON.parse(barriers) as SiteBarrier[], live, planWeeks, notBeforeWeeks };
  }

  private forgetOldest(): void {
    for (const id of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) return;
      this.kept.delete(id);
    }
  }
}

/** Rows as they are stored: what is JSON is text, and SQLite has numbers for yes and no. */
type Stored<Row> = {
  readonly [Property in keyof Row]: Row[Property] extends readonly unknown[]
    ? string
    : Row[Property] extends boolean
      ? boolean | number
      : Property extends 'place'
        ? string | null
        : Row[Property];
};

async function pointsOf(
  manager: EntityManager,
  deploymentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly KeptPoint[]>> {
  const query = manager
    .createQueryBuilder(StandingPointEntity, 'point')
    .where({ deploymentId: In([...deploymentIds]) })
    .orderBy('point.deploymentId')
    .addOrderBy('point.on');
  const rows = await selected(query, 'point', POINT_COLUMNS).getRawMany<Stored<PointRow>>();
  const points = new Map<string, KeptPoint[]>();
  for (const row of rows) {
    const own = points.get(row.deploymentId) ?? [];
    points.set(row.deploymentId, own);
    own.push({
      on: row.on,
      live: Boolean(row.live),
      stage: row.stage,
      index: row.index,
      upper: row.upper,
      queue: row.queue,
      closedGates: JSON.parse(row.closedGates) as KeptPoint['closedGates'],
      gateEnds: JSON.parse(row.gateEnds) as KeptPoint['gateEnds'],
      weeksIfNothingSlips: row.weeksIfNothingSlips,
      weeksP50: row.weeksP50,
      weeksP90: row.weeksP90,
    });
  }
  return points;
}
