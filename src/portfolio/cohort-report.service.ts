import { Inject, Injectable } from '@nestjs/common';
import type { ReportModel } from '../core/contracts/report.js';
import type { Wording } from '../core/contracts/wording.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { phrasesOf } from '../core/reporting/phrases.js';
import { PlanThreads } from '../plans/plan-threads.js';
import { WORDING } from '../plans/plans.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { cohortReport } from './cohort-report.js';
import { CohortService } from './cohort.service.js';
import { PlannerService } from './planner.service.js';
import type { PortfolioFilters } from './portfolio.dto.js';
import { PortfolioService } from './portfolio.service.js';

/** Sites that one report takes, a page for each. */
const MOST_SITES = 200;

/** The portfolio as a document for a meeting. */
@Injectable()
export class CohortReports {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly portfolio: PortfolioService,
    private readonly cohorts: CohortService,
    private readonly planner: PlannerService,
    private readonly threads: PlanThreads,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @Inject(WORDING) private readonly wording: Wording,
  ) {}

  /** @throws Problem `too-many-sites` */
  async report(actor: Actor, filters: PortfolioFilters): Promise<ReportModel> {
    const summary = await this.portfolio.summary(actor, filters);
    if (summary.sites > MOST_SITES) {
      throw new Problem(
        'too-many-sites',
        `A report takes ${String(MOST_SITES)} sites, and these are ${String(summary.sites)}.`,
      );
    }
    const { items } = await this.portfolio.list(actor, { ...filters, limit: MOST_SITES });
    return cohortReport({
      ...{ items, summary },
      cohort: await this.cohorts.cohort(actor, { ...filters, limit: 1 }),
      allocation: await this.planner.allocation(actor, filters),
      filters: Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [FILTERS[name] ?? name])),
      instrument: this.catalogue.instrument,
      toolName: (id) => this.catalogue.tools.find((tool) => tool.id === id)?.name ?? id,
      phrases: phrasesOf(this.wording),
    });
  }

  /** @param signal goes off when nobody waits for it any more @throws Problem `too-many-sites`, `busy` */
  async pdf(actor: Actor, filters: PortfolioFilters, signal?: AbortSignal): Promise<Uint8Array> {
    return this.threads.run('layOut', await this.report(actor, filters), signal);
  }

  /** Puts on record that somebody takes a portfolio away. @throws Problem `busy`, `storage-unavailable` */
  async record(actor: Actor, filters: PortfolioFilters): Promise<void> {
    const given = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    await this.unitOfWork.write(actor, ({ record }) => {
      record({ type: 'portfolio-exported', subjectId: actor.id, data: { format: 'pdf', filters: given } });
      return Promise.resolve();
    });
  }
}

/** Names of filters, where the field has another. */
const FILTERS: Readonly<Record<string, string>> = {
  networkId: 'network',
  blocker: 'closed gate',
  q: 'words in their names',
};
