import { Injectable } from '@nestjs/common';
import { In, MoreThanOrEqual, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { HandOverAccess } from '../accounts/hand-over-access.service.js';
import { NamesService } from '../accounts/names.service.js';
import { AssessmentNames, hasOpenRevision } from '../assessments/assessment-names.js';
import type { Actor } from '../platform/actor/actor.js';
import { grantsFor } from '../platform/access/decide.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { UNDER_WAY } from './hand-over-changes.js';
import { HandOverEntity } from './hand-over.entity.js';

/** More are on the pages of the assessments. */
const MOST = 10;
const NEW_FOR_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;

/** By the index of each of the two tables. */
const OF_TRUSTS = 'handed.assessment_id IN (SELECT own.id FROM assessments own WHERE own.trust_id IN (:...trustIds))';

/** Somebody has the same in hand, or has finished it, in the place of who declined. */
const SOMEBODY_ELSE_HAS_IT = `EXISTS (SELECT 1 FROM hand_overs other WHERE other.assessment_id = handed.assessment_id
  AND other.section = handed.section AND other.id <> handed.id
  AND (other.question_id IS NULL OR other.question_id = handed.question_id)
  AND (other.replaces_id = handed.id OR other.state IN ('invited', 'started')
    OR (other.state = 'returned' AND other.revision = handed.revision)))`;

/** A hand-over that somebody is told of. */
export interface HandOverNote {
  readonly id: string;
  readonly assessmentId: string;
  readonly section: string;
  /** Null: the whole section */
  readonly questionId: string | null;
  readonly wishedFor: string | null;
  /** Whoever asked, for the colleague; the colleague, for whoever asked. Null once the name is gone */
  readonly who: string | null;
  /** The tool and the site */
  readonly place: string;
}

/** What of hand-overs somebody is told of where they begin. */
export interface HandOverNotes {
  /** Asked of them */
  readonly asked: readonly HandOverNote[];
  /** Declined, and with nobody else since */
  readonly declined: readonly HandOverNote[];
  /** Finished in the last days */
  readonly returned: readonly HandOverNote[];
}

/** What of hand-overs waits for somebody, and what is new, while a revision is open. */
@Injectable()
export class HandOverNews {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly access: HandOverAccess,
    private readonly people: NamesService,
    private readonly names: AssessmentNames,
  ) {}

  of(actor: Actor): Promise<HandOverNotes> {
    const trustIds = grantsFor(actor, 'handovers.manage').flatMap((grant) => grant.trustIds ?? []);
    const since = new Date(this.clock.now().getTime() - NEW_FOR_MILLISECONDS);
    const open = `${OF_TRUSTS} AND ${hasOpenRevision('handed.assessment_id', 'handed.revision')}`;
    return this.unitOfWork.read(async (manager) => {
      const asked = await newest(
        manager,
        { personId: actor.id, state: In([...UNDER_WAY]) },
        hasOpenRevision('handed.assessment_id'),
      );
      const leads = trustIds.length > 0;
      const declined = leads
        ? await newest(manager, { state: 'declined' }, `${open} AND NOT ${SOMEBODY_ELSE_HAS_IT}`, { trustIds })
        : [];
      const returned = leads
        ? await newest(manager, { state: 'returned', closedAt: MoreThanOrEqual(since) }, open, { trustIds })
        : [];
      return this.noted(manager, { asked, declined, returned });
    });
  }

  private async noted(
    manager: EntityManager,
    { asked, declined, returned }: Readonly<Record<keyof HandOverNotes, HandOverEntity[]>>,
  ): Promise<HandOverNotes> {
    const ended = [...declined, ...returned];
    const all = [...asked, ...ended];
    if (all.length === 0) return { asked: [], declined: [], returned: [] };
    const places = await this.names.of(
      manager,
      all.map(({ assessmentId }) => assessmentId),
    );
    const askers = await this.people.of(
      manager,
      asked.map(({ createdBy }) => createdBy),
    );
    const colleagues = await this.access.describe(manager, this.clock.now(), ended);
    const who = new Map([
      ...asked.map(({ id, createdBy }) => [id, askers.get(createdBy) ?? null] as const),
      ...ended.map(({ id }, index) => [id, colleagues[index]?.name ?? null] as const),
    ]);
    const note = ({ id, assessmentId, section, questionId, wishedFor }: HandOverEntity): HandOverNote => ({
      ...{ id, assessmentId, section, questionId, wishedFor },
      who: who.get(id) ?? null,
      place: places.get(assessmentId) ?? '',
    });
    return { asked: asked.map(note), declined: declined.map(note), returned: returned.map(note) };
  }
}

/** The newest of those that fit. @param sql that they fit as well, with the alias `handed` */
function newest(
  manager: EntityManager,
  where: FindOptionsWhere<HandOverEntity>,
  sql: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<HandOverEntity[]> {
  return manager
    .createQueryBuilder(HandOverEntity, 'handed')
    .where(where)
    .andWhere(sql, parameters)
    .orderBy('handed.createdAt', 'DESC')
    .addOrderBy('handed.id', 'DESC')
    .take(MOST)
    .getMany();
}
