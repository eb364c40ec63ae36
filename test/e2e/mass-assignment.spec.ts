import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATA_SOURCES, type DataSources } from '../../src/platform/database/data-sources.js';
import { hashOf } from '../../src/platform/hash/stable-json.js';
import type { ProblemBody } from '../support/bad-input.js';
import { columnNames, placesOf, withMembers, type BodyPlace, type ColumnName } from '../support/extra-members.js';
import { operationsOf, type ApiOperation, type OpenApiDocument } from '../support/openapi-requests.js';
import { aViewer, type Caller } from '../support/permission-fixture.js';
import { ask, startService, type Reply, type TestService } from '../support/service.js';
import { sendForm } from '../support/signed-in.js';
import { makeTwoSides, type TwoSides } from '../support/two-sides.js';

/*
 * No column can be filled by naming it: every operation that takes a body gets one that it takes, and beside that the name
 * of every column of every table, at each object in it. It names what it does not know, and no row changes.
 */

type Ids = Readonly<Record<string, string>>;
type Rows = Awaited<ReturnType<TestService['database']['rows']>>;

interface Attempt {
  /** Somebody who may do it; left out: the lead of the trust */
  readonly as?: 'administrator' | 'vendor-lead' | 'trust-viewer';
  /** What differs from the example in the description of the API */
  readonly body?: (ids: Ids) => object;
}

/** Every operation that takes a JSON body, in an order in which each can be done; a merger leaves little to do. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  score: {},
  plan: {},
  whatIf: {},
  createTrust: { as: 'vendor-lead', body: () => ({ code: 'ZZ92' }) },
  previewTrustImport: { as: 'administrator' },
  importTrusts: { as: 'administrator' },
  updateTrust: {},
  createSite: {},
  updateSite: {},
  createDeployment: { body: ({ freshSiteId }) => ({ siteId: freshSiteId }) },
  updateDeployment: {},
  createAssessment: { body: ({ freshDeploymentId }) => ({ deploymentId: freshDeploymentId }) },
  setVendorAccess: {},
  shareAssessment: {},
  saveSection: {},
  saveActionProgress: {},
  confirmOfferedAnswer: {},
  addEvidence: { body: (ids) => ({ item: { title: 'Report', date: '2026-10-05', fileId: ids.fileId } }) },
  replaceEvidence: { body: (ids) => ({ item: { title: 'Report', date: '2026-10-05', fileId: ids.fileId } }) },
  createPlan: {},
  orderPlans: { body: (ids) => ({ deploymentIds: [ids.deploymentId] }) },
  createInvitation: {},
  createHandOver: { body: () => ({ section: 'GV', email: 'mass@example.nhs.uk' }) },
  reassignHandOver: { body: () => ({ email: 'other.mass@example.nhs.uk' }) },
  returnHandOver: { as: 'trust-viewer' },
  declineHandOver: { as: 'trust-viewer' },
  createKey: {},
  giveRole: {},
  createConcern: { body: () => ({ actionId: undefined }) },
  addMessage: {},
  updateConcern: {},
  publishAnswer: { as: 'vendor-lead', body: () => ({ question: 'Which ports?', answer: 'These.' }) },
  replacePublishedAnswer: { as: 'vendor-lead', body: () => ({ question: 'Which ports?', answer: 'These.' }) },
  logContact: { as: 'vendor-lead' },
  withdrawContact: { as: 'vendor-lead' },
  makePromise: { as: 'vendor-lead' },
  updatePromise: { as: 'vendor-lead', body: () => ({ dueOn: undefined }) },
  savePortfolioView: { as: 'vendor-lead' },
  previewPortfolioImport: {
    as: 'vendor-lead',
    body: (ids) => ({ content: `deploymentId,owner\n${ids.deploymentId ?? ''},Ann\n` }),
  },
  importPortfolio: {
    as: 'vendor-lead',
    body: (ids) => ({
      content: `deploymentId,owner\n${ids.deploymentId ?? ''},Ann\n`,
      digest: hashOf([[ids.deploymentId, null, 'Ann']]),
    }),
  },
  setVendorOwner: { as: 'vendor-lead' },
  disputeStatement: {},
  publishStatement: { as: 'vendor-lead' },
  previewProductVersion: { as: 'vendor-lead' },
  publishProductVersion: { as: 'vendor-lead' },
  saveSupportTeam: { as: 'vendor-lead', body: () => ({ weeklyHours: 30, equity: 0.5, targetDate: null }) },
  createVendor: { as: 'administrator', body: () => ({ toolIds: ['chest-xray-triage'] }) },
  updateVendor: { as: 'administrator' },
  createNetwork: { as: 'administrator', body: (ids) => ({ trustIds: [ids.trustId] }) },
  updateNetwork: { as: 'administrator' },
  mergeTrust: { as: 'administrator', body: (ids) => ({ intoId: ids.otherTrustId }) },
};
/** Which nobody here may do, or there is nothing to do with; that they can be done, their own tests show. */
const TRIED_ELSEWHERE = ['confirmOfferedAnswer', 'returnHandOver', 'declineHandOver'];
/** Where each column is tried by itself as well: what makes power, and what is scored */
const ONE_BY_ONE = ['createInvitation', 'createKey', 'giveRole', 'updateDeployment', 'shareAssessment', 'saveSection'];
/** Objects that are refused as a whole, with the members that they may have */
const AS_A_WHOLE = ['publishStatement /answer'];
/** What forms about a role have; those of places that the role does not have are for other roles. */
const FIELDS_OF_ROLES = ['role', 'trustId', 'vendorId', 'networkId', 'assessmentId', 'sections'];
/** An answer names a hundred mistakes at most. */
const AT_ONCE = 90;

