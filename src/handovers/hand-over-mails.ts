import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import { MailKinds, type MailContent, type OrderedMail } from '../platform/mail/mail-kinds.js';
import type { MailRecipient } from '../platform/mail/mail-people.js';
import { Outbox } from '../platform/mail/outbox.js';
import { ToolsService } from '../tools/tools.service.js';
import { HandOverEntity, type HandOverState } from './hand-over.entity.js';

/** What became of it, in the words of the mail */
const ENDS: Partial<Readonly<Record<HandOverState, string>>> = {
  returned: 'A colleague has finished',
  declined: 'A colleague cannot answer',
};

/** Tells whoever handed something over that it came back. */
@Injectable()
export class HandOverMails {
  constructor(
    kinds: MailKinds,
    private readonly outbox: Outbox,
    private readonly places: Places,
    private readonly deployments: DeploymentsService,
    private readonly tools: ToolsService,
  ) {
    kinds.register('hand-over-ended', { topic: 'handovers', content: (...given) => this.content(...given) });
  }

  /** Orders the mail, with the change that it tells of. */
  async ended(
    scope: Pick<WriteScope, 'manager' | 'now'>,
    { id, createdBy }: Pick<HandOverEntity, 'id' | 'createdBy'>,
  ): Promise<void> {
    await this.outbox.order(scope, { kind: 'hand-over-ended', to: { personId: createdBy }, about: { handOverId: id } });
  }

  private async content(
    manager: EntityManager,
    { about }: OrderedMail,
    to: MailRecipient | undefined,
  ): Promise<MailContent | undefined> {
    const row = await manager.findOneBy(HandOverEntity, { id: String(about.handOverId) });
    const ended = row === null ? undefined : ENDS[row.state];
    // Taken back or given to somebody else meanwhile, it is known.
    if (row === null || ended === undefined || to === undefined) return undefined;
    if (await manager.existsBy(HandOverEntity, { replacesId: row.id })) return undefined;
    const place = await this.places.find(manager, 'assessmentId', row.assessmentId);
    if (place === undefined || !may(to.actor, 'handovers.read', place)) return undefined;
    const { site } = await this.deployments.find(manager, place.deploymentId as string);
    const values = { ended, tool: this.tools.nameOf(place.toolId as string), site: site.name };
    return { path: `/assessments/${row.assessmentId}/hand-over/${row.id}`, values };
  }
}
