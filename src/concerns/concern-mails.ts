import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssessmentNames } from '../assessments/assessment-names.js';
import { may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import { MailKinds, type MailContent, type OrderedMail } from '../platform/mail/mail-kinds.js';
import type { MailRecipient } from '../platform/mail/mail-people.js';
import { Outbox } from '../platform/mail/outbox.js';
import { ConcernEntity } from './concern.entity.js';

/** Tells whoever asked that the vendor answered: that it did, not what it said, since mail is read by others. */
@Injectable()
export class ConcernMails {
  constructor(
    kinds: MailKinds,
    private readonly outbox: Outbox,
    private readonly places: Places,
    private readonly names: AssessmentNames,
  ) {
    kinds.register('concern-answered', { topic: 'concerns', content: (...given) => this.content(...given) });
  }

  /** Orders the mail, with the answer that it tells of. */
  async answered(
    scope: Pick<WriteScope, 'manager' | 'now'>,
    { id, askedBy }: Pick<ConcernEntity, 'id' | 'askedBy'>,
  ): Promise<void> {
    await this.outbox.order(scope, { kind: 'concern-answered', to: { personId: askedBy }, about: { concernId: id } });
  }

  private async content(
    manager: EntityManager,
    { about }: OrderedMail,
    to: MailRecipient | undefined,
  ): Promise<MailContent | undefined> {
    // Settled or asked again meanwhile, it has been read.
    const concern = await manager.findOneBy(ConcernEntity, { id: String(about.concernId), state: 'answered' });
    if (concern === null || to === undefined) return undefined;
    const { id, assessmentId } = concern;
    if (!may(to.actor, 'concerns.read', await this.places.find(manager, 'concernId', id))) return undefined;
    const values = await this.names.partsOf(manager, assessmentId);
    return values && { path: `/assessments/${assessmentId}/concerns/${id}`, values };
  }
}
