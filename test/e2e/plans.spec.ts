import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SupportPlan } from '../../src/core/contracts/plan.js';
import { PlanThreads } from '../../src/plans/plan-threads.js';
import { AUTHORISED } from '../support/operators-key.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

/* Plans when many are asked for, and when those who asked go away. */

const DOCUMENT = { tool: 'echogo-pro', asOf: '2026-11-23' };
const QUEUE = 4;

let service: TestService;

beforeAll(async () => {
  service = await startService({ planThreads: 1, planQueue: QUEUE });
  await service.app.get(PlanThreads).warmUp();
});

afterAll(() => service.stop());

const plan = (query = '', headers: Record<string, string> = {}): ReturnType<typeof ask<SupportPlan>> =>
  ask<SupportPlan>(service, 'POST', `/api/v1/plan${query}`, { body: DOCUMENT, headers });

/** Asks for a plan on a connection of its own. @returns what closes the connection */
function askAndLeave(): () => void {
  const body = JSON.stringify(DOCUMENT);
  const headers = { 'content-type': 'application/json', accept: 'application/pdf', 'content-length': body.length };
  const request = http.request(`${service.url}/api/v1/plan`, {
    method: 'POST',
    headers: { ...AUTHORISED, ...headers },
    agent: false,
  });
  request.on('error', () => undefined);
  request.end(body);
  return () => request.destroy();
}

/** Waits until so many tasks stand in line. */
async function waiting(count: number): Promise<void> {
  const threads = service.app.get(PlanThreads);
  while (threads.waiting !== count) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Keeps the thread busy until it is told otherwise. */
function holdThread(): () => void {
  const threads: unknown = service.app.get(PlanThreads);
  const { pool } = threads as { pool: { run: (...args: unknown[]) => unknown } };
  const run = pool.run.bind(pool);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  pool.run = async (...args) => {
    await held;
    return run(...args);
  };
  return () => {
    pool.run = run;
    release();
  };
}

describe('more plans than can wait', () => {
  it('should be turned away with a problem that says when to come again, and the others be made', async () => {
    const release = holdThread();
    const asked = Array.from({ length: 1 + QUEUE }, () => plan());
    await waiting(QUEUE);
    const refused = await Promise.all(Array.from({ length: 2 * QUEUE }, () => plan()));
    release();
    const made = await Promise.all(asked);
    expect(made.map(({ status }) => status)).toEqual(made.map(() => 200));
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 503));
    for (const { headers, body } of refused) {
      expect(headers.get('retry-after')).toBe('5');
      expect(body).toMatchObject({ code: 'busy', status: 503 });
    }
    expect((await plan()).status).toBe(200);
  });

  it('should leave no place taken by a caller who has gone', async () => {
    const release = holdThread();
    const leave = Array.from({ length: 1 + QUEUE }, askAndLeave);
    await waiting(QUEUE);
    expect((await plan()).status).toBe(503);
    for (const close of leave) close();
    await waiting(0);
    const next = Promise.all(Array.from({ length: QUEUE }, () => plan()));
    await waiting(QUEUE);
    release();
    expect((await next).map(({ status }) => status)).toEqual(Array.from({ length: QUEUE }, () => 200));
  });
});

describe("the vendor's hours", () => {
  it('should change the plan', async () => {
    const [usual, more] = [await plan(), await plan('?vendorHours=20.5')];
    expect([usual.body.vendorHoursPerWeek, more.body.vendorHoursPerWeek]).toEqual([8, 20.5]);
  });

  it('should be part of the fingerprint that is printed, for what is sent and for what is stored', async () => {
    const { assessmentId } = await setUpAssessment(service);
    const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
    const headers = { 'if-match': revision.headers.get('etag') ?? '' };
    const snapshot = await ask<{ id: string }>(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
      headers,
    });
    const stored = `/api/v1/snapshots/${snapshot.body.id}/plan`;
    const accept = { accept: 'application/pdf' };
    const json = { ...accept, 'content-type': 'application/json' };
    // 8 is what the plan counts on anyway, so that nothing but the fingerprint can differ
    for (const [address, init] of [
      [stored, { headers: accept }],
      ['/api/v1/plan', { method: 'POST', headers: json, body: JSON.stringify(DOCUMENT) }],
    ] as const) {
      const bytes = async (query: string): Promise<Buffer> =>
        Buffer.from(await (await fetch(`${service.url}${address}${query}`, init)).arrayBuffer());
      const [usual, again, said] = [await bytes(''), await bytes(''), await bytes('?vendorHours=8')];
      expect(usual.subarray(0, 5).toString()).toBe('%PDF-');
      expect(again.equals(usual)).toBe(true);
      expect(said.equals(usual)).toBe(false);
    }
  });

  it.each(['0', '0.4', '201', '1e1', '', 'many', '-8'])('should not be "%s"', async (hours) => {
    const reply = await plan(`?vendorHours=${hours}`);
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(reply.body).toMatchObject({ errors: [{ parameter: 'vendorHours' }] });
  });
});
