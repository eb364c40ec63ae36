import type { Actor } from '../platform/actor/actor.js';
import { Problem } from '../platform/problem/problem.js';
import type { UpdateDeployment } from './deployments.dto.js';

/** What a site is like and when it goes live, the trust says; the vendor says who of its own looks after it. */
const VENDOR_FIELDS: readonly string[] = ['vendorOwner'];

/** @throws Problem `forbidden` */
export function refuseBeyondVendor({ role }: Actor, command: UpdateDeployment): void {
  if (role !== 'vendor-lead') return;
  const beyond = Object.keys(command).filter((field) => !VENDOR_FIELDS.includes(field));
  if (beyond.length === 0) return;
  throw new Problem('forbidden', `A vendor changes ${VENDOR_FIELDS.join(', ')} only. Nothing was stored.`, {
    errors: beyond.map((field) => ({
      pointer: `/${field}`,
      code: 'not-allowed',
      detail: `${field} is for the trust to say.`,
    })),
  });
}
