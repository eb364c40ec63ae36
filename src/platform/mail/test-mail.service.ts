import { Injectable } from '@nestjs/common';
import type { Actor } from '../actor/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { notFound } from '../problem/problem.js';
import { MailKinds } from './mail-kinds.js';
import { Outbox } from './outbox.js';

const KIND = 'test';
/** Of all that somebody orders in an hour one is sent: nobody's mailbox is filled by a button. */
const HOUR = 'YYYY-MM-DDTHH'.length;

/** A mail that only shows that mail arrives. */
@Injectable()
export class TestMail {
  constructor(
    kinds: MailKinds,
    private readonly outbox: Outbox,
    private readonly unitOfWork: UnitOfWork,
  ) {
    kinds.register(KIND, {
      topic: 'account',
      content: () => Promise.resolve({ path: '/account#mail', values: {} }),
    });
  }

  /** Sends one to oneself. @throws Problem `not-found` where the service sends no mail */
  async order(actor: Actor): Promise<void> {
    if (!this.outbox.isOpen) throw notFound('mail', KIND);
    await this.unitOfWork.keepBooks(async (manager, now) => {
      const once = `test ${actor.id} ${now.toISOString().slice(0, HOUR)}`;
      await this.outbox.order({ manager, now }, { kind: KIND, to: { personId: actor.id }, about: {}, once });
    });
  }
}
