import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { operationsOf, type ApiOperation, type OpenApiDocument } from '../support/openapi-requests.js';
import type { Schema } from '../support/openapi-values.js';
import type { Caller } from '../support/permission-fixture.js';
import { ask, startService, type TestService } from '../support/service.js';
import { directoryOf, makeTwoSides, type TwoSides } from '../support/two-sides.js';

/*
 * Lists leak nothing: every list for every caller, against what was written down by hand from docs/tenants.md and
 * test/permissions.csv.
 *
 * A cell is a status, or whose things are listed by the names of test/support/two-sides.ts; `-` is a list of nothing.
 * `of` is whose thing stands in the path.
 */
const TABLE = `
list,of,nobody,administrator,vendor-lead,vendor-support,trust-lead,trust-viewer,network-viewer,contributor,other-trust-lead,other-vendor-lead,other-contributor,key-without-scope,suspended-person
listInstruments,,all,all,all,all,all,all,all,all,all,all,all,all,all
listTools,,all,all,all,all,all,all,all,all,all,all,all,all,all
listEvents,,401,all,403,403,own,403,403,403,other,403,403,403,401
listTrusts,,401,own other,own other,own other,own,own,own,403,other,own other,403,403,401
listAllSites,,401,own other,own other,own other,own,own,own,403,other,own other,403,403,401
listSites,own,401,own,own,own,own,own,own,404,404,own,404,403,401
listSites,other,401,other,other,other,404,404,404,404,other,other,404,404,401
listDeployments,,401,own other,own,own,own,own,own,-,other,-,-,403,401
getDeploymentHistory,own,401,own,403,403,own,own,403,404,404,404,404,403,401
getDeploymentHistory,other,401,other,404,404,404,404,404,404,other,404,404,404,401
listAssessments,,401,own other,own,own,own,own,own,own,other,-,other,403,401
getAssessmentHistory,own,401,own,403,403,own,own,403,403,404,404,404,403,401
getAssessmentHistory,other,401,other,404,404,404,404,404,404,other,404,403,404,401
listSnapshots,own,401,own,own,own,own,own,own,403,404,404,404,403,401
listSnapshots,other,401,other,404,404,404,404,404,404,other,404,403,404,401
listEvidence,own,401,own-gv own-it,own-it,own-it,own-gv own-it,own-gv own-it,403,own-gv,404,404,404,403,401
listEvidence,other,401,other-gv other-it,404,404,404,404,404,404,other-gv other-it,404,other-gv,404,401
listFiles,own,401,own-trust own-contributor,403,403,own-trust own-contributor,own-trust own-contributor,403,own-contributor,404,404,404,403,401
listFiles,other,401,other-trust other-contributor,404,404,404,404,404,404,other-trust other-contributor,404,other-contributor,404,401
listHandOvers,own,401,own,403,403,own,own,403,-,404,404,404,403,401
listHandOvers,other,401,other,404,404,404,404,404,404,other,404,-,404,401
listAssessmentStatements,own,401,own,own,own,own,own,403,-,404,404,404,403,401
listAssessmentStatements,other,401,other,404,404,404,404,404,404,other,404,-,404,401
listPlans,,401,own other,own,own,own,own,own,403,other,-,403,403,401
listPortfolio,,401,own other,own,own,403,403,403,403,403,-,403,403,401
listPortfolioViews,,401,-,own,-,403,403,403,403,403,other,403,403,401
listJobs,,401,own-trust own-vendor other-trust other-vendor,own-vendor,-,own-trust,-,-,-,other-trust,other-vendor,-,403,401
listStatements,,401,own other,own,own,own,own,403,-,other,other,-,403,401
listConcerns,,401,own other,own,own,own,own,403,own,other,-,other,403,401
listPublishedAnswers,,401,own other,own,own,own,own,403,own,other,other,other,403,401
listContacts,own,401,own,own,own,403,403,403,404,404,404,404,403,401
listContacts,other,401,other,404,404,404,404,404,404,403,404,404,404,401
listPromises,own,401,own,own,own,403,403,403,404,404,404,404,403,401
listPromises,other,401,other,404,404,404,404,404,404,403,404,404,404,401
listProductVersions,own,401,own,own,own,own,own,403,own,own,own,own,403,401
listProductVersions,other,401,other,other,other,other,other,403,other,other,other,other,403,401
listPeople,,401,own-trust own-vendor other-trust other-vendor both nowhere,own-vendor,403,own-trust both,403,403,403,other-trust both,other-vendor,403,403,401
listInvitations,,401,own-trust own-vendor other-trust other-vendor,own-vendor,403,own-trust,403,403,403,other-trust,other-vendor,403,403,401
listKeys,,401,own-trust own-scoped own-vendor other-trust other-vendor operator,own-vendor,403,own-trust own-scoped,403,403,403,other-trust,other-vendor,403,403,401
listVendors,,401,own other,own other,own other,own other,own other,own other,own other,own other,own other,own other,403,401
listNetworks,,401,own,-,-,-,-,own,-,-,-,-,403,401
`;

