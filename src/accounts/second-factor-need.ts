import type { Grant, Role } from '../platform/access/grants.js';

/** Roles that reach to other organisations' weaknesses: a password alone does not do. */
const NEED_SECOND_FACTOR: readonly Role[] = ['administrator', 'vendor-lead', 'vendor-support'];

/** Whether somebody has to have a second factor. @param demo the demonstration offers one and forces nobody */
export function needsSecondFactor(grants: readonly Grant[], demo: boolean): boolean {
  return !demo && grants.some(({ role }) => NEED_SECOND_FACTOR.includes(role));
}
