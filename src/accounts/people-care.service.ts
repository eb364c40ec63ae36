import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import type { Role } from '../platform/access/grants.js';
import { onlyVisible } from '../platform/access/visible.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork, type EventRecord, type WriteScope } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { GrantEntity } from './grant.entity.js';
import type { GiveRole } from './invitations.dto.js';
import type { GrantView, PersonView, ResetLinkView } from './people.dto.js';
import { PeopleService } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import { RoleNames, roleLine } from './role-names.js';
import { RoleRules } from './role-rules.js';
import { RecoveryCodeEntity, SecondFactorEntity } from './second-factor.entity.js';
import { SessionsService } from './sessions.service.js';
import { TicketEntity } from './ticket.entity.js';
import { TicketMails } from './ticket-mails.js';
import { makeTicket } from './tickets.js';

/** Where a link to a new password leads, below the address of the service. */
export const RESET_PATH = '/reset/';

/**
 * How leads look after people. Whom they reach, the guard knows: people with a role at their own organisation. Of those
 * they see and take the roles there; to the account itself they do something only where they may give all of its roles.
 */
@Injectable()
export class PeopleCareService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly sessions: SessionsService,
    private readonly rules: RoleRules,
    private readonly names: RoleNames,
    private readonly mails: TicketMails,
  ) {}

  /** @throws Problem `invalid-cursor` */
  list(actor: Actor, page: PageRequest): Promise<Page<PersonView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(PersonEntity, 'person');
      if (!isAdministrator(actor)) {
        const held = manager.createQueryBuilder(GrantEntity, 'held').select('held.personId');
        onlyVisible(held, actor, 'people.manage', { trustId: 'held.trustId', vendorId: 'held.vendorId' });
        query.where(`person.id IN (${held.getQuery()})`).setParameters(held.getParameters());
      }
      const { items, next } = await pageOf(query, sortingOf('person', '-createdAt'), page, ({ createdAt }) =>
        createdAt.toISOString(),
      );
      const views: PersonView[] = [];
      for (const person of items) views.push(await this.viewOf(manager, actor, person));
      return { items: views, next };
    });
  }

  /** @throws Problem `not-found` */
  get(actor: Actor, id: string): Promise<PersonView> {
    return this.unitOfWork.read(async (manager) => this.viewOf(manager, actor, await personOf(manager, id)));
  }

  /** Keeps somebody from signing in, and ends their sessions. @throws Problem `not-found`, `forbidden`, `conflict` */
  suspend(actor: Actor, id: string): Promise<PersonView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const person = await this.inCare(scope.manager, actor, id);
      await this.people.assertNotLastAdministrator(scope.manager, id);
      await scope.manager.update(PersonEntity, { id }, { state: 'suspended', version: person.version + 1 });
      const ended = await this.sessions.endAll(scope, id);
      await withdrawResets(scope, id);
      scope.record({ type: 'person-suspended', subjectId: id, data: { sessionsEnded: ended } });
      return this.viewOf(scope.manager, actor, await personOf(scope.manager, id));
    });
  }

  /** Lets somebody sign in again. @throws Problem `not-found`, `forbidden`, `conflict` */
  reactivate(actor: Actor, id: string): Promise<PersonView> {
    return this.unitOfWork.write(actor, async ({ manager, record }) => {
      const person = await this.inCare(manager, actor, id);
      await manager.update(PersonEntity, { id }, { state: 'active', version: person.version + 1 });
      record({ type: 'person-reactivated', subjectId: id });
      return this.viewOf(manager, actor, await personOf(manager, id));
    });
  }

  /**
   * Makes a link to a new password, in the place of earlier ones.
   *
   * @param base address of the service, which the link begins with
   * @throws Problem `not-found`, `forbidden`, `conflict`
   */
  resetLink(actor: Actor, id: string, base: string): Promise<ResetLinkView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { state } = await this.inCare(scope.manager, actor, id);
      if (state !== 'active') throw new Problem('conflict', 'The person is suspended. Reactivate them first.');
      await withdrawResets(scope, id);
      const order = { kind: 'reset', personId: id, createdBy: actor.id } as const;
      const { ticket, token } = await makeTicket(scope.manager, scope.now, order);
      scope.record({ type: 'reset-link-made', subjectId: id, data: { ticketId: ticket.id } });
      const mailed = await this.mails.order(scope, ticket, token);
      return { link: `${base}${RESET_PATH}${token}`, mailed, expiresAt: ticket.expiresAt };
    });
  }

  /**
   * Takes an authenticator app that was lost, with its recovery codes, off an account, and ends its sessions. Where the
   * role needs one, the next sign-in has a new one set up.
   *
   * @throws Problem `not-found`, `forbidden`, `conflict` where there is none
   */
  takeSecondFactor(actor: Actor, id: string): Promise<PersonView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager } = scope;
      await this.inCare(manager, actor, id);
      await manager.delete(RecoveryCodeEntity, { personId: id });
      if ((await manager.delete(SecondFactorEntity, { personId: id })).affected !== 1) {
        throw new Problem('conflict', 'This account has no authenticator app.');
      }
      const ended = await this.sessions.endAll(scope, id);
      scope.record({ type: 'second-factor-taken', subjectId: id, data: { sessionsEnded: ended } });
      return this.viewOf(manager, actor, await personOf(manager, id));
    });
  }

  /** Gives a further role. @throws Problem `not-found`, `invalid-request`, `forbidden`, `conflict` */
  giveRole(actor: Actor, id: string, asked: GiveRole): Promise<PersonView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const person = await presentPerson(scope.manager, id);
      if (actor.id === id) throw new Problem('forbidden', 'Nobody gives themselves a role. Ask somebody else.');
      const held = await this.rules.check(scope.manager, actor, asked, 'people.manage');
      await this.people.grant(scope, id, actor.id, held);
      await scope.manager.update(PersonEntity, { id }, { version: person.version + 1 });
      return this.viewOf(scope.manager, actor, await personOf(scope.manager, id));
    });
  }

  /** Takes a role. @throws Problem `not-found`, `forbidden`, `conflict` for the last administrator, `stale-version` */
  takeRole(actor: Actor, id: string, grantId: string, expectedVersion: number): Promise<PersonView> {
    return this.unitOfWork.write(actor, async ({ manager, record }) => {
      const person = await presentPerson(manager, id);
      const grant = await manager.findOneBy(GrantEntity, { id: grantId, personId: id });
      if (grant === null) throw notFound('grant', grantId);
      if (!(await this.rules.mayGive(manager, actor.grants, grant))) throw notYours();
      if (grant.handOverId !== null) throw fromHandOver();
      if (grant.role === 'administrator') await this.people.assertNotLastAdministrator(manager, id);
      if (!(await updateVersion(manager, PersonEntity, { id }, expectedVersion, {})))
        throw staleVersion(person.version);
      await manager.delete(GrantEntity, { id: grantId });
      record(roleTaken(grant));
      return this.viewOf(manager, actor, await personOf(manager, id));
    });
  }

  /** Somebody whose account one may change: not one's own, and with no role that one may not give. @throws Problem */
  private async inCare(manager: EntityManager, actor: Actor, id: string): Promise<PersonEntity> {
    const person = await presentPerson(manager, id);
    if (actor.id === id) throw new Problem('forbidden', 'You look after your own account on its own page.');
    const grants = await manager.findBy(GrantEntity, { personId: id });
    if (!(await this.givesAll(manager, actor, grants))) {
      throw new Problem(
        'forbidden',
        'This person has a role that you do not look after. You may take those that you do.',
      );
    }
    return person;
  }

  private async givesAll(manager: EntityManager, actor: Actor, grants: readonly GrantEntity[]): Promise<boolean> {
    if (isAdministrator(actor)) return true;
    for (const grant of grants) if (!(await this.rules.mayGive(manager, actor.grants, grant))) return false;
    return grants.length > 0;
  }

  /** A person as somebody may see them, in a transaction that another service has opened. */
  async viewOf(manager: EntityManager, actor: Actor, person: PersonEntity): Promise<PersonView> {
    const grants = await manager.findBy(GrantEntity, { personId: person.id });
    const words = await this.names.of(manager, grants);
    const all = isAdministrator(actor);
    const roles: GrantView[] = [];
    for (const [index, { personId: _person, ...grant }] of grants.entries()) {
      const gives = await this.rules.mayGive(manager, actor.grants, grant);
      const text = roleLine(words[index] as (typeof words)[number]);
      const yours = gives && grant.handOverId === null;
      if (all || gives || person.id === actor.id) roles.push({ ...grant, text, yours });
    }
    const { id, name, email, state, lastSignInAt, createdAt, version } = person;
    const yours = person.id !== actor.id && state !== 'erased' && (await this.givesAll(manager, actor, grants));
    return { id, name, email, state, roles, yours, lastSignInAt, createdAt, version };
  }
}