type Row = Readonly<Record<string, string>> & { readonly list: string; readonly of: string };
type SideName = 'own' | 'other';

interface Item {
  readonly id?: string;
  readonly sequence?: number;
  readonly deploymentId?: string;
  readonly statement?: { readonly id: string };
  readonly type?: string;
}

interface Page {
  readonly items?: readonly Item[];
  readonly next?: string | null;
}

/** What a caller got: all pages of it. */
interface Listed {
  readonly status: number;
  readonly ids: readonly string[];
  readonly text: string;
}

const ROWS: readonly Row[] = parse(TABLE.trim(), { columns: true });
const CALLERS = Object.keys(ROWS[0] ?? {}).slice(2);
/** More than any list has here */
const MOST_ITEMS = 1000;
/** Lists that are long here; the others are read one by one, so that each page is held against the table as well. */
const LONG = ['listEvents', 'getDeploymentHistory', 'getAssessmentHistory'];
/** Filters that choose by what belongs to a side: the name among its ids. */
const SIDED: Readonly<Record<string, string>> = {
  ...{ trustId: 'trustId', siteId: 'siteId', deploymentId: 'deploymentId', assessmentId: 'assessmentId' },
  ...{ snapshotId: 'snapshotId', toolId: 'toolId', actorId: 'leadId', who: 'leadId', subjectId: 'assessmentId' },
  ...{ code: 'code', name: 'code', q: 'code', tool: 'toolId' },
};
/** Filters and the like that choose by what both sides have. */
const NEUTRAL = [
  'limit',
  'cursor',
  'sort',
  'state',
  'status',
  'type',
  'from',
  'to',
  'questionId',
  'productVersion',
  'section',
  'kind',
  'text',
  ...['region', 'networkId', 'stage', 'queue', 'owner', 'blocker', 'band', 'first'],
];
/** What has no id of a side: actions and questions of the instrument, with what the trust says of them. Their own tests show who sees it. */
const OF_THE_INSTRUMENT = ['listActions', 'listOfferedAnswers'];
/** Files of what a list shows. Their own tests hold them against the list. */
const FILES = ['exportPortfolio'];
/** Events that come about by the requests of these tests. */
const AFTERWARDS: readonly (string | undefined)[] = ['access-refused', 'record-exported'];
const SIDES: readonly SideName[] = ['own', 'other'];

let service: TestService;
let sides: TwoSides;
let lists: readonly ApiOperation[];
/** Trusts and sites, which vendors find all of */
let directory: ReadonlySet<string>;

beforeAll(async () => {
  service = await startService();
  const document = (await ask<OpenApiDocument>(service, 'GET', '/api/openapi.json')).body;
  lists = operationsOf(document).filter(
    (operation) => isList(document, operation) && ![...OF_THE_INSTRUMENT, ...FILES].includes(operation.operationId),
  );
  sides = await makeTwoSides(service);
  directory = await directoryOf(service);
});

afterAll(() => service.stop());