let service: TestService;
let document: OpenApiDocument;
let sides: TwoSides;
let ids: Ids;
let columns: readonly ColumnName[];

beforeAll(async () => {
  service = await startService();
  document = (await ask<OpenApiDocument>(service, 'GET', '/api/openapi.json')).body;
  sides = await makeTwoSides(service);
  const { trustId } = sides.fixture.own;
  const made = async (address: string, body: object): Promise<string> =>
    (await ask<{ id: string }>(service, 'POST', address, { body })).body.id;
  const freshSiteId = await made(`/api/v1/trusts/${trustId}/sites`, { name: 'Another Hospital' });
  const freshDeploymentId = await made('/api/v1/deployments', { siteId: freshSiteId, toolId: 'chest-xray-triage' });
  const { personId } = await aViewer(service, trustId);
  const { callers, own } = sides.fixture;
  const handed = await ask<{ id: string }>(service, 'POST', `/api/v1/assessments/${own.assessmentId}/hand-overs`, {
    headers: callers['trust-lead']?.headers ?? {},
    body: { section: 'IT', personId: callers['trust-viewer']?.id },
  });
  const others = {
    otherTrustId: sides.fixture.other.trustId,
    freshSiteId,
    freshDeploymentId,
    personId,
    handOverId: handed.body.id,
  };
  ids = { ...sides.ids.own, ...others, section: 'IT', actionId: 'IT-07' };
  const deployment = `/api/v1/deployments/${sides.fixture.own.deploymentId}`;
  const headers = { 'if-match': (await ask(service, 'GET', deployment)).headers.get('etag') ?? '' };
  // A statement is answered where it is about the version that is there.
  await ask(service, 'PATCH', deployment, { body: { productVersion: '2.2' }, headers });
  const { writer } = service.app.get<DataSources>(DATA_SOURCES);
  columns = columnNames(writer.entityMetadatas, sides.fixture.other.trustId);
});

afterAll(() => service.stop());

const takesBody = (): ApiOperation[] => operationsOf(document).filter(({ body }) => body !== undefined);
const operationOf = (name: string): ApiOperation =>
  takesBody().find(({ operationId }) => operationId === name) as ApiOperation;

/** A body that an operation takes: its example, with ids of what there is. */
function bodyFor(name: string): object {
  const { requestBody } = operationOf(name);
  const media = requestBody?.content['application/json'] as {
    readonly example?: object;
    readonly examples?: Readonly<Record<string, { readonly value: object }>>;
  };
  const example = media.example ?? Object.values(media.examples ?? {})[0]?.value ?? {};
  const known = Object.entries(example).map(([key, value]) => [key, ids[key] ?? (value as unknown)] as const);
  return { ...(Object.fromEntries(known) as object), ...ATTEMPTS[name]?.body?.(ids) };
}