function isAdministrator({ grants }: Actor): boolean {
  return grants.some(({ role }) => role === ('administrator' satisfies Role));
}

async function personOf(manager: EntityManager, id: string): Promise<PersonEntity> {
  const person = await manager.findOneBy(PersonEntity, { id });
  if (person === null) throw notFound('person', id);
  return person;
}

/** @throws Problem `not-found`, `conflict` for somebody who was erased */
async function presentPerson(manager: EntityManager, id: string): Promise<PersonEntity> {
  const person = await personOf(manager, id);
  if (person.state === 'erased') throw new Problem('conflict', 'This person was erased.');
  return person;
}

async function withdrawResets({ manager, now }: WriteScope, personId: string): Promise<void> {
  const where = { kind: 'reset', personId, state: 'open' } as const;
  await manager.update(TicketEntity, where, { state: 'withdrawn', closedAt: now });
}

/** What the record says of a role that ended. */
export function roleTaken({ personId, role, trustId, ...held }: GrantEntity): EventRecord {
  const { vendorId, networkId, assessmentId, sections, questions } = held;
  const data = { role, vendorId, networkId, assessmentId, sections, ...(questions !== null && { questions }) };
  return { type: 'role-taken', subjectId: personId, ...(trustId !== null && { trustId }), data };
}

function fromHandOver(): Problem {
  return new Problem('conflict', 'This role came with a hand-over, and ends with it: take the hand-over back.');
}

function notYours(): Problem {
  return new Problem('forbidden', 'You may not give this role, so you may not take it either.');
}
