import { Injectable } from '@nestjs/common';
import { In, Not, type EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { GrantEntity } from './grant.entity.js';
import { linkOf, refuseOneself } from './invitations.service.js';
import { roleTaken } from './people-care.service.js';
import { emailKey, PeopleService } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import type { Handed, RoleColumns } from './role-columns.js';
import { RoleNames } from './role-names.js';
import { TicketEntity } from './ticket.entity.js';
import { TicketMails } from './ticket-mails.js';
import { makeTicket, renewTicket } from './tickets.js';

/** Whom somebody hands something to: a colleague who is here, or a name and an address. */
export interface AskedColleague {
  readonly personId?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** Whom it goes to. A link is made for an address only; who is here finds it after signing in. */
export type Addressee = { readonly personId: string } | { readonly name: string; readonly email: string };

/** What is handed over, as far as it decides what the colleague reaches. */
export interface HandedThing {
  readonly handOverId: string;
  readonly trustId: string;
  readonly assessmentId: string;
  readonly section: string;
  /** Null: the whole section */
  readonly questionId: string | null;
  readonly message: string | null;
}

export interface PersonalLink {
  readonly ticketId: string;
  readonly link: string;
  /** Whether it is sent by mail as well */
  readonly mailed: boolean;
}

/** Somebody to choose. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  /** What they do here, in words */
  readonly role: string;
}

/** Whom something went to, as it is shown. */
export interface ColleagueView {
  readonly name: string | null;
  readonly email: string | null;
  /** `invited`: there is no account yet, or the link was not used */
  readonly state: 'active' | 'suspended' | 'erased' | 'invited';
  /** Until when the link works; null where there is none that does */
  readonly linkExpiresAt: Date | null;
}

/** Accounts, links and roles of those to whom sections and questions are handed. Everything within somebody's write. */
@Injectable()
export class HandOverAccess {
  constructor(
    private readonly people: PeopleService,
    private readonly mails: TicketMails,
    private readonly roles: RoleNames,
  ) {}

  /** People with a role at a trust who can sign in, by name. @param exceptId is left out */
  async colleagues(manager: EntityManager, trustIds: readonly string[], exceptId: string): Promise<Colleague[]> {
    const held = await manager.findBy(GrantEntity, { trustId: In([...trustIds]) });
    const ids = [...new Set(held.map(({ personId }) => personId))].filter((id) => id !== exceptId);
    const people = await manager.findBy(PersonEntity, { id: In(ids), state: 'active' });
    const rolesOf = (id: string): string => this.roles.inShort(held.filter(({ personId }) => personId === id));
    return people
      .map(({ id, name }) => ({ id, name: name ?? '', role: rolesOf(id) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Whom it goes to. An address that is not known at the trust is invited, whether or not there is an account.
   *
   * @throws Problem `invalid-request` for oneself, for somebody who is suspended, or who is not there
   */
  async addressee(
    manager: EntityManager,
    actor: Actor,
    trustIds: readonly string[],
    { personId, name, email }: AskedColleague,
  ): Promise<Addressee> {
    if (personId !== undefined) {
      const person = await manager.findOneBy(PersonEntity, { id: personId, state: Not('erased') });
      if (person === null || !(await this.isAt(manager, person, trustIds))) {
        throw wrong('/personId', 'Choose somebody who has a role at the trust, or give a name and an address.');
      }
      return present(person, actor, '/personId');
    }
    if (email === undefined || name === undefined) {
      throw wrong(email === undefined ? '/email' : '/name', 'Give a name and an address, or the id of a colleague.');
    }
    const key = emailKey(email);
    await refuseOneself(manager, actor, key);
    const known = await this.people.findByEmail(manager, key);
    if (known !== null && (await this.isAt(manager, known, trustIds))) return present(known, actor, '/email');
    return { name, email: key };
  }

  /** Gives the role to somebody who is here. */
  async give(scope: WriteScope, by: string, personId: string, thing: HandedThing): Promise<void> {
    const { held, handed } = roleOf(thing);
    await this.people.grant(scope, personId, by, held, handed);
  }

  /** Makes the link by which somebody takes the role; where mail is set up, it is sent. @param base address of the service */
  async invite(
    scope: WriteScope,
    by: string,
    to: { readonly name: string; readonly email: string },
    thing: HandedThing,
    base: string,
  ): Promise<PersonalLink> {
    const { held, handed } = roleOf(thing);
    const { message } = thing;
    const order = { kind: 'invitation', createdBy: by, ...to, message, ...held, ...handed } as const;
    const { ticket, token } = await makeTicket(scope.manager, scope.now, order);
    const mailed = await this.mails.order(scope, ticket, token);
    return { ticketId: ticket.id, link: linkOf(base, token), mailed };
  }

  /** Makes the link anew, and sends it as `invite` does; the old one ends. @throws Problem `conflict` where there is none that could be */
  async renew(scope: WriteScope, by: string, ticketId: string, base: string): Promise<PersonalLink> {
    const { manager, now } = scope;
    const ticket = await manager.findOneBy(TicketEntity, { id: ticketId, state: 'open' });
    if (typeof ticket?.email !== 'string') {
      throw new Problem('conflict', 'The invitation was ended. Take this back, and hand it over again.');
    }
    const renewed = await renewTicket(manager, now, ticket, by);
    const mailed = await this.mails.order(scope, renewed.ticket, renewed.token);
    return { ticketId, link: linkOf(base, renewed.token), mailed };
  }

  /** Ends all that a hand-over gave: the role at once, and the link. */
  async end({ manager, now, record }: WriteScope, handOverId: string): Promise<void> {
    const grants = await manager.findBy(GrantEntity, { handOverId });
    await manager.delete(GrantEntity, { handOverId });
    for (const grant of grants) record(roleTaken(grant));
    await manager.update(TicketEntity, { handOverId, state: 'open' }, { state: 'withdrawn', closedAt: now });
  }

  /** Those to whom hand-overs went, in the order in which they came. */
  async describe(
    manager: EntityManager,
    now: Date,
    all: readonly { readonly personId: string | null; readonly ticketId: string | null }[],
  ): Promise<ColleagueView[]> {
    const people = await manager.findBy(PersonEntity, { id: In(all.flatMap(({ personId }) => personId ?? [])) });
    const tickets = await manager.findBy(TicketEntity, { id: In(all.flatMap(({ ticketId }) => ticketId ?? [])) });
    return all.map(({ personId, ticketId }) => {
      const person = people.find(({ id }) => id === personId);
      if (person !== undefined) return { ...personOf(person), linkExpiresAt: null };
      const ticket = tickets.find(({ id }) => id === ticketId);
      const works = ticket?.state === 'open' && ticket.expiresAt > now;
      return {
        name: ticket?.name ?? null,
        email: ticket?.email ?? null,
        state: 'invited',
        linkExpiresAt: works ? ticket.expiresAt : null,
      };
    });
  }

  private isAt(manager: EntityManager, { id }: PersonEntity, trustIds: readonly string[]): Promise<boolean> {
    return manager.existsBy(GrantEntity, { personId: id, trustId: In([...trustIds]) });
  }
}

function roleOf({ trustId, assessmentId, section, questionId, handOverId }: HandedThing): {
  readonly held: RoleColumns;
  readonly handed: Handed;
} {
  const nowhere = { vendorId: null, networkId: null };
  const sections = questionId === null ? [section] : [];
  return {
    held: { role: 'contributor', ...nowhere, trustId, assessmentId, sections },
    handed: { questions: questionId === null ? null : [questionId], handOverId },
  };
}

/** @throws Problem `invalid-request` */
function present({ id, state }: PersonEntity, actor: Actor, pointer: string): Addressee {
  if (id === actor.id) throw wrong(pointer, 'This is you: nobody hands something to themselves.');
  if (state === 'suspended') {
    throw wrong(pointer, 'This person is suspended and cannot sign in. Let them back in on the page People first.');
  }
  return { personId: id };
}

function personOf({ name, email, state }: PersonEntity): Omit<ColleagueView, 'linkExpiresAt'> {
  return { name, email, state };
}

function wrong(pointer: string, detail: string): Problem {
  return new Problem('invalid-request', 'It cannot be handed to this person. Nothing was stored.', {
    errors: [{ pointer, code: 'not-allowed', detail }],
  });
}
