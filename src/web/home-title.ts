import type { Actor } from '../platform/actor/actor.js';
import type { Role } from '../platform/access/grants.js';

const TRUST: readonly Role[] = ['trust-lead', 'trust-viewer'];

/** Whether somebody is here for a trust, or for sections of an assessment, and for nothing beyond that. */
export function isTrustsOwn({ grants }: Actor): boolean {
  return grants.some(({ role }) => TRUST.includes(role)) && grants.every(({ role }) => isInTrust(role));
}

/** What the first page is for whoever looks. */
export function homeTitle(actor: Actor): string {
  if (isTrustsOwn(actor)) return 'Your assessments';
  const { grants } = actor;
  return grants.length > 0 && grants.every(({ role }) => role === 'contributor') ? 'Your sections' : 'Deployments';
}

function isInTrust(role: Role): boolean {
  return role === 'contributor' || TRUST.includes(role);
}
