import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import { MailKinds, type MailContent, type OrderedMail } from '../platform/mail/mail-kinds.js';
import { Outbox } from '../platform/mail/outbox.js';
import { Problem } from '../platform/problem/problem.js';
import { seal, unseal } from './sealed.js';
import type { TicketEntity } from './ticket.entity.js';

/** What the mail of a ticket says, as long as its link works. @throws Problem `link-spent` when it does not any more */
export type TicketContent = (manager: EntityManager, token: string) => Promise<MailContent>;

/**
 * Mails with a link that works once. What is in the link is stored nowhere but here, sealed, and only until the mail is
 * gone.
 */
@Injectable()
export class TicketMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly kinds: MailKinds,
    @Inject(CONFIG) private readonly config: Pick<Config, 'secretKey'>,
  ) {}

  /** Says what the mails of a kind of tickets are. */
  register(kind: 'invitation' | 'password-reset', content: TicketContent): void {
    this.kinds.register(kind, {
      topic: 'account',
      content: (manager, mail) => this.contentOf(manager, mail, content),
    });
  }

  /** Orders the mail of a link, with the change that made it. @returns whether it will be sent */
  order(
    scope: Pick<WriteScope, 'manager' | 'now'>,
    { id, kind, email, personId }: TicketEntity,
    token: string,
  ): Promise<boolean> {
    const to = kind === 'reset' ? { personId: personId ?? '' } : { address: email ?? '' };
    return this.outbox.order(scope, {
      kind: kind === 'reset' ? 'password-reset' : 'invitation',
      ...{ to, about: { ticketId: id } },
      sealed: seal(token, this.sealOf(id)),
    });
  }

  private async contentOf(
    manager: EntityManager,
    { about, sealed }: OrderedMail,
    content: TicketContent,
  ): Promise<MailContent | undefined> {
    const token = unseal(sealed ?? '', this.sealOf(String(about.ticketId)));
    if (token === undefined) return undefined;
    try {
      return await content(manager, token);
    } catch (error) {
      // It was withdrawn, used, or made anew, or whoever made it may not any more.
      if (error instanceof Problem && error.code === 'link-spent') return undefined;
      throw error;
    }
  }

  private sealOf(owner: string): { secretKey: string; kind: 'mail-link'; owner: string } {
    return { secretKey: this.config.secretKey, kind: 'mail-link', owner };
  }
}
