import { Inject, Injectable } from '@nestjs/common';
import { Brackets, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { submissionCounts, submissionsOf } from '../assessments/submission-counts.js';
import { isoDate } from '../core/contracts/calendar.js';
import { versionName, type Catalogue } from '../core/instrument/catalogue.js';
import { allDeployments } from '../deployments/all-deployments.js';
import { onlyVisible } from '../platform/access/visible.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { hashOf } from '../platform/hash/stable-json.js';
import { releaseVersion } from '../platform/release.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { PortfolioEntryEntity } from './portfolio-entry.entity.js';

const MARK_LENGTH = 12;
const VISIBLE_BY = { toolId: 'deployment.toolId', vendorAccess: 'deployment.vendorAccess' } as const;

/** Which deployments have changed, been submitted or seen midnight since their entry was worked out. */
@Injectable()
export class StaleEntries {
  /** The newest instrument, with a mark of the release and its data: what an entry was worked out by */
  readonly basis: string;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(CATALOGUE) { instrument, tools }: Catalogue,
  ) {
    const mark = hashOf([releaseVersion(), instrument, tools]).slice(0, MARK_LENGTH);
    this.basis = `${versionName(instrument)} ${mark}`;
  }

  /** Whether there are any. Asked every few seconds. */
  exist(): Promise<boolean> {
    return this.unitOfWork.read(async (manager) => (await this.query(manager).limit(1).getRawOne()) !== undefined);
  }

  /** Their ids, in an order that stays. */
  ids(): Promise<string[]> {
    return this.unitOfWork.read(async (manager) => {
      const rows = await this.query(manager).orderBy('deployment.id').getRawMany<{ id: string }>();
      return rows.map(({ id }) => id);
    });
  }

  /** How many of them somebody's portfolio holds. */
  countFor(manager: EntityManager, actor: Actor): Promise<number> {
    return onlyVisible(this.query(manager), actor, 'portfolio.read', VISIBLE_BY).getCount();
  }

  /** How many submissions each of some deployments has. */
  submissions(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return submissionCounts(manager, ids);
  }

  private query(manager: EntityManager): SelectQueryBuilder<object> {
    return allDeployments(manager)
      .select('deployment.id', 'id')
      .leftJoin(PortfolioEntryEntity, 'entry', 'entry.id = deployment.id')
      .where(
        new Brackets((where) => {
          where
            .where('entry.id IS NULL')
            .orWhere('entry.asOf <> :today', { today: isoDate(this.clock.today()) })
            .orWhere('entry.deploymentVersion <> deployment.version')
            .orWhere('entry.instrument <> :basis', { basis: this.basis })
            .orWhere(`entry.submissions <> ${submissionsOf('deployment.id')}`);
        }),
      );
  }
}
