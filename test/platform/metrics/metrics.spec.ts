import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/platform/config/config.js';
import { MetricsServer } from '../../../src/platform/metrics/metrics-server.js';
import { ENGINE, scratchDatabase } from '../../support/databases.js';
import { ask, setUpAssessment, startService, type TestService } from '../../support/service.js';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Reads Prometheus's text format. @throws Error on a line that is none of it */
function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const parts = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (parts === null) throw new Error(`This is no sample: ${line}`);
      const labels = [...(parts[2] ?? '').matchAll(/([a-z]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [
        key,
        value,
      ]);
      return { name: parts[1] ?? '', labels: Object.fromEntries(labels) as Labels, value: Number(parts[3]) };
    });
}

function addressOf({ app }: TestService): string {
  return `http://127.0.0.1:${String(app.get(MetricsServer).address?.port)}/metrics`;
}

async function scrape(service: TestService): Promise<Sample[]> {
  return samplesOf(await (await fetch(addressOf(service))).text());
}

/** What the samples with a name and these labels, among others, come to. */
function sum(samples: readonly Sample[], name: string, labels: Labels = {}): number {
  const matching = samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return matching.reduce((total, { value }) => total + value, 0);
}

/** How much `name` grew by what `work` does. Requests are counted when their replies are out, so it looks until they are. */
async function growth(
  service: TestService,
  work: () => Promise<unknown>,
  name: string,
  labels: Labels,
  expected: number,
): Promise<number> {
  const before = sum(await scrape(service), name, labels);
  await work();
  for (let look = 0; ; look += 1) {
    const grown = sum(await scrape(service), name, labels) - before;
    if (grown >= expected || look === 100) return grown;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let service: TestService;

beforeAll(async () => {
  service = await startService({ metricsPort: 0 });
});

afterAll(() => service.stop());

describe('the port of the metrics', () => {
  it('should show them in the text format of Prometheus, with those of the process', async () => {
    const reply = await fetch(addressOf(service));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const text = await reply.text();
    const samples = samplesOf(text);
    expect(sum(samples, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(sum(samples, 'process_start_time_seconds')).toBeGreaterThan(1_600_000_000);
    for (const name of new Set(samples.map((sample) => sample.name.replace(/_(?:bucket|sum|count)$/, '')))) {
      expect(text).toMatch(new RegExp(`^# HELP ${name}(?:_sum)? `, 'm'));
    }
  });

  it('should take nothing else', async () => {
    const other = await fetch(addressOf(service).replace('/metrics', '/api/v1/trusts'));
    expect(other.status).toBe(404);
    const posted = await fetch(addressOf(service), { method: 'POST', body: 'x' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('should be the only one that shows them', async () => {
    expect((await ask(service, 'GET', '/metrics', { headers: { accept: 'application/json' } })).status).toBe(404);
    const description = await (await fetch(`${service.url}/api/openapi.json`)).text();
    expect(description).not.toContain('/metrics');
  });

  it('should not be there when it is off', async () => {
    const silent = await startService();
    try {
      expect(silent.app.get(MetricsServer).address).toBeUndefined();
      expect((await ask(silent, 'GET', '/health/ready')).status).toBe(200);
    } finally {
      await silent.stop();
    }
  });

  it('should stop the start when it is taken', async () => {
    const database = await scratchDatabase();
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const usual = readConfig({ PORT: '0', LOG_LEVEL: 'silent', PLAN_THREADS: '1', METRICS_PORT: String(port) });
    const app = await createApp({ ...usual, ...database.place });
    await expect(app.init()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await app.close();
    await new Promise((resolve) => taken.close(resolve));
    await database.remove();
  });

  it('should be let go of when the service stops', async () => {
    const second = await startService({ metricsPort: 0 });
    const address = addressOf(second);
    expect((await fetch(address)).status).toBe(200);
    await second.stop();
    await expect(fetch(address)).rejects.toThrow();
  });

  it('should count for each service by itself', async () => {
    const second = await startService({ metricsPort: 0 });
    try {
      expect(sum(await scrape(second), 'http_requests_total')).toBe(0);
    } finally {
      await second.stop();
    }
  });
});

describe('the metrics of requests', () => {
  const counted = (work: () => Promise<unknown>, labels: Labels, expected = 1): Promise<number> =>
    growth(service, work, 'http_requests_total', labels, expected);

  it('should name the pattern of the route, never the address', async () => {
    const { trustId } = await setUpAssessment(service, { code: 'ZZ81' });
    const labels = { method: 'GET', route: '/api/v1/trusts/:trustId', status: '200' };
    expect(await counted(() => ask(service, 'GET', `/api/v1/trusts/${trustId}?`), labels)).toBe(1);
    expect(JSON.stringify(await scrape(service))).not.toContain(trustId);
    expect(sum(await scrape(service), 'http_request_duration_seconds_count', labels)).toBe(
      sum(await scrape(service), 'http_requests_total', labels),
    );
  });

  it('should tell what was refused by its status, also before its route was reached', async () => {
    const missing = { method: 'GET', route: '/api/v1/trusts/:trustId', status: '404' };
    expect(await counted(() => ask(service, 'GET', '/api/v1/trusts/nobody'), missing)).toBe(1);
    const malformed = { method: 'POST', route: '/api/v1/trusts', status: '400' };
    const headers = { 'content-type': 'application/json' };
    const send = (): Promise<Response> => fetch(`${service.url}/api/v1/trusts`, { method: 'POST', headers, body: '{' });
    expect(await counted(send, malformed)).toBe(1);
  });

  it('should keep every address that no route answers in one place', async () => {
    const paths = ['/nothing/Mary-Smith', '/api/v1/trusts/a/b/c', '/%E0%A4%A', '/metrics', '/__proto__'];
    const all = (): Promise<unknown> => Promise.all(paths.map((path) => fetch(`${service.url}${path}`)));
    expect(await counted(all, { method: 'GET', route: 'other' }, paths.length)).toBe(paths.length);
    expect(JSON.stringify(await scrape(service))).not.toContain('Mary');
  });

  it('should not name methods that nobody knows', async () => {
    const send = (): Promise<unknown> => plain('PROPFIND', '/api/v1/trusts');
    expect(await counted(send, { method: 'other', route: 'other' })).toBe(1);
  });

  it('should tell a reply that nobody waited for', async () => {
    const leave = async (): Promise<void> => {
      const { port } = new URL(service.url);
      const socket = net.connect(Number(port), '127.0.0.1');
      socket.write(
        'POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      socket.destroy();
    };
    expect(await counted(leave, { route: '/api/v1/trusts', status: 'aborted' })).toBe(1);
  });

  it('should know the pages, the assets of the pages and the health of the service by their routes', async () => {
    const routes = { '/': '/', '/health/ready': '/health/ready', '/assets/app.css': '/assets/app.css' };
    for (const [path, route] of Object.entries({ ...routes, '/problems/busy': '/problems/:code' })) {
      const labels = { method: 'GET', route, status: '200' };
      expect(await counted(() => fetch(`${service.url}${path}`), labels)).toBe(1);
    }
  });

  function plain(method: string, path: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request = http.request(`${service.url}${path}`, { method }, (response) => {
        response.resume().on('end', resolve);
      });
      request.on('error', reject).end();
    });
  }
});

describe('the metrics of the database', () => {
  const TOTAL = 'database_transactions_total';

  it('should count what was stored, what was refused and what was read', async () => {
    const body = { code: 'ZZ82', name: 'A Trust' };
    const make = (): ReturnType<typeof ask> => ask(service, 'POST', '/api/v1/trusts', { body });
    expect(await growth(service, make, TOTAL, { access: 'write', outcome: 'done' }, 1)).toBe(1);
    expect(await growth(service, make, TOTAL, { access: 'write', outcome: 'refused' }, 1)).toBe(1);
    const list = (): ReturnType<typeof ask> => ask(service, 'GET', '/api/v1/trusts');
    // one of them to see whose the key is
    expect(await growth(service, list, TOTAL, { access: 'read', outcome: 'done' }, 2)).toBe(2);
    const samples = await scrape(service);
    for (const access of ['read', 'write']) {
      const all = sum(samples, TOTAL, { access });
      expect(sum(samples, 'database_transaction_wait_seconds_count', { access })).toBe(all);
      expect(sum(samples, 'database_transaction_duration_seconds_count', { access })).toBe(all);
      expect(sum(samples, 'database_transactions_waiting', { access })).toBe(0);
      expect(sum(samples, 'database_transactions_running', { access })).toBe(0);
    }
  });

  it('should count the attempts of writes that were in one another’s way', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ83' });
    const address = `/api/v1/assessments/${assessmentId}/sections/IT`;
    const save = (value: number): ReturnType<typeof ask> =>
      ask(service, 'PUT', address, { body: { answers: { 'IT-05': { value } } }, headers: { 'if-match': '"1"' } });
    const before = await scrape(service);
    const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => save(index % 3)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const after = await scrape(service);
    const grown = (name: string, labels: Labels): number => sum(after, name, labels) - sum(before, name, labels);
    expect(grown(TOTAL, { access: 'write' })).toBe(20);
    expect(grown(TOTAL, { access: 'write', outcome: 'done' })).toBe(1);
    const retries = grown('database_transaction_retries_total', { access: 'write' });
    if (ENGINE === 'sqlite') expect(retries).toBe(0);
    else expect(retries).toBeGreaterThan(0);
  });
});

describe('the metrics of the plan threads', () => {
  it('should count and time what was made, and what was turned away because the line was full', async () => {
    const tight = await startService({ metricsPort: 0, planQueue: 1 });
    try {
      const body = { tool: 'echogo-pro', answers: {} };
      const plan = (): ReturnType<typeof ask> => ask(tight, 'POST', '/api/v1/plan', { body });
      const replies = await Promise.all(Array.from({ length: 6 }, plan));
      const made = replies.filter(({ status }) => status === 200).length;
      expect(replies.map(({ status }) => status).sort()).toEqual([
        ...Array.from({ length: made }, () => 200),
        ...Array.from({ length: 6 - made }, () => 503),
      ]);
      const samples = await scrape(tight);
      expect(sum(samples, 'plan_tasks_total', { task: 'plan', outcome: 'done' })).toBe(made);
      expect(sum(samples, 'plan_tasks_total', { task: 'plan', outcome: 'unavailable' })).toBe(6 - made);
      expect(sum(samples, 'plan_task_duration_seconds_count', { task: 'plan' })).toBe(made);
      expect(sum(samples, 'plan_tasks_waiting')).toBe(0);
      expect(sum(samples, 'plan_tasks_running')).toBe(0);
    } finally {
      await tight.stop();
    }
  });

  it('should show what runs and what waits while it does', async () => {
    const busy = await startService({ metricsPort: 0 });
    try {
      const body = { tool: 'echogo-pro', answers: {} };
      const headers = { 'content-type': 'application/json', accept: 'application/pdf' };
      const pdfs = Array.from({ length: 5 }, () =>
        fetch(`${busy.url}/api/v1/plan`, { method: 'POST', headers, body: JSON.stringify(body) }),
      );
      const seen = { running: 0, waiting: 0 };
      const done = Promise.all(pdfs).then(() => true);
      while (!(await Promise.race([done, new Promise<boolean>((resolve) => setTimeout(resolve, 5, false))]))) {
        const samples = await scrape(busy);
        seen.running = Math.max(seen.running, sum(samples, 'plan_tasks_running', { task: 'pdf' }));
        seen.waiting = Math.max(seen.waiting, sum(samples, 'plan_tasks_waiting', { task: 'pdf' }));
      }
      expect(seen.running).toBe(1);
      expect(seen.waiting).toBeGreaterThan(0);
    } finally {
      await busy.stop();
    }
  });
});
