import fs from 'node:fs';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { map } from 'rxjs';
import { operator } from '../../src/platform/actor/actor.js';
import { OPERATORS_ID } from '../support/operators-key.js';
import { LocationHeader } from '../../src/platform/http/location-header.js';
import { EvidenceService } from '../../src/assessments/evidence.service.js';
import { IdempotencyKeys } from '../../src/platform/idempotency/idempotency-keys.js';
import { ENGINE } from '../support/databases.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { KEYED_BY_PEOPLE } from '../support/keyed-by-people.js';
import { drawsOf } from '../support/tampering.js';

/** `npm run reliability:posts` sends 10,000. */
const POSTS = Number(process.env.IDEMPOTENT_POSTS ?? 300);

let service: TestService;

beforeAll(async () => {
  service = await startService();
});

afterEach(() => {
  jest.restoreAllMocks();
  service.clock.set(new Date('2026-11-23T12:00:00Z'));
});

afterAll(() => service.stop());

interface Sent {
  readonly body?: unknown;
  /** In place of a body: a file */
  readonly file?: File;
  readonly headers?: Record<string, string>;
}

async function upload(key: string, address: string, file: File): Promise<Reply> {
  const body = new FormData();
  body.set('file', file);
  const response = await fetch(`${service.url}${address}`, {
    method: 'POST',
    body,
    headers: { 'idempotency-key': key },
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}

const post = (key: string, address: string, { body, file, headers }: Sent = {}, at = service): Promise<Reply> =>
  file !== undefined
    ? upload(key, address, file)
    : ask(at, 'POST', address, {
        ...(body !== undefined && { body }),
        headers: { ...headers, 'idempotency-key': key },
      });

const trust = (code: string, name = 'A Trust'): Sent => ({ body: { code, name } });

/** One request for each operation that takes a key, by the operation's name. */
async function requests(): Promise<Record<string, () => Promise<{ address: string; sent: Sent; status?: number }>>> {
  const { trustId, siteId, assessmentId } = await setUpAssessment(service, { code: 'ZY00' });
  const assessment = `/api/v1/assessments/${assessmentId}`;
  const version = async (address: string): Promise<Record<string, string>> => {
    const { headers } = await ask(service, 'GET', address);
    return { 'if-match': headers.get('etag') ?? '' };
  };
  let snapshotId = '';
  return {
    createTrust: () => Promise.resolve({ address: '/api/v1/trusts', sent: trust('ZY01') }),
    importTrusts: async () => {
      const csv = `"ZY09","A TRUST"${',""'.repeat(25)}`;
      const shown = await ask(service, 'POST', '/api/v1/trusts/import/preview', { body: { csv } });
      const body = { csv, digest: shown.body.digest };
      return { address: '/api/v1/trusts/import', sent: { body }, status: 200 };
    },
    createSite: () =>
      Promise.resolve({ address: `/api/v1/trusts/${trustId}/sites`, sent: { body: { name: 'Again' } } }),
    createDeployment: () =>
      Promise.resolve({ address: '/api/v1/deployments', sent: { body: { siteId, toolId: 'ambient-scribe' } } }),
    createAssessment: async () => {
      const { body } = await ask<{ items: { id: string; toolId: string }[] }>(service, 'GET', '/api/v1/deployments');
      const { id: deploymentId } = body.items.find(({ toolId }) => toolId === 'ambient-scribe') as { id: string };
      return { address: '/api/v1/assessments', sent: { body: { deploymentId } } };
    },
    addEvidence: async () => {
      const section = `${assessment}/sections/IT`;
      const answers = { 'IT-05': { value: 2 } };
      await ask(service, 'PUT', section, { body: { answers }, headers: await version(section) });
      const body = { questionId: 'IT-05', item: { title: 'Test report', date: '2026-10-01' } };
      return { address: `${assessment}/evidence`, sent: { body, headers: await version(section) } };
    },
    checkEvidence: async () => {
      const section = `${assessment}/sections/IT`;
      const colleague = operator('colleague');
      const { headers } = await ask(service, 'GET', section);
      const at = Number(/\d+/.exec(headers.get('etag') ?? '')?.[0]);
      const item = { title: 'Checked report', date: '2026-10-02' };
      const { id } = await service.app.get(EvidenceService).add(colleague, assessmentId, 'IT-05', item, at);
      return { address: `/api/v1/evidence/${id}/check`, sent: { headers: await version(section) }, status: 200 };
    },
    uploadFile: () =>
      Promise.resolve({
        address: `${assessment}/files`,
        sent: { file: new File(['name,value\na,1\n'], 'table.csv', { type: 'text/csv' }) },
      }),
    cancelJob: async () => {
      const { body } = await ask(service, 'POST', '/api/v1/plan-orders', { body: {} });
      return { address: `/api/v1/jobs/${String(body.id)}/cancel`, sent: {}, status: 200 };
    },
    submitAssessment: async () => ({
      address: `${assessment}/submit`,
      sent: { headers: await version(`${assessment}/revision`) },
    }),
    createPlan: async () => {
      const { body } = await ask<{ items: { id: string }[] }>(service, 'GET', `${assessment}/snapshots`);
      snapshotId = body.items[0]?.id ?? '';
      return { address: `/api/v1/snapshots/${snapshotId}/plans`, sent: {} };
    },
    orderPlanArchive: () => Promise.resolve({ address: '/api/v1/portfolio/plan-archives', sent: {} }),
    orderRanking: () => Promise.resolve({ address: '/api/v1/portfolio/rankings', sent: {} }),
    orderPlans: () => Promise.resolve({ address: '/api/v1/plan-orders', sent: { body: {} } }),
    openRevision: () => Promise.resolve({ address: `${assessment}/revisions`, sent: {} }),
  };
}

interface Description {
  readonly paths: Record<
    string,
    { readonly post?: { readonly operationId: string; readonly parameters?: readonly { readonly name: string }[] } }
  >;
}

describe('a request with a key', () => {
  it('should take effect once in every operation that makes something, and get its first reply again', async () => {
    const all = await requests();
    const { paths } = JSON.parse(fs.readFileSync('docs/api/openapi.json', 'utf8')) as Description;
    const keyed = Object.values(paths).flatMap(({ post: operation }) =>
      operation?.parameters?.some(({ name }) => name === 'Idempotency-Key') === true ? [operation.operationId] : [],
    );
    expect([...Object.keys(all), ...KEYED_BY_PEOPLE].sort()).toEqual(keyed.sort());
    for (const [name, request] of Object.entries(all)) {
      const { address, sent, status = 201 } = await request();
      const first = await post(`all-${name}`, address, sent);
      expect({ name, status: first.status, body: first.body }).toMatchObject({ name, status });
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      const before = await service.database.rows();
      const second = await post(`all-${name}`, address, sent);
      expect({ name, status: second.status, body: second.body }).toEqual({ name, status, body: first.body });
      for (const header of ['location', 'etag', 'content-type']) {
        expect([name, header, second.headers.get(header)]).toEqual([name, header, first.headers.get(header)]);
      }
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(await service.database.rows()).toEqual(before);
    }
  });

  it('should be refused when the key was given to another request', async () => {
    expect((await post('other', '/api/v1/trusts', trust('ZY10'))).status).toBe(201);
    const reused = [
      await post('other', '/api/v1/trusts', trust('ZY11')),
      await post('other', '/api/v1/trusts', trust('ZY10', 'Another')),
      await post('other', '/api/v1/deployments', trust('ZY10')),
      await post('other', '/api/v1/trusts', { ...trust('ZY10'), headers: { 'if-match': '"1"' } }),
    ];
    for (const { status, body } of reused) expect([status, body.code]).toEqual([422, 'idempotency-key-reused']);
    // the order of fields says nothing
    const turned = await post('other', '/api/v1/trusts', { body: { name: 'A Trust', code: 'ZY10' } });
    expect([turned.status, turned.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  });

  it('should be told to wait while the first is being worked on, and take over one that was abandoned', async () => {
    const keys = service.app.get(IdempotencyKeys);
    const replies = Promise.all([
      post('flight', '/api/v1/trusts', trust('ZY20')),
      post('flight', '/api/v1/trusts', trust('ZY20')),
      post('flight', '/api/v1/trusts', trust('ZY20')),
    ]);
    const made = (await replies).filter(({ status }) => status === 201);
    const waiting = (await replies).filter(({ status }) => status === 409);
    expect(made.length + waiting.length).toBe(3);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    for (const { body, headers } of waiting) {
      expect([body.code, headers.get('retry-after')]).toEqual(['request-in-progress', '1']);
    }
    // somebody who began and never came to an end
    const first = await post('gone', '/api/v1/trusts', { body: {} });
    expect(first.status).toBe(400);
    const rows = await service.database.query("SELECT request FROM idempotency_keys WHERE key = 'flight'");
    const claimed = await keys.claim(operator(OPERATORS_ID), 'gone', String(rows[0]?.request));
    expect(claimed).toHaveProperty('claim');
    const again = (): Promise<Reply> => post('gone', '/api/v1/trusts', trust('ZY20'));
    const told = async (instant: string): Promise<unknown> => {
      service.clock.set(new Date(instant));
      const { body, headers } = await again();
      return [body.code, headers.get('retry-after')];
    };
    expect(await told('2026-11-23T12:00:09Z')).toEqual(['request-in-progress', '1']);
    // Nobody is at it any more: the key is free when its time is over.
    expect(await told('2026-11-23T12:00:30Z')).toEqual(['request-in-progress', '150']);
    expect(await told('2026-11-23T12:02:59.500Z')).toEqual(['request-in-progress', '1']);
    // another instance whose clock is a little behind
    expect(await told('2026-11-23T11:59:30Z')).toEqual(['request-in-progress', '1']);
    service.clock.set(new Date('2026-11-23T12:03:01Z'));
    expect((await again()).body.code).toBe('conflict');
  });

  it('should be free again when it failed: nothing was stored', async () => {
    expect((await post('fails', '/api/v1/trusts', { body: { code: 'ZY30' } })).status).toBe(400);
    expect((await post('fails', '/api/v1/trusts', trust('ZY30'))).status).toBe(201);
    expect((await post('fails-2', '/api/v1/trusts', trust('ZY30'))).body.code).toBe('conflict');
    expect((await post('fails-2', '/api/v1/trusts', trust('ZY31'))).status).toBe(201);
  });

  it('should get its reply when the first was stored but never answered', async () => {
    jest.spyOn(LocationHeader.prototype, 'intercept').mockImplementationOnce((_, next) =>
      next.handle().pipe(
        map(() => {
          throw new Error('The power is cut after the commit');
        }),
      ),
    );
    expect((await post('cut', '/api/v1/trusts', trust('ZY40'))).status).toBe(500);
    const [row] = await service.database.query("SELECT id FROM trusts WHERE code = 'ZY40'");
    const again = await post('cut', '/api/v1/trusts', trust('ZY40'));
    expect(again).toMatchObject({ status: 201, body: { id: row?.id, code: 'ZY40' } });
    expect(again.headers.get('location')).toBe(`/api/v1/trusts/${String(row?.id)}`);
  });

  it('should be a new one after a day', async () => {
    expect((await post('old', '/api/v1/trusts', trust('ZY50'))).status).toBe(201);
    service.clock.set(new Date('2026-11-24T11:59:59Z'));
    expect((await post('old', '/api/v1/trusts', trust('ZY50'))).status).toBe(201);
    service.clock.set(new Date('2026-11-24T12:00:00Z'));
    expect((await post('old', '/api/v1/trusts', trust('ZY51'))).status).toBe(201);
    service.clock.set(new Date('2026-11-26T12:00:00Z'));
    expect(await service.app.get(IdempotencyKeys).forgetOld()).toBeGreaterThan(5);
    expect(await service.database.query('SELECT 1 FROM idempotency_keys')).toEqual([]);
  });

  it.each([' ', 'two words', 'x'.repeat(256), 'schlüssel'])('should be refused when its key is "%s"', async (key) => {
    const sent = post(
      encodeURI(key) === key ? key : Buffer.from(key, 'utf8').toString('latin1'),
      '/api/v1/trusts',
      trust('ZY60'),
    );
    const { status, body } = await sent;
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.errors).toMatchObject([{ parameter: 'Idempotency-Key', code: 'wrong-format' }]);
  });
});

it(`should have each of ${String(POSTS)} requests with repeats, races and changed bodies take effect once`, async () => {
  const draw = drawsOf(7);
  const second = ENGINE === 'postgres' ? await startService(service.database.place) : undefined;
  const places = [service, second ?? service];
  const different = Math.ceil(POSTS / 4);
  const sent = Array.from({ length: POSTS }, () => {
    const number = draw(different);
    const changed = draw(20) === 0;
    return { number, changed, name: `Post ${String(number)}${changed ? ' changed' : ''}` };
  });
  const statuses = new Map<number, number>();
  const send = async ({ number, changed, name }: (typeof sent)[number], at: number): Promise<void> => {
    const code = `P${number.toString(36).toUpperCase().padStart(5, '0')}`;
    const { status, body } = await post(`post-${String(number)}`, '/api/v1/trusts', trust(code, name), places[at % 2]);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const taken = status === 201 && body.name === name;
    const refused = status === 422 && body.code === 'idempotency-key-reused';
    const waiting = status === 409 && body.code === 'request-in-progress';
    expect({ number, changed, status, fine: taken || refused || waiting }).toMatchObject({ fine: true });
  };
  const WIDE = 16;
  for (let start = 0; start < sent.length; start += WIDE) await Promise.all(sent.slice(start, start + WIDE).map(send));
  const rows = await service.database.query("SELECT code, name FROM trusts WHERE name LIKE 'Post %'");
  expect(rows.length).toBe(new Set(sent.map(({ number }) => number)).size);
  expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
  const events = await service.database.query(
    "SELECT COUNT(*) AS count FROM events WHERE type = 'trust-created' AND data LIKE '%\"P0%'",
  );
  expect(Number(events[0]?.count)).toBe(rows.length);
  if (process.env.IDEMPOTENT_POSTS !== undefined) {
    console.log(
      `${ENGINE}: ${String(POSTS)} POSTs of ${String(rows.length)} requests, answered`,
      Object.fromEntries(statuses),
    );
  }
  await second?.stop();
}, 600_000);
