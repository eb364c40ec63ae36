import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlanThreads } from '../../src/plans/plan-threads.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { findTags, readPdf } from '../support/pdf.js';

/* Plans that are made once and kept. */

interface Plan {
  readonly id: string;
  readonly reference: string;
  readonly snapshotId: string;
  readonly number: number;
  readonly asOf: string;
  readonly vendorHours: number | null;
  readonly supersededOn: string | null;
  readonly pdfHash: string;
  readonly pdfBytes: number;
  readonly madeAt: string;
}

let service: TestService;
let assessmentId: string;
let deploymentId: string;
let first: string;

/** Saves one section, submits, and gives the id of the submission. */
async function submit(answers: object): Promise<string> {
  const section = `/api/v1/assessments/${assessmentId}/sections/IT`;
  const { headers } = await ask(service, 'GET', section);
  await ask(service, 'PUT', section, { body: { answers }, headers: { 'if-match': headers.get('etag') ?? '' } });
  const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
  const { body } = await ask<{ id: string }>(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
    headers: { 'if-match': revision.headers.get('etag') ?? '' },
  });
  return body.id;
}

const make = (snapshotId: string, body: object = {}): ReturnType<typeof ask<Plan>> =>
  ask<Plan>(service, 'POST', `/api/v1/snapshots/${snapshotId}/plans`, { body });
const list = async (query: string): Promise<readonly Plan[]> =>
  (await ask<{ items: Plan[] }>(service, 'GET', `/api/v1/plans?${query}`)).body.items;

