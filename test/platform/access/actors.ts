import fc from 'fast-check';
import { ROLES, type Grant, type Place, type Role } from '../../../src/platform/access/grants.js';
import { PERMISSIONS, SCOPES, type Permission, type Scope } from '../../../src/platform/access/permissions.js';
import type { Actor } from '../../../src/platform/actor/actor.js';

/** Few of each, so that roles and places meet often. */
export const IDS = {
  person: ['person-1', 'person-2', 'person-3'],
  trust: ['trust-1', 'trust-2', 'trust-3'],
  vendor: ['vendor-1', 'vendor-2'],
  tool: ['tool-1', 'tool-2', 'tool-3'],
  network: ['network-1', 'network-2'],
  deployment: ['deployment-1', 'deployment-2'],
  assessment: ['assessment-1', 'assessment-2'],
  section: ['GV', 'IT', 'PX'],
} as const;

/** Administrators may nearly everything, so there are few of them. */
const anyRole: fc.Arbitrary<Role> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('administrator' as const) },
  { weight: 14, arbitrary: fc.constantFrom(...ROLES.filter((role) => role !== 'administrator')) },
);

/** Any role, held anywhere. What does not belong to the role is there as well, to show that it changes nothing. */
export const anyGrant: fc.Arbitrary<Grant> = fc.record(
  {
    role: anyRole,
    trustIds: fc.subarray([...IDS.trust]),
    vendorId: fc.constantFrom(...IDS.vendor),
    toolIds: fc.subarray([...IDS.tool]),
    networkId: fc.constantFrom(...IDS.network),
    assessmentId: fc.constantFrom(...IDS.assessment),
    sections: fc.subarray([...IDS.section]),
  },
  { requiredKeys: ['role'] },
);

const anyGrants = fc.array(anyGrant, { maxLength: 4 });
const anyId = fc.constantFrom(...IDS.person);
const anyScopes: fc.Arbitrary<Scope[]> = fc.subarray([...SCOPES]);
export const anyPermission: fc.Arbitrary<Permission> = fc.constantFrom(...(Object.keys(PERMISSIONS) as Permission[]));
export const anySection = fc.option(fc.constantFrom(...IDS.section), { nil: undefined });

/** Somebody who may be a program. The role of an actor is that of the last thing allowed, so it must not count. */
export const anyPerson: fc.Arbitrary<Actor> = fc
  .tuple(anyId, anyGrants)
  .map(([id, grants]) => ({ id, role: 'administrator', grants }));
export const anyProgram: fc.Arbitrary<Actor & { readonly scopes: readonly Scope[] }> = fc
  .tuple(anyPerson, anyScopes)
  .map(([person, scopes]) => ({ ...person, scopes }));
export const anyActor: fc.Arbitrary<Actor> = fc.oneof({ weight: 3, arbitrary: anyPerson }, anyProgram);

/** Any place, of which any part may be missing. */
export const anyPlace: fc.Arbitrary<Place> = fc.record(
  {
    trustId: fc.constantFrom(...IDS.trust),
    toolId: fc.constantFrom(...IDS.tool),
    deploymentId: fc.constantFrom(...IDS.deployment),
    assessmentId: fc.constantFrom(...IDS.assessment),
    vendorAccess: fc.boolean(),
    vendorId: fc.constantFrom(...IDS.vendor),
    networkId: fc.constantFrom(...IDS.network),
    ownerId: anyId,
    directory: fc.boolean(),
    section: fc.constantFrom(...IDS.section),
    uploadedBy: anyId,
    memberTrustIds: fc.subarray([...IDS.trust]),
    memberVendorIds: fc.subarray([...IDS.vendor]),
    keptNotes: fc.boolean(),
    sharedSections: fc.subarray([...IDS.section]),
  },
  { requiredKeys: [] },
);

/** A place that has nothing to do with any of the roles above, and is in no directory. */
export const anyPlaceElsewhere: fc.Arbitrary<Place> = fc.record(
  {
    trustId: fc.constant('trust-elsewhere'),
    toolId: fc.constant('tool-elsewhere'),
    deploymentId: fc.constantFrom(...IDS.deployment),
    assessmentId: fc.constant('assessment-elsewhere'),
    vendorAccess: fc.boolean(),
    vendorId: fc.constant('vendor-elsewhere'),
    networkId: fc.constant('network-elsewhere'),
    ownerId: fc.constant('person-elsewhere'),
    directory: fc.constant(false),
    section: fc.constantFrom(...IDS.section),
    uploadedBy: anyId,
    memberTrustIds: fc.constantFrom<string[][]>([], ['trust-elsewhere']),
    memberVendorIds: fc.constantFrom<string[][]>([], ['vendor-elsewhere']),
    keptNotes: fc.boolean(),
    sharedSections: fc.subarray([...IDS.section]),
  },
  { requiredKeys: [] },
);

/** A person with these roles. */
export function person(...grants: readonly Grant[]): Actor {
  return { id: 'person-1', role: 'nobody', grants };
}