/** Sends a body, on the version that is there now where the operation asks for one. */
async function send(name: string, body: unknown, caller?: string): Promise<Reply<ProblemBody>> {
  const { method, path, parameters } = operationOf(name);
  const who = sides.fixture.callers[caller ?? ATTEMPTS[name]?.as ?? 'trust-lead'] as Caller;
  const address = path.replace(/\{(\w+)\}/g, (_, parameter: string) => ids[parameter] ?? '');
  const headers: Record<string, string> = { ...who.headers };
  if (parameters.some((one) => one.name === 'If-Match')) {
    const versioned = address
      .replace(/evidence$/, 'sections/IT')
      .replace(/\/(?:merge|vendor-access|vendor-owner|withdrawal|reassign|return|decline)$/, '');
    headers['if-match'] = (await ask(service, 'GET', versioned)).headers.get('etag') ?? '"1"';
  }
  return ask<ProblemBody>(service, method, address, { body, headers });
}

/** The columns that a body does not have at a place, in portions. */
function portionsFor({ documented }: BodyPlace, size: number): ColumnName[][] {
  const left = columns.filter(({ name }) => !documented.includes(name));
  return Array.from({ length: Math.ceil(left.length / size) }, (_, index) =>
    left.slice(index * size, (index + 1) * size),
  );
}

/** Sends columns along with a body. @returns what is wrong with the answer */
async function defectsOf(name: string, { pointer }: BodyPlace, extra: readonly ColumnName[]): Promise<string[]> {
  const { status, body } = await send(name, withMembers(bodyFor(name), pointer, extra));
  const isRefused =
    (status === 400 && body.code === 'invalid-request') || (status === 422 && body.code === 'invalid-answers');
  const named = (body.errors ?? []).filter(({ code }) => code.startsWith('unknown-')).map((one) => one.pointer);
  if (isRefused && AS_A_WHOLE.includes(`${name} ${pointer}`) && body.errors?.[0]?.pointer === pointer) return [];
  const missed = extra.filter((one) => !named.includes(`${pointer}/${one.name}`));
  if (isRefused && missed.length === 0) return [];
  const names = missed.map((one) => one.name).join(' ');
  return [
    `${name} ${pointer}: ${String(status)} ${body.code}, does not name ${names} ${JSON.stringify(body.errors?.slice(0, 3))}`,
  ];
}

const placesIn = (name: string): BodyPlace[] => placesOf(document, operationOf(name).body ?? {}, bodyFor(name));

describe('the columns', () => {
  it('should be those of all tables, among them what nobody may fill', () => {
    const names = columns.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['id', 'trustId', 'trust_id', 'createdAt', 'created_at', 'version', 'role', 'state', 'hash', 'tokenHash'],
        ...['vendorAccess', 'vendor_access', 'notesKept', 'notes_kept', 'submittedBy', 'submitted_by', 'grantedBy'],
        ...['erasedAt', 'secretHash', 'scopes', 'checkedBy', 'mergedIntoId', 'uploadedBy', 'expiresAt', 'personId'],
      ]),
    );
    expect(names.length).toBeGreaterThan(200);
  });
});

describe('every operation that takes a body', () => {
  it('should be tried here', () => {
    const named = takesBody().map(({ operationId }) => operationId);
    expect(Object.keys(ATTEMPTS).sort()).toEqual(named.sort());
  });

  it('should refuse all columns that it does not document, by name, and change no row', async () => {
    const defects: string[] = [];
    for (const name of Object.keys(ATTEMPTS)) {
      const before = await service.database.rows();
      const [place] = placesIn(name);
      for (const extra of portionsFor(place as BodyPlace, AT_ONCE)) {
        defects.push(...(await defectsOf(name, place as BodyPlace, extra)));
      }
      expect([name, await service.database.rows()]).toEqual([name, before]);
    }
    expect(defects).toEqual([]);
  });

  it('should refuse them in every object within the body as well', async () => {
    const before = await service.database.rows();
    const defects: string[] = [];
    let tried = 0;
    for (const name of Object.keys(ATTEMPTS)) {
      for (const place of placesIn(name).slice(1)) {
        tried += 1;
        for (const extra of portionsFor(place, AT_ONCE)) defects.push(...(await defectsOf(name, place, extra)));
      }
    }
    expect(defects).toEqual([]);
    expect(tried).toBeGreaterThan(10);
    expect(await service.database.rows()).toEqual(before);
  });

  it.each(ONE_BY_ONE)('should refuse each of them by itself: %s', async (name) => {
    const before = await service.database.rows();
    const defects: string[] = [];
    const [place] = placesIn(name);
    for (const extra of portionsFor(place as BodyPlace, 1)) {
      defects.push(...(await defectsOf(name, place as BodyPlace, extra)));
    }
    expect(defects).toEqual([]);
    expect(await service.database.rows()).toEqual(before);
  });

  it('should not be open to the lead of a trust by any of them where it is not anyway', async () => {
    const outcomes: unknown[] = [];
    const rows = async () => ({ ...(await service.database.rows()), events: [] });
    const before = await rows();
    for (const [name, { as }] of Object.entries(ATTEMPTS)) {
      if (as === undefined) continue;
      for (const extra of portionsFor({ pointer: '', documented: [] }, AT_ONCE)) {
        const { status } = await send(name, withMembers(bodyFor(name), '', extra), 'trust-lead');
        if (status !== 403 && status !== 404) outcomes.push({ name, status });
      }
    }
    expect(outcomes).toEqual([]);
    expect(await rows()).toEqual(before);
  });
});

