import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Allocation, AllocationSite, LiveMonth } from '../core/contracts/allocation.js';
import { DAYS_PER_WEEK, isoDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { Queue } from '../core/contracts/portfolio.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { allocateHours } from '../core/portfolio/allocate.js';
import { siteWithCurve, unknownSite } from '../core/portfolio/allocation-site.js';
import { liveByMonthInWays, type LiveSite } from '../core/portfolio/live-by-month.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { KeptSites, type KeptSite } from './kept-sites.service.js';
import type { AllocationQuery, AllocationReport, HoursPlan, PlannedSite } from './planner.dto.js';
import { gatesOf } from './portfolio-views.js';
import type { PortfolioFilters } from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';
import { StaleEntries } from './stale-entries.js';
import { pastTarget, SupportTeams } from './support-teams.service.js';

/** Shares a support team's hours out over its portfolio and says what they buy. Forecasts are read, never made here. */
@Injectable()
export class PlannerService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly deployments: DeploymentsService,
    private readonly portfolio: PortfolioService,
    private readonly kept: KeptSites,
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
    const sites = await this.kept.of(manager, await this.portfolio.query(manager, actor, filters));
    const waiting = await this.stale.countFor(manager, actor);
    const deployments = await this.deployments.findAll(
      manager,
      sites.map(({ id }) => id),
    );
    const deploymentOf = new Map(deployments.map((deployment) => [deployment.id, deployment]));
    const siteOf = new Map(sites.map((site) => [site.id, site]));
    const allocations = plans.map((plan) => this.allocate(sites, plan));
    const [atBase, ...withHours] = this.months(sites, [undefined, ...allocations]);
    return plans.map(({ targetDate }, i): AllocationReport => {
      const allocation = allocations[i] as Allocation;
      return {
        asOf: isoDate(this.clock.today()),
        ...{ waiting, targetDate, allocation },
        sites: allocation.sites.map(({ id }) =>
          plannedSite(siteOf.get(id) as KeptSite, deploymentOf.get(id) as DeploymentView),
        ),
        months: { atBase: atBase as LiveMonth[], withHours: withHours[i] as LiveMonth[] },
      };
    });
  }

  private allocate(sites: readonly KeptSite[], { weeklyHours, equity, targetDate }: HoursPlan): Allocation {
    const target = targetDate === null ? null : (parseDay(targetDate) as DayNumber);
    return allocateHours(
      sites.map((site) => this.siteOf(site, target)),
      this.catalogue.instrument.method,
      { weeklyHours, equity },
    );
  }

  /** @param target the day by which it is to be live; null without one */
  private siteOf(site: KeptSite, target: DayNumber | null): AllocationSite {
    const { id, vendorShare, outlook, capacity, capacityKnown, yearlyStudies, asOf } = site;
    if (outlook === null || vendorShare === null || capacity === null) return unknownSite(id, this.catalogue);
    const { siteFactor: factor } = this.catalogue.instrument.method.forecast;
    return siteWithCurve(
      { id, capacity, capacityKnown, yearlyStudies, vendorShare },
      outlook.curve,
      target === null ? null : { weeks: (target - (parseDay(asOf) as DayNumber)) / DAYS_PER_WEEK, factor },
    );
  }

  /** @param allocations hours beyond the base, one after the other; undefined for none */
  private months(sites: readonly KeptSite[], allocations: readonly (Allocation | undefined)[]): LiveMonth[][] {
    const { forecast, portfolio } = this.catalogue.instrument.method;
    const ways = allocations.map((allocation) => {
      const hours = new Map(allocation?.sites.map(({ id, extraHours }) => [id, extraHours]));
      return sites.map(({ id, outlook }): LiveSite => {
        const level = outlook?.curve.levels.find(({ extraHours }) => extraHours === (hours.get(id) ?? 0));
        return {
          id,
          planWeeks: level?.planWeeks ?? [],
          notBeforeWeeks: outlook?.notBeforeWeeks ?? 0,
          liveAlready: outlook?.live ?? false,
        };
      });
    });
    const { siteFactor: factor, seed } = forecast;
    return liveByMonthInWays(ways, portfolio.outlook, { start: this.clock.today(), factor, seed });
  }
}

function plannedSite(kept: KeptSite, deployment: DeploymentView): PlannedSite {
  const { id, queue, stage, closedGates, vendorShare, forecastOn } = kept;
  const { trust, site, toolId, vendorOwner } = deployment;
  return {
    ...{ deploymentId: id, trust, site, toolId, owner: vendorOwner, queue: queue as Queue | null, stage },
    ...{ closedGates: gatesOf(closedGates), vendorShare, forecastOn },
  };
}
