import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssessmentsService } from '../assessments/assessments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { decide, may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { ConcernEntity, ConcernMessageEntity } from './concern.entity.js';
import { ConcernMails } from './concern-mails.js';
import { ConcernViews } from './concern-views.js';
import type { ConcernDetails, ConcernsQuery, ConcernView, CreateConcern, UpdateConcern } from './concerns.dto.js';
import { PublishedAnswersService } from './published-answers.service.js';
import { onlySeen } from './seen-concerns.js';
import { actOf, inboxOrder, stateAfterReply, type Act, type ConcernState, type Side } from './states.js';
import { Topics } from './topics.js';

/** More, and a new one is clearer. */
const MOST_MESSAGES = 200;

/** How what somebody does with a concern stands on record */
const EVENT_OF = {
  settled: 'concern-settled',
  're-opened': 'concern-re-opened',
  withdrawn: 'concern-withdrawn',
} as const satisfies Partial<Record<Act, string>>;

/** An entry that is to be added to a conversation. */
interface Entry {
  readonly act: Act;
  readonly side: Side;
  readonly state: ConcernState;
  readonly text: string | null;
  readonly formKey?: string | undefined;
}

/** A page's form was stored before. */
class SentAlready extends Error {
  constructor(readonly id: string) {
    super();
  }
}

