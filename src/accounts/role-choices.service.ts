import { Injectable } from '@nestjs/common';
import { TenantsService } from '../organisations/tenants.service.js';
import { TrustsService } from '../organisations/trusts.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { ROLES, type Role } from '../platform/access/grants.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ROLE_NAMES } from './role-names.js';
import { PLACE_OF, type PlaceField } from './role-rules.js';

const PAGE = 200;

/** What each role is for, in a line. */
const MEANINGS: Readonly<Record<Role, string>> = {
  administrator: 'Looks after the whole service, and sees everything',
  'vendor-lead': "Enrols sites, publishes the vendor's statements, and looks after its people",
  'vendor-support': 'Supports sites that let the vendor take part',
  'trust-lead': "Starts and submits the trust's assessments, and looks after its people",
  'network-viewer': "Reads the results of the network's trusts",
  'trust-viewer': "Reads the trust's assessments and results",
  contributor: 'Answers the sections of one assessment that you choose',
};

export interface RoleChoice {
  readonly role: Role;
  readonly name: string;
  readonly meaning: string;
}

export interface PlaceChoice {
  readonly id: string;
  readonly name: string;
}

/** What somebody chooses from who hands out a role. What they choose is checked all the same. */
@Injectable()
export class RoleChoices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tenants: TenantsService,
    private readonly trusts: TrustsService,
  ) {}

  /** @param invites whether it is for an invitation: a vendor invites the first lead of a trust */
  roles({ grants }: Actor, invites: boolean): readonly RoleChoice[] {
    const given = new Set<Role>(
      grants.flatMap(({ role }): readonly Role[] => {
        if (role === 'administrator') return ROLES;
        if (role === 'vendor-lead') {
          return ['vendor-lead', 'vendor-support', ...(invites ? (['trust-lead'] as const) : [])];
        }
        return role === 'trust-lead' ? ['trust-lead', 'trust-viewer', 'contributor'] : [];
      }),
    );
    return ROLES.filter((role) => given.has(role)).map((role) => ({
      ...{ role, name: ROLE_NAMES[role], meaning: MEANINGS[role] },
    }));
  }

  /** The field that says where a role is held; undefined for an administrator. */
  fieldOf(role: Role): PlaceField | undefined {
    return PLACE_OF[role];
  }

  /** Organisations to choose from for a role; none for an administrator and for contributors, who have an assessment. */
  async organisations(actor: Actor, role: Role): Promise<readonly PlaceChoice[]> {
    const field = PLACE_OF[role];
    if (field === 'trustId') return this.allTrusts(actor);
    if (field !== 'vendorId' && field !== 'networkId') return [];
    const { vendors, networks } = await this.unitOfWork.read((manager) => this.tenants.choices(manager));
    const all = field === 'vendorId' ? vendors : networks;
    if (actor.grants.some((grant) => grant.role === 'administrator')) return all;
    return all.filter(({ id }) => actor.grants.some((grant) => grant.role === 'vendor-lead' && grant.vendorId === id));
  }

  private async allTrusts(actor: Actor): Promise<PlaceChoice[]> {
    const found: PlaceChoice[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await this.trusts.list(actor, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
      found.push(...items.map(({ id, name, code }) => ({ id, name: `${name} (${code})` })));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    return found;
  }
}
