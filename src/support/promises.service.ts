import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isoDate } from '../core/contracts/calendar.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { orAsSent, refuseSent } from './sent-once.js';
import { recordedAs, SupportPlaceService, wrongField } from './support-place.service.js';
import { SupportPromiseEntity } from './support-promise.entity.js';
import { promiseOrder } from './support-words.js';
import type { MakePromise, PromiseView, UpdatePromise } from './support.dto.js';

/** What a vendor's support team promised its sites, and what became of it. */
@Injectable()
export class PromisesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly places: SupportPlaceService,
  ) {}

  /** Those of a deployment, what is open first. @throws Problem `not-found`, `invalid-cursor` */
  list(_actor: Actor, deploymentId: string, page: PageRequest): Promise<Page<PromiseView>> {
    return this.unitOfWork.read(async (manager) => {
      await this.places.of(manager, deploymentId);
      const query = manager.createQueryBuilder(SupportPromiseEntity, 'promise').where({ deploymentId });
      const { items, next } = await pageOf(query, sortingOf('promise', 'listOrder'), page, (row) => row.listOrder);
      return { items: await this.viewsOf(manager, items), next };
    });
  }

  /** @throws Problem `not-found` */
  get(_actor: Actor, id: string): Promise<PromiseView> {
    return this.unitOfWork.read(async (manager) => this.viewOf(manager, await find(manager, id)));
  }

  /**
   * Promises something by a day.
   *
   * @param formKey of a page's form, which promises once however often it is sent
   * @throws Problem `not-found`, `invalid-request` for a day that is past, or an action that there is not
   */
  make(actor: Actor, deploymentId: string, command: MakePromise, formKey?: string): Promise<PromiseView> {
    const work = this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const place = await this.places.of(manager, deploymentId);
      if (formKey !== undefined) {
        refuseSent(await manager.findOneBy(SupportPromiseEntity, { deploymentId, madeBy: actor.id, formKey }));
      }
      const { what, dueOn, actionId } = command;
      this.refusePast(dueOn);
      const promise: SupportPromiseEntity = {
        ...{ id: randomUUID(), ...place, what, erased: false, actionId: this.places.actionOf(actionId), dueOn },
        ...{ state: 'open', settledOn: null, madeBy: actor.id, formKey: formKey ?? null },
        ...{ listOrder: promiseOrder('open', dueOn, now), version: 1, createdAt: now, updatedAt: now },
      };
      await manager.insert(SupportPromiseEntity, promise);
      record(recordedAs('promise-made', promise, { dueOn }));
      return this.viewOf(manager, promise);
    });
    return orAsSent(work, (sent) => this.get(actor, sent));
  }

  /**
   * Says what became of a promise, or moves its day.
   *
   * @throws Problem `not-found`, `stale-version`, `support-settled`, `invalid-request`
   */
  update(actor: Actor, id: string, command: UpdatePromise, expectedVersion: number): Promise<PromiseView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const promise = await find(manager, id);
      if (promise.version !== expectedVersion) throw staleVersion(promise.version);
      if (promise.state !== 'open') {
        throw new Problem('support-settled', `This promise was ${promise.state} before. Nothing was stored.`);
      }
      const { state, dueOn } = command;
      if ((state === undefined) === (dueOn === undefined)) {
        throw wrongField('state', 'Send state or dueOn, one of them.');
      }
      if (dueOn !== undefined) this.refusePast(dueOn);
      const changed = { state: state ?? 'open', dueOn: dueOn ?? promise.dueOn } as const;
      const values = {
        ...changed,
        settledOn: state === undefined ? null : isoDate(this.clock.today()),
        listOrder: promiseOrder(changed.state, changed.dueOn, now),
        updatedAt: now,
      };
      if (!(await updateVersion(manager, SupportPromiseEntity, { id }, expectedVersion, values))) {
        throw staleVersion(promise.version);
      }
      record(
        state === undefined
          ? recordedAs('promise-moved', promise, { dueOn })
          : recordedAs('promise-settled', promise, { state }),
      );
      return this.viewOf(manager, await find(manager, id));
    });
  }

  private refusePast(dueOn: string): void {
    if (dueOn < isoDate(this.clock.today())) throw wrongField('dueOn', 'dueOn must be today or a day to come.');
  }

  private async viewOf(manager: EntityManager, promise: SupportPromiseEntity): Promise<PromiseView> {
    return (await this.viewsOf(manager, [promise]))[0] as PromiseView;
  }

  private async viewsOf(manager: EntityManager, rows: readonly SupportPromiseEntity[]): Promise<PromiseView[]> {
    const names = await this.places.namesOf(manager, rows);
    return rows.map(({ trustId: _trust, toolId: _tool, formKey: _form, listOrder: _order, ...row }) => ({
      ...row,
      madeByName: names.get(row.madeBy) ?? null,
    }));
  }
}

/** @throws Problem `not-found` */
async function find(manager: EntityManager, id: string): Promise<SupportPromiseEntity> {
  const promise = await manager.findOneBy(SupportPromiseEntity, { id });
  if (promise === null) throw notFound('promise', id);
  return promise;
}
