import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual, MoreThan, type EntityManager, type FindOperator } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { onlyVisible } from '../platform/access/visible.js';
import { Clock } from '../platform/clock/clock.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { UnitOfWork, type EventRecord } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import type {
  CreateInvitation,
  InvitationQuery,
  InvitationState,
  InvitationView,
  NewInvitationView,
} from './invitations.dto.js';
import { emailKey } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import type { RoleColumns } from './role-columns.js';
import { InvitationFollowers } from './invitation-followers.js';
import { RoleNames, roleLine } from './role-names.js';
import { RoleRules } from './role-rules.js';
import { TicketEntity } from './ticket.entity.js';
import { TicketMails } from './ticket-mails.js';
import { makeTicket, renewTicket } from './tickets.js';

/** Where the link of an invitation leads, below the address of the service. */
export const INVITATION_PATH = '/invitations/';

/** A ticket that is an invitation: it has a role. */
export type Invitation = TicketEntity & RoleColumns;

/** Invites people, and keeps track of who was invited. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly rules: RoleRules,
    private readonly names: RoleNames,
    private readonly followers: InvitationFollowers,
    private readonly mails: TicketMails,
  ) {}

  /**
   * Makes an invitation and tells its link, this once.
   *
   * @param base address of the service, which the link begins with
   * @throws Problem `invalid-request`, `forbidden`, `conflict` when the same invitation is open
   */
  create(actor: Actor, command: CreateInvitation, base: string): Promise<NewInvitationView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const email = emailKey(command.email);
      await refuseOneself(manager, actor, email);
      const held = await this.rules.checkInvitation(manager, now, actor, command);
      await refuseTwice(manager, now, email, held);
      const order = { kind: 'invitation', createdBy: actor.id, email, ...held } as const;
      const { ticket, token } = await makeTicket(manager, now, {
        ...order,
        name: command.name,
        message: command.message ?? null,
      });
      record(eventOf('invitation-made', ticket));
      const mailed = await this.mails.order(scope, ticket, token);
      return { ...(await this.viewOf(manager, ticket)), link: linkOf(base, token), mailed };
    });
  }

  /** Invitations that somebody looks after or sent, the newest first. @throws Problem `invalid-cursor` */
  list(actor: Actor, { state, ...page }: InvitationQuery): Promise<Page<InvitationView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(TicketEntity, 'ticket').where("ticket.kind = 'invitation'");
      onlyVisible(query, actor, 'people.manage', {
        trustId: 'ticket.trustId',
        vendorId: 'ticket.vendorId',
        ownerId: 'ticket.createdBy',
      });
      if (state !== undefined) query.andWhere(whereState(state, this.clock.now()));
      const { items, next } = await pageOf(query, sortingOf('ticket', '-createdAt'), page, ({ createdAt }) =>
        createdAt.toISOString(),
      );
      return { items: await this.viewsOf(manager, items), next };
    });
  }

  /** @throws Problem `not-found` */
  get(_actor: Actor, id: string): Promise<InvitationView> {
    return this.unitOfWork.read(async (manager) => this.viewOf(manager, await invitationOf(manager, id)));
  }

  /** Ends the link. One that is closed stays as it is. @throws Problem `not-found` */
  withdraw(actor: Actor, id: string): Promise<InvitationView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const ticket = await invitationOf(manager, id);
      const closed = ticket.state === 'open' ? ({ state: 'withdrawn', closedAt: now } as const) : {};
      if (ticket.state === 'open') await manager.update(TicketEntity, { id, state: 'open' }, closed);
      record(eventOf('invitation-withdrawn', ticket));
      if (ticket.state === 'open') await this.followers.withdrawn(scope, ticket.handOverId, actor.id);
      return this.viewOf(manager, { ...ticket, ...closed });
    });
  }

  /**
   * Makes a new link for an invitation that was not answered; the old one ends.
   *
   * @throws Problem `not-found`, `forbidden` for a role that one may not give any more, `conflict` when it was answered
   */
  remind(actor: Actor, id: string, base: string): Promise<NewInvitationView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const ticket = await invitationOf(manager, id);
      if (ticket.state !== 'open' || ticket.email === null) {
        throw new Problem('conflict', 'The invitation was answered or withdrawn. Make a new one.');
      }
      if (!(await this.rules.stillInvites(manager, now, actor.grants, ticket, id))) {
        throw new Problem('forbidden', `You cannot give the role ${ticket.role} there.`);
      }
      const made = await renewTicket(manager, now, ticket, actor.id);
      record(eventOf('invitation-reminded', made.ticket));
      const mailed = await this.mails.order(scope, made.ticket, made.token);
      return { ...(await this.viewOf(manager, made.ticket)), link: linkOf(base, made.token), mailed };
    });
  }

  private async viewOf(manager: EntityManager, ticket: TicketEntity): Promise<InvitationView> {
    const [view] = await this.viewsOf(manager, [ticket]);
    return view as InvitationView;
  }

  /** Invitations as they are shown, in a transaction that another service has opened. */
  async viewsOf(manager: EntityManager, tickets: readonly TicketEntity[]): Promise<InvitationView[]> {
    const invitations = tickets as readonly Invitation[];
    const words = await this.names.of(manager, invitations);
    const now = this.clock.now();
    return invitations.map(({ kind: _kind, tokenHash: _hash, ...view }, index) => ({
      ...view,
      state: view.state === 'open' && view.expiresAt <= now ? 'expired' : view.state,
      text: roleLine(words[index] as (typeof words)[number]),
    }));
  }
}

