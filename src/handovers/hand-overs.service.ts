import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import {
  HandOverAccess,
  type Addressee,
  type Colleague,
  type PersonalLink,
} from '../accounts/hand-over-access.service.js';
import type { AssessmentView } from '../assessments/assessments.dto.js';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { isoDate } from '../core/contracts/calendar.js';
import type { Actor } from '../platform/actor/actor.js';
import { decide } from '../platform/access/decide.js';
import { Clock } from '../platform/clock/clock.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { assertIn, changeHandOver, eventOf, UNDER_WAY } from './hand-over-changes.js';
import { HandedThings, wrongThing, type Thing } from './handed-things.service.js';
import { HandOverEntity } from './hand-over.entity.js';
import { HandOverMails } from './hand-over-mails.js';
import { handOverOf, HandOverViews } from './hand-over-views.service.js';
import type { CreateHandOver, HandedOverView, HandOverQuery, HandOverView, Reassign } from './hand-overs.dto.js';

/** Hands sections and questions to colleagues, and keeps track of them. Who reaches what follows, and ends with it. */
@Injectable()
export class HandOversService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly assessments: AssessmentsService,
    private readonly things: HandedThings,
    private readonly access: HandOverAccess,
    private readonly views: HandOverViews,
    private readonly mails: HandOverMails,
  ) {}

  /** Those of an assessment, the newest first; of a contributor the own ones. @throws Problem `invalid-cursor` */
  list(actor: Actor, assessmentId: string, { state, section, ...page }: HandOverQuery): Promise<Page<HandOverView>> {
    return this.unitOfWork.read(async (manager) => {
      const { trust } = await this.assessments.find(manager, actor, assessmentId);
      const query = manager.createQueryBuilder(HandOverEntity, 'handed').where({ assessmentId });
      if (state !== undefined) query.andWhere('handed.state = :state', { state });
      if (section !== undefined) query.andWhere('handed.section = :section', { section });
      if (decide(actor, 'handovers.read', { trustId: trust.id }).outcome !== 'allowed') {
        query.andWhere('handed.personId = :own', { own: actor.id });
      }
      const { items, next } = await pageOf(query, sortingOf('handed', '-createdAt'), page, ({ createdAt }) =>
        createdAt.toISOString(),
      );
      return { items: await this.views.of(manager, actor, items), next };
    });
  }

  /** @throws Problem `not-found` */
  get(actor: Actor, id: string): Promise<HandOverView> {
    return this.unitOfWork.read((manager) => this.views.one(manager, actor, id));
  }

  /** Colleagues to choose from. @throws Problem `not-found` */
  colleagues(actor: Actor, assessmentId: string): Promise<Colleague[]> {
    return this.unitOfWork.read(async (manager) => {
      const { trust } = await this.assessments.find(manager, actor, assessmentId);
      return this.access.colleagues(manager, trustsAround(actor, trust.id), actor.id);
    });
  }

  /**
   * Hands a section or a question to somebody. Whoever is here reaches it at once; others by the link.
   *
   * @param base address of the service, which the link begins with
   * @throws Problem `invalid-request`, `no-open-revision`; `conflict`, with `existingId`, where they have it already
   */
  create(
    actor: Actor,
    assessmentId: string,
    { section, questionId, ...command }: CreateHandOver,
    base: string,
  ): Promise<HandedOverView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const assessment = await this.assessments.find(scope.manager, actor, assessmentId);
      const thing = await this.things.find(scope.manager, assessment.deploymentId, { section, questionId });
      return this.hand(scope, actor, assessment, thing, command, base, null);
    });
  }

  /**
   * Reminds the colleague: counts it, and makes the link anew where it was not used, so that an expired one works again.
   *
   * @throws Problem `not-found`, `stale-version`, `conflict` where nobody is at work any more
   */
  remind(actor: Actor, id: string, expectedVersion: number, base: string): Promise<HandedOverView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const row = await handOverOf(manager, id);
      assertIn(row, UNDER_WAY);
      await changeHandOver(manager, row, expectedVersion, { reminders: row.reminders + 1, remindedAt: now });
      const { personId, ticketId } = row;
      const made = personId === null && ticketId !== null;
      const link = made ? await this.access.renew(scope, actor.id, ticketId, base) : undefined;
      record(eventOf('hand-over-reminded', row));
      return this.told(scope, actor, row, link, base);
    });
  }

  /** Takes it back: what it gave ends at once; answers stay. @throws Problem `not-found`, `stale-version`, `conflict` */
  takeBack(actor: Actor, id: string, expectedVersion: number): Promise<HandOverView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const row = await handOverOf(manager, id);
      assertIn(row, [...UNDER_WAY, 'returned']);
      await changeHandOver(manager, row, expectedVersion, { state: 'taken-back', closedAt: now });
      await this.access.end(scope, id);
      record(eventOf('hand-over-taken-back', row));
      return this.views.one(manager, actor, id);
    });
  }

  /**
   * Gives it to somebody else. What the former had by it ends at once.
   *
   * @returns the new hand-over
   * @throws as `create`, `stale-version`, `conflict` where it was returned, taken back or given on
   */
  reassign(
    actor: Actor,
    id: string,
    command: Reassign,
    expectedVersion: number,
    base: string,
  ): Promise<HandedOverView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const row = await handOverOf(manager, id);
      assertIn(row, [...UNDER_WAY, 'declined']);
      if (await manager.existsBy(HandOverEntity, { replacesId: id })) {
        throw new Problem('conflict', 'It was given to somebody else already.');
      }
      const { assessmentId, section, questionId } = row;
      const assessment = await this.assessments.find(manager, actor, assessmentId);
      const declined = row.state === 'declined';
      const handed = await this.hand(scope, actor, assessment, { section, questionId }, command, base, id);
      await changeHandOver(manager, row, expectedVersion, declined ? {} : { state: 'reassigned', closedAt: now });
      await this.access.end(scope, id);
      record(eventOf('hand-over-passed-on', row, handed.to.personId));
      return handed;
    });
  }

  private async hand(
    scope: WriteScope,
    actor: Actor,
    { id: assessmentId, trust, openRevision }: AssessmentView,
    thing: Thing,
    command: Reassign,
    base: string,
    replacesId: string | null,
  ): Promise<HandedOverView> {
    const { manager, now, record } = scope;
    if (openRevision === null)
      throw new Problem('no-open-revision', 'The last revision was submitted. Open a new one to go on.');
    const { message = null, wishedFor = null, ...asked } = command;
    if (wishedFor !== null && wishedFor < isoDate(this.clock.today()))
      throw wrongThing('wishedFor', 'The day must be today or later.');
    const to = await this.access.addressee(manager, actor, trustsAround(actor, trust.id), asked);
    await this.refuseTwice(manager, assessmentId, thing, to);
    const place = { assessmentId, trustId: trust.id, ...thing };
    const row: HandOverEntity = {
      ...{ id: randomUUID(), ...place, revision: openRevision, message, wishedFor, replacesId },
      ...{ personId: 'personId' in to ? to.personId : null, ticketId: null },
      ...{ state: 'invited', reply: null, reminders: 0, remindedAt: null, startedAt: null, closedAt: null },
      ...{ createdAt: now, createdBy: actor.id, version: 1 },
    };
    const given = { ...place, handOverId: row.id, message };
    let link: PersonalLink | undefined;
    if ('personId' in to) await this.access.give(scope, actor.id, to.personId, given);
    else {
      link = await this.access.invite(scope, actor.id, to, given, base);
      row.ticketId = link.ticketId;
    }
    await manager.insert(HandOverEntity, row);
    record(eventOf('hand-over-made', row));
    return this.told(scope, actor, row, link, base);
  }

  /** Tells the colleague by mail, where that is set up, and whoever handed over the link to pass on. */
  private async told(
    scope: WriteScope,
    actor: Actor,
    row: HandOverEntity,
    personal: PersonalLink | undefined,
    base: string,
  ): Promise<HandedOverView> {
    const { link, mailed } = personal ?? {
      link: `${base}/assessments/${row.assessmentId}/hand-over/${row.id}`,
      mailed: await this.mails.asked(scope, row),
    };
    return { ...(await this.views.one(scope.manager, actor, row.id)), link, mailed };
  }

  /** Whoever has the whole section has its questions. @throws Problem `conflict` with the id of the hand-over there is */
  private async refuseTwice(
    manager: EntityManager,
    assessmentId: string,
    { section, questionId }: Thing,
    to: Addressee,
  ): Promise<void> {
    const where = { assessmentId, section, state: In([...UNDER_WAY]) };
    const rows = (await manager.findBy(HandOverEntity, where)).filter(
      (row) => row.questionId === null || row.questionId === questionId,
    );
    const people = await this.access.describe(manager, this.clock.now(), rows);
    const existing = rows.find((row, index) =>
      'personId' in to ? row.personId === to.personId : row.personId === null && people[index]?.email === to.email,
    );
    if (existing === undefined) return;
    throw new Problem('conflict', 'This person has it already. Remind them, or take it back.', {
      errors: [{ pointer: '/email', code: 'taken', detail: 'This person has it already.' }],
      extra: { existingId: existing.id },
    });
  }
}

/** Trusts whose people somebody may hand something of an assessment to: theirs, with those that were merged. */
function trustsAround({ grants }: Actor, trustId: string): string[] {
  const led = grants.filter(({ role, trustIds }) => role === 'trust-lead' && trustIds?.includes(trustId) === true);
  return [...new Set([trustId, ...led.flatMap(({ trustIds }) => trustIds ?? [])])];
}
