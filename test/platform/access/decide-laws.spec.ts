import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide, grantsFor, may } from '../../../src/platform/access/decide.js';
import { reaches, type Grant, type Role } from '../../../src/platform/access/grants.js';
import { PERMISSIONS, rolesWith } from '../../../src/platform/access/permissions.js';
import { lawRuns } from '../../support/arbitraries.js';
import {
  anyActor,
  anyGrant,
  anyPermission,
  anyPerson,
  anyPlace,
  anyPlaceElsewhere,
  anyProgram,
  anySection,
} from './actors.js';

const anyPlaceOrNone = fc.option(anyPlace, { nil: undefined, freq: 5 });
const isAdministrator = ({ role }: Grant): boolean => role === 'administrator';

describe('what anybody may do', () => {
  it('should be nothing without a role', () => {
    fc.assert(
      fc.property(anyActor, anyPermission, anyPlaceOrNone, anySection, (actor, permission, place, section) => {
        const nobody = { ...actor, grants: [] };
        expect(may(nobody, permission, place, section)).toBe(false);
        expect(grantsFor(nobody, permission)).toEqual([]);
      }),
      lawRuns(),
    );
  });

  it('should not become less by another role', () => {
    fc.assert(
      fc.property(
        anyPerson,
        anyGrant,
        fc.nat(4),
        anyPermission,
        anyPlaceOrNone,
        anySection,
        (person, grant, position, permission, place, section) => {
          const before = decide(person, permission, place, section);
          const after = decide(
            { ...person, grants: person.grants.toSpliced(position, 0, grant) },
            permission,
            place,
            section,
          );
          if (before.outcome !== 'allowed') return;
          expect(after).toMatchObject({ outcome: 'allowed', grants: expect.arrayContaining([...before.grants]) });
        },
      ),
      lawRuns(),
    );
  });

  it('should not become more by a scope less, nor by being a program', () => {
    fc.assert(
      fc.property(
        anyProgram,
        fc.nat(),
        anyPermission,
        anyPlaceOrNone,
        anySection,
        (program, pick, permission, place, section) => {
          const { scopes, ...person } = program;
          const fewer = { ...program, scopes: scopes.filter((_, index) => index !== pick % scopes.length) };
          const allowed = [fewer, program, person].map((actor) => may(actor, permission, place, section));
          // each allows whatever the one before it allows
          expect(allowed).toEqual(allowed.toSorted());
          const { scope } = PERMISSIONS[permission];
          expect(allowed[1]).toBe(allowed[2] === true && scope !== null && scopes.includes(scope));
        },
      ),
      lawRuns(),
    );
  });

  it('should be nothing elsewhere, but for administrators', () => {
    fc.assert(
      fc.property(anyActor, anyPermission, anyPlaceElsewhere, anySection, (actor, permission, place, section) => {
        const grants = actor.grants.filter((grant) => !isAdministrator(grant));
        expect(grants.filter((grant) => reaches(grant, place))).toEqual([]);
        expect(decide({ ...actor, grants }, permission, place, section)).toEqual({ outcome: 'not-reached' });
      }),
      lawRuns(),
    );
  });

  it('should rest on roles that are held and that the permission is given to', () => {
    fc.assert(
      fc.property(anyActor, anyPermission, anyPlaceOrNone, anySection, (actor, permission, place, section) => {
        const decision = decide(actor, permission, place, section);
        if (decision.outcome !== 'allowed') return;
        const roles: readonly Role[] = rolesWith(permission);
        expect(roles).toContain(decision.role);
        expect(decision.grants.map(({ role }) => role)).toContain(decision.role);
        for (const grant of decision.grants) expect(grantsFor(actor, permission)).toContain(grant);
      }),
      lawRuns(),
    );
  });

  it('should be no more on a thing, or in a section of it, than on no thing in particular', () => {
    fc.assert(
      fc.property(anyActor, anyPermission, anyPlace, anySection, (actor, permission, place, section) => {
        expect(may(actor, permission)).toBe(grantsFor(actor, permission).length > 0);
        const { section: _own, ...whole } = place;
        const allowed = [may(actor, permission, place, section), may(actor, permission, whole), may(actor, permission)];
        expect(allowed).toEqual(allowed.toSorted());
      }),
      lawRuns(),
    );
  });
});
