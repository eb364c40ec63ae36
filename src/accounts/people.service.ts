import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { GrantEntity } from './grant.entity.js';
import { PasswordEntity } from './password.entity.js';
import { hashPassword } from './passwords.js';
import { PersonEntity } from './person.entity.js';
import { NOT_HANDED, type RoleColumns } from './role-columns.js';

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  /** Who invited the person */
  readonly createdBy: string;
}

/** By whom roles are given that come from groups of the provider; those are taken away with the group. */
export const BY_GROUP = 'openid-connect';

/** The people who sign in. */
@Injectable()
export class PeopleService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** How many there are, erased ones included. */
  count(): Promise<number> {
    return this.unitOfWork.read((manager) => manager.count(PersonEntity));
  }

  /** @throws Problem `not-found` */
  get(_actor: Actor, id: string): Promise<PersonEntity> {
    return this.unitOfWork.read(async (manager) => {
      const person = await manager.findOneBy(PersonEntity, { id });
      if (person === null) throw notFound('person', id);
      return person;
    });
  }

  findByEmail(manager: EntityManager, email: string): Promise<PersonEntity | null> {
    return manager.findOneBy(PersonEntity, { email: emailKey(email) });
  }

  /**
   * Refuses what would leave the service without an administrator who can sign in.
   *
   * @throws Problem `conflict`
   */
  async assertNotLastAdministrator(manager: EntityManager, personId: string): Promise<void> {
    if (!(await this.isLastAdministrator(manager, personId))) return;
    throw new Problem('conflict', 'This is the last administrator. Make somebody else an administrator first.');
  }

  /** Whether nobody else is an administrator who can sign in. */
  async isLastAdministrator(manager: EntityManager, personId: string): Promise<boolean> {
    const held = await manager.findBy(GrantEntity, { role: 'administrator' });
    const ids = held.map((grant) => grant.personId);
    if (!ids.includes(personId)) return false;
    const others = ids.filter((id) => id !== personId);
    return others.length === 0 || !(await manager.existsBy(PersonEntity, { id: In(others), state: 'active' }));
  }

  /** Adds a person within somebody's write, and records it. */
  async add({ manager, now, record }: WriteScope, { email, name, createdBy }: NewPerson): Promise<PersonEntity> {
    const person: PersonEntity = {
      id: randomUUID(),
      email: emailKey(email),
      name,
      state: 'active',
      lastSignInAt: null,
      createdAt: now,
      createdBy,
      erasedAt: null,
      version: 1,
    };
    await manager.insert(PersonEntity, person);
    record({ type: 'person-added', subjectId: person.id });
    return person;
  }

  /**
   * Gives a role within somebody's write, and records it; one that is held already stays as it is.
   *
   * @param handed of a role that comes with a hand-over, which is kept apart from those that were given by themselves
   */
  async grant(
    { manager, now, record }: WriteScope,
    personId: string,
    by: string,
    role: RoleColumns,
    handed = NOT_HANDED,
  ): Promise<void> {
    const { trustId, vendorId, networkId, assessmentId, sections } = role;
    const held = await manager.findBy(GrantEntity, { personId, role: role.role });
    const same = held.find(
      (one) =>
        one.handOverId === handed.handOverId &&
        one.trustId === trustId &&
        one.vendorId === vendorId &&
        one.networkId === networkId &&
        one.assessmentId === assessmentId,
    );
    const all = [...new Set([...(same?.sections ?? []), ...(sections ?? [])])];
    const values = {
      role: role.role,
      trustId,
      vendorId,
      networkId,
      assessmentId,
      sections: sections === null ? null : all,
      ...handed,
    };
    if (same === undefined) {
      await manager.insert(GrantEntity, { id: randomUUID(), personId, ...values, grantedAt: now, grantedBy: by });
    } else {
      // Given by hand as well, a role is not taken away any more with a group.
      const grantedBy = same.grantedBy === BY_GROUP ? by : same.grantedBy;
      await manager.update(GrantEntity, { id: same.id }, { sections: values.sections, grantedBy });
    }
    record({ type: 'role-given', subjectId: personId, ...(trustId !== null && { trustId }), data: { ...values } });
  }

  /** Sets a password within somebody's write; the event is the caller's. @param hash made outside: it takes a while */
  async setPassword({ manager, now }: WriteScope, personId: string, hash: string): Promise<void> {
    await manager.upsert(PasswordEntity, { personId, hash, changedAt: now }, ['personId']);
  }

  /** What is stored of a password. */
  hash(password: string): Promise<string> {
    return hashPassword(password);
  }
}

/** An address as it is kept: mail systems that tell capitals apart are not met. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}
