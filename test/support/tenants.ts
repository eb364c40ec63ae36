import type { Role } from '../../src/platform/access/grants.js';
import { SCOPES, type Scope } from '../../src/platform/access/permissions.js';
import type { CreateKey } from '../../src/accounts/keys.dto.js';
import { KeysService } from '../../src/accounts/keys.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { ask, type TestService } from './service.js';

/** What a caller sends along to act as somebody. */
export type Headers = Readonly<Record<string, string>>;

/** Roles that programs have, beside the administrator's, which requests of tests carry anyway. */
export const CALLERS = ['vendor-lead', 'vendor-support', 'trust-lead', 'trust-viewer', 'network-viewer'] as const;
export type CallerRole = (typeof CALLERS)[number];

/** Two of everything: one who takes part, and one who must never see anything of it. */
export interface Tenants {
  /** The trust of the callers, with a site */
  readonly trustId: string;
  readonly siteId: string;
  /** Another trust, with a site, which is in no network */
  readonly otherTrustId: string;
  readonly otherSiteId: string;
  /** Vendor of `toolId` */
  readonly vendorId: string;
  readonly toolId: string;
  /** Another vendor, of `otherToolId` */
  readonly otherVendorId: string;
  readonly otherToolId: string;
  /** The network of `trustId` alone */
  readonly networkId: string;
  /** A network without trusts */
  readonly otherNetworkId: string;
  /** `authorization` of a key for each role at the trust, the vendor, the network */
  readonly as: Readonly<Record<CallerRole, Headers>>;
  /** The same at the others */
  readonly asOther: Readonly<Record<CallerRole, Headers>>;
}

type PlacedIds = Readonly<Record<'trustId' | 'vendorId' | 'networkId', string>>;

/** The field of a key that says where it acts. */
const PLACE_OF: Readonly<Record<CallerRole, keyof PlacedIds>> = {
  'vendor-lead': 'vendorId',
  'vendor-support': 'vendorId',
  'trust-lead': 'trustId',
  'trust-viewer': 'trustId',
  'network-viewer': 'networkId',
};

/** Makes trusts, vendors, networks and a key for each role, through the API. */
export async function setUpTenants(service: TestService): Promise<Tenants> {
  const made = (address: string, body: unknown): Promise<string> => makeThing(service, address, body);
  const [toolId, otherToolId] = ['echogo-pro', 'chest-xray-triage'];
  const trustId = await made('/api/v1/trusts', { code: 'ZZ71', name: 'Fenmere and Holt NHS Trust' });
  const siteId = await made(`/api/v1/trusts/${trustId}/sites`, { name: 'Fenmere Infirmary' });
  const otherTrustId = await made('/api/v1/trusts', { code: 'ZZ72', name: 'Marsh Lane NHS Trust' });
  const otherSiteId = await made(`/api/v1/trusts/${otherTrustId}/sites`, { name: 'Marsh Lane Hospital' });
  const vendorId = await made('/api/v1/vendors', { name: 'Echo Makers', toolIds: [toolId] });
  const otherVendorId = await made('/api/v1/vendors', { name: 'Chest Makers', toolIds: [otherToolId] });
  const networkId = await made('/api/v1/networks', { name: 'Fenmere Imaging Network', trustIds: [trustId] });
  const otherNetworkId = await made('/api/v1/networks', { name: 'Marsh Imaging Network', trustIds: [] });
  return {
    ...{ trustId, siteId, otherTrustId, otherSiteId, vendorId, toolId, otherVendorId, otherToolId },
    ...{ networkId, otherNetworkId },
    as: await keysAt(service, { trustId, vendorId, networkId }),
    asOther: await keysAt(service, { trustId: otherTrustId, vendorId: otherVendorId, networkId: otherNetworkId }),
  };
}

/** A key of a role at a place, as the headers of a request. @param scopes default: all */
async function keyOf(
  service: TestService,
  role: Role,
  place: Partial<PlacedIds> = {},
  scopes: readonly string[] = SCOPES,
): Promise<Headers> {
  // Keys are made by people: a key makes none.
  const command: CreateKey = Object.assign(
    {},
    { name: `Test ${role}`, role, ...place, scopes: [...scopes] as Scope[] },
  );
  const { key } = await service.app.get(KeysService).create(operator('tests'), command);
  return { authorization: `Bearer ${key}` };
}

async function keysAt(service: TestService, ids: PlacedIds): Promise<Readonly<Record<CallerRole, Headers>>> {
  const keys: Partial<Record<CallerRole, Headers>> = {};
  for (const role of CALLERS) keys[role] = await keyOf(service, role, { [PLACE_OF[role]]: ids[PLACE_OF[role]] });
  return keys as Readonly<Record<CallerRole, Headers>>;
}

async function makeThing(service: TestService, address: string, body: unknown): Promise<string> {
  const { status, body: reply } = await ask<{ id: string }>(service, 'POST', address, { body });
  if (status !== 201) throw new Error(`${address} answered ${String(status)}: ${JSON.stringify(reply)}`);
  return reply.id;
}
