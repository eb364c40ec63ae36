import { Injectable } from '@nestjs/common';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { AssessmentNames } from '../assessments/assessment-names.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ConcernEntity } from './concern.entity.js';
import { onlySeen } from './seen-concerns.js';

/** More are in the list of the assessment. */
const MOST = 10;

/** A question or concern that the vendor answered. */
export interface AnsweredConcern {
  readonly id: string;
  readonly assessmentId: string;
  /** Null once who asked was erased */
  readonly subject: string | null;
  /** The tool and the site */
  readonly place: string;
}

/** How much of one deployment waits for its vendor. */
export interface WaitingConcerns {
  readonly deploymentId: string;
  readonly count: number;
  /** Since when the oldest waits */
  readonly since: Date;
}

/** What of questions and concerns waits for somebody, for the pages on which they begin. */
@Injectable()
export class ConcernNews {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly names: AssessmentNames,
  ) {}

  /** What somebody asked and the vendor answered, not settled yet; the newest answers first. */
  answeredTo(actor: Actor): Promise<AnsweredConcern[]> {
    return this.answered(actor, (query) => query.andWhere('concern.askedBy = :asker', { asker: actor.id }));
  }

  /** The same of one assessment, whoever asked. */
  answeredIn(actor: Actor, assessmentId: string): Promise<AnsweredConcern[]> {
    return this.answered(actor, (query) => query.andWhere('concern.assessmentId = :assessmentId', { assessmentId }));
  }

  /** How many wait for an answer by somebody's vendor; 0 for who is of none. */
  async waiting(actor: Actor): Promise<number> {
    if (!actor.grants.some(({ role }) => role === 'vendor-lead' || role === 'vendor-support')) return 0;
    return this.unitOfWork.read((manager) => {
      const query = manager.createQueryBuilder(ConcernEntity, 'concern').where({ state: 'open' });
      onlySeen(query, actor, 'concerns.answer');
      return query.getCount();
    });
  }

  /** What waits for an answer by somebody's vendor, deployment by deployment, the oldest first. */
  async waitingBySite(manager: EntityManager, actor: Actor): Promise<WaitingConcerns[]> {
    const query = manager
      .createQueryBuilder(ConcernEntity, 'concern')
      .select('concern.deploymentId', 'deploymentId')
      .addSelect('COUNT(*)', 'count')
      .addSelect('MIN(concern.waitingSince)', 'since')
      .where(`concern.state = 'open'`);
    onlySeen(query, actor, 'concerns.answer');
    const rows = await query
      .groupBy('concern.deploymentId')
      .orderBy('MIN(concern.waitingSince)')
      .addOrderBy('concern.deploymentId')
      .getRawMany<{ deploymentId: string; count: number | string; since: string }>();
    return rows.map(({ deploymentId, count, since }) => ({
      ...{ deploymentId, count: Number(count), since: new Date(since) },
    }));
  }

  private answered(
    actor: Actor,
    narrow: (query: SelectQueryBuilder<ConcernEntity>) => void,
  ): Promise<AnsweredConcern[]> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(ConcernEntity, 'concern').where({ state: 'answered' });
      onlySeen(query, actor, 'concerns.ask');
      narrow(query);
      const rows = await query.orderBy('concern.inboxOrder').addOrderBy('concern.id').take(MOST).getMany();
      const places = await this.names.of(
        manager,
        rows.map(({ assessmentId }) => assessmentId),
      );
      return rows.map(({ id, assessmentId, subject }) => ({
        ...{ id, assessmentId, subject },
        place: places.get(assessmentId) ?? '',
      }));
    });
  }
}
