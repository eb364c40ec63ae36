import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';

/* The clock of a machine is put right: back by a day, or forward by a year. Nothing waits for it, and no order rests on it. */

const NOON = '2026-11-23T12:00:00Z';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.stop());

const at = (instant: string): void => service.clock.set(new Date(instant));

/** Saves an answer on whatever version the section has. */
async function save(assessmentId: string, value: number): Promise<Reply> {
  const address = `/api/v1/assessments/${assessmentId}/sections/IT`;
  const { headers } = await ask(service, 'GET', address);
  const body = { answers: { 'IT-05': { value } } };
  return ask(service, 'PUT', address, { body, headers: { 'if-match': headers.get('etag') ?? '' } });
}

async function submit(assessmentId: string): Promise<Reply<{ id: string; number: number; submittedAt: string }>> {
  const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
  const headers = { 'if-match': revision.headers.get('etag') ?? '' };
  return ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, { headers });
}

const latest = async (deploymentId: string): Promise<number> =>
  (await ask<{ snapshot: { number: number } }>(service, 'GET', `/api/v1/deployments/${deploymentId}/standing`)).body
    .snapshot.number;

describe('a clock that jumps', () => {
  it.each([
    ['back by a day', 'ZZ41', '2026-11-22T12:00:00Z'],
    ['back by two years', 'ZZ42', '2024-11-23T12:00:00Z'],
    ['forward by a year', 'ZZ43', '2027-11-23T12:00:00Z'],
  ])('%s should stop no work, and the last submission should stay the last', async (_, code, jumped) => {
    at(NOON);
    const { trustId, deploymentId, assessmentId } = await setUpAssessment(service, { code });
    expect((await save(assessmentId, 2)).status).toBe(200);
    expect((await submit(assessmentId)).body.number).toBe(1);
    at(jumped);
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
    expect((await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`)).status).toBe(201);
    expect((await save(assessmentId, 1)).status).toBe(200);
    const second = await submit(assessmentId);
    expect(second).toMatchObject({ status: 201, body: { number: 2 } });
    expect(Date.parse(second.body.submittedAt)).toBe(Date.parse(jumped));
    expect(await latest(deploymentId)).toBe(2);
    // the pages and the PDF of the submission, made in a thread
    const pdf = await fetch(`${service.url}/api/v1/snapshots/${second.body.id}/plan.pdf`);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect((await fetch(`${service.url}/`)).status).toBe(200);
    const patched = await ask(service, 'PATCH', `/api/v1/trusts/${trustId}`, {
      body: { name: `Renamed ${code}` },
      headers: { 'if-match': '"1"' },
    });
    expect(patched.status).toBe(200);
    at(NOON);
    expect(await latest(deploymentId)).toBe(2);
    const page = await ask<{ items: { number: number }[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/snapshots`,
    );
    expect(page.body.items.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('should tell what happened in the order in which it did', async () => {
    at('2027-11-23T12:00:00Z');
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ44' });
    at('2026-01-01T00:00:00Z');
    await save(assessmentId, 3);
    await submit(assessmentId);
    const events = await service.database.query(
      'SELECT type FROM events WHERE assessment_id = $1 ORDER BY sequence DESC',
      [assessmentId],
    );
    const { body } = await ask<{ items: { type: string }[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/history`,
    );
    expect(body.items.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
    expect(body.items[0]?.type).toBe('assessment-submitted');
  });
});
