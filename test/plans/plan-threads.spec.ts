import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Piscina } from 'piscina';
import { PlanThreads } from '../../src/plans/plan-threads.js';
import type { PlanTask } from '../../src/plans/plan-tasks.js';

const TASK: PlanTask = { document: { tool: 'echogo-pro', asOf: '2026-11-23' }, identity: { fingerprint: 'f' } };
const QUEUE = 3;

describe('the threads that make plans', () => {
  let threads: PlanThreads;

  beforeAll(async () => {
    threads = new PlanThreads({ dataFolder: undefined, planThreads: 1, planQueue: QUEUE });
    await threads.warmUp();
  });

  afterAll(() => threads.onApplicationShutdown());

  it('should turn away what comes when the line is full, and make what waited', async () => {
    const made = Array.from({ length: 1 + QUEUE }, () => threads.run('plan', TASK));
    await expect(threads.run('plan', TASK)).rejects.toMatchObject({
      code: 'busy',
      detail: '3 plans are waiting to be made.',
      headers: { 'Retry-After': '5' },
    });
    const plans = await Promise.all(made);
    expect(plans.map(({ seed }) => seed)).toEqual(plans.map(() => plans[0]?.seed));
    expect((await threads.run('plan', TASK)).actions.length).toBeGreaterThan(50);
  });

  it('should drop what nobody waits for any more, so that its place in the line is free', async () => {
    const first = threads.run('plan', TASK);
    const gone = new AbortController();
    const left = Array.from({ length: QUEUE }, () => threads.run('pdf', TASK, gone.signal));
    await expect(threads.run('plan', TASK)).rejects.toMatchObject({ code: 'busy' });
    gone.abort(new Error('gone'));
    expect(await Promise.allSettled(left)).toEqual(left.map(() => expect.objectContaining({ status: 'rejected' })));
    const next = threads.run('plan', TASK);
    expect((await Promise.all([first, next])).length).toBe(2);
  });

  it('should go on after a task that fails', async () => {
    const unsound = { ...TASK, document: { tool: 'none', asOf: '2026-11-23' } };
    await expect(threads.run('plan', unsound)).rejects.toThrow('not sound');
    expect((await threads.run('plan', TASK)).seed).toBeDefined();
  });

  it('should fail the task of a thread that dies, and go on with a new one', async () => {
    const { pool } = threads as unknown as { pool: Piscina };
    const dying = threads.run('pdf', TASK);
    const waiting = threads.run('plan', TASK);
    await pool.threads[0]?.terminate();
    await expect(dying).rejects.toThrow();
    expect((await waiting).seed).toBeDefined();
  });

  it("should count on the vendor's hours that were said", async () => {
    const [usual, more] = [await threads.run('plan', TASK), await threads.run('plan', { ...TASK, vendorHours: 20 })];
    expect([usual.vendorHoursPerWeek, more.vendorHoursPerWeek]).toEqual([8, 20]);
  });
});
