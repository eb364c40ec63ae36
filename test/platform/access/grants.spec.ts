import { describe, expect, it } from '@jest/globals';
import { leadsMember, reaches, ROLES, type Grant, type Place, type Role } from '../../../src/platform/access/grants.js';

/** Held at all kinds of places at once, so that a role that looks at one which is not its own is found out. */
const HELD: Omit<Grant, 'role'> = {
  trustIds: ['trust-1', 'trust-merged'],
  vendorId: 'vendor-1',
  toolIds: ['tool-1', 'tool-2'],
  networkId: 'network-1',
  assessmentId: 'assessment-1',
  sections: ['GV'],
};

const PLACES = {
  nowhere: {},
  'own trust': { trustId: 'trust-1' },
  'trust merged into it': { trustId: 'trust-merged' },
  'another trust': { trustId: 'trust-2' },
  'own tool with access': { toolId: 'tool-2', vendorAccess: true },
  'own tool without access': { toolId: 'tool-2', vendorAccess: false },
  'own tool, access unknown': { toolId: 'tool-2' },
  'another tool with access': { toolId: 'tool-3', vendorAccess: true },
  'no tool with access': { vendorAccess: true },
  'own vendor': { vendorId: 'vendor-1' },
  'another vendor': { vendorId: 'vendor-2' },
  'own network': { networkId: 'network-1' },
  'another network': { networkId: 'network-2' },
  'own assessment': { assessmentId: 'assessment-1' },
  'another assessment': { assessmentId: 'assessment-2' },
  directory: { trustId: 'trust-2', directory: true },
  'not the directory': { trustId: 'trust-2', directory: false },
  'a deployment': { deploymentId: 'deployment-1' },
  'a section': { section: 'GV', sharedSections: ['GV'] },
  'members of own organisations': { memberTrustIds: ['trust-1'], memberVendorIds: ['vendor-1'] },
} as const satisfies Readonly<Record<string, Place>>;

const EVERYWHERE = Object.keys(PLACES);
const AS_VENDOR = ['own tool with access', 'own vendor', 'directory'];
const AS_TRUST = ['own trust', 'trust merged into it'];
const REACHED: Readonly<Record<Role, readonly string[]>> = {
  administrator: EVERYWHERE,
  'vendor-lead': AS_VENDOR,
  'vendor-support': AS_VENDOR,
  'trust-lead': AS_TRUST,
  'network-viewer': [...AS_TRUST, 'own network'],
  'trust-viewer': AS_TRUST,
  contributor: ['own assessment'],
};
const KEPT_FROM: readonly Role[] = ['vendor-lead', 'vendor-support', 'network-viewer'];

/** Names of the places that somebody reaches. @param more what all of them have in addition */
function reachedBy(grant: Grant, more: Place = {}): string[] {
  return Object.entries<Place>(PLACES).flatMap(([name, place]) =>
    reaches(grant, { ...place, ...more }) ? [name] : [],
  );
}

describe('where a role reaches', () => {
  it.each(ROLES)('should be told by what belongs to it and by nothing else: %s', (role) => {
    expect(reachedBy({ role, ...HELD })).toEqual(REACHED[role]);
  });

  it.each(ROLES)('should not end at another thing that is not its own: %s', (role) => {
    const own = { ...PLACES['own trust'], ...PLACES['own tool with access'], ...PLACES['own assessment'] };
    expect(reaches({ role, ...HELD }, { ...own, vendorId: 'vendor-2', networkId: 'network-2' })).toBe(true);
  });

  it.each(ROLES)('should be no place where it is held nowhere, but for the directory of vendors: %s', (role) => {
    const expected = role.startsWith('vendor-') ? ['directory'] : [];
    expect(reachedBy({ role })).toEqual(role === 'administrator' ? EVERYWHERE : expected);
    expect(reachedBy({ role, trustIds: [], toolIds: [] })).toEqual(role === 'administrator' ? EVERYWHERE : expected);
  });

  it.each(ROLES)('should hold notes that a trust keeps only for those inside: %s', (role) => {
    expect(reachedBy({ role, ...HELD }, { keptNotes: true })).toEqual(KEPT_FROM.includes(role) ? [] : REACHED[role]);
    expect(reachedBy({ role, ...HELD }, { keptNotes: false })).toEqual(REACHED[role]);
  });
});

describe('a lead of a member', () => {
  const leading = (members: Place, held: Omit<Grant, 'role'> = HELD): Role[] =>
    ROLES.filter((role) => leadsMember({ role, ...held }, members));

  it('should be a lead where the member belongs, at one of several organisations', () => {
    expect(leading({ memberTrustIds: ['trust-2', 'trust-merged'] })).toEqual(['trust-lead']);
    expect(leading({ memberVendorIds: ['vendor-2', 'vendor-1'] })).toEqual(['vendor-lead']);
    expect(leading({ memberTrustIds: ['trust-1'], memberVendorIds: ['vendor-1'] })).toEqual([
      'vendor-lead',
      'trust-lead',
    ]);
  });

  it('should be nobody where the member belongs to others, or to nobody', () => {
    expect(leading({ memberTrustIds: ['trust-2'], memberVendorIds: ['vendor-2'] })).toEqual([]);
    expect(leading({ memberTrustIds: [], memberVendorIds: [] })).toEqual([]);
    expect(leading({})).toEqual([]);
    // that the member's thing is at the own trust or of the own vendor does not make them a member
    expect(leading({ trustId: 'trust-1', vendorId: 'vendor-1' })).toEqual([]);
    // a trust with the id of a vendor is no vendor
    expect(leading({ memberTrustIds: ['vendor-1'], memberVendorIds: ['trust-1'] })).toEqual([]);
  });

  it('should be nobody whose role is held nowhere', () => {
    const members = { memberTrustIds: ['trust-1'], memberVendorIds: ['vendor-1'] };
    expect(leading(members, {})).toEqual([]);
    expect(leading(members, { trustIds: [] })).toEqual([]);
  });
});