/** What sites ask the vendor of their tool, and what comes of it. */
@Injectable()
export class ConcernsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly assessments: AssessmentsService,
    private readonly places: Places,
    private readonly topics: Topics,
    private readonly views: ConcernViews,
    private readonly published: PublishedAnswersService,
    private readonly mails: ConcernMails,
  ) {}

  /** Those that somebody sees. @throws Problem `invalid-cursor` */
  list(actor: Actor, { limit, cursor, ...filters }: ConcernsQuery): Promise<Page<ConcernView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(ConcernEntity, 'concern');
      onlySeen(query, actor, 'concerns.read');
      for (const [property, value] of Object.entries(filters) as [keyof typeof filters, string | undefined][]) {
        if (value !== undefined) query.andWhere(`concern.${property} = :${property}`, { [property]: value });
      }
      const sorting = sortingOf('concern', 'inboxOrder');
      const { items, next } = await pageOf(query, sorting, { limit, cursor }, (row) => row.inboxOrder);
      return { items: await this.views.of(manager, items), next };
    });
  }

  /** @throws Problem `not-found` */
  get(_actor: Actor, id: string): Promise<ConcernDetails> {
    return this.unitOfWork.read(async (manager) => this.views.details(manager, await concernOf(manager, id)));
  }

  /**
   * Asks the vendor. It is kept where the vendor takes no part yet, and seen once the trust invites it.
   *
   * @param formKey of a page's form, which asks once however often it is sent
   * @throws Problem `not-found`, `invalid-request`, `forbidden` beyond the sections that somebody was invited to
   */
  ask(actor: Actor, assessmentId: string, command: CreateConcern, formKey?: string): Promise<ConcernDetails> {
    const id = randomUUID();
    const work = this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const { deploymentId, trust, site, toolId } = await this.assessments.find(manager, actor, assessmentId);
      const topic = this.topics.of(command);
      await this.refuseBeyondSections(manager, actor, assessmentId, topic.section);
      if (formKey !== undefined) {
        const sent = await manager.findOneBy(ConcernEntity, { askedBy: actor.id, formKey });
        if (sent !== null) throw new SentAlready(sent.id);
      }
      const { kind, subject, text, mayPublish = true } = command;
      const concern: ConcernEntity = {
        ...{ id, deploymentId, assessmentId, trustId: trust.id, siteId: site.id, toolId },
        ...{ kind, state: 'open', ...topic, subject, mayPublish, askedBy: actor.id, formKey: formKey ?? null },
        ...{ messageCount: 0, waitingSince: now, inboxOrder: inboxOrder('open', now, now) },
        ...{ version: 1, createdAt: now, updatedAt: now },
      };
      await manager.insert(ConcernEntity, concern);
      const data = { kind, ...(topic.questionId !== null && { questionId: topic.questionId }) };
      record({ type: 'concern-raised', ...placeOf(concern), data });
      await this.say(scope, actor, concern, { act: 'asked', side: 'site', state: 'open', text });
      return this.views.details(manager, await concernOf(manager, id));
    });
    return this.orAsSent(actor, work);
  }

  /**
   * Adds a message. One of the vendor answers it; one of the site has the vendor answer again. Two who write at once both
   * stand in it.
   *
   * @throws Problem `not-found`, `concern-closed`
   */
  reply(actor: Actor, id: string, text: string, formKey?: string): Promise<ConcernDetails> {
    const work = this.unitOfWork.write(actor, async (scope) => {
      const { manager, record } = scope;
      const concern = await concernOf(manager, id);
      const side = await this.sideOf(manager, actor, id);
      if (formKey !== undefined && (await manager.existsBy(ConcernMessageEntity, { concernId: id, formKey }))) {
        throw new SentAlready(id);
      }
      const state = stateAfterReply(concern.state, side);
      if (state === undefined) throw new Problem('concern-closed', `It was ${concern.state}. Nothing was stored.`);
      record({ type: 'concern-replied', ...placeOf(concern), data: { side } });
      await this.say(scope, actor, concern, { act: 'replied', side, state, text, formKey });
      if (side === 'vendor') await this.mails.answered(scope, concern);
      return this.views.details(manager, await concernOf(manager, id));
    });
    return this.orAsSent(actor, work);
  }

  /**
   * Settles, re-opens or withdraws it, or says whether an answer may be published.
   *
   * @throws Problem `not-found`, `stale-version`, `concern-closed`, `forbidden` where somebody else asked, `invalid-request`
   */
  update(actor: Actor, id: string, command: UpdateConcern, expectedVersion: number): Promise<ConcernDetails> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager } = scope;
      const concern = await concernOf(manager, id);
      await this.refuseUnlessAsking(manager, actor, id);
      if (concern.version !== expectedVersion) throw staleVersion(concern.version);
      if (command.state === undefined && command.mayPublish === undefined) throw nothingToDo();
      if (command.state === undefined && command.text !== undefined) throw wordsAlone();
      if (command.mayPublish !== undefined) await this.setMayPublish(scope, actor, concern, command.mayPublish);
      if (command.state !== undefined) {
        await this.move(scope, actor, await concernOf(manager, id), command.state, command.text ?? null);
      }
      return this.views.details(manager, await concernOf(manager, id));
    });
  }

  /** What a form that is sent again came to the first time. */
  private async orAsSent(actor: Actor, work: Promise<ConcernDetails>): Promise<ConcernDetails> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof SentAlready) return this.get(actor, error.id);
      throw error;
    }
  }

  private async move(
    scope: WriteScope,
    actor: Actor,
    concern: ConcernEntity,
    state: ConcernState,
    text: string | null,
  ): Promise<void> {
    const act = actOf(concern.state, state);
    if (act === undefined) throw new Problem('concern-closed', `It is ${concern.state} already. Nothing was stored.`);
    const isOwn = concern.askedBy === actor.id;
    if ((state === 'withdrawn' || concern.state === 'withdrawn') && !isOwn) {
      throw new Problem('forbidden', 'Only who asked can withdraw it, or re-open it then. Settle it instead.');
    }
    scope.record({ type: EVENT_OF[act], ...placeOf(concern) });
    await this.say(scope, actor, concern, { act, side: 'site', state, text });
  }

  private async setMayPublish(
    scope: WriteScope,
    actor: Actor,
    concern: ConcernEntity,
    mayPublish: boolean,
  ): Promise<void> {
    scope.record({ type: 'concern-changed', ...placeOf(concern), data: { mayPublish } });
    const values = { mayPublish, updatedAt: scope.now };
    await updateVersion(scope.manager, ConcernEntity, { id: concern.id }, concern.version, values);
    if (!mayPublish) await this.published.takeDown(scope, concern);
  }

  /** The one place where something is added to a conversation. `side` says who wrote. */
  private async say(scope: WriteScope, actor: Actor, concern: ConcernEntity, entry: Entry): Promise<void> {
    const { manager, now } = scope;
    const { act, side, state, text, formKey = null } = entry;
    const number = concern.messageCount + 1;
    if (number > MOST_MESSAGES && act === 'replied') {
      throw new Problem('concern-closed', 'There are as many messages as one can have. Settle it and ask anew.');
    }
    const message = { concernId: concern.id, number, side, act, text, erased: false, formKey };
    await manager.insert(ConcernMessageEntity, {
      id: randomUUID(),
      ...message,
      createdAt: now,
      createdBy: actor.id,
    });
    const waitingSince = state === 'open' && concern.state !== 'open' ? now : concern.waitingSince;
    const values = { state, waitingSince, messageCount: number, updatedAt: now };
    const order = inboxOrder(state, waitingSince, now);
    const where = { id: concern.id };
    if (!(await updateVersion(manager, ConcernEntity, where, concern.version, { ...values, inboxOrder: order }))) {
      throw staleVersion(concern.version);
    }
  }

  /** For whom somebody speaks here: who has a role of both sides, for the vendor. */
  private async sideOf(manager: EntityManager, actor: Actor, id: string): Promise<Side> {
    const decision = decide(actor, 'concerns.reply', await this.places.find(manager, 'concernId', id));
    if (decision.outcome !== 'allowed') throw notFound('concern', id);
    return decision.role.startsWith('vendor-') ? 'vendor' : 'site';
  }

  private async refuseUnlessAsking(manager: EntityManager, actor: Actor, id: string): Promise<void> {
    if (may(actor, 'concerns.ask', await this.places.find(manager, 'concernId', id))) return;
    throw new Problem('forbidden', 'The site that asked settles, re-opens or withdraws it.');
  }

  private async refuseBeyondSections(
    manager: EntityManager,
    actor: Actor,
    assessmentId: string,
    section: string | null,
  ): Promise<void> {
    const { assessmentId: _assessment, ...whole } =
      (await this.places.find(manager, 'assessmentId', assessmentId)) ?? {};
    const isAllowed =
      section === null
        ? may(actor, 'concerns.ask', whole)
        : may(actor, 'concerns.ask', { ...whole, assessmentId }, section);
    if (!isAllowed) throw new Problem('forbidden', 'Ask about a question of a section that you were invited to.');
  }
}

/** @throws Problem `not-found` */
async function concernOf(manager: EntityManager, id: string): Promise<ConcernEntity> {
  const concern = await manager.findOneBy(ConcernEntity, { id });
  if (concern === null) throw notFound('concern', id);
  return concern;
}

function placeOf({ id, trustId, toolId, deploymentId, assessmentId }: ConcernEntity) {
  return { subjectId: id, trustId, toolId, deploymentId, assessmentId };
}

function nothingToDo(): Problem {
  return new Problem('invalid-request', 'There is nothing to change.', {
    errors: [{ pointer: '/state', code: 'missing', detail: 'Send state, mayPublish or both.' }],
  });
}

function wordsAlone(): Problem {
  return new Problem('invalid-request', 'Words alone are a message: add one.', {
    errors: [{ pointer: '/text', code: 'not-allowed', detail: 'text goes with a state; send a message otherwise.' }],
  });
}
