import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Allocation, AllocationSite, GainCurve, LiveMonth } from '../core/contracts/allocation.js';
import { DAYS_PER_WEEK, isoDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { Queue } from '../core/contracts/portfolio.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { allocateHours } from '../core/portfolio/allocate.js';
import { siteWithCurve, unknownSite } from '../core/portfolio/allocation-site.js';
import { liveByMonth, type LiveSite } from '../core/portfolio/live-by-month.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { GainCurveEntity } from './gain-curve.entity.js';
import type { AllocationQuery, AllocationReport, HoursPlan, PlannedSite } from './planner.dto.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { gatesOf } from './portfolio-views.js';
import type { PortfolioFilters } from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';
import { selected } from './selected-columns.js';
import { StaleEntries } from './stale-entries.js';
import { pastTarget, SupportTeams } from './support-teams.service.js';

const READ = [
  ...(['id', 'toolId', 'queue', 'place', 'stage', 'closedGates'] as const),
  ...(['capacity', 'capacityKnown', 'yearlyStudies', 'asOf', 'forecastOn'] as const),
] as const;
type Entry = Pick<PortfolioEntryEntity, (typeof READ)[number]>;

/** A site with what hours would bring it; null where nobody can tell. */
interface Read {
  readonly entry: Entry;
  readonly deployment: DeploymentView;
  readonly curve: GainCurve | null;
}

/** Shares a support team's hours out over its portfolio and says what they buy. Forecasts are read, never made here. */
@Injectable()
export class PlannerService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly deployments: DeploymentsService,
    private readonly portfolio: PortfolioService,
    private readonly stale: StaleEntries,
    private readonly teams: SupportTeams,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** @throws Problem `invalid-request` for a target date that has passed */
  allocation(
    actor: Actor,
    { weeklyHours, equity, targetDate, ...filters }: AllocationQuery,
  ): Promise<AllocationReport> {
    return this.unitOfWork.read(async (manager) => {
      const start =
        weeklyHours === undefined
          ? this.upToDate(await this.teams.startIn(manager, actor))
          : { weeklyHours, equity: this.catalogue.instrument.method.portfolio.allocation.equity, targetDate: null };
      const plan: HoursPlan = {
        weeklyHours: start.weeklyHours,
        equity: equity ?? start.equity,
        targetDate: targetDate ?? start.targetDate,
      };
      return (await this.reports(manager, actor, filters, [plan]))[0] as AllocationReport;
    });
  }

  /**
   * The same for several plans side by side, of the same sites at the same instant.
   *
   * @throws Problem as `allocation`
   */
  compare(actor: Actor, filters: PortfolioFilters, plans: readonly HoursPlan[]): Promise<AllocationReport[]> {
    return this.unitOfWork.read((manager) => this.reports(manager, actor, filters, plans));
  }

  /** A plan without its target date where that has passed. */
  upToDate(plan: HoursPlan): HoursPlan {
    return this.teams.isPast(plan.targetDate) ? { ...plan, targetDate: null } : plan;
  }

  private async reports(
    manager: EntityManager,
    actor: Actor,
    filters: PortfolioFilters,
    plans: readonly HoursPlan[],
  ): Promise<AllocationReport[]> {
    if (plans.some(({ targetDate }) => this.teams.isPast(targetDate))) throw pastTarget({ parameter: 'targetDate' });
    const read = await this.read(manager, actor, filters);
    const waiting = await this.stale.countFor(manager, actor);
    const atBase = this.months(read, undefined);
    return plans.map((plan) => this.report(read, plan, { waiting, atBase }));
  }

  private async read(manager: EntityManager, actor: Actor, filters: PortfolioFilters): Promise<Read[]> {
    const entries = await this.portfolio.entries(manager, actor, filters, READ);
    const ids = entries.map(({ id }) => id);
    const curves = await this.curves(manager, ids);
    const deployments = await this.deployments.findAll(manager, ids);
    const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
    return entries.map((entry) => ({
      entry,
      deployment: byId.get(entry.id) as DeploymentView,
      curve: curves.get(entry.id) ?? null,
    }));
  }

  private async curves(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, GainCurve>> {
    if (ids.length === 0) return new Map();
    const query = manager.createQueryBuilder(GainCurveEntity, 'kept').where({ deploymentId: In([...ids]) });
    const rows = await selected(query, 'kept', ['deploymentId', 'curve']).getRawMany<{
      deploymentId: string;
      curve: string;
    }>();
    return new Map(rows.map(({ deploymentId, curve }) => [deploymentId, JSON.parse(curve) as GainCurve]));
  }

  private report(
    read: readonly Read[],
    { weeklyHours, equity, targetDate }: HoursPlan,
    { waiting, atBase }: { readonly waiting: number; readonly atBase: LiveMonth[] },
  ): AllocationReport {
    const target = targetDate === null ? null : (parseDay(targetDate) as DayNumber);
    const allocation = allocateHours(
      read.map((site) => this.siteOf(site, target)),
      this.catalogue.instrument.method,
      { weeklyHours, equity },
    );
    const byId = new Map(read.map((site) => [site.entry.id, site]));
    return {
      asOf: isoDate(this.clock.today()),
      ...{ waiting, targetDate, allocation },
      sites: allocation.sites.map(({ id }) => plannedSite(byId.get(id) as Read)),
      months: { atBase, withHours: this.months(read, allocation) },
    };
  }

  /** @param target the day by which it is to be live; null without one */
  private siteOf({ entry, curve }: Read, target: DayNumber | null): AllocationSite {
    const { id, place, capacity, capacityKnown, yearlyStudies, asOf } = entry;
    if (curve === null || place === null || capacity === null) return unknownSite(id, this.catalogue);
    const { siteFactor: factor } = this.catalogue.instrument.method.forecast;
    return siteWithCurve(
      { id, capacity, capacityKnown, yearlyStudies, vendorShare: place.vendorShare },
      curve,
      target === null ? null : { weeks: (target - (parseDay(asOf) as DayNumber)) / DAYS_PER_WEEK, factor },
    );
  }

  /** @param allocation hours beyond the base; without it none */
  private months(read: readonly Read[], allocation: Allocation | undefined): LiveMonth[] {
    const hours = new Map(allocation?.sites.map(({ id, extraHours }) => [id, extraHours]));
    const { forecast, portfolio } = this.catalogue.instrument.method;
    const sites = read.map(({ entry: { id }, curve }): LiveSite => {
      const level = curve?.levels.find(({ extraHours }) => extraHours === (hours.get(id) ?? 0));
      return {
        id,
        planWeeks: level?.planWeeks ?? [],
        notBeforeWeeks: curve?.notBeforeWeeks ?? 0,
        liveAlready: curve?.live ?? false,
      };
    });
    const { siteFactor: factor, seed } = forecast;
    return liveByMonth(sites, portfolio.outlook, { start: this.clock.today(), factor, seed });
  }
}

function plannedSite({ entry, deployment }: Read): PlannedSite {
  const { id, queue, stage, closedGates, place, forecastOn } = entry;
  const { trust, site, toolId, vendorOwner } = deployment;
  return {
    ...{ deploymentId: id, trust, site, toolId, owner: vendorOwner, queue: queue as Queue | null, stage },
    closedGates: gatesOf(closedGates),
    vendorShare: place?.vendorShare ?? null,
    forecastOn,
  };
}
