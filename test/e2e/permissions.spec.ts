import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Places } from '../../src/platform/access/places.js';
import { startService, type TestService } from '../support/service.js';
import { anotherSession, aViewer, makeFixture, type Caller, type Fixture } from '../support/permission-fixture.js';
import { makeGoneThings, type GoneThings } from '../support/gone-things.js';
import { outcomeOf, routesOf, statusOf } from '../support/permission-requests.js';

/* Every route for every caller, against test/permissions.csv, which was written by hand and apart from the code. */

type Row = Readonly<Record<string, string>> & {
  readonly method: string;
  readonly path: string;
  readonly thing: string;
};

const TABLE = path.resolve(import.meta.dirname, '../permissions.csv');
const ROWS: readonly Row[] = parse(fs.readFileSync(TABLE), { columns: true });
const CALLERS = Object.keys(ROWS[0] ?? {}).slice(3);
const OUTCOMES = ['ok', '401', '403', '404', 'sign-in'];
/**
 * What is answered for what is gone, to those who may look after it or could; written by hand as well. A page that shows
 * a form again, with what is wrong, is answered with 400.
 */
type GoneRow = Readonly<Record<'method' | 'path' | 'administrator' | 'trust-lead', string>> & {
  readonly thing: keyof GoneThings;
};
const GONE: readonly GoneRow[] = parse(fs.readFileSync(path.resolve(import.meta.dirname, '../gone.csv')), {
  columns: true,
});
/** Parts of paths that name what can be gone; of evidence below */
const ENDS = [':keyId', ':invitationId', ':personId', ':grantId', ':sessionId'];

let service: TestService;
let fixture: Fixture;

beforeAll(async () => {
  service = await startService();
  fixture = await makeFixture(service);
});

afterAll(() => service.stop());

/** What a request would end or erase is made anew for it. */
async function idsFor({ path: address }: Row): Promise<Readonly<Record<string, string>>> {
  if (!address.includes(':personId')) return fixture.ids;
  return { ...fixture.ids, ...(await aViewer(service, fixture.own.trustId)) };
}

async function callerFor({ path: address }: Row, name: string): Promise<Caller> {
  const caller = fixture.callers[name] as Caller;
  const ends = address === '/sign-out' && caller.formToken !== undefined && name !== 'suspended-person';
  return ends ? anotherSession(service, caller.id ?? '') : caller;
}

const placed = ({ path: address }: Row): string[] =>
  [...address.matchAll(/:(\w+)/g)].map(([, name = '']) => name).filter((name) => service.app.get(Places).knows(name));

describe('the table of permissions', () => {
  it('should have a row for every route, and a route for every row', () => {
    const named = [...new Set(ROWS.map((row) => `${row.method} ${row.path}`))];
    expect(named.sort()).toEqual([...new Set(routesOf(service))].sort());
  });

  it('should say something of every caller in every row, and name each route and thing once', () => {
    const keys = ROWS.map((row) => `${row.method} ${row.path} ${row.thing}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(ROWS.flatMap((row) => CALLERS.filter((name) => !OUTCOMES.includes(row[name] ?? '')))).toEqual([]);
    expect(CALLERS.sort()).toEqual(Object.keys(fixture.callers).sort());
  });
});

describe('every route', () => {
  it('should answer every caller as the table says', async () => {
    const deviations: string[] = [];
    for (const row of ROWS) {
      for (const name of CALLERS) {
        const outcome = await outcomeOf(service, row, await callerFor(row, name), await idsFor(row));
        const told = `${row.method} ${row.path} ${row.thing} as ${name}: ${outcome}, not ${row[name] ?? ''}`;
        if (outcome !== row[name]) deviations.push(told);
      }
    }
    expect(deviations).toEqual([]);
  }, 600_000);

  it('should answer a guessed id with 404 to whoever may use the route at all', async () => {
    const deviations: string[] = [];
    for (const row of ROWS.filter((one) => placed(one).length > 0)) {
      for (const name of CALLERS.filter((one) => row[one] === 'ok')) {
        for (const parameter of placed(row)) {
          const ids = { ...(await idsFor(row)), [parameter]: randomUUID() };
          const outcome = await outcomeOf(service, row, await callerFor(row, name), ids);
          if (outcome !== '404') deviations.push(`${row.method} ${row.path} ${parameter} as ${name}: ${outcome}`);
        }
      }
    }
    expect(deviations).toEqual([]);
  }, 600_000);

  it('should answer the id of an evidence item that was taken away with 404', async () => {
    const ids = { ...fixture.ids, evidenceId: fixture.deletedEvidenceId };
    const outcomes = [];
    for (const row of ROWS.filter((one) => one.path.includes(':evidenceId'))) {
      for (const name of ['administrator', 'trust-lead', 'contributor', 'other-trust-lead']) {
        outcomes.push(await outcomeOf(service, row, fixture.callers[name] as Caller, ids));
      }
    }
    expect(outcomes).toEqual(Array(32).fill('404'));
  });

  it('should say of what was ended, withdrawn, erased or taken what the table of gone things says', async () => {
    const named = new Set(GONE.map((row) => `${row.method} ${row.path}`));
    const able = ROWS.map((row) => `${row.method} ${row.path}`);
    expect(able.filter((route) => ENDS.some((end) => route.includes(end)) && !named.has(route))).toEqual([]);
    const things = await makeGoneThings(service, fixture);
    const deviations: string[] = [];
    for (const row of GONE) {
      for (const name of ['administrator', 'trust-lead'] as const) {
        const given =
          row.path.startsWith('/api/') && row.path.endsWith('/roles') ? { role: 'administrator' } : undefined;
        const ids = { ...fixture.ids, ...things[row.thing] };
        const { method, path: address } = row;
        const status = await statusOf(service, { method, path: address }, fixture.callers[name] as Caller, ids, given);
        if (String(status) !== row[name])
          deviations.push(`${row.thing}: ${method} ${address} as ${name}: ${String(status)}, not ${row[name]}`);
      }
    }
    expect(deviations).toEqual([]);
  });
});
