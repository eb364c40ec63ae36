import { describe, expect, it } from '@jest/globals';
import { decide, grantsFor, may } from '../../../src/platform/access/decide.js';
import { ROLES, type Grant, type Place, type Role } from '../../../src/platform/access/grants.js';
import { PERMISSIONS, SCOPES, type Permission } from '../../../src/platform/access/permissions.js';
import type { Actor } from '../../../src/platform/actor/actor.js';
import { person } from './actors.js';

const TRUST = { trustId: 'trust-1' };
const TRUST_LEAD: Grant = { role: 'trust-lead', trustIds: ['trust-1'] };
const TRUST_VIEWER: Grant = { role: 'trust-viewer', trustIds: ['trust-1'] };
const OTHER_TRUST_LEAD: Grant = { role: 'trust-lead', trustIds: ['trust-2'] };
const VENDOR_LEAD: Grant = { role: 'vendor-lead', vendorId: 'vendor-1', toolIds: ['tool-1'] };
const VENDOR_SUPPORT: Grant = { ...VENDOR_LEAD, role: 'vendor-support' };
const NETWORK_VIEWER: Grant = { role: 'network-viewer', networkId: 'network-1', trustIds: ['trust-1'] };
const CONTRIBUTOR: Grant = { role: 'contributor', assessmentId: 'assessment-1', sections: ['GV', 'IT'] };
const ADMINISTRATOR: Grant = { role: 'administrator' };

/** An assessment that all of the above reach. */
const ASSESSMENT: Place = { ...TRUST, toolId: 'tool-1', vendorAccess: true, assessmentId: 'assessment-1' };

/** The role in which it is allowed, or why it is not. */
function said(actor: Actor, permission: Permission, place?: Place, section?: string): string {
  const decision = decide(actor, permission, place, section);
  return decision.outcome === 'allowed' ? decision.role : decision.outcome;
}

/** The same for each of several roles by itself. */
function saidToEach(grants: readonly Grant[], permission: Permission, place?: Place, section?: string): string[] {
  return grants.map((grant) => said(person(grant), permission, place, section));
}

describe('a decision on what is nowhere in particular', () => {
  it.each(Object.keys(PERMISSIONS) as Permission[])('should rest on the table of permissions: %s', (permission) => {
    const roles: readonly Role[] = PERMISSIONS[permission].roles;
    expect(ROLES.map((role) => said(person({ role }), permission))).toEqual(
      ROLES.map((role) => (roles.includes(role) ? role : 'not-permitted')),
    );
  });

  it('should be against somebody without a role, whatever role the actor is said to have', () => {
    expect(said({ id: 'person-1', role: 'administrator', grants: [] }, 'score.try')).toBe('not-permitted');
  });
});

describe('a decision on a thing', () => {
  it('should look as if it were not there to whoever does not reach it, and refuse who does', () => {
    expect(saidToEach([TRUST_LEAD, TRUST_VIEWER, OTHER_TRUST_LEAD], 'trusts.change', TRUST)).toEqual([
      'trust-lead',
      'not-permitted',
      'not-reached',
    ]);
    expect(said(person(), 'trusts.change', TRUST)).toBe('not-reached');
    expect(said(person(ADMINISTRATOR), 'statements.publish', TRUST)).toBe('not-permitted');
  });

  it('should not take what one role may do to where another one reaches', () => {
    expect(said(person(TRUST_VIEWER, OTHER_TRUST_LEAD), 'trusts.change', TRUST)).toBe('not-permitted');
    expect(said(person(OTHER_TRUST_LEAD, TRUST_VIEWER), 'trusts.change', { trustId: 'trust-2' })).toBe('trust-lead');
  });

  it('should name the roles that it rests on', () => {
    const grants = [OTHER_TRUST_LEAD, TRUST_VIEWER, NETWORK_VIEWER, TRUST_LEAD, CONTRIBUTOR];
    expect(decide(person(...grants), 'results.read', ASSESSMENT)).toEqual({
      outcome: 'allowed',
      role: 'trust-lead',
      grants: [TRUST_VIEWER, NETWORK_VIEWER, TRUST_LEAD],
    });
  });
});

describe('the role that something is done in', () => {
  it.each(ROLES.map((role, index) => [role, ROLES.slice(index)] as const))(
    'should be the first of all that allow it, whatever order they are held in: %s',
    (role, held) => {
      const grants = held.map((one): Grant => ({ role: one }));
      expect(said(person(...grants), 'score.try')).toBe(role);
      expect(said(person(...grants.toReversed()), 'score.try')).toBe(role);
    },
  );

  it('should be one that allows it, where a higher one does not', () => {
    expect(said(person(ADMINISTRATOR, TRUST_LEAD), 'statements.answer', TRUST)).toBe('trust-lead');
    expect(said(person(VENDOR_LEAD, VENDOR_SUPPORT, TRUST_VIEWER), 'draft.score', ASSESSMENT)).toBe('trust-viewer');
  });

  it('should be one that reaches the thing, where a higher one does not', () => {
    expect(said(person(OTHER_TRUST_LEAD, NETWORK_VIEWER), 'results.read', TRUST)).toBe('network-viewer');
  });
});

