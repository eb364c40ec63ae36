import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import type { Grant, Place, Role } from '../platform/access/grants.js';
import { Places } from '../platform/access/places.js';
import { Problem, type ProblemDetailError } from '../platform/problem/problem.js';
import type { RoleColumns } from './role-columns.js';

/** The field that says where a role is held. */
const PLACE_OF: Readonly<Record<Role, 'trustId' | 'vendorId' | 'networkId' | 'assessmentId' | undefined>> = {
  administrator: undefined,
  'vendor-lead': 'vendorId',
  'vendor-support': 'vendorId',
  'trust-lead': 'trustId',
  'trust-viewer': 'trustId',
  'network-viewer': 'networkId',
  contributor: 'assessmentId',
};
const PLACE_FIELDS = ['trustId', 'vendorId', 'networkId', 'assessmentId'] as const;

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
  constructor(private readonly places: Places) {}

  /**
   * The role as it is stored.
   *
   * @throws Problem `invalid-request` for a role without its place, or at a place that is not there or not theirs;
   *   `forbidden` for one that they may not give
   */
  async check(
    manager: EntityManager,
    actor: Actor,
    asked: AskedRole,
    permission: 'people.manage' | 'keys.manage',
  ): Promise<RoleColumns> {
    const field = PLACE_OF[asked.role];
    const errors = PLACE_FIELDS.flatMap((name): ProblemDetailError[] => fieldErrors(asked, name, field));
    if (errors.length > 0) throw wrongPlace(errors);
    const place = field === undefined ? {} : await this.placeOf(manager, field, asked[field] as string);
    const reached = place !== undefined && may(actor, permission, place);
    // What they do not reach is, to them, not there.
    if (field !== undefined && !reached) throw notThere(field);
    if (!mayGive(actor.grants, asked.role, place ?? {})) {
      throw new Problem('forbidden', `You cannot give the role ${asked.role} there.`);
    }
    return {
      role: asked.role,
      trustId: asked.trustId ?? null,
      vendorId: asked.vendorId ?? null,
      networkId: asked.networkId ?? null,
      assessmentId: asked.assessmentId ?? null,
      sections: asked.role === 'contributor' ? [...(asked.sections ?? [])] : null,
    };
  }

  private placeOf(manager: EntityManager, field: string, id: string): Promise<Place | undefined> {
    return this.places.find(manager, field, id);
  }
}

function fieldErrors(
  asked: AskedRole,
  name: (typeof PLACE_FIELDS)[number],
  needed: (typeof PLACE_FIELDS)[number] | undefined,
): ProblemDetailError[] {
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
    switch (grant.role) {
      case 'administrator':
        return true;
      case 'vendor-lead':
        // A vendor that enrols a site invites its first lead.
        return role === 'trust-lead'
          ? place.withoutLead === true
          : (role === 'vendor-lead' || role === 'vendor-support') && place.vendorId === grant.vendorId;
      case 'trust-lead':
        return (
          (role === 'trust-lead' || role === 'trust-viewer' || role === 'contributor') &&
          place.trustId !== undefined &&
          grant.trustIds?.includes(place.trustId) === true
        );
      case 'vendor-support':
      case 'network-viewer':
      case 'trust-viewer':
      case 'contributor':
        return false;
    }
  });
}

function wrongPlace(errors: readonly ProblemDetailError[]): Problem {
  return new Problem('invalid-request', 'The role and its place do not fit. Nothing was stored.', { errors });
}

function notThere(field: string): Problem {
  return wrongPlace([
    { pointer: `/${field}`, code: 'not-allowed', detail: `${field} must be an id of something that you look after.` },
  ]);
}
