import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { storedRows } from '../support/stored-rows.js';

/*
 * What nobody should send. Each request is answered with a problem that names the place and what is allowed, leaves
 * every stored row as it was, and the service goes on.
 */

interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly currentVersion?: number | string;
  readonly errors?: readonly { pointer?: string; parameter?: string; code: string; detail: string }[];
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ProblemBody;
}

let service: TestService;
/** Ids for the addresses below, by the name in braces. */
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  service = await startService();
  const made = await setUpAssessment(service);
  const section = `/api/v1/assessments/${made.assessmentId}/sections/GV`;
  const evidence = [{ title: 'DPIA', date: '2026-10-01' }];
  const answers = { 'GV-01': { value: 3, note: 'Signed.', evidence } };
  const change = (method: string, address: string, version: string, body?: unknown) =>
    ask<{ id: string }>(service, method, address, { body, headers: { 'if-match': version } });
  await change('PUT', section, '"1"', { answers });
  const submit = `/api/v1/assessments/${made.assessmentId}/submit`;
  const revision = await ask(service, 'GET', submit.replace('submit', 'revision'));
  const snapshot = await change('POST', submit, revision.headers.get('etag') ?? '');
  expect(snapshot.status).toBe(201);
  await ask(service, 'POST', `/api/v1/assessments/${made.assessmentId}/revisions`);
  const list = await ask<{ items: { id: string }[] }>(
    service,
    'GET',
    `/api/v1/assessments/${made.assessmentId}/evidence`,
  );
  ids = { ...made, snapshotId: snapshot.body.id, evidenceId: list.body.items[0]?.id ?? '' };
});

afterAll(async () => {
  // Whatever was sent: the service works as before.
  expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
  const body = { code: 'ZZ99', name: 'The last trust' };
  expect((await ask(service, 'POST', '/api/v1/trusts', { body })).status).toBe(201);
  await service.stop();
});

const filled = (address: string): string => address.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);

