import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { GrantEntity } from './grant.entity.js';
import { GrantsOf } from './grants-of.js';
import { passwordDefect } from './passwords.js';
import { NamesService } from './names.service.js';
import { RESET_PATH } from './people-care.service.js';
import { PeopleService } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import { RoleRules } from './role-rules.js';
import { SessionsService } from './sessions.service.js';
import { VISITOR } from './sign-in.service.js';
import { TicketEntity } from './ticket.entity.js';
import { TicketMails } from './ticket-mails.js';
import { linkSpent, openTicket } from './tickets.js';

/** A new password by the link that somebody's lead made. It lets nobody in: whoever uses it signs in as always. */
@Injectable()
export class ResetService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly people: PeopleService,
    private readonly sessions: SessionsService,
    private readonly grantsOf: GrantsOf,
    private readonly rules: RoleRules,
    called: NamesService,
    mails: TicketMails,
  ) {
    mails.register('password-reset', async (manager, token) => {
      const { ticket } = await this.open(manager, this.clock.now(), token);
      const from = (await called.of(manager, [ticket.createdBy])).get(ticket.createdBy) ?? 'Somebody';
      return { path: `${RESET_PATH}${token}`, values: { from, until: ticket.expiresAt } };
    });
  }

  /** Address of the account that a link is for. @throws Problem `link-spent` */
  check(token: string): Promise<string> {
    return this.unitOfWork.read(async (manager) => {
      const { person } = await this.open(manager, this.clock.now(), token);
      return person.email ?? '';
    });
  }

  /** What is wrong with a password for this account; undefined when it will do. @throws Problem `link-spent` */
  defect(token: string, password: string): Promise<string | undefined> {
    return this.unitOfWork.read(async (manager) => {
      const { person } = await this.open(manager, this.clock.now(), token);
      return passwordDefect(password, [person.name ?? '', person.email ?? '']);
    });
  }

  /** Sets the password and ends all sessions. @throws Problem `link-spent` */
  async finish(token: string, password: string): Promise<void> {
    const hash = await this.people.hash(password);
    await this.unitOfWork.write(VISITOR, async (scope) => {
      const { manager, now } = scope;
      const { ticket, person } = await this.open(manager, now, token);
      const taken = { state: 'taken', closedAt: now } as const;
      if ((await manager.update(TicketEntity, { id: ticket.id, state: 'open' }, taken)).affected !== 1)
        throw linkSpent();
      await this.people.setPassword(scope, person.id, hash);
      const ended = await this.sessions.endAll(scope, person.id);
      scope.record({
        type: 'password-reset',
        subjectId: person.id,
        data: { ticketId: ticket.id, sessionsEnded: ended },
      });
    });
  }

  /** The link, as long as whoever made it may still look after the account. @throws Problem `link-spent` */
  private async open(
    manager: EntityManager,
    now: Date,
    token: string,
  ): Promise<{ ticket: TicketEntity; person: PersonEntity }> {
    const ticket = await openTicket(manager, now, token, 'reset');
    const person = await manager.findOneBy(PersonEntity, { id: ticket.personId ?? '', state: 'active' });
    if (person === null || !(await this.stillLooksAfter(manager, ticket.createdBy, person.id))) throw linkSpent();
    return { ticket, person };
  }

  private async stillLooksAfter(manager: EntityManager, makerId: string, personId: string): Promise<boolean> {
    const maker = await manager.findOneBy(PersonEntity, { id: makerId });
    if (maker === null) return true;
    if (maker.state !== 'active') return false;
    const own = await this.grantsOf.person(manager, makerId);
    for (const grant of await manager.findBy(GrantEntity, { personId })) {
      if (!(await this.rules.mayGive(manager, own, grant))) return false;
    }
    return true;
  }
}
