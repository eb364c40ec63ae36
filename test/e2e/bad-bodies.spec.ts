import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEPLOYMENT, EVIDENCE, JSON_TYPE, SECTION, Target } from '../support/bad-input.js';
import { startService } from '../support/service.js';

/*
 * Bodies that no operation takes. Each is answered with a problem that names the place and what is allowed, leaves every
 * stored row as it was, and the service goes on.
 */

let target: Target;

beforeAll(async () => {
  target = await Target.setUp(await startService());
});

afterAll(async () => {
  await target.assertUnharmed();
  await target.service.stop();
});

/** Every operation that takes a body, with the version that a change needs. */
const WITH_BODY: readonly { readonly method: string; readonly address: string; readonly version?: string }[] = [
  { method: 'POST', address: '/api/v1/trusts' },
  { method: 'PATCH', address: '/api/v1/trusts/{trustId}', version: '"1"' },
  { method: 'POST', address: '/api/v1/trusts/{trustId}/sites' },
  { method: 'PATCH', address: '/api/v1/sites/{siteId}', version: '"1"' },
  { method: 'POST', address: '/api/v1/deployments' },
  { method: 'PATCH', address: DEPLOYMENT, version: '"1"' },
  { method: 'POST', address: '/api/v1/assessments' },
  { method: 'PUT', address: SECTION, version: '"1"' },
  { method: 'POST', address: EVIDENCE, version: '"1"' },
  { method: 'PUT', address: '/api/v1/evidence/{evidenceId}', version: '"1"' },
  { method: 'POST', address: '/api/v1/snapshots/{snapshotId}/what-if' },
  { method: 'POST', address: '/api/v1/snapshots/{snapshotId}/plans' },
  { method: 'POST', address: '/api/v1/score' },
  { method: 'POST', address: '/api/v1/plan' },
];

const MEGABYTES_12 = Buffer.from(`{"name":"${'x'.repeat(12_000_000)}"}`);
const DEEP = 50_000;
const GZIP = { ...JSON_TYPE, 'content-encoding': 'gzip' };
const typed = (type: string): Record<string, string> => ({ 'content-type': type });

interface BadBody {
  readonly what: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly code: string;
  /** Pointer and code of the first error */
  readonly error?: readonly [string, string];
}

const wrongField = (what: string, body: string, pointer: string, rule: string): BadBody => ({
  what,
  body,
  status: 400,
  code: 'invalid-request',
  error: [pointer, rule],
});
const notJson = (what: string, body: string): BadBody => ({ what, body, status: 400, code: 'malformed-json' });
const wrongType = (what: string, type: string): BadBody => ({
  what,
  body: 'name=x',
  headers: typed(type),
  status: 415,
  code: 'unsupported-media-type',
});

const BODIES: readonly BadBody[] = [
  notJson('what is not JSON', '{"name":'),
  notJson('lists nested 50,000 deep', `{"name":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`),
  notJson('objects nested 50,000 deep', `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`),
  wrongField('a list', '[]', '', 'wrong-type'),
  wrongField('a text', '"name"', '', 'wrong-type'),
  wrongField('null', 'null', '', 'wrong-type'),
  wrongField('__proto__', '{"__proto__":{"admin":true}}', '/__proto__', 'unknown-field'),
  wrongField('constructor', '{"constructor":{"prototype":{"a":1}}}', '/constructor', 'unknown-field'),
  wrongField('half a character', '{"name":"\\ud800"}', '/name', 'unreadable-text'),
  wrongField('a NUL', '{"answers":{"GV-01":{"note":"a\\u0000"}}}', '/answers/GV-01/note', 'unreadable-text'),
  wrongType('plain text', 'text/plain'),
  wrongType('a form', 'application/x-www-form-urlencoded'),
  wrongType('UTF-16', 'application/json; charset=utf-16'),
  { what: '12 MB', body: MEGABYTES_12, status: 413, code: 'body-too-large' },
  { what: '12 MB in a small packet', body: gzipSync(MEGABYTES_12), headers: GZIP, status: 413, code: 'body-too-large' },
  { what: 'what is no gzip', body: 'no', headers: GZIP, status: 400, code: 'malformed-request' },
];

describe.each(WITH_BODY)('$method $address', ({ method, address, version }) => {
  const ifMatch = version === undefined ? undefined : { 'if-match': version };

  it.each(BODIES)('should refuse $what', async ({ body, headers = JSON_TYPE, status, code, error }) => {
    const answer = await target.refused(method, address, body, { ...headers, ...ifMatch });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    if (error !== undefined) expect(answer.body.errors?.[0]).toMatchObject({ pointer: error[0], code: error[1] });
  });

  it('should refuse a field that it does not have', async () => {
    const answer = await target.refused(method, address, '{"surprise":1}', { ...JSON_TYPE, ...ifMatch });
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer: '/surprise', code: 'unknown-field' }));
  });
});
