import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { NamesService } from '../accounts/names.service.js';
import { longDate, parseDay } from '../core/contracts/calendar.js';
import { AssessmentNames } from '../assessments/assessment-names.js';
import { may } from '../platform/access/decide.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import { MailKinds, type MailContent, type OrderedMail } from '../platform/mail/mail-kinds.js';
import type { MailRecipient } from '../platform/mail/mail-people.js';
import { Outbox } from '../platform/mail/outbox.js';
import { UNDER_WAY } from './hand-over-changes.js';
import { HandOverEntity, type HandOverState } from './hand-over.entity.js';

/** What became of it, in the words of the mail */
const ENDS: Partial<Readonly<Record<HandOverState, string>>> = {
  returned: 'A colleague has finished',
  declined: 'A colleague cannot answer',
};

/** Tells colleagues that they were asked, and whoever asked that it came back. */
@Injectable()
export class HandOverMails {
  constructor(
    kinds: MailKinds,
    private readonly outbox: Outbox,
    private readonly assessments: AssessmentNames,
    private readonly names: NamesService,
  ) {
    kinds.register('hand-over-asked', { topic: 'handovers', content: (...given) => this.contentOfAsked(...given) });
    kinds.register('hand-over-ended', { topic: 'handovers', content: (...given) => this.contentOfEnded(...given) });
  }

  /** Asks, or reminds, somebody who has an account; others get their link. @returns whether mail is sent */
  async asked(
    scope: Pick<WriteScope, 'manager' | 'now'>,
    { id, personId }: Pick<HandOverEntity, 'id' | 'personId'>,
  ): Promise<boolean> {
    if (personId === null) return false;
    return this.outbox.order(scope, { kind: 'hand-over-asked', to: { personId }, about: { handOverId: id } });
  }

  /** Orders the mail, with the change that it tells of. */
  async ended(
    scope: Pick<WriteScope, 'manager' | 'now'>,
    { id, createdBy }: Pick<HandOverEntity, 'id' | 'createdBy'>,
  ): Promise<void> {
    await this.outbox.order(scope, { kind: 'hand-over-ended', to: { personId: createdBy }, about: { handOverId: id } });
  }

  private async contentOfAsked(
    manager: EntityManager,
    { about }: OrderedMail,
    to: MailRecipient | undefined,
  ): Promise<MailContent | undefined> {
    const row = await manager.findOneBy(HandOverEntity, { id: String(about.handOverId), state: In([...UNDER_WAY]) });
    // Finished, taken back or given to somebody else meanwhile, it is not asked any more.
    if (row === null || row.personId !== to?.actor.id) return undefined;
    const { createdBy, wishedFor } = row;
    const from = (await this.names.of(manager, [createdBy])).get(createdBy) ?? 'A colleague';
    const day = wishedFor === null ? undefined : parseDay(wishedFor);
    return this.pageOf(manager, row, { from, until: day === undefined ? '' : longDate(day) });
  }

  private async contentOfEnded(
    manager: EntityManager,
    { about }: OrderedMail,
    to: MailRecipient | undefined,
  ): Promise<MailContent | undefined> {
    const row = await manager.findOneBy(HandOverEntity, { id: String(about.handOverId) });
    const ended = row === null ? undefined : ENDS[row.state];
    // Taken back or given to somebody else meanwhile, it is known.
    if (row === null || ended === undefined || to === undefined) return undefined;
    if (await manager.existsBy(HandOverEntity, { replacesId: row.id })) return undefined;
    if (!may(to.actor, 'handovers.manage', { trustId: row.trustId })) return undefined;
    return this.pageOf(manager, row, { ended });
  }

  private async pageOf(
    manager: EntityManager,
    { id, assessmentId }: HandOverEntity,
    own: Readonly<Record<string, string>>,
  ): Promise<MailContent | undefined> {
    const parts = await this.assessments.partsOf(manager, assessmentId);
    return parts && { path: `/assessments/${assessmentId}/hand-over/${id}`, values: { ...own, ...parts } };
  }
}