describe("somebody's own", () => {
  const mine = { ownerId: 'person-1' };
  const anothers = { ownerId: 'person-2', ...ASSESSMENT, vendorId: 'vendor-1', networkId: 'network-1' };
  const ALL = [VENDOR_LEAD, VENDOR_SUPPORT, TRUST_LEAD, NETWORK_VIEWER, TRUST_VIEWER, CONTRIBUTOR];

  it('should be reached by themselves in any role that may do it', () => {
    expect(saidToEach(ALL, 'jobs.own', mine)).toEqual(ALL.map(({ role }) => role));
    expect(saidToEach([TRUST_VIEWER, CONTRIBUTOR], 'people.manage', mine)).toEqual(['not-permitted', 'not-permitted']);
    expect(said(person(), 'jobs.own', mine)).toBe('not-reached');
  });

  it('should be reached by nobody else but an administrator, not even where the thing is', () => {
    expect(saidToEach([...ALL, ADMINISTRATOR], 'jobs.own', anothers)).toEqual([
      ...ALL.map(() => 'not-reached'),
      'administrator',
    ]);
    // the trust and the vendor that the thing is of say nothing of who its owner is
    expect(saidToEach(ALL, 'people.manage', anothers)).toEqual(ALL.map(() => 'not-reached'));
  });

  it('should be looked after by the leads of the organisations that the person belongs to, and that is all', () => {
    const colleague = { ownerId: 'person-2', memberTrustIds: ['trust-1'], memberVendorIds: ['vendor-1'] };
    expect(saidToEach([...ALL, OTHER_TRUST_LEAD, ADMINISTRATOR], 'people.manage', colleague)).toEqual([
      'vendor-lead',
      'not-reached',
      'trust-lead',
      'not-reached',
      'not-reached',
      'not-reached',
      'not-reached',
      'administrator',
    ]);
    for (const permission of ['people.erase', 'keys.manage', 'jobs.own', 'self.use'] as const) {
      expect(saidToEach([VENDOR_LEAD, TRUST_LEAD], permission, colleague)).toEqual(['not-reached', 'not-reached']);
    }
  });
});

describe('a file of an assessment', () => {
  const sentBy = (uploadedBy: string | undefined): Place => ({ ...ASSESSMENT, uploadedBy });

  it('should be reached by a contributor who sent it, and not by another', () => {
    const files = [sentBy('person-1'), sentBy('person-2'), ASSESSMENT];
    expect(files.map((file) => said(person(CONTRIBUTOR), 'files.read', file))).toEqual([
      'contributor',
      'not-reached',
      'contributor',
    ]);
    const elsewhere = { ...sentBy('person-1'), assessmentId: 'assessment-2' };
    expect(said(person(CONTRIBUTOR), 'files.read', elsewhere)).toBe('not-reached');
  });

  it('should be read by the trust, whoever sent it', () => {
    expect(saidToEach([TRUST_LEAD, TRUST_VIEWER, ADMINISTRATOR], 'files.read', sentBy('person-2'))).toEqual([
      'trust-lead',
      'trust-viewer',
      'administrator',
    ]);
  });
});

describe('a section of an assessment', () => {
  const shared = { ...ASSESSMENT, sharedSections: ['IT'] };
  const ALL = [VENDOR_LEAD, VENDOR_SUPPORT, TRUST_LEAD, TRUST_VIEWER, CONTRIBUTOR, ADMINISTRATOR];
  const roles = ALL.map(({ role }) => role);

  it('should be open to contributors who were invited to it, and to vendors whom it is shown to', () => {
    expect(saidToEach(ALL, 'answers.read', shared, 'IT')).toEqual(roles);
    expect(saidToEach(ALL, 'answers.read', shared, 'GV')).toEqual([
      'not-permitted',
      'not-permitted',
      ...roles.slice(2),
    ]);
    expect(saidToEach(ALL, 'answers.read', { ...shared, sharedSections: ['PX'] }, 'PX')).toEqual([
      ...roles.slice(0, 4),
      'not-permitted',
      'administrator',
    ]);
  });

  it('should be closed to contributors who were invited to none, and to vendors whom none is shown to', () => {
    const uninvited: Grant = { role: 'contributor', assessmentId: 'assessment-1' };
    expect(saidToEach([uninvited, VENDOR_LEAD, VENDOR_SUPPORT], 'answers.read', ASSESSMENT, 'IT')).toEqual([
      'not-permitted',
      'not-permitted',
      'not-permitted',
    ]);
    expect(said(person(VENDOR_LEAD), 'answers.read', undefined, 'IT')).toBe('not-permitted');
    expect(said(person(CONTRIBUTOR), 'answers.read', undefined, 'IT')).toBe('contributor');
    expect(said(person(CONTRIBUTOR), 'answers.read', undefined, 'PX')).toBe('not-permitted');
  });

  it('should be the one that the thing belongs to, whichever is asked for', () => {
    expect(said(person(VENDOR_LEAD), 'answers.read', { ...shared, section: 'GV' })).toBe('not-permitted');
    expect(said(person(VENDOR_LEAD), 'answers.read', { ...shared, section: 'IT' })).toBe('vendor-lead');
    expect(said(person(CONTRIBUTOR), 'answers.write', { ...shared, section: 'PX' })).toBe('not-permitted');
    expect(said(person(CONTRIBUTOR), 'answers.write', { ...shared, section: 'PX' }, 'GV')).toBe('not-permitted');
  });

  it('should not matter to whoever asks for no section', () => {
    expect(saidToEach(ALL, 'answers.read', ASSESSMENT)).toEqual(roles);
  });

  it('should not be reached by the wrong assessment, though it has the right code', () => {
    expect(said(person(CONTRIBUTOR), 'answers.read', { assessmentId: 'assessment-2' }, 'GV')).toBe('not-reached');
  });

  it('should take the role out of what the decision rests on, and leave the others', () => {
    expect(decide(person(VENDOR_LEAD, CONTRIBUTOR, TRUST_VIEWER), 'answers.read', shared, 'GV')).toEqual({
      outcome: 'allowed',
      role: 'trust-viewer',
      grants: [CONTRIBUTOR, TRUST_VIEWER],
    });
  });
});

