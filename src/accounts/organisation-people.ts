import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, MoreThan, type EntityManager } from 'typeorm';
import { TenantsService } from '../organisations/tenants.service.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { GrantEntity } from './grant.entity.js';
import { IdentityEntity } from './identity.entity.js';
import type { MappedRole } from './organisation-roles.js';
import { BY_GROUP, emailKey, PeopleService } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import type { RoleColumns } from './role-columns.js';
import { TicketEntity } from './ticket.entity.js';

const NOWHERE = { trustId: null, vendorId: null, networkId: null, assessmentId: null, sections: null } as const;

/** Who somebody is at the provider. */
export interface OrganisationIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** Only one that the provider says is verified */
  readonly email: string | undefined;
  readonly name: string | undefined;
  /** By the groups of today; undefined where roles are given here */
  readonly roles: readonly MappedRole[] | undefined;
}

/** People who sign in through a provider. */
@Injectable()
export class OrganisationPeople {
  constructor(
    private readonly people: PeopleService,
    private readonly tenants: TenantsService,
  ) {}

  /**
   * The person, within somebody's write: the one who came before; or one who was invited, by a verified address; or one
   * whose groups have roles here. Their mapped roles are those of today afterwards.
   *
   * @throws Problem `not-invited`
   */
  async enter(scope: WriteScope, identity: OrganisationIdentity): Promise<PersonEntity> {
    const person = await this.find(scope, identity);
    if (person.state !== 'active') throw notInvited();
    if (identity.roles !== undefined) await this.map(scope, person.id, identity.roles);
    return person;
  }

  private async find(scope: WriteScope, identity: OrganisationIdentity): Promise<PersonEntity> {
    const { manager } = scope;
    const { issuer, subject, email, name, roles } = identity;
    const known = await manager.findOneBy(IdentityEntity, { issuer, subject });
    if (known !== null) return manager.findOneByOrFail(PersonEntity, { id: known.personId });
    // Whoever could set an address of another at the provider would take the account over: only a verified one counts.
    if (email === undefined) throw notInvited();
    const there = await this.people.findByEmail(manager, email);
    const mayCome = (roles ?? []).length > 0 || (await this.isInvited(scope, email));
    if (there === null && !mayCome) throw notInvited();
    const person = there ?? (await this.people.add(scope, { email, name: name ?? email, createdBy: BY_GROUP }));
    if (person.state !== 'active') throw notInvited();
    // An address is given to somebody else when its owner has left: the account stays with who is known by it.
    if (await manager.existsBy(IdentityEntity, { personId: person.id, issuer })) throw notInvited();
    await manager.insert(IdentityEntity, {
      ...{ id: randomUUID(), personId: person.id, issuer, subject, linkedAt: scope.now },
    });
    scope.record({ type: 'identity-linked', subjectId: person.id });
    return person;
  }

  /** Whether there is a link to take a role with, sent to this address; with it goes the role, not with the address. */
  private isInvited({ manager, now }: WriteScope, email: string): Promise<boolean> {
    const open = { kind: 'invitation', state: 'open', expiresAt: MoreThan(now) } as const;
    return manager.existsBy(TicketEntity, { ...open, email: emailKey(email) });
  }

  /** Gives what the groups give, and takes what they gave before; what was given by hand stays. */
  private async map(scope: WriteScope, personId: string, roles: readonly MappedRole[]): Promise<void> {
    const { manager, record } = scope;
    const wanted: RoleColumns[] = [];
    for (const role of roles) {
      const place = await this.placeOf(manager, role);
      if (place !== undefined) wanted.push({ ...NOWHERE, ...place, role: role.role });
    }
    const held = await manager.findBy(GrantEntity, { personId });
    const gone: GrantEntity[] = [];
    for (const grant of held.filter(({ grantedBy }) => grantedBy === BY_GROUP)) {
      if (wanted.some((role) => isSame(role, grant))) continue;
      if (grant.role !== 'administrator' || !(await this.people.isLastAdministrator(manager, personId)))
        gone.push(grant);
    }
    if (gone.length > 0) {
      await manager.delete(GrantEntity, { id: In(gone.map(({ id }) => id)) });
      for (const { role, trustId } of gone) {
        record({ type: 'role-taken', subjectId: personId, ...(trustId !== null && { trustId }), data: { role } });
      }
    }
    for (const role of wanted) {
      if (!held.some((grant) => isSame(role, grant))) await this.people.grant(scope, personId, BY_GROUP, role);
    }
  }

  /** Undefined for a place that is not here: the map may name one that is added later. */
  private async placeOf(
    manager: EntityManager,
    { trust, vendor, network }: MappedRole,
  ): Promise<Partial<RoleColumns> | undefined> {
    if (trust !== undefined) return placed('trustId', await this.tenants.trustByCode(manager, trust));
    if (vendor !== undefined) return placed('vendorId', await this.tenants.vendorByName(manager, vendor));
    if (network !== undefined) return placed('networkId', await this.tenants.networkByName(manager, network));
    return {};
  }
}

function placed(field: 'trustId' | 'vendorId' | 'networkId', id: string | undefined): Partial<RoleColumns> | undefined {
  return id === undefined ? undefined : { [field]: id };
}

function isSame(one: RoleColumns, other: RoleColumns): boolean {
  return (['role', 'trustId', 'vendorId', 'networkId'] as const).every((field) => one[field] === other[field]);
}

function notInvited(): Problem {
  return new Problem('not-invited', 'You are known to your organisation, but nobody has invited you here yet.');
}
