import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { benefitsOf } from '../core/portfolio/benefit.js';
import { TenantsService } from '../organisations/tenants.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { workListKey } from '../core/portfolio/queue.js';
import { orderOf } from './entry-values.js';
import { PortfolioEntryEntity } from './portfolio-entry.entity.js';

type Weighed = Pick<
  PortfolioEntryEntity,
  'id' | 'toolId' | 'capacity' | 'yearlyStudies' | 'queue' | 'waitingSince' | 'priority'
>;

/** Rows that are changed in one transaction, so that nobody waits long for the writer. */
const BATCH = 200;

/** How much a week sooner is worth at each site, beside the other sites of its vendor: the order inside a queue. */
@Injectable()
export class PortfolioPriorities {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tenants: TenantsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** Weighs all sites anew and stores what has changed. */
  async refresh(): Promise<void> {
    const changed = (await this.unitOfWork.read((manager) => this.portfolios(manager))).flatMap((portfolio) =>
      this.changedIn(portfolio),
    );
    for (let start = 0; start < changed.length; start += BATCH) {
      const batch = changed.slice(start, start + BATCH);
      await this.unitOfWork.keepBooks(async (manager) => {
        for (const { id, ...values } of batch) await manager.update(PortfolioEntryEntity, { id }, values);
      });
    }
  }

  /** Sites by vendor; those of a tool whose vendor nobody has recorded stand by themselves. */
  private async portfolios(manager: EntityManager): Promise<Weighed[][]> {
    const rows = await manager.find(PortfolioEntryEntity, {
      select: {
        ...{ id: true, toolId: true, capacity: true, yearlyStudies: true },
        ...{ queue: true, waitingSince: true, priority: true },
      },
    });
    const byVendor = new Map<string, Weighed[]>();
    for (const toolId of new Set(rows.map((row) => row.toolId))) {
      const vendor = (await this.tenants.vendorOf(manager, toolId)) ?? toolId;
      const own = rows.filter((row) => row.toolId === toolId);
      byVendor.set(vendor, [...(byVendor.get(vendor) ?? []), ...own]);
    }
    return [...byVendor.values()];
  }

  private changedIn(sites: readonly Weighed[]): Pick<PortfolioEntryEntity, 'id' | 'priority' | 'sortKey'>[] {
    const { capacity, portfolio } = this.catalogue.instrument.method;
    const { equity, benefitClamp } = portfolio.allocation;
    const benefits = benefitsOf(
      sites.map(({ yearlyStudies }) => yearlyStudies),
      benefitClamp,
    );
    return sites.flatMap((site, i) => {
      const priority = (1 + equity * (1 - (site.capacity ?? capacity.whenUnknown))) * (benefits[i] as number);
      if (priority === site.priority) return [];
      return [{ id: site.id, priority, sortKey: workListKey({ ...orderOf(site), priority }) }];
    });
  }
}