describe('a program', () => {
  const program = (scopes: Actor['scopes'], ...grants: readonly Grant[]): Actor => ({
    ...person(...grants),
    ...(scopes !== undefined && { scopes }),
  });

  it('should do what its role and its scopes both allow', () => {
    expect(said(program(['results:read'], TRUST_LEAD), 'results.read', TRUST)).toBe('trust-lead');
    expect(said(program(['answers:write', 'answers:read'], TRUST_LEAD), 'results.read', TRUST)).toBe('out-of-scope');
    expect(said(program([], TRUST_LEAD), 'results.read')).toBe('out-of-scope');
  });

  it('should learn of its scopes only where its role would do', () => {
    expect(said(program([], TRUST_VIEWER), 'trusts.change', TRUST)).toBe('not-permitted');
    expect(said(program([], OTHER_TRUST_LEAD), 'trusts.change', TRUST)).toBe('not-reached');
    expect(said(program([...SCOPES]), 'trusts.change')).toBe('not-permitted');
  });

  it('should do nothing that is for people, whatever its key was made for', () => {
    const everything = program([...SCOPES], ...ROLES.map((role): Grant => ({ role })));
    const refused = (Object.keys(PERMISSIONS) as Permission[]).filter(
      (permission) => said(everything, permission) === 'out-of-scope',
    );
    expect(refused).toEqual(expect.arrayContaining(['people.manage', 'people.erase', 'keys.manage', 'self.use']));
    expect(refused.filter((permission) => PERMISSIONS[permission].scope !== null)).toEqual([]);
  });
});

describe('may', () => {
  it('should be true for what is allowed and for nothing else', () => {
    const without: Actor = { ...person(TRUST_LEAD), scopes: [] };
    expect(may(person(TRUST_LEAD), 'trusts.change', TRUST)).toBe(true);
    expect(may(person(TRUST_VIEWER), 'trusts.change', TRUST)).toBe(false);
    expect(may(person(OTHER_TRUST_LEAD), 'trusts.change', TRUST)).toBe(false);
    expect(may(without, 'trusts.change', TRUST)).toBe(false);
    expect(may(person(TRUST_LEAD), 'trusts.change')).toBe(true);
    expect(['GV', 'PX'].map((code) => may(person(CONTRIBUTOR), 'answers.read', ASSESSMENT, code))).toEqual([
      true,
      false,
    ]);
  });
});

describe('the roles that a permission rests on', () => {
  const grants = [TRUST_VIEWER, OTHER_TRUST_LEAD, CONTRIBUTOR, TRUST_LEAD];

  it('should be those that it is given to, wherever they are held', () => {
    expect(grantsFor(person(...grants), 'trusts.change')).toEqual([OTHER_TRUST_LEAD, TRUST_LEAD]);
    expect(grantsFor(person(...grants), 'trusts.merge')).toEqual([]);
    expect(grantsFor(person(), 'score.try')).toEqual([]);
  });

  it('should be none where the key was not made for it', () => {
    const program = (scopes: Actor['scopes']): Actor => ({ ...person(...grants), scopes: scopes ?? [] });
    expect(grantsFor(program(['directory:read']), 'trusts.change')).toEqual([]);
    expect(grantsFor(program([...SCOPES]), 'people.manage')).toEqual([]);
    expect(grantsFor(program(['directory:write']), 'trusts.change')).toEqual([OTHER_TRUST_LEAD, TRUST_LEAD]);
  });
});
