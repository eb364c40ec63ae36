import { Inject, Injectable } from '@nestjs/common';
import { In, MoreThan, Not, type EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { TenantsService } from '../organisations/tenants.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import type { Grant, Place, Role } from '../platform/access/grants.js';
import { Places } from '../platform/access/places.js';
import { Problem, type ProblemDetailError } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { GrantEntity } from './grant.entity.js';
import type { RoleColumns } from './role-columns.js';
import { TicketEntity } from './ticket.entity.js';

export type PlaceField = 'trustId' | 'vendorId' | 'networkId' | 'assessmentId';

/** The field that says where a role is held. */
export const PLACE_OF: Readonly<Record<Role, PlaceField | undefined>> = {
  administrator: undefined,
  'vendor-lead': 'vendorId',
  'vendor-support': 'vendorId',
  'trust-lead': 'trustId',
  'trust-viewer': 'trustId',
  'network-viewer': 'networkId',
  contributor: 'assessmentId',
};
const PLACE_FIELDS: readonly PlaceField[] = ['trustId', 'vendorId', 'networkId', 'assessmentId'];

/** What a lead gives to people of the own organisation. */
const VENDOR_ROLES: readonly Role[] = ['vendor-lead', 'vendor-support'];
const TRUST_ROLES: readonly Role[] = ['trust-lead', 'trust-viewer', 'contributor'];

/** A role with its place, as somebody asks for it. */
export interface AskedRole {
  readonly role: Role;
  readonly trustId?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly networkId?: string | undefined;
  readonly assessmentId?: string | undefined;
  readonly sections?: readonly string[] | undefined;
}

/** Which roles somebody may hand out, to people or to programs: those at their own place, and none above their own. */
@Injectable()
export class RoleRules {
  constructor(
    private readonly places: Places,
    private readonly tenants: TenantsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /**
   * The role as it is stored. A contributor's holds the assessment's trust, whose leads look after it.
   *
   * @throws Problem `invalid-request` for a role without its place, or at a place that is not there or not theirs, and for
   *   sections that are none; `forbidden` for one that they may not give
   */
  async check(
    manager: EntityManager,
    actor: Actor,
    asked: AskedRole,
    permission: 'people.manage' | 'keys.manage',
  ): Promise<RoleColumns> {
    const { columns, place } = await this.placed(manager, actor, asked, permission);
    if (mayGive(actor.grants, asked.role, place)) return columns;
    throw mayNot(asked.role);
  }

  /** As `check`, for an invitation: a vendor that enrols a site invites the first lead of its trust. @throws as `check` */
  async checkInvitation(manager: EntityManager, now: Date, actor: Actor, asked: AskedRole): Promise<RoleColumns> {
    const { columns, place } = await this.placed(manager, actor, asked, 'people.manage');
    if (mayGive(actor.grants, asked.role, place)) return columns;
    if (await this.mayInviteFirstLead(manager, now, actor.grants, columns)) return columns;
    throw mayNot(asked.role);
  }

  /** Whether a role that is stored is one that somebody may give, and so take and look after. */
  async mayGive(manager: EntityManager, grants: readonly Grant[], held: RoleColumns): Promise<boolean> {
    return mayGive(grants, held.role, await this.placeOfHeld(manager, held));
  }

  /** Whether an invitation that was sent is still one that whoever sent it may send. @param id of the invitation */
  async stillInvites(
    manager: EntityManager,
    now: Date,
    grants: readonly Grant[],
    held: RoleColumns,
    id: string,
  ): Promise<boolean> {
    return (
      (await this.mayGive(manager, grants, held)) || (await this.mayInviteFirstLead(manager, now, grants, held, id))
    );
  }

  private async placed(
    manager: EntityManager,
    actor: Actor,
    asked: AskedRole,
    permission: 'people.manage' | 'keys.manage',
  ): Promise<{ columns: RoleColumns; place: Place }> {
    const field = PLACE_OF[asked.role];
    const errors = PLACE_FIELDS.flatMap((name): ProblemDetailError[] => fieldErrors(asked, name, field));
    errors.push(...this.sectionErrors(asked));
    if (errors.length > 0) throw wrongPlace(errors);
    const place = field === undefined ? {} : await this.places.find(manager, field, asked[field] as string);
    // What they do not reach is, to them, not there.
    if (place === undefined || (field !== undefined && !may(actor, permission, place))) throw notThere(field ?? 'role');
    const columns = {
      role: asked.role,
      trustId: (asked.role === 'contributor' ? place.trustId : asked.trustId) ?? null,
      vendorId: asked.vendorId ?? null,
      networkId: asked.networkId ?? null,
      assessmentId: asked.assessmentId ?? null,
      sections: asked.role === 'contributor' ? [...new Set(asked.sections)] : null,
    };
    return { columns, place };
  }

  private async placeOfHeld(manager: EntityManager, held: RoleColumns): Promise<Place> {
    const field = PLACE_OF[held.role];
    const id = field === undefined ? null : held[field];
    return field === undefined || id === null ? {} : ((await this.places.find(manager, field, id)) ?? {});
  }

  /** No lead of the trust or of one that became part of it, whatever their state, and no other invitation under way. */
  private async mayInviteFirstLead(
    manager: EntityManager,
    now: Date,
    grants: readonly Grant[],
    { role, trustId }: RoleColumns,
    invitationId = '',
  ): Promise<boolean> {
    if (role !== 'trust-lead' || trustId === null || !grants.some((grant) => grant.role === 'vendor-lead'))
      return false;
    const where = { role, trustId: In(await this.tenants.withMerged(manager, [trustId])) };
    if (await manager.existsBy(GrantEntity, where)) return false;
    const open = { kind: 'invitation', state: 'open', expiresAt: MoreThan(now), id: Not(invitationId) } as const;
    return !(await manager.existsBy(TicketEntity, { ...where, ...open }));
  }

  private sectionErrors({ role, sections = [] }: AskedRole): ProblemDetailError[] {
    if (role !== 'contributor') {
      if (sections.length === 0) return [];
      return [{ pointer: '/sections', code: 'not-allowed', detail: `The role ${role} takes no sections.` }];
    }
    if (sections.length === 0) {
      return [{ pointer: '/sections', code: 'missing', detail: 'A contributor is invited to at least one section.' }];
    }
    const codes = this.catalogue.instrument.domains.map(({ code }) => code);
    return sections.flatMap((code, index) =>
      codes.includes(code)
        ? []
        : [
            {
              pointer: `/sections/${String(index)}`,
              code: 'not-allowed',
              detail: `Sections are ${codes.join(', ')}.`,
            },
          ],
    );
  }
}

function fieldErrors(asked: AskedRole, name: PlaceField, needed: PlaceField | undefined): ProblemDetailError[] {
  const given = asked[name] !== undefined;
  if (name === needed && !given) {
    return [
      { pointer: `/${name}`, code: 'missing', detail: `The role ${asked.role} is held somewhere: give ${name}.` },
    ];
  }
  if (name !== needed && given) {
    return [{ pointer: `/${name}`, code: 'not-allowed', detail: `The role ${asked.role} takes no ${name}.` }];
  }
  return [];
}

/** Administrators give all roles; leads those of their own organisation, and trust leads section invitations. */
function mayGive(grants: readonly Grant[], role: Role, place: Place): boolean {
  return grants.some((grant) => {
    if (grant.role === 'administrator') return true;
    const { vendorId, trustId } = place;
    if (grant.role === 'vendor-lead') {
      return VENDOR_ROLES.includes(role) && vendorId !== undefined && vendorId === grant.vendorId;
    }
    return (
      grant.role === 'trust-lead' &&
      TRUST_ROLES.includes(role) &&
      trustId !== undefined &&
      grant.trustIds?.includes(trustId) === true
    );
  });
}

function mayNot(role: Role): Problem {
  return new Problem('forbidden', `You cannot give the role ${role} there.`);
}

function wrongPlace(errors: readonly ProblemDetailError[]): Problem {
  return new Problem('invalid-request', 'The role and its place do not fit. Nothing was stored.', { errors });
}

function notThere(field: string): Problem {
  return wrongPlace([
    { pointer: `/${field}`, code: 'not-allowed', detail: `${field} must be an id of something that you look after.` },
  ]);
}
