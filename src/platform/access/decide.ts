import type { Actor } from '../actor/actor.js';
import { leadsMember, reaches, ROLES, type Grant, type Place, type Role } from './grants.js';
import { PERMISSIONS, rolesWith, type Permission } from './permissions.js';

/** What comes of asking: `not-reached` looks to the caller as if the thing were not there. */
export type Decision =
  | { readonly outcome: 'allowed'; readonly role: Role; readonly grants: readonly Grant[] }
  | { readonly outcome: 'not-reached' | 'not-permitted' | 'out-of-scope' };

/**
 * Decides whether somebody may do something.
 *
 * @param place where the thing is; left out for what is nowhere in particular, such as a list
 * @param section of an assessment, which a contributor must have been invited to and a vendor be shown
 */
export function decide(actor: Actor, permission: Permission, place?: Place, section?: string): Decision {
  const reaching =
    place === undefined ? actor.grants : actor.grants.filter((grant) => reachesOwn(actor, grant, place, permission));
  if (reaching.length === 0) return { outcome: place === undefined ? 'not-permitted' : 'not-reached' };
  const roles: readonly Role[] = rolesWith(permission);
  const grants = reaching.filter(
    (grant) =>
      roles.includes(grant.role) &&
      [section, place?.section].every((asked) => inSection(grant, place, asked)) &&
      inQuestion(grant, place),
  );
  const role = ROLES.find((one) => grants.some((grant) => grant.role === one));
  if (role === undefined) return { outcome: 'not-permitted' };
  if (!inScope(actor, permission)) return { outcome: 'out-of-scope' };
  return { outcome: 'allowed', role, grants };
}

/** Whether somebody may do something, for a service that asks about a thing named in a body. */
export function may(actor: Actor, permission: Permission, place?: Place, section?: string): boolean {
  return decide(actor, permission, place, section).outcome === 'allowed';
}

/**
 * The questions of a section that somebody is limited to: those that a contributor was asked one by one.
 *
 * @returns undefined where the permission extends to the whole section, or to nothing of it
 */
export function onlyQuestions(
  actor: Actor,
  permission: Permission,
  place: Place,
  section: string,
): ReadonlySet<string> | undefined {
  const decision = decide(actor, permission, place, section);
  if (decision.outcome !== 'allowed' || !decision.grants.every((grant) => isLimited(grant, section))) return undefined;
  const questions = decision.grants.flatMap((grant) => grant.questions ?? []);
  return new Set(questions.filter((question) => question.section === section).map(({ id }) => id));
}

/** The grants of somebody that a permission rests on. */
export function grantsFor(actor: Actor, permission: Permission): readonly Grant[] {
  const roles: readonly Role[] = rolesWith(permission);
  return inScope(actor, permission) ? actor.grants.filter(({ role }) => roles.includes(role)) : [];
}

/** A program does what its scopes allow; people have none. */
function inScope({ scopes }: Actor, permission: Permission): boolean {
  const { scope } = PERMISSIONS[permission];
  return scopes === undefined || (scope !== null && scopes.includes(scope));
}

/** What is somebody's own, nobody else's role reaches but the administrator's; and to look after people, that of a lead. */
function reachesOwn(actor: Actor, grant: Grant, place: Place, permission: Permission): boolean {
  if (place.ownerId !== undefined) {
    if (grant.role === 'administrator' || place.ownerId === actor.id) return true;
    return permission === 'people.manage' && leadsMember(grant, place);
  }
  const belongsTo = [place.uploadedBy, place.handedTo];
  if (grant.role === 'contributor' && belongsTo.some((id) => id !== undefined && id !== actor.id)) return false;
  return reaches(grant, place);
}

/** Whether a role extends to one section of an assessment. */
function inSection(grant: Grant, place: Place | undefined, section: string | undefined): boolean {
  if (section === undefined) return true;
  if (grant.role === 'contributor') {
    return !isLimited(grant, section) || grant.questions?.some((question) => question.section === section) === true;
  }
  if (grant.role === 'vendor-lead' || grant.role === 'vendor-support') {
    return place?.sharedSections?.includes(section) === true;
  }
  return true;
}

/** Whether a role extends to what belongs to one question. */
function inQuestion(grant: Grant, place: Place | undefined): boolean {
  const { question, section } = place ?? {};
  if (question === undefined || section === undefined || !isLimited(grant, section)) return true;
  return grant.questions?.some(({ id }) => id === question) === true;
}

/** Whether a role does not extend to a whole section. */
function isLimited({ role, sections = [] }: Grant, section: string): boolean {
  return role === 'contributor' && !sections.includes(section);
}
