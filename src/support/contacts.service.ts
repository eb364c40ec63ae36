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
import { SupportContactEntity } from './support-contact.entity.js';
import { recordedAs, SupportPlaceService, wrongField } from './support-place.service.js';
import { contactOrder, type WithdrawalReason } from './support-words.js';
import type { ContactView, LogContact } from './support.dto.js';

/** What time a vendor's support team spent with or for its sites. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly places: SupportPlaceService,
  ) {}

  /** Those of a deployment, the latest day first. @throws Problem `not-found`, `invalid-cursor` */
  list(_actor: Actor, deploymentId: string, page: PageRequest): Promise<Page<ContactView>> {
    return this.unitOfWork.read(async (manager) => {
      await this.places.of(manager, deploymentId);
      const query = manager.createQueryBuilder(SupportContactEntity, 'contact').where({ deploymentId });
      const { items, next } = await pageOf(query, sortingOf('contact', '-listOrder'), page, (row) => row.listOrder);
      return { items: await this.viewsOf(manager, items), next };
    });
  }

  /** @throws Problem `not-found`, for one of another deployment too */
  get(_actor: Actor, deploymentId: string, id: string): Promise<ContactView> {
    return this.unitOfWork.read((manager) => this.find(manager, deploymentId, id));
  }

  /**
   * Logs a contact.
   *
   * @param formKey of a page's form, which logs once however often it is sent
   * @throws Problem `not-found`, `invalid-request` for a day that is to come, or an action that there is not
   */
  log(actor: Actor, deploymentId: string, command: LogContact, formKey?: string): Promise<ContactView> {
    const id = randomUUID();
    const work = this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const place = await this.places.of(manager, deploymentId);
      if (formKey !== undefined) {
        refuseSent(await manager.findOneBy(SupportContactEntity, { deploymentId, madeBy: actor.id, formKey }));
      }
      const { kind, on, hours, note = null, actionId } = command;
      if (on > isoDate(this.clock.today())) throw wrongField('on', 'on must be today or a day before.');
      const contact: SupportContactEntity = {
        ...{ id, ...place, kind, on, hours, note, erased: false, actionId: this.places.actionOf(actionId) },
        ...{ madeBy: actor.id, formKey: formKey ?? null, listOrder: contactOrder(on, now) },
        ...{ version: 1, createdAt: now, withdrawnAt: null, withdrawnBecause: null },
      };
      await manager.insert(SupportContactEntity, contact);
      record(recordedAs('contact-logged', contact, { kind, on, hours }));
      return this.find(manager, deploymentId, id);
    });
    return orAsSent(work, (sent) => this.get(actor, deploymentId, sent));
  }

  /** Has a contact not count any more. @throws Problem `not-found`, `stale-version`, `support-settled` */
  withdraw(
    actor: Actor,
    deploymentId: string,
    id: string,
    reason: WithdrawalReason,
    expectedVersion: number,
  ): Promise<ContactView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const contact = await manager.findOneBy(SupportContactEntity, { id, deploymentId });
      if (contact === null) throw notFound('contact', id);
      if (contact.version !== expectedVersion) throw staleVersion(contact.version);
      if (contact.withdrawnAt !== null) {
        throw new Problem('support-settled', 'This contact was withdrawn before. Nothing was stored.');
      }
      const values = { withdrawnAt: now, withdrawnBecause: reason };
      if (!(await updateVersion(manager, SupportContactEntity, { id }, expectedVersion, values))) {
        throw staleVersion(contact.version);
      }
      record(recordedAs('contact-withdrawn', contact, { reason }));
      return this.find(manager, deploymentId, id);
    });
  }

  private async find(manager: EntityManager, deploymentId: string, id: string): Promise<ContactView> {
    const contact = await manager.findOneBy(SupportContactEntity, { id, deploymentId });
    if (contact === null) throw notFound('contact', id);
    return (await this.viewsOf(manager, [contact]))[0] as ContactView;
  }

  private async viewsOf(manager: EntityManager, rows: readonly SupportContactEntity[]): Promise<ContactView[]> {
    const names = await this.places.namesOf(manager, rows);
    return rows.map(({ trustId: _trust, toolId: _tool, formKey: _form, listOrder: _order, ...row }) => ({
      ...row,
      madeByName: names.get(row.madeBy) ?? null,
    }));
  }
}