/** What the record says of an invitation. */
export function eventOf(type: string, ticket: TicketEntity, personId?: string): EventRecord {
  const { id, role, trustId, vendorId, networkId, assessmentId, sections, questions, handOverId } = ticket;
  return {
    type,
    subjectId: id,
    ...(trustId !== null && { trustId }),
    ...(assessmentId !== null && { assessmentId }),
    data: {
      ...{ role, vendorId, networkId, sections },
      ...(personId !== undefined && { personId }),
      ...(handOverId !== null && { questions, handOverId }),
    },
  };
}

async function invitationOf(manager: EntityManager, id: string): Promise<Invitation> {
  const ticket = await manager.findOneBy(TicketEntity, { id, kind: 'invitation' });
  if (ticket === null) throw notFound('invitation', id);
  return ticket as Invitation;
}

/** Nobody gets a further role by way of a link to themselves. @throws Problem `invalid-request` */
export async function refuseOneself(manager: EntityManager, actor: Actor, email: string): Promise<void> {
  if (!(await manager.existsBy(PersonEntity, { id: actor.id, email }))) return;
  throw new Problem('invalid-request', 'Nobody invites themselves. Nothing was stored.', {
    errors: [{ pointer: '/email', code: 'not-allowed', detail: 'This is your own address.' }],
  });
}

/** @throws Problem `conflict` */
async function refuseTwice(manager: EntityManager, now: Date, email: string, held: RoleColumns): Promise<void> {
  const at = (id: string | null): string | FindOperator<string> => id ?? IsNull();
  const same = await manager.findOneBy(TicketEntity, {
    ...{ kind: 'invitation', state: 'open', email, role: held.role, expiresAt: MoreThan(now) },
    trustId: at(held.trustId),
    vendorId: at(held.vendorId),
    networkId: at(held.networkId),
    assessmentId: at(held.assessmentId),
    handOverId: IsNull(),
  });
  if (same === null) return;
  throw new Problem('conflict', 'There is an open invitation of this kind for this address. Remind, or withdraw it.', {
    errors: [{ pointer: '/email', code: 'taken', detail: 'This address has an open invitation to this role.' }],
    extra: { existingId: same.id },
  });
}

function whereState(state: InvitationState, now: Date): Readonly<Record<string, unknown>> {
  if (state === 'open') return { state, expiresAt: MoreThan(now) };
  return state === 'expired' ? { state: 'open', expiresAt: LessThanOrEqual(now) } : { state };
}

export function linkOf(base: string, token: string): string {
  return `${base}${INVITATION_PATH}${token}`;
}
