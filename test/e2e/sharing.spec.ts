import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlanThreads } from '../../src/plans/plan-threads.js';
import { ask, startService, type Reply, type TestService } from '../support/service.js';
import { setUpTenants, type Headers, type Tenants } from '../support/tenants.js';

/* A vendor sees what a trust lets it see, and never a note that is kept back. */

const NOTE = 'Our test system was down for a week.';
const KEPT = 'Kept back by the trust.';

let service: TestService;
let tenants: Tenants;
let deploymentId: string;
let assessmentId: string;
let snapshotId: string;
let openPlanId: string;

beforeAll(async () => {
  service = await startService();
  tenants = await setUpTenants(service);
  const { siteId, toolId } = tenants;
  const lead = { headers: tenants.as['trust-lead'] };
  const made = async (address: string, body: unknown): Promise<string> => {
    const reply = await ask<{ id: string }>(service, 'POST', address, { body, ...lead });
    expect(reply.status).toBe(201);
    return reply.body.id;
  };
  deploymentId = await made('/api/v1/deployments', { siteId, toolId });
  assessmentId = await made('/api/v1/assessments', { deploymentId });
  const answers = { 'IT-01': { value: 2, note: NOTE } };
  const path = `/api/v1/assessments/${assessmentId}`;
  const headers = { ...lead.headers, 'if-match': '"1"' };
  expect((await ask(service, 'PUT', `${path}/sections/IT`, { body: { answers }, headers })).status).toBe(200);
  const revision = await ask(service, 'GET', `${path}/revision`, lead);
  const submit = { headers: { ...lead.headers, 'if-match': revision.headers.get('etag') ?? '' } };
  snapshotId = (await ask<{ id: string }>(service, 'POST', `${path}/submit`, submit)).body.id;
  openPlanId = await made(`/api/v1/snapshots/${snapshotId}/plans`, {});
  expect((await ask(service, 'POST', `${path}/revisions`, lead)).status).toBe(201);
});

afterAll(() => service.stop());

const get = (address: string, headers: Headers): Promise<Reply> => ask(service, 'GET', address, { headers });

const statusesOf = (addresses: readonly string[], headers: Headers): Promise<number[]> =>
  Promise.all(addresses.map(async (address) => (await get(address, headers)).status));

