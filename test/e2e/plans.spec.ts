import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SupportPlan } from '../../src/core/contracts/plan.js';
import { PlanThreads } from '../../src/plans/plan-threads.js';
import { ask, startService, type TestService } from '../support/service.js';

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

/** Asks for a plan on a connection of its own. @returns what closes the connection, once the request is being worked on */
function askAndLeave(): Promise<() => void> {
  const body = JSON.stringify(DOCUMENT);
  const headers = { 'content-type': 'application/json', accept: 'application/pdf', 'content-length': body.length };
  const request = http.request(`${service.url}/api/v1/plan`, { method: 'POST', headers, agent: false });
  request.on('error', () => undefined);
  return new Promise((resolve) => {
    request.end(body, () => setTimeout(() => resolve(() => request.destroy()), 50));
  });
}

describe('more plans than can wait', () => {
  it('should be turned away with a problem that says when to come again, and the others be made', async () => {
    const replies = await Promise.all(Array.from({ length: 3 * QUEUE }, () => plan()));
    const made = replies.filter(({ status }) => status === 200);
    const refused = replies.filter(({ status }) => status === 503);
    expect(made.length).toBeGreaterThan(QUEUE);
    expect(refused.length).toBeGreaterThan(0);
    expect(made.length + refused.length).toBe(replies.length);
    for (const { headers, body } of refused) {
      expect(headers.get('retry-after')).toBe('5');
      expect(body).toMatchObject({ code: 'busy', status: 503 });
    }
    expect((await plan()).status).toBe(200);
  });

  it('should leave no place taken by a caller who has gone', async () => {
    const leave = await Promise.all(Array.from({ length: 1 + QUEUE }, askAndLeave));
    expect((await plan()).status).toBe(503);
    for (const close of leave) close();
    // the one that has begun is finished; those that waited are gone
    await new Promise((resolve) => setTimeout(resolve, 100));
    const replies = await Promise.all(Array.from({ length: QUEUE }, () => plan()));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
  });
});

describe("the vendor's hours", () => {
  it('should change the plan and what is printed as its fingerprint', async () => {
    const [usual, more] = [await plan(), await plan('?vendorHours=20.5')];
    expect([usual.body.vendorHoursPerWeek, more.body.vendorHoursPerWeek]).toEqual([8, 20.5]);
  });

  it.each(['0', '0.4', '201', '1e1', '', 'many', '-8'])('should not be "%s"', async (hours) => {
    const reply = await plan(`?vendorHours=${hours}`);
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(reply.body).toMatchObject({ errors: [{ parameter: 'vendorHours' }] });
  });
});
