import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import type { Actor, Doer } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { GrantsOf } from './grants-of.js';
import { InvitationFollowers } from './invitation-followers.js';
import { eventOf, INVITATION_PATH, type Invitation } from './invitations.service.js';
import { NamesService } from './names.service.js';
import { PeopleService } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import { RoleNames, roleLine, type RoleInWords } from './role-names.js';
import { RoleRules } from './role-rules.js';
import { SignInService, VISITOR } from './sign-in.service.js';
import { TicketMails } from './ticket-mails.js';
import { TicketEntity } from './ticket.entity.js';
import { linkSpent, openTicket } from './tickets.js';

/** An invitation as whoever holds its link sees it. */
export interface OpenInvitation extends RoleInWords {
  readonly email: string;
  readonly name: string;
  readonly message: string | null;
  /** Who sent it; null for the service itself */
  readonly from: string | null;
  readonly expiresAt: Date;
  /** Of what was handed over: the day by which it is wished for, ISO */
  readonly wishedFor: string | null;
  /** Id of the person whose account has this address; null where there is none yet */
  readonly accountId: string | null;
}

/** A new account, as somebody makes it who was invited. */
export interface NewAccount {
  readonly name: string;
  readonly password: string;
  /** The browser in words */
  readonly device: string;
}

/** What people do with the link of an invitation. */
@Injectable()
export class InvitationAnswers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly people: PeopleService,
    private readonly called: NamesService,
    private readonly grantsOf: GrantsOf,
    private readonly rules: RoleRules,
    private readonly names: RoleNames,
    private readonly signIn: SignInService,
    private readonly followers: InvitationFollowers,
    mails: TicketMails,
  ) {
    mails.register('invitation', async (manager, token) => {
      const ticket = await this.open(manager, this.clock.now(), token);
      const [words] = await this.names.of(manager, [ticket]);
      const from = (await this.called.of(manager, [ticket.createdBy])).get(ticket.createdBy) ?? 'Somebody';
      const values = { from, role: roleLine(words as RoleInWords), until: ticket.expiresAt };
      return { path: `${INVITATION_PATH}${token}`, values };
    });
  }

  /** What a link invites to. @throws Problem `link-spent` */
  show(token: string): Promise<OpenInvitation> {
    return this.unitOfWork.read(async (manager) => {
      const ticket = await this.open(manager, this.clock.now(), token);
      const [words] = await this.names.of(manager, [ticket]);
      const account = await this.people.findByEmail(manager, ticket.email);
      const from = await this.called.of(manager, [ticket.createdBy]);
      return {
        ...(words as RoleInWords),
        email: ticket.email,
        name: ticket.name ?? '',
        message: ticket.message,
        from: from.get(ticket.createdBy) ?? null,
        expiresAt: ticket.expiresAt,
        wishedFor: await this.followers.wishedFor(manager, ticket.handOverId),
        accountId: account?.id ?? null,
      };
    });
  }

  /**
   * Makes an account for the invited address, gives it the role and signs it in.
   *
   * @returns what goes into the cookie
   * @throws Problem `link-spent`, `conflict` when the address has an account by now
   */
  async takeAsNew(token: string, { name, password, device }: NewAccount): Promise<string> {
    await this.show(token);
    const hash = await this.people.hash(password);
    return this.unitOfWork.write(VISITOR, async (scope) => {
      const ticket = await this.open(scope.manager, scope.now, token);
      if ((await this.people.findByEmail(scope.manager, ticket.email)) !== null) {
        throw new Problem('conflict', 'This address has an account: sign in, then take the invitation.');
      }
      const person = await this.people.add(scope, { email: ticket.email, name, createdBy: ticket.createdBy });
      await this.people.setPassword(scope, person.id, hash);
      await this.close(scope, ticket, person.id);
      return this.signIn.enter(scope, person.id, 'password', device, false);
    });
  }

  /**
   * Gives the role to somebody who is signed in with the invited address.
   *
   * @throws Problem `link-spent`, `forbidden` for somebody else
   */
  take(actor: Actor, token: string): Promise<void> {
    return this.unitOfWork.write(actor, async (scope) => {
      const ticket = await this.open(scope.manager, scope.now, token);
      const account = await this.people.findByEmail(scope.manager, ticket.email);
      if (account?.id !== actor.id || actor.id === ticket.createdBy) {
        throw new Problem('forbidden', 'This invitation is for another address than the one you are signed in with.');
      }
      await this.close(scope, ticket, actor.id);
    });
  }

  /** Says no, with a reason. Whoever holds the link may. @throws Problem `link-spent` */
  decline(doer: Doer | undefined, token: string, reason: string): Promise<void> {
    return this.unitOfWork.write(doer ?? VISITOR, async (scope) => {
      const { manager, now, record } = scope;
      const ticket = await this.open(manager, now, token);
      await answer(manager, ticket, { state: 'declined', reason, closedAt: now });
      record(eventOf('invitation-declined', ticket));
      await this.followers.declined(scope, ticket.handOverId, reason);
    });
  }

  private async close(scope: WriteScope, ticket: Invitation, personId: string, opened = true): Promise<void> {
    const { manager, now, record } = scope;
    await answer(manager, ticket, { state: 'taken', personId, closedAt: now });
    const { role, trustId, vendorId, networkId, assessmentId, sections, questions, handOverId } = ticket;
    const held = { role, trustId, vendorId, networkId, assessmentId, sections };
    await this.people.grant(scope, personId, ticket.createdBy, held, { questions, handOverId });
    record(eventOf('invitation-taken', ticket, personId));
    await this.followers.taken(scope, handOverId, personId, opened);
    if (handOverId !== null) await this.takeFurther(scope, ticket, personId);
  }

  /** What else of the same assessment was handed to the same address by the same person: one link opens it all. */
  private async takeFurther(
    scope: WriteScope,
    { email, assessmentId, createdBy }: Invitation,
    id: string,
  ): Promise<void> {
    if (email === null || assessmentId === null) return;
    const open = {
      kind: 'invitation',
      state: 'open',
      expiresAt: MoreThan(scope.now),
      handOverId: Not(IsNull()),
    } as const;
    const next = await scope.manager.findOneBy(TicketEntity, { ...open, email, assessmentId, createdBy });
    // The next one looks for those that are left.
    if (next !== null) await this.close(scope, next as Invitation, id, false);
  }

  /** The invitation of a link, as long as whoever sent it may still give the role. @throws Problem `link-spent` */
  private async open(manager: EntityManager, now: Date, token: string): Promise<Invitation & { email: string }> {
    const ticket = (await openTicket(manager, now, token, 'invitation')) as Invitation;
    if (ticket.email === null) throw linkSpent();
    const sender = await manager.findOneBy(PersonEntity, { id: ticket.createdBy });
    if (sender !== null) {
      const grants = sender.state === 'active' ? await this.grantsOf.person(manager, sender.id) : [];
      if (!(await this.rules.stillInvites(manager, now, grants, ticket, ticket.id))) throw linkSpent();
    }
    return { ...ticket, email: ticket.email };
  }
}

/** Of two answers at once, the first counts. @throws Problem `link-spent` */
async function answer(manager: EntityManager, { id }: TicketEntity, values: Partial<TicketEntity>): Promise<void> {
  const { affected } = await manager.update(TicketEntity, { id, state: 'open' }, values);
  if (affected !== 1) throw linkSpent();
}
