import { Injectable } from '@nestjs/common';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { EventLog } from '../platform/database/event-log.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Outbox } from '../platform/mail/outbox.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { GrantEntity } from './grant.entity.js';
import { HeldElsewhere, type Subject } from './held-elsewhere.js';
import { IdentityEntity } from './identity.entity.js';
import { InvitationsService } from './invitations.service.js';
import { KeptFormEntity } from './kept-form.entity.js';
import { keyViewOf } from './keys.service.js';
import { PasswordEntity } from './password.entity.js';
import { PeopleCareService } from './people-care.service.js';
import { PeopleService } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import type { ErasedView, PersonalData } from './personal-data.dto.js';
import { RecoveryCodeEntity, SecondFactorEntity } from './second-factor.entity.js';
import { SessionEntity } from './session.entity.js';
import { SignInTries } from './sign-in-tries.js';
import { TicketEntity } from './ticket.entity.js';

/** All that is held on somebody: to hand out, and to erase. docs/personal-data.md says what is kept and why. */
@Injectable()
export class PersonalDataService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly people: PeopleService,
    private readonly care: PeopleCareService,
    private readonly invitations: InvitationsService,
    private readonly tries: SignInTries,
    private readonly events: EventLog,
    private readonly elsewhere: HeldElsewhere,
    private readonly outbox: Outbox,
  ) {}

  /**
   * For the person and for administrators, which the guard sees to. It is put on record before it is given.
   *
   * @throws Problem `not-found`, `busy`, `storage-unavailable`
   */
  async export(actor: Actor, id: string): Promise<PersonalData> {
    const person = await this.unitOfWork.write(actor, async ({ manager, record }) => {
      record({ type: 'person-exported', subjectId: id });
      return personOf(manager, id);
    });
    return this.unitOfWork.read(async (manager) => {
      const password = await manager.findOneBy(PasswordEntity, { personId: id });
      const factor = await manager.findOneBy(SecondFactorEntity, { personId: id });
      const identities = await manager.findBy(IdentityEntity, { personId: id });
      const sessions = await manager.findBy(SessionEntity, { personId: id });
      const tickets = await manager.find(TicketEntity, { where: aboutOrBy(person), order: { createdAt: 'ASC' } });
      const subject = await subjectOf(manager, person);
      return {
        at: this.clock.now(),
        person: await this.care.viewOf(manager, actor, person),
        passwordChangedAt: password?.changedAt ?? null,
        secondFactorSince: factor?.confirmedAt ?? null,
        identities: identities.map(({ issuer, subject, linkedAt }) => ({ issuer, subject, linkedAt })),
        sessions: sessions.map(
          ({ tokenHash: _token, formToken: _form, personId: _person, secondFactorAt: _at, ...rest }) => rest,
        ),
        invitations: await this.invitations.viewsOf(
          manager,
          tickets.filter(({ kind }) => kind === 'invitation'),
        ),
        handOvers: await this.elsewhere.handOvers(manager, subject),
        keys: await keysOf(manager, id),
        texts: await this.elsewhere.texts(manager, subject),
        mails: await this.outbox.heldOn(manager, id),
        events: await this.events.naming(manager, id),
      };
    });
  }

  /**
   * Erases a person: what tells who it was goes, the id stays.
   *
   * @throws Problem `not-found`, `forbidden` for oneself, `conflict` for the last administrator
   */
  async erase(actor: Actor, id: string): Promise<ErasedView> {
    if (actor.id === id) throw new Problem('forbidden', 'Nobody erases themselves. Ask another administrator.');
    // apart from the transaction, whose reply is kept with its key for a day
    const { email } = await this.unitOfWork.read((manager) => personOf(manager, id));
    const view = await this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const person = await personOf(manager, id);
      await this.people.assertNotLastAdministrator(manager, id);
      const erasedAt = person.erasedAt ?? now;
      await this.elsewhere.erase(scope, await subjectOf(manager, person));
      await closeTickets(manager, now, person);
      await this.outbox.forgetPerson(manager, id, person.email);
      for (const entity of [
        ...[PasswordEntity, RecoveryCodeEntity, SecondFactorEntity, IdentityEntity, SessionEntity, GrantEntity],
        KeptFormEntity,
      ]) {
        await manager.delete(entity, { personId: id });
      }
      const gone = { email: null, name: null, state: 'erased', lastSignInAt: null } as const;
      await manager.update(PersonEntity, { id }, { ...gone, erasedAt, version: person.version + 1 });
      const keys = await keysOf(manager, id);
      record({ type: 'person-erased', subjectId: id, data: { keys: keys.map((key) => key.id) } });
      return { id, erasedAt, keys };
    });
    if (email !== null) await this.tries.succeeded({ account: email, address: '' });
    return view;
  }
}

/** Invitations to somebody or by somebody, and links to a new password. */
function aboutOrBy({ id, email }: PersonEntity): FindOptionsWhere<TicketEntity>[] {
  return [{ personId: id }, { createdBy: id }, ...(email === null ? [] : [{ email }])];
}

/** Whom to look for elsewhere. Hand-overs that nobody took yet are known by the address of their invitation only. */
async function subjectOf(manager: EntityManager, { id, email }: PersonEntity): Promise<Subject> {
  const where = [{ personId: id, kind: 'invitation' as const }, ...(email === null ? [] : [{ email }])];
  const tickets = await manager.find(TicketEntity, { select: { id: true, handOverId: true }, where });
  return { id, handOverIds: tickets.flatMap(({ handOverId }) => handOverId ?? []) };
}

/** Open links end. Name and address of the person go, and every message that they wrote or that was written to them. */
async function closeTickets(manager: EntityManager, now: Date, person: PersonEntity): Promise<void> {
  const withdrawn = { state: 'withdrawn', closedAt: now } as const;
  for (const where of aboutOrBy(person)) await manager.update(TicketEntity, { ...where, state: 'open' }, withdrawn);
  await manager.update(TicketEntity, { createdBy: person.id }, { message: null });
  const gone = { name: null, message: null, reason: null, email: null };
  await manager.update(TicketEntity, { personId: person.id }, gone);
  if (person.email !== null) await manager.update(TicketEntity, { email: person.email }, gone);
}

async function keysOf(manager: EntityManager, createdBy: string): Promise<ReturnType<typeof keyViewOf>[]> {
  return (await manager.find(ApiKeyEntity, { where: { createdBy }, order: { createdAt: 'ASC' } })).map(keyViewOf);
}

async function personOf(manager: EntityManager, id: string): Promise<PersonEntity> {
  const person = await manager.findOneBy(PersonEntity, { id });
  if (person === null) throw notFound('person', id);
  return person;
}