/** Sends a body as it is. */
async function send(
  method: string,
  address: string,
  body?: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Promise<Answer> {
  const response = await fetch(`${service.url}${filled(address)}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return { status: response.status, headers: response.headers, body: (await response.json()) as ProblemBody };
}

/** Runs something that must leave every row as it is. */
async function storingNothing<T>(work: () => Promise<T>): Promise<T> {
  const before = storedRows(service.databasePath);
  const result = await work();
  expect(storedRows(service.databasePath)).toEqual(before);
  return result;
}

/** Every operation that takes a body, with the version that a change needs. */
const WITH_BODY: readonly (readonly [string, string, string?])[] = [
  ['POST', '/api/v1/trusts'],
  ['PATCH', '/api/v1/trusts/{trustId}', '"1"'],
  ['POST', '/api/v1/trusts/{trustId}/sites'],
  ['PATCH', '/api/v1/sites/{siteId}', '"1"'],
  ['POST', '/api/v1/deployments'],
  ['PATCH', '/api/v1/deployments/{deploymentId}', '"1"'],
  ['POST', '/api/v1/assessments'],
  ['PUT', '/api/v1/assessments/{assessmentId}/sections/GV', '"1"'],
  ['POST', '/api/v1/assessments/{assessmentId}/evidence', '"1"'],
  ['PUT', '/api/v1/evidence/{evidenceId}', '"1"'],
  ['POST', '/api/v1/snapshots/{snapshotId}/what-if'],
  ['POST', '/api/v1/score'],
  ['POST', '/api/v1/plan'],
];

const JSON_TYPE = { 'content-type': 'application/json' };
const MEGABYTES_12 = Buffer.from(`{"name":"${'x'.repeat(12_000_000)}"}`);
const DEEP = 50_000;
const CHANGED_CHARSET = { 'content-type': 'application/json; charset=utf-16' };

/** What, the body, its headers, and what the answer says: status, code, and the place and code of its first error. */
const BODIES: readonly (readonly [
  string,
  string | Buffer,
  Record<string, string>,
  number,
  string,
  (readonly [string, string])?,
])[] = [
  ['not JSON', '{"name":', JSON_TYPE, 400, 'malformed-json'],
  ['a list', '[]', JSON_TYPE, 400, 'invalid-request', ['', 'wrong-type']],
  ['a text', '"name"', JSON_TYPE, 400, 'malformed-json'],
  ['lists nested 50,000 deep', `{"name":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`, JSON_TYPE, 400, 'malformed-json'],
  ['objects nested 50,000 deep', `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`, JSON_TYPE, 400, 'malformed-json'],
  ['__proto__', '{"__proto__":{"admin":true}}', JSON_TYPE, 400, 'invalid-request', ['/__proto__', 'unknown-field']],
  [
    'constructor',
    '{"constructor":{"prototype":{"a":1}}}',
    JSON_TYPE,
    400,
    'invalid-request',
    ['/constructor', 'unknown-field'],
  ],
  ['half a character', '{"name":"\\ud800"}', JSON_TYPE, 400, 'invalid-request', ['/name', 'unreadable-text']],
  [
    'a NUL',
    '{"answers":{"GV-01":{"note":"a\\u0000"}}}',
    JSON_TYPE,
    400,
    'invalid-request',
    ['/answers/GV-01/note', 'unreadable-text'],
  ],
  ['plain text', 'name=x', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
  ['a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
  ['UTF-16', '{}', CHANGED_CHARSET, 415, 'unsupported-media-type'],
  ['12 MB', MEGABYTES_12, JSON_TYPE, 413, 'body-too-large'],
  [
    '12 MB in a small packet',
    gzipSync(MEGABYTES_12),
    { ...JSON_TYPE, 'content-encoding': 'gzip' },
    413,
    'body-too-large',
  ],
  ['what is no gzip', 'no', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 400, 'malformed-request'],
];

describe.each(WITH_BODY)('%s %s', (method, address, version) => {
  const withVersion = (headers: Record<string, string>): Record<string, string> => ({
    ...headers,
    ...(version !== undefined && { 'if-match': version }),
  });

  it.each(BODIES)('should refuse %s', async (_, body, headers, status, code, error) => {
    const answer = await storingNothing(() => send(method, address, body, withVersion(headers)));
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    if (error !== undefined) expect(answer.body.errors?.[0]).toMatchObject({ pointer: error[0], code: error[1] });
  });

  it('should refuse a field that it does not have', async () => {
    const answer = await storingNothing(() => send(method, address, '{"surprise":1}', withVersion(JSON_TYPE)));
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer: '/surprise', code: 'unknown-field' }));
  });
});

const SECTION = '/api/v1/assessments/{assessmentId}/sections/GV';
const EVIDENCE = '/api/v1/assessments/{assessmentId}/evidence';
const DEPLOYMENT = '/api/v1/deployments/{deploymentId}';
const UNKNOWN = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const document = (more: object): object => ({ tool: 'echogo-pro', asOf: '2026-11-23', ...more });

/** Method, address, body, and what the answer says: status, code of the problem, place and code of the error. */
const FIELDS: readonly (readonly [string, string, object, number, string, string, string])[] = [
  // wrong types
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: 5 }, 400, 'invalid-request', '/name', 'wrong-type'],
  ['POST', '/api/v1/trusts', { code: ['ZZ91'], name: 'A' }, 400, 'invalid-request', '/code', 'wrong-format'],
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: null }, 400, 'invalid-request', '/name', 'wrong-type'],
  ['POST', '/api/v1/trusts', { name: 'A' }, 400, 'invalid-request', '/code', 'missing'],
  ['PATCH', DEPLOYMENT, { changes: {} }, 400, 'invalid-request', '/changes', 'wrong-type'],
  ['PATCH', DEPLOYMENT, { changes: [5] }, 400, 'invalid-request', '/changes', 'wrong-type'],
  ['PUT', SECTION, { answers: [] }, 400, 'invalid-request', '/answers', 'wrong-type'],
  ['PUT', SECTION, { answers: { 'GV-01': 3 } }, 422, 'invalid-answers', '/answers/GV-01', 'wrong-type'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, note: 5 } } },
    422,
    'invalid-answers',
    '/answers/GV-01/note',
    'wrong-type',
  ],
  ['POST', '/api/v1/score', document({ answers: 'none' }), 422, 'invalid-answers', '/answers', 'wrong-type'],
  // unknown fields and ids
  [
    'PATCH',
    DEPLOYMENT,
    { changes: [{ kind: 'pacs', on: '2026-09-01', who: 'x' }] },
    400,
    'invalid-request',
    '/changes/0/who',
    'unknown-field',
  ],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-99': { value: 1 } } },
    422,
    'invalid-answers',
    '/answers/GV-99',
    'unknown-question',
  ],
  ['PUT', SECTION, { answers: { 'IT-01': { value: 1 } } }, 422, 'invalid-answers', '/answers/IT-01', 'other-section'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, evidence: [{ id: UNKNOWN, title: 'A' }] } } },
    422,
    'invalid-answers',
    '/answers/GV-01/evidence/0/id',
    'unknown-evidence',
  ],
  ['POST', '/api/v1/assessments', { deploymentId: UNKNOWN }, 400, 'invalid-request', '/deploymentId', 'not-allowed'],
  ['POST', '/api/v1/assessments', { deploymentId: '7' }, 400, 'invalid-request', '/deploymentId', 'wrong-format'],
  [
    'POST',
    '/api/v1/deployments',
    { siteId: UNKNOWN, toolId: 'echogo-pro' },
    400,
    'invalid-request',
    '/siteId',
    'not-allowed',
  ],
  [
    'POST',
    '/api/v1/deployments',
    { siteId: UNKNOWN, toolId: 'constructor' },
    400,
    'invalid-request',
    '/toolId',
    'not-allowed',
  ],
  [
    'POST',
    EVIDENCE,
    { questionId: 'GV-99', item: { title: 'A' } },
    422,
    'invalid-answers',
    '/questionId',
    'unknown-question',
  ],
  [
    'POST',
    EVIDENCE,
    { questionId: 'GV-02', item: { title: 'A' } },
    422,
    'invalid-answers',
    '/questionId',
    'not-answered',
  ],
  ['POST', '/api/v1/score', document({ tool: 'nothing' }), 422, 'invalid-answers', '/tool', 'unknown-tool'],
  [
    'POST',
    '/api/v1/snapshots/{snapshotId}/what-if',
    { complete: ['GV-99'] },
    422,
    'invalid-answers',
    '/complete/0',
    'unknown-action',
  ],
  // levels out of range, numbers as text
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 9 } } },
    422,
    'invalid-answers',
    '/answers/GV-01/value',
    'level-out-of-range',
  ],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: -1 } } },
    422,
    'invalid-answers',
    '/answers/GV-01/value',
    'level-out-of-range',
  ],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1.5 } } },
    422,
    'invalid-answers',
    '/answers/GV-01/value',
    'level-out-of-range',
  ],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: '3' } } },
    422,
    'invalid-answers',
    '/answers/GV-01/value',
    'level-out-of-range',
  ],
  [
    'POST',
    '/api/v1/score',
    document({ answers: { 'IT-02': { value: 1e308 } } }),
    422,
    'invalid-answers',
    '/answers/IT-02/value',
    'number-out-of-range',
  ],
  ['PATCH', DEPLOYMENT, { reporters: '4' }, 400, 'invalid-request', '/reporters', 'wrong-type'],
  ['PATCH', DEPLOYMENT, { reporters: 10_001 }, 400, 'invalid-request', '/reporters', 'out-of-range'],
  ['PATCH', DEPLOYMENT, { reporters: 1.5 }, 400, 'invalid-request', '/reporters', 'wrong-type'],
  ['POST', '/api/v1/plan', document({ seed: -1 }), 422, 'invalid-answers', '/seed', 'seed-out-of-range'],
  // absurd dates
  ['PATCH', DEPLOYMENT, { targetDate: '2026-02-30' }, 400, 'invalid-request', '/targetDate', 'wrong-format'],
  ['PATCH', DEPLOYMENT, { targetDate: '9999-12-31' }, 400, 'invalid-request', '/targetDate', 'wrong-format'],
  ['PATCH', DEPLOYMENT, { goLiveDate: 20_260_101 }, 400, 'invalid-request', '/goLiveDate', 'wrong-format'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, evidence: [{ title: 'A', date: '0000-00-00' }] } } },
    422,
    'invalid-answers',
    '/answers/GV-01/evidence/0/date',
    'not-a-date',
  ],
  [
    'POST',
    EVIDENCE,
    { questionId: 'GV-01', item: { title: 'A', expires: 'tomorrow' } },
    422,
    'invalid-answers',
    '/item/expires',
    'not-a-date',
  ],
  ['POST', '/api/v1/score', { tool: 'echogo-pro', asOf: '2026-13-01' }, 422, 'invalid-answers', '/asOf', 'not-a-date'],
  // NHS numbers in free text
  [
    'POST',
    '/api/v1/trusts',
    { code: 'ZZ91', name: 'Ward of 943 476 5919' },
    400,
    'invalid-request',
    '/name',
    'nhs-number',
  ],
  ['PATCH', DEPLOYMENT, { vendorOwner: '9434765919' }, 400, 'invalid-request', '/vendorOwner', 'nhs-number'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, note: 'Seen: 943-476-5919' } } },
    422,
    'invalid-answers',
    '/answers/GV-01/note',
    'nhs-number',
  ],
  [
    'POST',
    EVIDENCE,
    { questionId: 'GV-01', item: { title: 'Scan of 9434765919' } },
    422,
    'invalid-answers',
    '/item/title',
    'nhs-number',
  ],
  [
    'PUT',
    '/api/v1/evidence/{evidenceId}',
    { item: { title: 'Scan of 9434765919' } },
    422,
    'invalid-answers',
    '/item/title',
    'nhs-number',
  ],
  // too much
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: 'x'.repeat(201) }, 400, 'invalid-request', '/name', 'too-long'],
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: '  ' }, 400, 'invalid-request', '/name', 'empty-text'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, note: 'x'.repeat(20_001) } } },
    422,
    'invalid-answers',
    '/answers/GV-01/note',
    'text-too-long',
  ],
  [
    'PATCH',
    DEPLOYMENT,
    { alternatives: Array.from({ length: 101 }, () => 'a') },
    400,
    'invalid-request',
    '/alternatives',
    'too-many',
  ],
];

it.each(FIELDS)(
  'should refuse %s %s with %j and say where: %i %s at %s',
  async (method, address, body, status, code, pointer, rule) => {
    const version = await currentVersion(address);
    const headers = { ...JSON_TYPE, ...(version !== undefined && method !== 'POST' && { 'if-match': version }) };
    if (address === EVIDENCE) headers['if-match'] = (await currentVersion(SECTION)) ?? '';
    const answer = await storingNothing(() => send(method, address, JSON.stringify(body), headers));
    expect(answer).toMatchObject({ status, body: { code } });
    const found = answer.body.errors?.find((error) => error.pointer === pointer);
    expect(found).toMatchObject({ pointer, code: rule });
    expect(found?.detail).toMatch(/^.{10,}\.$/s);
  },
);

async function currentVersion(address: string): Promise<string | undefined> {
  const response = await fetch(`${service.url}${filled(address)}`);
  await response.arrayBuffer();
  return response.headers.get('etag') ?? undefined;
}

const CHANGES: readonly (readonly [string, string, object?])[] = [
  ['PATCH', '/api/v1/trusts/{trustId}', { name: 'B' }],
  ['PATCH', '/api/v1/sites/{siteId}', { name: 'B' }],
  ['PATCH', DEPLOYMENT, { reporters: 4 }],
  ['PUT', SECTION, { answers: {} }],
  ['POST', EVIDENCE, { questionId: 'GV-01', item: { title: 'A' } }],
  ['PUT', '/api/v1/evidence/{evidenceId}', { item: { title: 'A' } }],
  ['DELETE', '/api/v1/evidence/{evidenceId}'],
  ['POST', '/api/v1/assessments/{assessmentId}/submit'],
];

describe.each(CHANGES)('%s %s', (method, address, body) => {
  it.each([
    ['no version', undefined, 428, 'version-required'],
    ['a stale version', '"77"', 412, 'stale-version'],
    ['a weak version', 'W/"1"', 412, 'stale-version'],
    ['a version without quotation marks', '1', 400, 'invalid-request'],
    ['any version', '*', 400, 'invalid-request'],
    ['several versions', '"1", "2"', 400, 'invalid-request'],
    ['a version beyond all numbers', `"${'9'.repeat(190)}"`, 412, 'stale-version'],
  ])('should not change anything on %s', async (_, version, status, code) => {
    const headers = { ...(body !== undefined && JSON_TYPE), ...(version !== undefined && { 'if-match': version }) };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const answer = await storingNothing(() => send(method, address, sent, headers));
    expect(answer).toMatchObject({ status, body: { code } });
    if (status === 400) expect(answer.body.errors?.[0]).toMatchObject({ parameter: 'If-Match', code: 'wrong-format' });
    if (status === 412) expect(answer.headers.get('etag')).toBe(`"${String(answer.body.currentVersion)}"`);
  });
});
