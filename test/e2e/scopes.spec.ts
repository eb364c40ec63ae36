import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { KeysService } from '../../src/accounts/keys.service.js';
import type { Role } from '../../src/platform/access/grants.js';
import { SCOPES, type Scope } from '../../src/platform/access/permissions.js';
import { operator } from '../../src/platform/actor/actor.js';
import { SavedViews } from '../../src/portfolio/saved-views.service.js';
import { aViewer, makeFixture, type Caller, type Fixture } from '../support/permission-fixture.js';
import { outcomeOf, routesOf } from '../support/permission-requests.js';
import { startService, type TestService } from '../support/service.js';

/*
 * Every route of the API for keys of every scope, against test/scopes.csv, which was written by hand and apart from the
 * code. Keys are of a role that may use the route, so that nothing but the scope decides.
 */

interface Row {
  readonly method: string;
  readonly path: string;
  /** The one scope that a key needs; `people-only`: no key will do; `public`: none is needed */
  readonly scope: Scope | 'people-only' | 'public';
  /** A further scope, without which the key does not see what it asks for: it is answered 404 */
  readonly also: Scope | '';
  readonly role: Role;
}

const TABLE = path.resolve(import.meta.dirname, '../scopes.csv');
const ROWS: readonly Row[] = parse(fs.readFileSync(TABLE), { columns: true });
const NOBODY: Caller = { headers: { 'x-nobody': '1' } };
const MAKER = operator('tests');

let service: TestService;
let fixture: Fixture;
const keys = new Map<string, Caller>();

beforeAll(async () => {
  service = await startService();
  fixture = await makeFixture(service);
});

afterAll(() => service.stop());

/** A key of a role with these scopes, made when it is first needed. */
async function keyWith(role: Role, scopes: readonly Scope[]): Promise<Caller> {
  const which = `${role} ${scopes.join(' ')}`;
  const known = keys.get(which);
  if (known !== undefined) return known;
  const place = {
    ...(role.startsWith('trust-') && { trustId: fixture.own.trustId }),
    ...(role.startsWith('vendor-') && { vendorId: fixture.own.vendorId }),
  };
  const name = `Key ${String(keys.size)}`;
  const made = await service.app.get(KeysService).create(MAKER, { name, role, ...place, scopes: [...scopes] });
  const caller = { id: made.id, headers: { authorization: `Bearer ${made.key}` } };
  keys.set(which, caller);
  return caller;
}

/** What is nobody else's has to be the key's own. */
async function ownThings({ path: address }: Row, { id = '' }: Caller): Promise<Readonly<Record<string, string>>> {
  if (!address.includes(':viewId')) return {};
  const view = { name: `View ${randomUUID()}`, query: {} };
  return { viewId: (await service.app.get(SavedViews).save({ ...MAKER, id }, view)).id };
}

/** Keys with all but one scope are refused; a key with that one alone is not. @returns what is otherwise */
async function deviationsOf(row: Row): Promise<string[]> {
  const ids = row.path.includes(':personId')
    ? { ...fixture.ids, ...(await aViewer(service, fixture.own.trustId)) }
    : fixture.ids;
  const deviations: string[] = [];
  const expected = async (who: string, caller: Caller, due: string): Promise<void> => {
    const outcome = await outcomeOf(service, row, caller, { ...ids, ...(await ownThings(row, caller)) });
    if (outcome !== due) deviations.push(`${row.method} ${row.path} ${who}: ${outcome}`);
  };
  const { scope, also, role } = row;
  if (scope === 'public') await expected('nobody', NOBODY, 'ok');
  else if (scope === 'people-only') await expected('with all scopes', await keyWith(role, SCOPES), '403');
  else {
    const others = SCOPES.filter((one) => one !== scope);
    await expected(`with all but ${scope}`, await keyWith(role, others), '403');
    await expected(`with ${scope} alone`, await keyWith(role, [scope]), also === '' ? 'ok' : '404');
    if (also !== '') await expected(`with ${scope} and ${also}`, await keyWith(role, [scope, also]), 'ok');
  }
  return deviations;
}

describe('the table of scopes', () => {
  it('should have one row for every route of the API', () => {
    const named = ROWS.map((row) => `${row.method} ${row.path}`);
    const routes = routesOf(service).filter((route) => route.includes(' /api/v1/'));
    expect(named.sort()).toEqual([...new Set(routes)].sort());
  });

  it('should name scopes that there are, and each of them', () => {
    const named = new Set<string>(ROWS.map(({ scope }) => scope));
    expect([...named].sort()).toEqual([...SCOPES, 'people-only', 'public'].sort());
  });
});

describe('every route of the API', () => {
  it('should take a key with the scope that the table names, and none without it', async () => {
    const deviations: string[] = [];
    for (const row of ROWS) deviations.push(...(await deviationsOf(row)));
    expect(deviations).toEqual([]);
  }, 600_000);
});
