import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateKey } from '../../src/accounts/keys.dto.js';
import { KeysService } from '../../src/accounts/keys.service.js';
import type { Role } from '../../src/platform/access/grants.js';
import type { Scope } from '../../src/platform/access/permissions.js';
import { operator } from '../../src/platform/actor/actor.js';
import { EventLog, type EventsPage } from '../../src/platform/database/event-log.js';
import { UnitOfWork, type EventRecord } from '../../src/platform/database/unit-of-work.js';
import { verifyEvents } from '../../src/platform/audit/verify-events.js';
import { Problem } from '../../src/platform/problem/problem.js';
import { upload } from '../support/uploads.js';
import { submitDemo } from '../web/submission.js';
import { OPERATORS_ID } from '../support/operators-key.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

/* The record: read, chosen from, taken away. */

interface Event {
  readonly sequence: number;
  readonly at: string;
  readonly actor: { readonly id: string; readonly role: string; readonly name: string | null };
  readonly type: string;
  readonly subjectId: string;
  readonly trustId: string | null;
  readonly toolId: string | null;
  readonly deploymentId: string | null;
  readonly assessmentId: string | null;
  readonly requestId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface List {
  readonly items: Event[];
  readonly next: string | null;
}

type Place = Awaited<ReturnType<typeof setUpAssessment>>;

const NOBODY = '0c2b3f0e-0000-4000-8000-000000000000';

let service: TestService;
let here: Place;
let elsewhere: Place;
let lead: Record<string, string>;

/** A key that a person makes for a program, and the headers of what the program sends. */
async function keyFor(
  name: string,
  role: Role,
  trustId: string,
  scopes: Scope[] = ['record:read', 'results:read'],
): Promise<{ id: string; headers: Record<string, string> }> {
  const command = Object.assign(new CreateKey(), { name, role, scopes, trustId });
  const made = await service.app.get(KeysService).create(operator('tests'), command);
  return { id: made.id, headers: { authorization: `Bearer ${made.key}` } };
}

async function list(query = '', headers: Record<string, string> = {}): Promise<Event[]> {
  const { status, body } = await ask<List>(service, 'GET', `/api/v1/events?limit=200&${query}`, { headers });
  expect({ query, status }).toEqual({ query, status: 200 });
  return body.items;
}

/** Has somebody do something. */
function happen(actorId: string, event: EventRecord): Promise<void> {
  const unitOfWork = service.app.get(UnitOfWork);
  return unitOfWork.write({ id: actorId, role: 'trust-lead' }, ({ record }) => {
    record(event);
    return Promise.resolve();
  });
}

async function addPerson(name: string | null): Promise<string> {
  const id = randomUUID();
  await service.database.query(
    'INSERT INTO people (id, email, name, state, created_at, created_by, version) VALUES ($1, $2, $3, $4, $5, $6, 1)',
    [
      id,
      name && `${id}@example.invalid`,
      name,
      name === null ? 'erased' : 'active',
      '2026-01-01T00:00:00.000Z',
      'test',
    ],
  );
  return id;
}

beforeAll(async () => {
  service = await startService();
  here = await setUpAssessment(service, { code: 'ZZ90' });
  elsewhere = await setUpAssessment(service, { code: 'ZZ91', tool: 'ambient-scribe' });
  lead = (await keyFor('Lead here', 'trust-lead', here.trustId)).headers;
});

afterAll(() => service.stop());

describe('the record', () => {
  it('should tell of everything that was done, newest first, with where it belongs', async () => {
    const { trustId, deploymentId, assessmentId, siteId } = here;
    const events = await list(`trustId=${trustId}`);
    expect(events.map(({ type, subjectId }) => [type, subjectId])).toEqual([
      ['key-made', expect.any(String)],
      ['assessment-started', assessmentId],
      ['deployment-created', deploymentId],
      ['site-created', siteId],
      ['trust-created', trustId],
    ]);
    const reply = await ask(service, 'GET', `/api/v1/events?subjectId=${assessmentId}`);
    expect(reply.body).toEqual({
      items: [
        {
          sequence: expect.any(Number),
          at: '2026-11-23T12:00:00.000Z',
          actor: { id: OPERATORS_ID, role: 'administrator', name: 'Tests' },
          type: 'assessment-started',
          subjectId: assessmentId,
          ...{ trustId, toolId: 'echogo-pro', deploymentId, assessmentId },
          requestId: expect.stringMatching(/^[\w-]{36}$/),
          data: {},
        },
      ],
      next: null,
    });
  });

  it('should show what is asked for and nothing else', async () => {
    const { trustId, deploymentId, assessmentId } = here;
    const every = await list();
    const chosen = async (query: string, holds: (event: Event) => boolean): Promise<void> => {
      const found = await list(query);
      const expected = every.filter(holds);
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(every.length);
      expect({ query, found }).toEqual({ query, found: expected });
    };
    await chosen('type=site-created', ({ type }) => type === 'site-created');
    await chosen(`trustId=${trustId.toUpperCase()}`, (event) => event.trustId === trustId);
    await chosen(`deploymentId=${deploymentId}`, (event) => event.deploymentId === deploymentId);
    await chosen(`assessmentId=${assessmentId}`, (event) => event.assessmentId === assessmentId);
    await chosen(`subjectId=${trustId}`, (event) => event.subjectId === trustId);
    await chosen(`type=site-created&trustId=${trustId}`, (e) => e.type === 'site-created' && e.trustId === trustId);
    await chosen('actorId=tests', ({ actor }) => actor.id === 'tests');
    await chosen(`actorId=${OPERATORS_ID}`, ({ actor }) => actor.id === OPERATORS_ID);
    await chosen('who=TEST', ({ actor }) => actor.name === 'Tests');
    expect(await list('who=tests')).toEqual(every);
    await chosen(`who=tests&actorId=${OPERATORS_ID}`, ({ actor }) => actor.id === OPERATORS_ID);
    expect(await list(`who=tests&actorId=${NOBODY}`)).toEqual([]);
    expect(await list('who=nobody')).toEqual([]);
    expect(await list(`actorId=${NOBODY}`)).toEqual([]);
    expect(await list('actorId=service')).toEqual([]);
  });

  it.each([
    ['from=2026-11-24x', 'from'],
    ['to=2026-02-30', 'to'],
    ['to=2026-11-23T25:00:00Z', 'to'],
    ['from=2026-11-23T12:00:00', 'from'],
    ['trustId=here', 'trustId'],
    ['actorId=%3Cb%3E', 'actorId'],
    ['subjectId=', 'subjectId'],
    ['whom=me', 'whom'],
    ['who=', 'who'],
  ])('should not take %s', async (query, parameter) => {
    expect(await ask(service, 'GET', `/api/v1/events?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ parameter }] },
    });
  });

  it('should be read page by page, each event once', async () => {
    const seen: Event[] = [];
    for (let next: string | null = '', pages = 0; next !== null; pages += 1) {
      expect(pages).toBeLessThan(50);
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const page: List = (await ask<List>(service, 'GET', `/api/v1/events?limit=3${cursor}`)).body;
      seen.push(...page.items);
      next = page.next;
    }
    expect(seen).toEqual(await list());
    for (const cursor of ['0', 'x', '3000000000']) {
      const reply = await ask(service, 'GET', `/api/v1/events?cursor=${cursor}`);
      expect(reply).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
    }
  });

  it('should take days as they are in London, the last one included, and instants as they are', async () => {
    const id = randomUUID();
    const instants = ['2026-06-29T23:00:00Z', '2026-06-30T22:59:59Z', '2026-06-30T23:00:00Z', '2026-12-01T23:59:59Z'];
    for (const instant of instants) {
      service.clock.set(new Date(instant));
      await happen(id, { type: 'planted', subjectId: id });
    }
    service.clock.set(new Date('2026-11-23T12:00:00Z'));
    const at = async (query: string): Promise<number[]> =>
      (await list(`actorId=${id}&${query}`)).map((event) =>
        instants.findIndex((instant) => Date.parse(instant) === Date.parse(event.at)),
      );
    expect(await at('from=2026-06-30&to=2026-06-30')).toEqual([1, 0]);
    expect(await at('from=2026-07-01')).toEqual([3, 2]);
    expect(await at('to=2026-06-29')).toEqual([]);
    expect(await at('to=2026-12-01')).toEqual([3, 2, 1, 0]);
    expect(await at('to=2026-11-30')).toEqual([2, 1, 0]);
    expect(await at('from=2026-06-30T22:59:59Z&to=2026-06-30T23:00:00Z')).toEqual([2, 1]);
    expect(await at('from=2026-07-01T00:00:00%2B01:00&to=2026-07-01')).toEqual([2]);
  });

  it('should call whoever did it by today’s name, erased people by none', async () => {
    const [ada, gone] = [await addPerson('Ada Åström'), await addPerson(null)];
    for (const id of [ada, gone, 'readiness']) await happen(id, { type: 'planted', subjectId: NOBODY });
    const names = (await list(`subjectId=${NOBODY}`)).map(({ actor }) => actor.name);
    expect(names).toEqual([null, 'erased person', 'Ada Åström']);
    await service.database.query("UPDATE people SET name = 'Ada Byron' WHERE id = $1", [ada]);
    expect((await list(`actorId=${ada}`)).map(({ actor }) => actor.name)).toEqual(['Ada Byron']);
    expect(JSON.stringify((await service.database.rows()).events)).not.toMatch(/Ada|Åström/);
  });
});

describe('who reads the record', () => {
  it('should be the lead of a trust for what is about that trust only', async () => {
    const seen = await list('', lead);
    expect(seen).toEqual(await list(`trustId=${here.trustId}`));
    expect(new Set(seen.map(({ trustId }) => trustId))).toEqual(new Set([here.trustId]));
    expect(await list(`trustId=${elsewhere.trustId}`, lead)).toEqual([]);
    expect(await list(`deploymentId=${elsewhere.deploymentId}`, lead)).toEqual([]);
    const { next } = (await ask<List>(service, 'GET', '/api/v1/events?limit=2', { headers: lead })).body;
    expect((await list(`cursor=${next ?? ''}`, lead)).map(({ sequence }) => sequence)).toEqual(
      seen.slice(2).map(({ sequence }) => sequence),
    );
  });

  it.each<[string, Role, Scope[]]>([
    ['a viewer of the trust', 'trust-viewer', ['record:read']],
    ['a lead’s program that was not made for it', 'trust-lead', ['results:read']],
  ])('should not be %s, whose attempt is put on record', async (name, role, scopes) => {
    const { id, headers } = await keyFor(name, role, here.trustId, scopes);
    for (const address of ['/api/v1/events', '/api/v1/events/export', '/api/v1/events/export?format=csv']) {
      expect(await ask(service, 'GET', address, { headers })).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
    }
    const refused = await list(`actorId=${id}&type=access-refused`);
    expect(refused.map(({ data }) => data)).toEqual(
      ['GET /api/v1/events/export', 'GET /api/v1/events/export', 'GET /api/v1/events'].map((route) => ({
        ...{ route, permission: 'record.read' },
        outcome: role === 'trust-lead' ? 'out-of-scope' : 'not-permitted',
      })),
    );
  });

  it('should not be somebody who says not who they are', async () => {
    const reply = await ask(service, 'GET', '/api/v1/events', { headers: { 'x-nobody': '1' } });
    expect(reply).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it('should see what others were refused that is about the own trust', async () => {
    const { id, headers } = await keyFor('Lead elsewhere', 'trust-lead', elsewhere.trustId, ['deployments:read']);
    const address = `/api/v1/deployments/${here.deploymentId}`;
    expect((await ask(service, 'GET', address, { headers })).status).toBe(404);
    expect(await list('type=access-refused', lead)).toMatchObject([
      { actor: { id, name: 'Lead elsewhere' }, trustId: here.trustId, data: { outcome: 'not-reached' } },
    ]);
  });
});

interface Export {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function take(query: string, headers: Record<string, string> = {}): Promise<Export> {
  const reply = await fetch(`${service.url}/api/v1/events/export${query}`, { headers });
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
}

describe('an export of the record', () => {
  it.each([
    ['?format=ndjson', {}],
    ['', { accept: 'application/x-ndjson' }],
  ])('should be the same events, one JSON object a line: %s %j', async (query, headers) => {
    const before = await list();
    const { status, headers: got, text } = await take(query, headers);
    expect(status).toBe(200);
    expect(got.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(got.get('content-disposition')).toBe('attachment; filename="record-2026-11-23.ndjson"');
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(before);
    expect((await list())[0]).toMatchObject({
      type: 'record-exported',
      actor: { id: OPERATORS_ID },
      trustId: null,
      data: { format: 'ndjson', filters: [] },
    });
  });

  it.each([
    ['?format=csv', { accept: 'application/x-ndjson' }],
    ['', { accept: 'text/csv' }],
    ['', { accept: '*/*' }],
  ])('should be a CSV with a line for each event: %s %j', async (query, headers) => {
    const filter = `type=deployment-created&from=2026-11-23&trustId=${here.trustId}`;
    const { headers: got, text } = await take(`${query}${query === '' ? '?' : '&'}${filter}`, headers);
    expect(got.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(got.get('content-disposition')).toBe('attachment; filename="record-2026-11-23.csv"');
    const [event] = await list(filter);
    const { trustId, deploymentId } = here;
    const cells = [
      ...[
        event?.sequence,
        event?.at,
        OPERATORS_ID,
        'administrator',
        'Tests',
        'deployment-created',
        'added a deployment',
      ],
      ...[deploymentId, trustId, 'echogo-pro', deploymentId, '', event?.requestId, '{}'],
    ];
    expect(text).toBe(
      'sequence,at,actorId,actorRole,actorName,type,words,subjectId,trustId,toolId,deploymentId,assessmentId,requestId,data\r\n' +
        `${cells.join(',')}\r\n`,
    );
    const [recorded] = await list(`type=record-exported&trustId=${trustId}`);
    expect(recorded?.data).toEqual({
      ...{ format: 'csv', filters: ['from', 'trustId', 'type'], from: '2026-11-23T00:00:00.000Z' },
    });
  });

  it('should say to a spreadsheet that it is in UTF-8, and to a program nothing but the events', async () => {
    const beginningOf = async (format: string): Promise<number[]> => {
      const response = await fetch(`${service.url}/api/v1/events/export?format=${format}`);
      return [...new Uint8Array(await response.arrayBuffer()).slice(0, 3)];
    };
    expect(await beginningOf('csv')).toEqual([0xef, 0xbb, 0xbf]);
    expect((await beginningOf('ndjson'))[0]).toBe('{'.charCodeAt(0));
  });

  it('should calculate nothing in a spreadsheet', async () => {
    const names = ['=1+1', '+44', '-2', '@cmd', '=HYPERLINK("http://x","a")', 'Robert, "Bob"', "O'Neill"];
    const subjectId = randomUUID();
    for (const name of names) await happen(await addPerson(name), { type: 'planted', subjectId, data: { on: ['=1'] } });
    const { text } = await take(`?format=csv&subjectId=${subjectId}`);
    const cells = text
      .split('\r\n')
      .slice(1, -1)
      .map((line) => /,trust-lead,(.*),planted,planted,/.exec(line)?.[1]);
    expect(cells.reverse()).toEqual([
      ...["'=1+1", "'+44", "'-2", "'@cmd", `"'=HYPERLINK(""http://x"",""a"")"`],
      ...['"Robert, ""Bob"""', "O'Neill"],
    ]);
    expect(text).toContain(',"{""on"":[""=1""]}"\r\n');
  });

  it('should hold for the lead of a trust what the lead may read, and be seen by the trust', async () => {
    const { text } = await take('?format=ndjson', lead);
    const lines = text.trimEnd().split('\n');
    expect(new Set(lines.map((line) => (JSON.parse(line) as Event).trustId))).toEqual(new Set([here.trustId]));
    expect((await list('type=record-exported', lead))[0]).toMatchObject({ actor: { name: 'Lead here' } });
    expect((await take(`?format=ndjson&trustId=${elsewhere.trustId}`, lead)).text).toBe('');
    expect(await list(`type=record-exported&trustId=${elsewhere.trustId}`)).toEqual([]);
  });

  it('should name no trust that is not there', async () => {
    expect((await take(`?format=ndjson&trustId=${NOBODY}`)).text).toBe('');
    expect((await list('type=record-exported'))[0]).toMatchObject({ trustId: null, data: { filters: ['trustId'] } });
  });

  it('should not be put on record when only its head is asked for, or it is none', async () => {
    const before = await list();
    const head = await fetch(`${service.url}/api/v1/events/export?format=csv`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(await take('', { accept: 'image/png' })).toMatchObject({ status: 406 });
    expect(await take('?format=xml')).toMatchObject({ status: 400 });
    expect(await take('?format=csv&to=tomorrow')).toMatchObject({ status: 400 });
    expect(await take('?format=csv&limit=5')).toMatchObject({ status: 400 });
    expect(await list()).toEqual(before);
  });

  it('should be read in pages, and no further when the caller has left', async () => {
    const log = service.app.get(EventLog);
    const find = log.find.bind(log);
    let reads = 0;
    // The record has no end.
    log.find = async (...asked): Promise<EventsPage> => {
      reads += 1;
      return { ...(await find(...asked)), next: '1000000' };
    };
    const leaving = new AbortController();
    const reply = await fetch(`${service.url}/api/v1/events/export?format=ndjson`, { signal: leaving.signal });
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    for (let taken = 0; reads < 5; taken += 1) {
      expect(taken).toBeLessThan(100_000);
      await reader.read();
    }
    leaving.abort();
    for (let before = -1; before !== reads;) {
      before = reads;
      // some requests, which are answered after what was begun before them
      for (let asked = 0; asked < 20; asked += 1) await fetch(`${service.url}/health/live`);
    }
    expect(reads).toBeGreaterThanOrEqual(5);
    log.find = find;
    expect((await list('type=record-exported'))[0]).toMatchObject({ data: { format: 'ndjson' } });
  });
});

describe('what is taken away', () => {
  let snapshotId: string;

  beforeAll(async () => {
    snapshotId = await submitDemo(service, { trust: 'Taken Away NHS Trust', site: 'Infirmary', code: 'ZZ92' });
  });

  /** Answers with the reply's status and what the record has of it. */
  async function recorded(address: string, init: RequestInit = {}): Promise<[number, Event[]]> {
    const [last] = await list();
    const reply = await fetch(`${service.url}${address}`, init);
    await reply.arrayBuffer();
    const events = (await list()).filter(({ sequence }) => sequence > (last?.sequence ?? 0));
    return [reply.status, events.filter(({ type }) => type !== 'plan-made')];
  }

  it('should be on record: the plan of a submission, however it is asked for', async () => {
    const address = `/api/v1/snapshots/${snapshotId}`;
    const pdf = { headers: { accept: 'application/pdf' } };
    for (const taken of [await recorded(`${address}/plan.pdf`), await recorded(`${address}/plan`, pdf)]) {
      const { body } = await ask<{ items: { id: string; deploymentId: string }[] }>(service, 'GET', '/api/v1/plans');
      const [{ id, deploymentId } = { id: '', deploymentId: '' }] = body.items;
      const { trustId } = (await list(`subjectId=${deploymentId}`))[0] ?? {};
      expect(trustId).toMatch(/^[0-9a-f-]{36}$/);
      const event = { type: 'plan-downloaded', subjectId: id, trustId, toolId: 'echogo-pro', deploymentId };
      expect(taken).toMatchObject([200, [{ ...event, actor: { id: OPERATORS_ID }, data: {} }]]);
      expect(await recorded(`/api/v1/plans/${id}/plan.pdf`)).toMatchObject([200, [event]]);
      expect(await recorded(`/api/v1/plans/${id}/plan.pdf`, { method: 'HEAD' })).toEqual([200, []]);
    }
    expect(await recorded(`${address}/plan.pdf?vendorHours=20`)).toMatchObject([
      200,
      [{ type: 'plan-downloaded', subjectId: snapshotId, data: { vendorHours: 20 } }],
    ]);
    expect(await recorded(`${address}/plan.pdf`, { method: 'HEAD' })).toEqual([200, []]);
    expect(await recorded(`${address}/plan`, { headers: { accept: 'application/json' } })).toEqual([200, []]);
  });

  it('should be on record: a file, and not one that is not there', async () => {
    const { trustId, deploymentId, assessmentId } = here;
    const { body: file } = await upload(service, assessmentId, 'Letter to Ada.txt', 'Dear Ada');
    const address = `/api/v1/files/${file.id}/content`;
    const place = { trustId, toolId: 'echogo-pro', deploymentId, assessmentId };
    const data = { hash: file.hash, mediaType: 'text/plain', bytes: 8 };
    expect(await recorded(address)).toMatchObject([
      200,
      [{ type: 'file-downloaded', subjectId: file.id, ...place, data }],
    ]);
    expect(await recorded(address, { method: 'HEAD' })).toEqual([200, []]);
    expect(await recorded(`/api/v1/files/${file.id}`)).toEqual([200, []]);
    expect(await recorded(`/api/v1/files/${NOBODY}/content`)).toEqual([404, []]);
    expect(JSON.stringify(await list())).not.toContain('Letter');
  });

  it('should not be given when it cannot be put on record', async () => {
    const { body: file } = await upload(service, here.assessmentId, 'kept.txt', 'kept');
    const { body: plans } = await ask<{ items: { id: string }[] }>(service, 'GET', '/api/v1/plans');
    const unitOfWork = service.app.get(UnitOfWork);
    const write = unitOfWork.write.bind(unitOfWork);
    const plan = `/api/v1/plans/${plans.items[0]?.id ?? ''}/plan.pdf`;
    unitOfWork.write = () => Promise.reject(new Problem('storage-unavailable', 'The disk is full.'));
    try {
      for (const address of [`/api/v1/files/${file.id}/content`, plan, '/api/v1/events/export?format=csv']) {
        const reply = await ask(service, 'GET', address, { headers: { accept: '*/*' } });
        expect(reply).toMatchObject({ status: 503, body: { code: 'storage-unavailable' } });
      }
    } finally {
      unitOfWork.write = write;
    }
    expect((await ask(service, 'GET', plan, { headers: { 'x-nobody': '1' } })).status).toBe(401);
  });
});

describe('the chains of the record', () => {
  it('should hold with all that was put on record here', async () => {
    const unitOfWork = service.app.get(UnitOfWork);
    const { defects, events } = await verifyEvents((work) => unitOfWork.read(work));
    expect(defects).toEqual([]);
    expect(events).toBeGreaterThan(50);
  });
});
