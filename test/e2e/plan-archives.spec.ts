import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { KeysService } from '../../src/accounts/keys.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import type { Scope } from '../../src/platform/access/permissions.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { bestAnswers } from '../support/catalogue.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor } from '../support/signed-in.js';
import { submitAnswers, type Submitted } from '../support/submitted.js';
import { letVendorTakePart } from '../support/vendor-part.js';

/* All plans of a work list as one file: made in a job, put together while they are downloaded. */

const MONDAY = new Date('2026-11-23T12:00:00Z');
const ARCHIVES = '/api/v1/portfolio/plan-archives';
const SCOPES: readonly Scope[] = ['portfolio:read', 'plans:write', 'results:read', 'deployments:read'];

interface Job {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number | null;
  readonly result: { readonly plans: number; readonly notMade: number } | null;
}

let service: TestService;
let keys = 0;
let vendorId: string;
let vendor: string;
let other: string;
let first: Submitted;
let second: Submitted;
let openedOnly: { readonly deploymentId: string };

const as = (key: string): { headers: Record<string, string> } => ({ headers: { authorization: `Bearer ${key}` } });

async function keyOf(vendorId: string, scopes = SCOPES): Promise<string> {
  const command = {
    name: `Program ${String((keys += 1))}`,
    role: 'vendor-lead' as const,
    vendorId,
    scopes: [...scopes],
  };
  return (await service.app.get(KeysService).create(operator('tests'), command)).key;
}

const invite = (deploymentId: string, vendorAccess?: boolean): Promise<void> =>
  letVendorTakePart(service, deploymentId, vendorAccess);

async function order(query = '', key = vendor): Promise<Job> {
  const { status, body } = await ask<Job>(service, 'POST', `${ARCHIVES}${query}`, as(key));
  expect(status).toBe(201);
  return body;
}

async function ready(query = ''): Promise<string> {
  const { id } = await order(query);
  await service.app.get(JobRunner).runDue();
  return id;
}

const jobOf = async (id: string, key = vendor): Promise<Job> =>
  (await ask<Job>(service, 'GET', `/api/v1/jobs/${id}`, as(key))).body;

function refused(id: string, key = vendor): Promise<Reply<{ code: string }>> {
  return ask<{ code: string }>(service, 'GET', `${ARCHIVES}/${id}/plans.zip`, as(key));
}

interface Archive {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

async function download(id: string): Promise<Archive> {
  const response = await fetch(`${service.url}${ARCHIVES}/${id}/plans.zip`, as(vendor));
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="support-plans-[\d-]+\.zip"$/);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const text = strFromU8(files['index.csv'] ?? new Uint8Array());
  return { files, rows: parse(text, { columns: true, bom: true }) };
}

const pdfsOf = ({ files }: Archive): string[] => Object.keys(files).filter((name) => name.endsWith('.pdf'));

/** Types of the newest events, the newest first. */
async function events(limit: number): Promise<readonly { type: string; deploymentId: string | null }[]> {
  const address = `/api/v1/events?limit=${String(limit)}`;
  return (await ask<{ items: { type: string; deploymentId: string | null }[] }>(service, 'GET', address)).body.items;
}

beforeAll(async () => {
  service = await startService();
  service.clock.set(MONDAY);
  vendorId = await addVendor(service, 'Ours', ['echogo-pro']);
  vendor = await keyOf(vendorId);
  other = await keyOf(await addVendor(service, 'Theirs', ['ambient-scribe']));
  first = await submitAnswers(service, bestAnswers(), { code: 'ZP01' });
  second = await submitAnswers(service, { ...bestAnswers(), 'GV-01': { value: 0 } }, { code: 'ZP02' });
  openedOnly = await setUpAssessment(service, { code: 'ZP03' });
  const hidden = await submitAnswers(service, bestAnswers(), { code: 'ZP04' });
  for (const { deploymentId } of [first, second, openedOnly]) await invite(deploymentId);
  expect(hidden.deploymentId).not.toBe('');
  await service.app.get(PortfolioRefresh).refreshStale();
});

afterEach(() => service.clock.set(MONDAY));

afterAll(() => service.stop());

