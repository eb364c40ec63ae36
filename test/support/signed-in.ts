import { PeopleService } from '../../src/accounts/people.service.js';
import type { RoleColumns } from '../../src/accounts/role-columns.js';
import { SecondFactorEntity } from '../../src/accounts/second-factor.entity.js';
import { SignInService } from '../../src/accounts/sign-in.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { ask, type Reply, type TestService } from './service.js';

const NOWHERE = { trustId: null, vendorId: null, networkId: null, assessmentId: null, sections: null } as const;
const MAKER = operator('tests');

export const PASSWORD = 'walrus-lantern-teacup';

export type Held = Pick<RoleColumns, 'role'> & Partial<RoleColumns>;

/** Somebody who is signed in, with a second factor given. */
export interface SignedIn {
  readonly id: string;
  readonly email: string;
  readonly cookie: string;
}

let number = 0;

/** Adds a person with these roles, and signs them in. */
export async function signedIn(service: TestService, held: readonly Held[], email?: string): Promise<SignedIn> {
  number += 1;
  const address = email ?? `person${String(number)}@example.nhs.uk`;
  const people = service.app.get(PeopleService);
  const hash = await people.hash(PASSWORD);
  return service.app.get(UnitOfWork).write(MAKER, async (scope) => {
    const name = `Person ${String(number)}`;
    const { id } = await people.add(scope, { email: address, name, createdBy: MAKER.id });
    await people.setPassword(scope, id, hash);
    for (const role of held) {
      const columns: RoleColumns = Object.assign({}, NOWHERE, role);
      await people.grant(scope, id, MAKER.id, columns);
    }
    const token = await service.app.get(SignInService).enter(scope, id, 'password', 'Firefox on Linux', true);
    return { id, email: address, cookie: `__Host-session=${token}` };
  });
}

/** One request to the API as somebody at a browser of this very site. */
export function askAs<T = Record<string, unknown>>(
  service: TestService,
  { cookie }: Pick<SignedIn, 'cookie'>,
  method: string,
  address: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply<T>> {
  const own = { cookie, origin: service.url, ...headers };
  return ask<T>(service, method, address, { headers: own, ...(body !== undefined && { body }) });
}

export interface PageAnswer {
  readonly status: number;
  readonly location: string | null;
  /** Name and value of the session's cookie, where one was set */
  readonly cookie: string | undefined;
  readonly html: string;
}

/** Reads a page. @param who nobody where it is left out */
export function readAs(
  service: TestService,
  who: Pick<SignedIn, 'cookie'> | undefined,
  address: string,
): Promise<PageAnswer> {
  return send(service, who, address, {});
}

/** Sends a form of a page, with the token of the session where somebody is signed in. */
export async function sendForm(
  service: TestService,
  who: Pick<SignedIn, 'cookie'> | undefined,
  address: string,
  fields: Readonly<Record<string, string | readonly string[]>>,
): Promise<PageAnswer> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  if (who !== undefined) body.append('formToken', await formTokenOf(service, who));
  return send(service, who, address, { method: 'POST', body });
}

async function formTokenOf(service: TestService, who: Pick<SignedIn, 'cookie'>): Promise<string> {
  const { html } = await readAs(service, who, '/signed-out');
  return /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

async function send(
  service: TestService,
  who: Pick<SignedIn, 'cookie'> | undefined,
  address: string,
  init: { method?: string; body?: URLSearchParams },
): Promise<PageAnswer> {
  const response = await fetch(`${service.url}${address}`, {
    ...init,
    redirect: 'manual',
    headers: {
      accept: 'text/html',
      ...(init.method !== undefined && { origin: service.url }),
      ...(who === undefined ? { 'x-nobody': '1' } : { cookie: who.cookie }),
    },
  });
  const set = response.headers.get('set-cookie') ?? '';
  return {
    status: response.status,
    location: response.headers.get('location'),
    cookie: /^__Host-session=[\w-]{43}/.exec(set)?.[0],
    html: await response.text(),
  };
}

/** An authenticator app on somebody's account, which nobody has. */
export async function giveApp(service: TestService, personId: string): Promise<void> {
  const app = { personId, sealedSecret: 'sealed', confirmedAt: service.clock.now(), lastStep: 0 };
  await service.app.get(UnitOfWork).keepBooks((manager) => manager.insert(SecondFactorEntity, app));
}

/** A vendor with a tool, stored as the service's owner would. */
export async function addVendor(service: TestService, name: string, toolIds: readonly string[] = []): Promise<string> {
  const { VendorEntity, VendorToolEntity } = await import('../../src/organisations/vendor.entity.js');
  const id = globalThis.crypto.randomUUID();
  const now = service.clock.now();
  await service.app.get(UnitOfWork).keepBooks(async (manager) => {
    await manager.insert(VendorEntity, { id, name, version: 1, createdAt: now, updatedAt: now });
    for (const toolId of toolIds) await manager.insert(VendorToolEntity, { toolId, vendorId: id });
  });
  return id;
}

/** The token at the end of a link, as a path of the service. */
export function pathOf(link: unknown): string {
  return new URL(link as string).pathname;
}
