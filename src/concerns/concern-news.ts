import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
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