describe('an archive of plans', () => {
  it('should hold the plan of each site byte for byte, and an index that says what is in it and why not', async () => {
    const id = await ready();
    expect(await jobOf(id)).toMatchObject({ state: 'done', done: 3, total: 3, result: { plans: 2, notMade: 1 } });
    const archive = await download(id);
    const { rows } = archive;
    expect(rows.map(({ trustCode }) => trustCode).sort()).toEqual(['ZP01', 'ZP02', 'ZP03']);
    const { body } = await ask<{ items: { id: string; reference: string; deploymentId: string }[] }>(
      service,
      'GET',
      '/api/v1/plans',
    );
    for (const site of [first, second]) {
      const plan = body.items.find(({ deploymentId }) => deploymentId === site.deploymentId);
      const row = rows.find(({ deploymentId }) => deploymentId === site.deploymentId);
      expect(row).toMatchObject({ toolId: 'echogo-pro', planReference: plan?.reference, outcome: 'made' });
      expect(row?.file).toMatch(/^ZP0\d-[A-Za-z0-9-]+-echogo-pro-[A-Za-z0-9-]+\.pdf$/);
      expect(row?.file).toContain(plan?.reference);
      const kept = await fetch(`${service.url}/api/v1/plans/${plan?.id ?? ''}/plan.pdf`, as(vendor));
      const bytes = Buffer.from(await kept.arrayBuffer());
      expect(Buffer.from(archive.files[row?.file ?? ''] ?? []).equals(bytes)).toBe(true);
    }
    expect(pdfsOf(archive)).toHaveLength(2);
    const closed = rows.find(({ deploymentId }) => deploymentId === second.deploymentId);
    expect(closed).toMatchObject({
      stage: expect.stringMatching(/^[01]$/),
      closedGates: expect.stringContaining('GV-01'),
    });
    const empty = rows.find(({ deploymentId }) => deploymentId === openedOnly.deploymentId);
    expect(empty).toMatchObject({ file: '', planReference: '', outcome: 'not made: nothing was submitted yet' });
  });

  it('should hold what the filters let through only, and find plans that are there already', async () => {
    const before = await ask<{ items: { id: string }[] }>(service, 'GET', '/api/v1/plans');
    const { rows } = await download(await ready('?blocker=GV-01'));
    expect(rows.map(({ deploymentId }) => deploymentId)).toEqual([second.deploymentId]);
    expect((await ask(service, 'GET', '/api/v1/plans')).body).toEqual(before.body);
    expect((await download(await ready('?q=nobody'))).rows).toEqual([]);
  });

  it('should be put on record with each of its plans before it is given, and not when only its head is asked for', async () => {
    const id = await ready();
    await fetch(`${service.url}${ARCHIVES}/${id}/plans.zip`, { method: 'HEAD', ...as(vendor) });
    expect((await events(1))[0]?.type).not.toMatch(/downloaded/);
    await download(id);
    const [last, before, whole] = await events(3);
    expect([last, before, whole].map((event) => event?.type)).toEqual([
      'plan-downloaded',
      'plan-downloaded',
      'plan-archive-downloaded',
    ]);
    expect([last?.deploymentId, before?.deploymentId].sort()).toEqual([first.deploymentId, second.deploymentId].sort());
  });

  it('should be there for whoever ordered it, for a day', async () => {
    const id = await ready();
    for (const key of [other, await keyOf(vendorId)]) {
      expect(await refused(id, key)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    service.clock.set(new Date(MONDAY.getTime() + 24 * 3_600_000 - 1000));
    expect(pdfsOf(await download(id))).toHaveLength(2);
    service.clock.set(new Date(MONDAY.getTime() + 24 * 3_600_000));
    expect(await refused(id)).toMatchObject({ status: 410, body: { code: 'archive-expired' } });
  });

  it('should not be there before its job is done, nor after it was cancelled', async () => {
    const { id } = await order();
    expect(await refused(id)).toMatchObject({ status: 409, body: { code: 'archive-not-ready' } });
    expect((await ask(service, 'POST', `/api/v1/jobs/${id}/cancel`, as(vendor))).status).toBe(200);
    await service.app.get(JobRunner).runDue();
    expect(await jobOf(id)).toMatchObject({ state: 'cancelled', result: null });
    expect(await refused(id)).toMatchObject({ status: 409, body: { code: 'archive-not-ready' } });
  });

  it('should leave out a site that does not let the vendor take part any more, and not say where it stands', async () => {
    const id = await ready();
    await invite(second.deploymentId, false);
    const archive = await download(id);
    await invite(second.deploymentId);
    expect(pdfsOf(archive)).toEqual([expect.stringMatching(/^ZP01-/)]);
    const row = archive.rows.find(({ deploymentId }) => deploymentId === second.deploymentId);
    expect(row).toMatchObject({ trustCode: '', siteName: '', stage: '', closedGates: '', file: '' });
    expect(row?.outcome).toBe('left out: you do not reach this site any more');
    const taken = (await events(2)).map(({ type, deploymentId }) => [type, deploymentId]);
    expect(taken).not.toContainEqual(['plan-downloaded', second.deploymentId]);
  });

  it('should be no other job, and not be ordered by whoever may not make plans', async () => {
    const { body } = await ask<Job>(service, 'POST', '/api/v1/plan-orders', { ...as(vendor), body: {} });
    expect(await refused(body.id)).toMatchObject({ status: 404 });
    const reader = await keyOf(vendorId, ['portfolio:read']);
    expect((await ask(service, 'POST', ARCHIVES, as(reader))).status).toBe(403);
  });
});