describe('the forms of the pages', () => {
  const lead = (): { id: string; cookie: string } => {
    const { id = '', headers } = sides.fixture.callers['trust-lead'] as Caller;
    return { id, cookie: headers.cookie ?? '' };
  };
  const without = (rows: Rows, tables: readonly string[]): Rows =>
    Object.fromEntries(Object.entries(rows).filter(([name]) => !tables.includes(name)));
  const added = (table: string, before: Rows, after: Rows): Rows[string] =>
    (after[table] ?? []).filter(({ id }) => (before[table] ?? []).every((row) => row.id !== id));

  /** Sends a form with the columns that it does not have, some at a time, and looks at what it stored. */
  async function sendWithColumns(
    address: () => Promise<string>,
    fields: (round: number) => Readonly<Record<string, string>>,
    seen: (status: number, before: Rows, after: Rows) => void,
  ): Promise<void> {
    const documented = [...Object.keys(fields(0)), ...FIELDS_OF_ROLES, 'formToken'];
    const portions = portionsFor({ pointer: '', documented }, AT_ONCE);
    expect(portions.length).toBeGreaterThan(1);
    for (const [round, extra] of portions.entries()) {
      const place = await address();
      const before = await service.database.rows();
      const others = Object.fromEntries(extra.map(({ name, value }) => [name, String(value)]));
      const { status } = await sendForm(service, lead(), place, { ...others, ...fields(round) });
      seen(status, before, await service.database.rows());
    }
  }

  it('should leave them out of account when somebody is invited', async () => {
    const { trustId } = sides.fixture.own;
    const fields = (round: number) => ({
      ...{ role: 'trust-viewer', trustId, message: '' },
      ...{ name: 'Somebody', email: `somebody-${String(round)}@example.com` },
    });
    await sendWithColumns(
      () => Promise.resolve('/people/invite'),
      fields,
      (status, before, after) => {
        expect(status).toBe(200);
        const stored = {
          ...{ kind: 'invitation', role: 'trust-viewer', trust_id: trustId, state: 'open', created_by: lead().id },
          ...{
            person_id: null,
            vendor_id: null,
            network_id: null,
            assessment_id: null,
            sections: null,
            closed_at: null,
          },
        };
        expect(added('tickets', before, after)).toEqual([expect.objectContaining(stored)]);
        expect(without(after, ['tickets', 'events'])).toEqual(without(before, ['tickets', 'events']));
      },
    );
  });

  it('should leave them out of account when a role is given', async () => {
    const { trustId } = sides.fixture.own;
    let personId = '';
    const address = async () => {
      ({ personId } = await aViewer(service, trustId));
      return `/people/${personId}/role`;
    };
    await sendWithColumns(
      address,
      () => ({ role: 'trust-lead', trustId }),
      (status, before, after) => {
        expect(status).toBe(303);
        const stored = { role: 'trust-lead', trust_id: trustId, person_id: personId, granted_by: lead().id };
        expect(added('grants', before, after)).toEqual([expect.objectContaining({ ...stored, vendor_id: null })]);
        const raised = (before.people ?? []).map((row) =>
          row.id === personId ? { ...row, version: Number(row.version) + 1 } : row,
        );
        expect(after.people).toEqual(expect.arrayContaining(raised));
        expect(after.people).toHaveLength(raised.length);
        const touched = ['grants', 'people', 'events'];
        expect(without(after, touched)).toEqual(without(before, touched));
      },
    );
  });
});

describe('every operation that was tried', () => {
  it('should take the same bodies without them', async () => {
    const refused: unknown[] = [];
    for (const name of Object.keys(ATTEMPTS).filter((one) => !TRIED_ELSEWHERE.includes(one))) {
      const { status, body } = await send(name, bodyFor(name));
      if (status >= 300) refused.push({ name, status, body });
    }
    expect(refused).toEqual([]);
  });
});
