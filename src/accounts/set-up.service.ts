import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { operator } from '../platform/actor/actor.js';
import { PeopleService } from './people.service.js';
import { SignInService } from './sign-in.service.js';
import { TicketEntity } from './ticket.entity.js';
import { makeTicket, openTicket } from './tickets.js';

const STARTER = operator('service');

export interface FirstAdministrator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** The first person of an empty service comes in by a link that its start prints. */
@Injectable()
export class SetUpService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly signIn: SignInService,
    private readonly clock: Clock,
  ) {}

  /** A new link, which takes the place of earlier ones; undefined once there are people. @returns the path */
  async link(): Promise<string | undefined> {
    if ((await this.people.count()) > 0) return undefined;
    const token = await this.unitOfWork.write(STARTER, async ({ manager, now, record }) => {
      await manager.update(TicketEntity, { kind: 'set-up', state: 'open' }, { state: 'withdrawn', closedAt: now });
      const made = await makeTicket(manager, now, { kind: 'set-up', createdBy: STARTER.id });
      record({ type: 'set-up-link-made', subjectId: made.ticket.id });
      return made.token;
    });
    return `/set-up/${token}`;
  }

  /** Whether a link is still good. @throws Problem `link-spent` */
  async check(token: string): Promise<void> {
    await this.unitOfWork.read((manager) => openTicket(manager, this.clock.now(), token, 'set-up'));
  }

  /** Makes the first administrator and signs them in. @returns what goes into the cookie. @throws Problem `link-spent` */
  async finish(token: string, { email, name, password }: FirstAdministrator, device: string): Promise<string> {
    const hash = await this.people.hash(password);
    return this.unitOfWork.write(STARTER, async (scope) => {
      const { manager, now } = scope;
      const ticket = await openTicket(manager, now, token, 'set-up');
      const person = await this.people.add(scope, { email, name, createdBy: STARTER.id });
      await this.people.setPassword(scope, person.id, hash);
      await this.people.grant(scope, person.id, STARTER.id, {
        ...{ role: 'administrator', trustId: null, vendorId: null, networkId: null },
        ...{ assessmentId: null, sections: null },
      });
      await manager.update(TicketEntity, { id: ticket.id }, { state: 'taken', personId: person.id, closedAt: now });
      return this.signIn.enter(scope, person.id, 'password', device, false);
    });
  }
}
