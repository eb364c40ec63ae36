import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { HandOverAccess } from '../accounts/hand-over-access.service.js';
import { HeldElsewhere, type Holder, type Subject } from '../accounts/held-elsewhere.js';
import { InvitationFollowers, type InvitationFollower } from '../accounts/invitation-followers.js';
import type { HeldHandOver } from '../accounts/personal-data.dto.js';
import { SavedSections, type SavedSection } from '../assessments/saved-sections.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { assertIn, changeHandOver, eventOf, UNDER_WAY } from './hand-over-changes.js';
import { HandOverEntity } from './hand-over.entity.js';
import { HandOverMails } from './hand-over-mails.js';
import { handOverOf, HandOverViews } from './hand-over-views.service.js';
import type { HandOverView } from './hand-overs.dto.js';

/** What colleagues do with what was handed to them, and what follows for it from elsewhere. */
@Injectable()
export class HandOverAnswers implements InvitationFollower, Holder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: HandOverAccess,
    private readonly views: HandOverViews,
    private readonly mails: HandOverMails,
    followers: InvitationFollowers,
    elsewhere: HeldElsewhere,
    saved: SavedSections,
  ) {
    followers.register(this);
    elsewhere.register(this);
    saved.register((scope, actor, section) => this.saved(scope, actor, section));
  }

  /** A hand-over whose page somebody opens: with the colleague's first look it has started. @throws Problem `not-found` */
  async open(actor: Actor, id: string): Promise<HandOverView> {
    const view = await this.unitOfWork.read((manager) => this.views.one(manager, actor, id));
    if (view.to.personId !== actor.id || view.state !== 'invited') return view;
    return this.unitOfWork.write(actor, async (scope) => {
      await this.start(scope, await handOverOf(scope.manager, id));
      return this.views.one(scope.manager, actor, id);
    });
  }

  /**
   * What somebody has in hand of a section that they look at, the oldest first: with the first look it has started.
   *
   * @param questionId limits it to what covers one question
   */
  async look(actor: Actor, assessmentId: string, section: string, questionId?: string): Promise<HandOverView[]> {
    const where = { assessmentId, section, personId: actor.id, state: In([...UNDER_WAY]) };
    const inHand = async (manager: EntityManager): Promise<HandOverEntity[]> => {
      const rows = await manager.find(HandOverEntity, { where, order: { createdAt: 'ASC', id: 'ASC' } });
      return rows.filter((row) => row.questionId === null || [row.questionId, undefined].includes(questionId));
    };
    const seen = await this.unitOfWork.read(async (manager) => this.views.of(manager, actor, await inHand(manager)));
    if (!seen.some(({ state }) => state === 'invited')) return seen;
    return this.unitOfWork.write(actor, async (scope) => {
      for (const row of await inHand(scope.manager)) if (row.state === 'invited') await this.start(scope, row);
      return this.views.of(scope.manager, actor, await inHand(scope.manager));
    });
  }

  /** The colleague has finished. @throws Problem `not-found`, `forbidden`, `stale-version`, `conflict` */
  return(actor: Actor, id: string, message: string | undefined, expectedVersion: number): Promise<HandOverView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const row = await ownOf(manager, actor, id);
      const values = { state: 'returned', reply: message ?? null, closedAt: now } as const;
      await changeHandOver(manager, row, expectedVersion, { ...values, startedAt: row.startedAt ?? now });
      record(eventOf('hand-over-returned', row));
      await this.mails.ended(scope, row);
      return this.views.one(manager, actor, id);
    });
  }

  /** The colleague cannot answer it: what it gave ends at once. @throws as `return` */
  decline(actor: Actor, id: string, reason: string, expectedVersion: number): Promise<HandOverView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const row = await ownOf(manager, actor, id);
      await changeHandOver(manager, row, expectedVersion, { state: 'declined', reply: reason, closedAt: now });
      await this.access.end(scope, id);
      record(eventOf('hand-over-declined', row));
      await this.mails.ended(scope, row);
      return this.views.one(manager, actor, id);
    });
  }

  async taken(scope: WriteScope, handOverId: string, personId: string, opened: boolean): Promise<void> {
    const row = await scope.manager.findOneBy(HandOverEntity, { id: handOverId, state: 'invited' });
    if (row === null) return;
    if (opened) await this.start(scope, row, personId);
    else await changeHandOver(scope.manager, row, row.version, { personId });
  }

  async declined(scope: WriteScope, handOverId: string, reason: string): Promise<void> {
    const row = await this.close(scope, handOverId, { state: 'declined', reply: reason }, 'hand-over-declined');
    if (row !== null) await this.mails.ended(scope, row);
  }

  async withdrawn(scope: WriteScope, handOverId: string): Promise<void> {
    await this.close(scope, handOverId, { state: 'taken-back' }, 'hand-over-taken-back');
  }

  async wishedFor(manager: EntityManager, handOverId: string): Promise<string | null> {
    return (await manager.findOneBy(HandOverEntity, { id: handOverId }))?.wishedFor ?? null;
  }

  async handOvers(manager: EntityManager, subject: Subject): Promise<HeldHandOver[]> {
    const rows = await manager.find(HandOverEntity, {
      where: [...heldBy(subject), { createdBy: subject.id }],
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return rows.map(({ id, assessmentId, section, questionId, message, reply, createdAt }) => ({
      ...{ id, assessmentId, section, questionId, message, reply, createdAt },
    }));
  }

  async erase(scope: WriteScope, subject: Subject): Promise<void> {
    const { manager, now, record } = scope;
    for (const row of await manager.findBy(HandOverEntity, heldBy(subject))) {
      const ends = UNDER_WAY.includes(row.state);
      const closed = ends ? ({ state: 'taken-back', closedAt: now } as const) : {};
      await changeHandOver(manager, row, row.version, { ...closed, message: null, reply: null });
      if (ends) record(eventOf('hand-over-taken-back', row));
    }
    await manager.update(HandOverEntity, { createdBy: subject.id }, { message: null });
  }

  /** Whoever saves something of it has started. */
  private async saved(
    scope: WriteScope,
    actor: Actor,
    { assessmentId, section, questions }: SavedSection,
  ): Promise<void> {
    const where = { assessmentId, section, personId: actor.id, state: 'invited' } as const;
    for (const row of await scope.manager.findBy(HandOverEntity, where)) {
      if (row.questionId === null || questions.includes(row.questionId)) await this.start(scope, row);
    }
  }

  private async start(scope: WriteScope, row: HandOverEntity, personId = row.personId): Promise<void> {
    const { manager, now, record } = scope;
    await changeHandOver(manager, row, row.version, { state: 'started', startedAt: now, personId });
    record(eventOf('hand-over-started', row, personId));
  }

  private async close(
    { manager, now, record }: WriteScope,
    id: string,
    values: Partial<HandOverEntity>,
    event: string,
  ): Promise<HandOverEntity | null> {
    const row = await manager.findOneBy(HandOverEntity, { id, state: In([...UNDER_WAY]) });
    if (row === null) return null;
    await changeHandOver(manager, row, row.version, { ...values, closedAt: now });
    record(eventOf(event, row));
    return row;
  }
}

/** What was handed to somebody who is to answer. @throws Problem `not-found`, `forbidden`, `conflict` */
async function ownOf(manager: EntityManager, { id: actorId }: Actor, id: string): Promise<HandOverEntity> {
  const row = await handOverOf(manager, id);
  if (row.personId !== actorId) throw new Problem('forbidden', 'Only the person it was handed to says so.');
  assertIn(row, UNDER_WAY);
  return row;
}

function heldBy({ id, handOverIds }: Subject): object[] {
  return [{ personId: id }, ...(handOverIds.length === 0 ? [] : [{ id: In([...handOverIds]) }])];
}