async function bytesOf(address: string): Promise<Uint8Array> {
  const response = await fetch(`${service.url}${address}`, { headers: { accept: 'application/pdf' } });
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

beforeAll(async () => {
  service = await startService();
  ({ assessmentId, deploymentId } = await setUpAssessment(service));
  first = await submit({ 'IT-01': { value: 1, note: 'Two rooms are missing.' } });
});

afterAll(() => service.stop());

describe('a plan', () => {
  it('should be made and kept once, whoever asks and however often', async () => {
    const address = `/api/v1/snapshots/${first}/plan.pdf`;
    const [one, two] = await Promise.all([bytesOf(address), bytesOf(address)]);
    expect(Buffer.compare(one, two)).toBe(0);
    const { status, body, headers } = await make(first);
    expect([status, headers.get('location')]).toEqual([201, `/api/v1/plans/${body.id}`]);
    expect(await list(`snapshotId=${first}`)).toEqual([body]);
    expect(body).toMatchObject({ number: 1, asOf: '2026-11-23', vendorHours: null, supersededOn: null });
    expect(body.pdfHash).toBe(createHash('sha256').update(one).digest('hex'));
    expect(body.pdfBytes).toBe(one.byteLength);
    expect(Buffer.compare(await bytesOf(`/api/v1/plans/${body.id}/plan.pdf`), one)).toBe(0);
    const events = ((await service.database.rows()).events ?? []).filter(({ type }) => type === 'plan-made');
    expect(events).toHaveLength(1);
  });

  it('should show its name and the hash of its inputs on each page', async () => {
    const { body } = await make(first);
    const { pages } = await readPdf(await bytesOf(`/api/v1/plans/${body.id}/plan.pdf`));
    for (const { seen } of pages) expect(seen).toContain(`plan ${body.reference} · ai-site-readiness`);
    const page = await (await fetch(`${service.url}/plans/${body.id}`)).text();
    expect(page).toContain(`plan ${body.reference} ·`);
    expect(page).toContain('Two rooms are missing.');
  });

  it('should be another one for other hours, and not be kept when hours are only tried out', async () => {
    const before = await list(`deploymentId=${deploymentId}`);
    await bytesOf(`/api/v1/snapshots/${first}/plan.pdf?vendorHours=20`);
    expect(await list(`deploymentId=${deploymentId}`)).toEqual(before);
    const { body } = await make(first, { vendorHours: 20 });
    expect(body.vendorHours).toBe(20);
    expect(await list(`deploymentId=${deploymentId}`)).toHaveLength(before.length + 1);
    expect((await make(first, { vendorHours: 20 })).body).toEqual(body);
    // what the instrument says anyway is no other plan
    expect((await make(first, { vendorHours: 8 })).body).toMatchObject({ vendorHours: null });
  });

  it('should stay as it was made, and say that it is superseded when it is made again', async () => {
    const { body: made } = await make(first);
    const asMade = await bytesOf(`/api/v1/plans/${made.id}/plan.pdf`);
    service.clock.set(new Date('2026-12-07T12:00:00Z'));
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
    const second = await submit({
      'IT-01': { value: 3, evidence: [{ title: 'Sample study', date: '2026-12-01', owner: 'PACS manager' }] },
    });

    expect(Buffer.compare(await bytesOf(`/api/v1/plans/${made.id}/plan.pdf`), asMade)).toBe(0);
    const { body: again } = await make(first);
    expect(again).toMatchObject({ number: 1, supersededOn: '2026-12-07' });
    expect(again.reference).not.toBe(made.reference);
    const { pages } = await readPdf(await bytesOf(`/api/v1/snapshots/${first}/plan.pdf`));
    expect(pages[0]?.seen).toContain(
      'This plan has been superseded. A newer assessment of this site was submitted on 7 December 2026',
    );
    const page = await (await fetch(`${service.url}/snapshots/${first}/plan`)).text();
    expect(page).toContain(`A newer assessment of this site has been submitted. <a href="/snapshots/${second}/plan">`);
    expect(await (await fetch(`${service.url}/plans/${made.id}`)).text()).toContain(`/snapshots/${second}/plan`);

    const { body: newest } = await make(second);
    const { tree } = await readPdf(await bytesOf(`/api/v1/plans/${newest.id}/plan.pdf`));
    const text = findTags(tree, 'Sect').find((section) =>
      section.text.startsWith('What changed since the last plan'),
    )?.text;
    expect(text).toMatch(/Compared with the submission of 23 November 2026\./);
    expect(text).toContain('IT-01');
    expect((await list(`deploymentId=${deploymentId}`)).map(({ number }) => number)).toContain(2);
  });

  it('should tell of a submission that came while it was made', async () => {
    const { body: newest } = await ask<{ items: { id: string }[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/snapshots`,
    );
    const snapshotId = newest.items[0]?.id ?? '';
    const threads = service.app.get(PlanThreads);
    const run = threads.run.bind(threads);
    threads.run = async (...task) => {
      const made = await run(...task);
      threads.run = run;
      service.clock.set(new Date('2026-12-14T12:00:00Z'));
      await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
      await submit({ 'IT-01': { value: 2 } });
      return made;
    };
    const { body } = await make(snapshotId, { vendorHours: 30 });
    expect(body.supersededOn).toBe('2026-12-14');
    expect(await list(`snapshotId=${snapshotId}`)).toContainEqual(body);
    expect((await list(`snapshotId=${snapshotId}`)).filter(({ vendorHours }) => vendorHours === 30)).toHaveLength(1);
  });

  it('should be listed page by page, and be refused where there is none', async () => {
    const all = await list(`deploymentId=${deploymentId}`);
    const { body } = await ask<{ items: Plan[]; next: string }>(service, 'GET', '/api/v1/plans?limit=1');
    const rest = await ask<{ items: Plan[] }>(service, 'GET', `/api/v1/plans?limit=200&cursor=${body.next}`);
    expect([...body.items, ...rest.body.items]).toEqual(all);
    const nobody = '00000000-0000-4000-8000-000000000000';
    for (const address of [`/api/v1/plans/${nobody}`, `/api/v1/plans/${nobody}/plan.pdf`, `/api/v1/plans/x`]) {
      expect((await ask(service, 'GET', address)).status).toBe(404);
    }
    expect((await make(nobody)).status).toBe(404);
    expect((await make(first, { vendorHours: '8' })).body).toMatchObject({ code: 'invalid-request' });
    expect((await make(first, { vendorHours: 8.1 })).body).toMatchObject({ code: 'invalid-request' });
    expect((await make(first, { vendorHours: 0.1 })).body).toMatchObject({ code: 'invalid-request' });
    expect((await fetch(`${service.url}/plans/${nobody}`)).status).toBe(404);
  });
});
