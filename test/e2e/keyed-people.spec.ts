import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEYED_BY_PEOPLE } from '../support/keyed-by-people.js';
import { aViewer, makeFixture, type Fixture } from '../support/permission-fixture.js';
import { giveApp } from '../support/signed-in.js';
import { ask, startService, type Reply, type TestService } from '../support/service.js';

/* What people do with a key takes effect once as well, and the reply is theirs alone. */

interface Request {
  readonly as: string;
  readonly address: string;
  readonly body?: object;
  readonly status?: number;
  /** Version that it is done on */
  readonly version?: number;
}

let service: TestService;
let fixture: Fixture;

beforeAll(async () => {
  service = await startService();
  fixture = await makeFixture(service);
});

afterAll(() => service.stop());

type Keyed = (typeof KEYED_BY_PEOPLE)[number];

const REQUESTS: Readonly<Record<Keyed, () => Promise<Request>>> = {
  acceptStatement: async () => ({ as: 'trust-lead', address: await statementAt('accept') }),
  disputeStatement: async () => ({
    ...{ as: 'trust-lead', address: await statementAt('dispute') },
    body: { reason: 'The line does not answer.' },
  }),
  publishStatement: () =>
    Promise.resolve({ as: 'vendor-lead', address: '/api/v1/statements', body: statement('VS-02'), status: 201 }),
  withdrawStatement: async () => ({
    as: 'vendor-lead',
    address: `/api/v1/statements/${await published('VS-03')}/withdraw`,
  }),
  confirmOfferedAnswer: async () => ({
    ...{ as: 'trust-lead', address: `/api/v1/assessments/${fixture.own.assessmentId}/offered-answers/confirm` },
    body: { questionId: 'TM-01', snapshotId: await submittedElsewhere() },
  }),
  shareAssessment: () =>
    Promise.resolve({
      ...{ as: 'trust-lead', address: `/api/v1/assessments/${fixture.own.assessmentId}/sharing` },
      body: { sharedSections: ['IT', 'VS'], notesKept: true },
    }),
  createConcern: () =>
    Promise.resolve({
      ...{ as: 'trust-lead', address: `/api/v1/assessments/${fixture.own.assessmentId}/concerns`, status: 201 },
      body: { kind: 'concern', subject: 'At night', text: 'Nobody answers.' },
    }),
  addMessage: () => Promise.resolve({ ...concernAt('messages', 'vendor-lead'), body: { text: 'Port 11112.' } }),
  publishAnswer: () =>
    Promise.resolve({
      ...concernAt('published-answers', 'vendor-lead'),
      body: { question: 'Which ports?', answer: 'Port 11112.' },
    }),
  withdrawPublishedAnswer: () =>
    Promise.resolve({
      as: 'vendor-lead',
      address: `/api/v1/published-answers/${fixture.ids.publishedAnswerId ?? ''}/withdraw`,
    }),
  logContact: () =>
    Promise.resolve({
      ...{ as: 'vendor-support', address: `/api/v1/deployments/${fixture.own.deploymentId}/contacts`, status: 201 },
      body: { kind: 'visit', on: '2026-11-20', hours: 6 },
    }),
  withdrawContact: () =>
    Promise.resolve({
      as: 'vendor-support',
      address: `/api/v1/deployments/${fixture.own.deploymentId}/contacts/${fixture.ids.contactId ?? ''}/withdrawal`,
      ...{ body: { reason: 'other' }, version: 1 },
    }),
  makePromise: () =>
    Promise.resolve({
      ...{ as: 'vendor-support', address: `/api/v1/deployments/${fixture.own.deploymentId}/promises`, status: 201 },
      body: { what: 'Send the ports', dueOn: '2026-12-04' },
    }),
  savePortfolioView: () =>
    Promise.resolve({
      ...{ as: 'vendor-support', address: '/api/v1/portfolio/views', status: 201 },
      body: { name: 'Stage 2', query: { stage: 2 } },
    }),
  importPortfolio: async () => {
    const body = { format: 'csv', content: `deploymentId,owner\n${fixture.own.deploymentId},Ann\n` };
    const address = '/api/v1/portfolio/import';
    const shown = await send('preview', { as: 'vendor-support', address: `${address}/preview`, body });
    return { as: 'vendor-support', address, body: { ...body, digest: (shown.body as { digest: string }).digest } };
  },
  createNetwork: () =>
    Promise.resolve({
      ...{ as: 'administrator', address: '/api/v1/networks', status: 201 },
      body: { name: 'Another network', trustIds: [fixture.own.trustId] },
    }),
  createVendor: () =>
    Promise.resolve({
      ...{ as: 'administrator', address: '/api/v1/vendors', status: 201 },
      body: { name: 'Another vendor', toolIds: [] },
    }),
  endKey: () => Promise.resolve({ as: 'trust-lead', address: `/api/v1/keys/${fixture.ids.keyId ?? ''}/end` }),
  withdrawInvitation: () =>
    Promise.resolve({
      as: 'trust-lead',
      address: `/api/v1/invitations/${fixture.ids.invitationId ?? ''}/withdraw`,
    }),
  giveRole: async () => ({
    ...{ as: 'trust-lead', address: await viewerAt('roles') },
    body: { role: 'trust-lead', trustId: fixture.own.trustId },
  }),
  suspendPerson: async () => ({ as: 'trust-lead', address: await viewerAt('suspend') }),
  reactivatePerson: async () => {
    const address = await viewerAt('suspend');
    expect((await send('make-suspended', { as: 'trust-lead', address })).status).toBe(200);
    return { as: 'trust-lead', address: address.replace(/suspend$/, 'reactivate') };
  },
  takeSecondFactor: async () => {
    const address = await viewerAt('second-factor/take');
    await giveApp(service, address.split('/')[4] ?? '');
    return { as: 'administrator', address };
  },
  returnHandOver: () => handedTo('trust-viewer', 'return', { message: 'Done.' }),
  declineHandOver: () => handedTo('trust-viewer', 'decline', { reason: 'Not mine.' }),
  takeBackHandOver: async () => ({ ...(await handedTo('trust-viewer', 'take-back')), as: 'trust-lead' }),
  erasePerson: async () => ({ as: 'administrator', address: await viewerAt('erase') }),
};