async function share(body: object, headers: Headers = tenants.as['trust-lead']): Promise<number> {
  return (await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/sharing`, { body, headers })).status;
}

async function invite(vendorAccess: boolean): Promise<number> {
  const address = `/api/v1/deployments/${deploymentId}`;
  const headers = tenants.as['trust-lead'];
  const version = (await get(address, headers)).headers.get('etag') ?? '';
  const change = { body: { vendorAccess }, headers: { ...headers, 'if-match': version } };
  return (await ask(service, 'PUT', `${address}/vendor-access`, change)).status;
}

const seen = (): string[] => [
  `/api/v1/deployments/${deploymentId}`,
  `/api/v1/assessments/${assessmentId}`,
  `/api/v1/snapshots/${snapshotId}`,
  `/api/v1/snapshots/${snapshotId}/scorecard`,
  `/api/v1/plans/${openPlanId}`,
];

describe('a vendor', () => {
  it('should find nothing of a deployment before the trust invites it, and after that ends', async () => {
    for (const role of ['vendor-lead', 'vendor-support'] as const) {
      expect(await statusesOf(seen(), tenants.as[role])).toEqual([404, 404, 404, 404, 404]);
    }
    expect(await invite(true)).toBe(200);
    for (const role of ['vendor-lead', 'vendor-support'] as const) {
      expect(await statusesOf(seen(), tenants.as[role])).toEqual([200, 200, 200, 200, 200]);
      expect(await statusesOf(seen(), tenants.asOther[role])).toEqual([404, 404, 404, 404, 404]);
    }
    expect(await invite(false)).toBe(200);
    expect(await statusesOf(seen(), tenants.as['vendor-lead'])).toEqual([404, 404, 404, 404, 404]);
    const listed = await get('/api/v1/deployments', tenants.as['vendor-lead']);
    expect(listed.body.items).toEqual([]);
    await invite(true);
  });

  it('should read shared sections of the open revision, and nothing else of it', async () => {
    const path = `/api/v1/assessments/${assessmentId}`;
    const open = [
      `${path}/sections/IT`,
      `${path}/sections/GV`,
      `${path}/revision`,
      `${path}/scorecard`,
      `${path}/files`,
    ];
    expect(await statusesOf(open, tenants.as['vendor-lead'])).toEqual([403, 403, 403, 403, 403]);
    expect(await share({ sharedSections: ['IT'], notesKept: false })).toBe(200);
    expect(await statusesOf(open, tenants.as['vendor-lead'])).toEqual([200, 403, 403, 403, 403]);
    const headers = { ...tenants.as['vendor-lead'], 'if-match': '"2"' };
    const save = await ask(service, 'PUT', `${path}/sections/IT`, { body: { answers: {} }, headers });
    expect(save.status).toBe(403);
  });

  it('should not say itself what it sees, nor invite itself', async () => {
    const vendor = tenants.as['vendor-lead'];
    expect(await share({ sharedSections: ['GV'], notesKept: false }, vendor)).toBe(403);
    const change = { body: { vendorAccess: true }, headers: { ...vendor, 'if-match': '"1"' } };
    expect((await ask(service, 'PUT', `/api/v1/deployments/${deploymentId}/vendor-access`, change)).status).toBe(403);
    expect(await share({ sharedSections: ['XX'], notesKept: false })).toBe(400);
  });

  it('should change of a deployment only who looks after it', async () => {
    const address = `/api/v1/deployments/${deploymentId}`;
    const version = async (): Promise<string> =>
      (await get(address, tenants.as['vendor-lead'])).headers.get('etag') ?? '';
    const change = async (body: object): Promise<number> => {
      const headers = { ...tenants.as['vendor-lead'], 'if-match': await version() };
      return (await ask(service, 'PATCH', address, { body, headers })).status;
    };
    expect(await change({ vendorOwner: 'Team North' })).toBe(200);
    expect(await change({ goLiveDate: '2026-12-01' })).toBe(403);
    expect(await change({ vendorOwner: 'Team South', use: 'research' })).toBe(403);
  });
});

describe('notes that are kept back', () => {
  const text = async (address: string, headers: Headers): Promise<string> =>
    JSON.stringify((await get(address, headers)).body);

  it('should be seen by the trust alone, wherever they stood', async () => {
    const places = [`/api/v1/assessments/${assessmentId}/sections/IT`, `/api/v1/snapshots/${snapshotId}`];
    for (const place of places) expect(await text(place, tenants.as['vendor-lead'])).toContain(NOTE);
    expect(await share({ sharedSections: ['IT'], notesKept: true })).toBe(200);
    for (const role of ['vendor-lead', 'vendor-support'] as const) {
      for (const place of places) {
        expect(await text(place, tenants.as[role])).not.toContain(NOTE);
        expect(await text(place, tenants.as[role])).toContain(KEPT);
      }
    }
    expect(await text(`/api/v1/snapshots/${snapshotId}`, tenants.as['network-viewer'])).not.toContain(NOTE);
    for (const place of places) expect(await text(place, tenants.as['trust-lead'])).toContain(NOTE);
  });

  it('should be in no plan that is made meanwhile, and hide those that were made before', async () => {
    const vendor = tenants.as['vendor-lead'];
    expect((await get(`/api/v1/plans/${openPlanId}`, vendor)).status).toBe(404);
    expect((await get(`/api/v1/plans/${openPlanId}`, tenants.as['network-viewer'])).status).toBe(404);
    expect((await get(`/api/v1/plans/${openPlanId}`, tenants.as['trust-lead'])).status).toBe(200);
    const address = `/api/v1/snapshots/${snapshotId}/plans`;
    const made = await ask<{ id: string }>(service, 'POST', address, { body: {}, headers: vendor });
    expect([made.status, made.body.id === openPlanId]).toEqual([201, false]);
    const listed = await get('/api/v1/plans', vendor);
    expect((listed.body.items as { id: string }[]).map(({ id }) => id)).toEqual([made.body.id]);
    const page = async (id: string, headers: Headers): Promise<string> =>
      (await fetch(`${service.url}/plans/${id}`, { headers: { ...headers, accept: 'text/html' } })).text();
    expect(await page(made.body.id, vendor)).toContain(KEPT);
    expect(await page(made.body.id, vendor)).not.toContain(NOTE);
    expect(await page(openPlanId, tenants.as['trust-lead'])).toContain(NOTE);
  });

  it('should be told of rightly by a plan while whose making the trust thinks otherwise', async () => {
    expect(await share({ sharedSections: [], notesKept: true })).toBe(200);
    const threads = service.app.get(PlanThreads);
    const run = threads.run.bind(threads);
    threads.run = async (...task) => {
      threads.run = run;
      expect(await share({ sharedSections: [], notesKept: false })).toBe(200);
      return run(...task);
    };
    const body = { vendorHours: 31 };
    const headers = tenants.as['trust-lead'];
    const made = await ask<{ id: string }>(service, 'POST', `/api/v1/snapshots/${snapshotId}/plans`, { body, headers });
    const page = `/plans/${made.body.id}`;
    const html = async (): Promise<string> => (await fetch(`${service.url}${page}`, { headers })).text();
    expect(await html()).toContain(NOTE);
    expect(await share({ sharedSections: [], notesKept: true })).toBe(200);
    expect(await statusesOf([`/api/v1${page}`], tenants.as['vendor-lead'])).toEqual([404]);
  });
});
