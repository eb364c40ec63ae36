import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { TenantsService } from '../organisations/tenants.service.js';
import { ROLES, type Role } from '../platform/access/grants.js';
import { MailPeople, type MailRecipient, type PeopleDirectory } from '../platform/mail/mail-people.js';
import { GrantEntity } from './grant.entity.js';
import { GrantsOf } from './grants-of.js';
import { PersonEntity } from './person.entity.js';

/** Tells whoever sends mail who people are, and what they may today. */
@Injectable()
export class MailDirectory implements PeopleDirectory {
  constructor(
    people: MailPeople,
    private readonly grantsOf: GrantsOf,
    private readonly tenants: TenantsService,
  ) {
    people.register(this);
  }

  async find(manager: EntityManager, personId: string): Promise<MailRecipient | undefined> {
    const person = await manager.findOneBy(PersonEntity, { id: personId, state: 'active' });
    const address = person?.email ?? null;
    if (person === null || address === null) return undefined;
    const grants = await this.grantsOf.person(manager, personId);
    const role = ROLES.find((one) => grants.some((grant) => grant.role === one)) ?? 'contributor';
    return { address, name: person.name ?? '', actor: { id: personId, role, grants } };
  }

  async holding(manager: EntityManager, role: Role, trustId: string): Promise<readonly string[]> {
    const trusts = await this.tenants.withSuccessors(manager, trustId);
    return activeOf(manager, await manager.findBy(GrantEntity, { role, trustId: In(trusts) }));
  }

  async holdingAny(manager: EntityManager, roles: readonly Role[]): Promise<readonly string[]> {
    return activeOf(manager, await manager.findBy(GrantEntity, { role: In([...roles]) }));
  }
}

async function activeOf(manager: EntityManager, held: readonly GrantEntity[]): Promise<readonly string[]> {
  const ids = [...new Set(held.map(({ personId }) => personId))];
  const active = await manager.findBy(PersonEntity, { id: In(ids), state: 'active' });
  return active.map(({ id }) => id).sort();
}