const concernAt = (what: string, as: string): Request => ({
  ...{ as, address: `/api/v1/concerns/${fixture.ids.concernId ?? ''}/${what}`, status: 201 },
});

const statement = (questionId: string): object => ({
  ...{ toolId: 'echogo-pro', productVersion: '2.2', questionId },
  answer: { value: 3 },
});

async function published(questionId: string): Promise<string> {
  const request = { as: 'vendor-lead', address: '/api/v1/statements', body: statement(questionId) };
  return String((await send(`make-${questionId}`, request)).body.id);
}

/** Of a statement that the site's product version has. */
async function statementAt(what: string): Promise<string> {
  const deployment = `/api/v1/deployments/${fixture.own.deploymentId}`;
  const { headers, body } = await ask(service, 'GET', deployment);
  if (body.productVersion !== '2.2') {
    const change = { body: { productVersion: '2.2' }, headers: { 'if-match': headers.get('etag') ?? '' } };
    expect((await ask(service, 'PATCH', deployment, change)).status).toBe(200);
  }
  return `/api/v1/assessments/${fixture.own.assessmentId}/statements/${fixture.ids.statementId ?? ''}/${what}`;
}

/** A submission of the same trust about another site, in which a question about the trust is answered. */
async function submittedElsewhere(): Promise<string> {
  const post = async (address: string, body: object, headers = {}): Promise<string> =>
    (await ask<{ id: string }>(service, 'POST', address, { body, headers })).body.id;
  const siteId = await post(`/api/v1/trusts/${fixture.own.trustId}/sites`, { name: 'Elsewhere' });
  const deploymentId = await post('/api/v1/deployments', { siteId, toolId: 'chest-xray-triage' });
  const address = `/api/v1/assessments/${await post('/api/v1/assessments', { deploymentId })}`;
  const version = async (of: string): Promise<Record<string, string>> => ({
    'if-match': (await ask(service, 'GET', `${address}/${of}`)).headers.get('etag') ?? '',
  });
  const body = { answers: { 'TM-01': { value: 2 } } };
  await ask(service, 'PUT', `${address}/sections/TM`, { body, headers: await version('sections/TM') });
  const submitted = await ask<{ id: string }>(service, 'POST', `${address}/submit`, {
    headers: await version('revision'),
  });
  return submitted.body.id;
}

/** Of a section that was handed to one of the callers. */
async function handedTo(name: string, what: string, body?: object): Promise<Request> {
  const address = `/api/v1/assessments/${fixture.own.assessmentId}/hand-overs`;
  const order = { section: 'IT', personId: fixture.callers[name]?.id };
  const made = await send(`make-${what}`, { as: 'trust-lead', address, body: order });
  expect({ status: made.status, body: made.body }).toMatchObject({ status: 201 });
  const path = `/api/v1/hand-overs/${String(made.body.id)}/${what}`;
  return { as: name, address: path, version: 1, ...(body !== undefined && { body }) };
}

async function viewerAt(what: string): Promise<string> {
  return `/api/v1/people/${(await aViewer(service, fixture.own.trustId)).personId}/${what}`;
}

function send(key: string, { as, address, body, version }: Request): Promise<Reply> {
  const headers = {
    ...fixture.callers[as]?.headers,
    'idempotency-key': key,
    ...(version !== undefined && { 'if-match': `"${String(version)}"` }),
  };
  return ask(service, 'POST', address, { headers, ...(body !== undefined && { body }) });
}

describe('what people do with a key', () => {
  it.each(KEYED_BY_PEOPLE)('should take effect once, and get its first reply again: %s', async (name) => {
    const request = await REQUESTS[name]();
    const first = await send(name, request);
    expect({ status: first.status, body: first.body }).toMatchObject({ status: request.status ?? 200 });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const before = await service.database.rows();
    const second = await send(name, request);
    expect({ status: second.status, body: second.body }).toEqual({ status: first.status, body: first.body });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await service.database.rows()).toEqual(before);
  });

  it('should not give the reply to somebody else who sends the same key', async () => {
    const address = await viewerAt('suspend');
    expect((await send('shared', { as: 'trust-lead', address })).status).toBe(200);
    const other = await send('shared', { as: 'other-trust-lead', address });
    expect([other.status, other.headers.get('idempotency-replayed')]).toEqual([404, null]);
  });
});