/** Whether a reply of an operation has `items`. */
function isList({ components }: OpenApiDocument, { method, responses }: ApiOperation): boolean {
  const hasItems = ({ $ref, properties, allOf = [], anyOf = [], oneOf = [] }: Schema): boolean => {
    if ($ref !== undefined) return hasItems(components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
    return properties?.items !== undefined || [...allOf, ...anyOf, ...oneOf].some(hasItems);
  };
  return method === 'GET' && hasItems(responses['200']?.content?.['application/json']?.schema ?? {});
}

const listOf = (name: string): ApiOperation => lists.find(({ operationId }) => operationId === name) as ApiOperation;
const sideOf = (caller: string): SideName => (caller.startsWith('other-') ? 'other' : 'own');
const elsewhere = (side: SideName): SideName => (side === 'own' ? 'other' : 'own');
const isRefusal = (cell = ''): boolean => /^4\d\d$/.test(cell);
const declares = (list: ApiOperation, name: string): boolean => list.parameters.some((one) => one.name === name);

/** The row for what a caller can reach: of the caller's own side where a thing stands in the path. */
const rowsFor = (side: SideName): readonly Row[] => ROWS.filter(({ of }) => of === '' || of === side);

/** Reads all pages of a list. @param query beside where the page begins */
async function readList(row: Row, caller: string, query: Readonly<Record<string, string>> = {}): Promise<Listed> {
  const list = listOf(row.list);
  const side = row.of === '' ? sideOf(caller) : (row.of as SideName);
  const path = list.path.replace(/\{(\w+)\}/g, (_, name: string) => sides.ids[side][name] ?? '');
  const items: Item[] = [];
  let next: string | null | undefined;
  do {
    const given = new URLSearchParams(query);
    if (declares(list, 'limit')) given.set('limit', LONG.includes(row.list) ? '200' : '1');
    if (typeof next === 'string') given.set('cursor', next);
    const { status, body } = await ask<Page>(service, 'GET', `${path}?${given.toString()}`, {
      headers: sides.fixture.callers[caller]?.headers ?? {},
    });
    if (status !== 200) return { status, ids: [], text: JSON.stringify(body) };
    // Who was refused at a trust stands in its record, whoever that was (docs/record.md); this very test is refused a lot.
    items.push(...(body.items ?? []).filter(({ type }) => !AFTERWARDS.includes(type)));
    if (items.length > MOST_ITEMS) throw new Error(`${row.list} does not come to its end`);
    next = body.next;
  } while (typeof next === 'string' && query.cursor === undefined);
  const ids = items.map(({ id, sequence, statement, deploymentId }) =>
    String(id ?? sequence ?? statement?.id ?? deploymentId),
  );
  return { status: 200, ids: ids.sort(), text: JSON.stringify(items) };
}

/** Ids by the names of a cell. @throws Error for a name that there is not, or of nothing */
function idsOf(row: Row, cell: string): string[] {
  if (cell === '-' || isRefusal(cell)) return [];
  return cell
    .split(' ')
    .flatMap((name) => {
      const ids = sides.things[row.list]?.[name] ?? [];
      if (ids.length === 0 || ids.includes('')) throw new Error(`There is nothing called ${name} in ${row.list}`);
      return ids;
    })
    .sort();
}

/** Ids and addresses of the side that somebody is not of, as far as they stand in a text. */
function leaksIn(text: string, caller: string): string[] {
  const isVendor = caller.includes('vendor');
  const secrets = sides.secrets[elsewhere(sideOf(caller))].filter((one) => !isVendor || !directory.has(one));
  return secrets.filter((one) => text.includes(one));
}

describe('the table of lists', () => {
  it('should name every list of the API and every caller', () => {
    const named = [...new Set(ROWS.map(({ list }) => list))];
    expect(named.sort()).toEqual(lists.map(({ operationId }) => operationId).sort());
    expect(CALLERS.sort()).toEqual(Object.keys(sides.fixture.callers).sort());
  });

  it('should have a row for a thing of each side where one stands in the path', () => {
    const expected = lists.flatMap(({ operationId, path }) =>
      (path.includes('{') ? SIDES : ['']).map((side) => `${operationId} ${side}`),
    );
    expect(ROWS.map(({ list, of }) => `${list} ${of}`).sort()).toEqual(expected.sort());
  });

  it('should be about sides that have something to hide', () => {
    for (const side of SIDES) {
      const { trustId, assessmentId, snapshotId, evidenceId, planId, jobId, keyId, statementId } = sides.ids[side];
      const some = [trustId, assessmentId, snapshotId, evidenceId, planId, jobId, keyId, statementId];
      expect(sides.secrets[side]).toEqual(expect.arrayContaining(some));
      expect(sides.secrets[side].some((one) => one.includes('@'))).toBe(true);
    }
  });
});

describe('every list', () => {
  it('should give every caller exactly what the table says', async () => {
    const deviations: unknown[] = [];
    for (const row of ROWS) {
      for (const caller of CALLERS) {
        const cell = row[caller] ?? '';
        const { status, ids } = await readList(row, caller);
        const expected = { status: isRefusal(cell) ? Number(cell) : 200, ids: idsOf(row, cell) };
        if (JSON.stringify({ status, ids }) !== JSON.stringify(expected)) {
          deviations.push({ list: `${row.list} ${row.of}`, caller, cell, status, ids });
        }
      }
    }
    expect(deviations).toEqual([]);
  });

  it('should hold no id and no address of the other side', async () => {
    const leaks: unknown[] = [];
    for (const row of ROWS) {
      for (const caller of CALLERS.filter((name) => name !== 'administrator')) {
        const { status, text } = await readList(row, caller);
        const found = leaksIn(text, caller);
        // What was asked for stands in the answer that it is not there.
        if (status === 200 && found.length > 0) leaks.push({ list: row.list, caller, found });
      }
    }
    expect(leaks).toEqual([]);
  });

  it('should hold them for the administrator, who sees both sides', async () => {
    const texts: string[] = [];
    for (const row of ROWS) texts.push((await readList(row, 'administrator')).text);
    const text = texts.join();
    for (const side of SIDES) {
      const shown = sides.secrets[side].filter((one) => text.includes(one));
      expect(shown.length).toBeGreaterThan(20);
    }
  });
});

describe('the export of the record', () => {
  it('should give leads the events of their own trust alone', async () => {
    for (const caller of ['trust-lead', 'other-trust-lead']) {
      const { headers } = sides.fixture.callers[caller] as Caller;
      for (const filter of ['', `&trustId=${sides.ids[elsewhere(sideOf(caller))].trustId ?? ''}`]) {
        const address = `${service.url}/api/v1/events/export?format=ndjson${filter}`;
        const lines = (await (await fetch(address, { headers })).text()).split('\n').filter((line) => line !== '');
        const events = lines.map((line) => JSON.parse(line) as Item).filter(({ type }) => !AFTERWARDS.includes(type));
        const expected = filter === '' ? sides.things.listEvents?.[sideOf(caller)] : [];
        expect(events.map(({ sequence }) => String(sequence)).sort()).toEqual([...(expected ?? [])].sort());
        expect(leaksIn(JSON.stringify(events), caller)).toEqual([]);
      }
    }
  });
});

describe('a list that is filtered', () => {
  it('should be filtered here by every parameter that it has', () => {
    const names = lists.flatMap(({ parameters }) => parameters.filter((one) => one.in === 'query'));
    const unknown = names.filter(({ name }) => SIDED[name] === undefined && !NEUTRAL.includes(name));
    expect(unknown).toEqual([]);
  });

  it('should give nothing of the other side to whoever asks for it by its ids', async () => {
    const found: unknown[] = [];
    let asked = 0;
    for (const caller of CALLERS.filter((name) => name !== 'administrator')) {
      const side = elsewhere(sideOf(caller));
      const lead = sides.fixture.callers[side === 'own' ? 'trust-lead' : 'other-trust-lead']?.id ?? '';
      const values = { ...sides.ids[side], leadId: lead, code: side === 'own' ? 'ZZ90' : 'ZZ91' };
      for (const row of rowsFor(sideOf(caller)).filter((one) => !isRefusal(one[caller]))) {
        const filters = listOf(row.list).parameters.filter(({ name, in: place }) => place === 'query' && name in SIDED);
        for (const { name } of filters) {
          const value = (values as Readonly<Record<string, string>>)[SIDED[name] ?? ''] ?? '';
          const { status, ids } = await readList(row, caller, { [name]: value });
          const seen = idsOf(row, row[caller] ?? '');
          const theirs = Object.entries(sides.things[row.list] ?? {}).filter(([key]) => key.startsWith(side));
          const allowed = seen.filter((id) => theirs.some(([, all]) => all.includes(id)));
          const isRefused = status === 404 || (status === 200 && ids.every((id) => allowed.includes(id)));
          asked += 1;
          if (value === '' || !isRefused) found.push({ list: row.list, caller, name, value, status, ids });
        }
      }
    }
    expect(found).toEqual([]);
    expect(asked).toBeGreaterThan(100);
  });
});

describe('a cursor of somebody who sees more', () => {
  it('should give nobody more than they see without it', async () => {
    const found: unknown[] = [];
    let used = 0;
    for (const row of ROWS.filter(({ list }) => declares(listOf(list), 'cursor'))) {
      for (const cursor of await cursorsOf(row)) {
        for (const caller of CALLERS.filter((name) => !isRefusal(row[name]))) {
          const { status, ids, text } = await readList(row, caller, { cursor });
          const seen = idsOf(row, row[caller] ?? '');
          const leaks = caller === 'administrator' ? [] : leaksIn(text, caller);
          used += 1;
          if (status !== 200 || leaks.length > 0 || !ids.every((id) => seen.includes(id)))
            found.push({ list: row.list, caller, status, ids, leaks });
        }
      }
    }
    expect(found).toEqual([]);
    expect(used).toBeGreaterThan(100);
  });
});

/** The first cursors that the administrator gets. */
async function cursorsOf({ list, of }: Row): Promise<string[]> {
  const path = listOf(list).path.replace(/\{(\w+)\}/g, (_, name: string) => sides.ids[of as SideName][name] ?? '');
  const cursors: string[] = [];
  for (let number = 0; number < 3; number += 1) {
    const cursor = cursors.at(-1);
    const query = new URLSearchParams({ limit: '1', ...(cursor !== undefined && { cursor }) }).toString();
    const { headers } = sides.fixture.callers.administrator as Caller;
    const { body } = await ask<{ next: string | null }>(service, 'GET', `${path}?${query}`, { headers });
    if (body.next === null) break;
    cursors.push(body.next);
  }
  return cursors;
}
