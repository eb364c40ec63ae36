import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { breakOff, exchangeRaw } from '../support/raw-http.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

/*
 * Requests that are wrong in their line, their headers or as HTTP altogether. Each is answered with a problem, never with
 * a broken connection; nothing is stored and the service goes on.
 */

let service: TestService;
let assessmentId: string;
let before: Awaited<ReturnType<TestService['database']['rows']>>;

beforeAll(async () => {
  service = await startService();
  ({ assessmentId } = await setUpAssessment(service));
  before = await service.database.rows();
});

afterAll(async () => {
  expect(await service.database.rows()).toEqual(before);
  expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
  await service.stop();
});

const UNKNOWN = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';

it.each<[string, string, number, string]>([
  ...['trusts', 'sites', 'deployments', 'assessments', 'snapshots', 'evidence'].flatMap(
    (kind): [string, string, number, string][] => [
      ['GET', `/api/v1/${kind}/${UNKNOWN}`, 404, 'not-found'],
      ['GET', `/api/v1/${kind}/7`, 404, 'not-found'],
      ['GET', `/api/v1/${kind}/%zz`, 400, 'malformed-request'],
      ['GET', `/api/v1/${kind}/%ED%A0%80`, 400, 'malformed-request'],
      ['GET', `/api/v1/${kind}/${'x'.repeat(3000)}`, 404, 'not-found'],
      ['TRACE', `/api/v1/${kind}/${UNKNOWN}`, 405, 'method-not-allowed'],
      ['PROPFIND', `/api/v1/${kind}/${UNKNOWN}`, 405, 'method-not-allowed'],
    ],
  ),
  ['GET', '/api/v1/tools/__proto__', 404, 'not-found'],
  ['GET', '/api/v1/instruments/ai-site-readiness/versions/9.9.9', 404, 'not-found'],
  ['GET', '/api/v1/assessments/{assessmentId}/sections/XX', 404, 'not-found'],
  ['GET', '/api/v1/assessments/{assessmentId}/sections/__proto__', 404, 'not-found'],
  ['DELETE', '/api/v1/trusts', 405, 'method-not-allowed'],
  ['POST', '/api/openapi.json', 405, 'method-not-allowed'],
  ['GET', '/api/v1', 404, 'not-found'],
  ['GET', '/api/v1/%00', 404, 'not-found'],
  ['GET', '/assets/..%2f..%2fpackage.json', 404, 'not-found'],
])('should answer %s %s with %i %s', async (method, address, status, code) => {
  const path = address.replace('{assessmentId}', assessmentId);
  const answer = await exchangeRaw(service.url, `${method} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(answer.body)).toMatchObject({ code });
  if (status === 405) expect(answer.headers.allow).toMatch(/GET/);
});

it.each([
  ['limit=0', 'limit', 'out-of-range'],
  ['limit=201', 'limit', 'out-of-range'],
  ['limit=', 'limit', 'wrong-type'],
  ['limit=0x10', 'limit', 'wrong-type'],
  ['limit=1e1', 'limit', 'wrong-type'],
  ['limit=1&limit=2', 'limit', 'repeated'],
  ['cursor=', 'cursor', 'empty-text'],
  ['cursor=a&cursor=b', 'cursor', 'repeated'],
  ['unknown=1', 'unknown', 'unknown-field'],
  ['limit[]=1', 'limit[]', 'unknown-field'],
  ['__proto__=1', '__proto__', 'unknown-field'],
])('should refuse the query ?%s on every list and name the parameter', async (query, parameter, code) => {
  for (const list of ['trusts', 'deployments', 'assessments', `assessments/${assessmentId}/history`]) {
    const answer = await ask(service, 'GET', `/api/v1/${list}?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ parameter, code }));
  }
});

it.each([
  'trusts',
  'deployments',
  'assessments',
  'assessments/{assessmentId}/history',
  'assessments/{assessmentId}/evidence',
])('should refuse a cursor on %s that it did not give', async (list) => {
  const forged = [['x', 'y', 'z'], ['name', {}, 'a'], [], 'text'].map((value) =>
    Buffer.from(JSON.stringify(value)).toString('base64url'),
  );
  for (const cursor of ['nonsense', '0', '-1', '%F0%9F%8F%A5', ...forged]) {
    const answer = await ask(
      service,
      'GET',
      `/api/v1/${list.replace('{assessmentId}', assessmentId)}?cursor=${cursor}`,
    );
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
  }
});

const MEGABYTES_12 = 12_000_000;
const HUGE = Buffer.alloc(MEGABYTES_12, 'x');
const head = (type: string, more: string): string =>
  `POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\n${more}\r\n`;

it.each([
  ['plain', 'application/json', `Content-Length: ${MEGABYTES_12}\r\n`, 413],
  [
    'plain, on a connection that is closed afterwards',
    'application/json',
    `Content-Length: ${MEGABYTES_12}\r\nConnection: close\r\n`,
    413,
  ],
  ['in chunks', 'application/json', 'Transfer-Encoding: chunked\r\n', 413],
  [
    'in chunks, on a connection that is closed afterwards',
    'application/json',
    'Transfer-Encoding: chunked\r\nConnection: close\r\n',
    413,
  ],
  ['of plain text', 'text/plain', `Content-Length: ${MEGABYTES_12}\r\nConnection: close\r\n`, 415],
])(
  'should let a caller that writes all of 12 MB before it reads have its answer: %s',
  async (_, type, more, status) => {
    const body = more.includes('chunked') ? [`${MEGABYTES_12.toString(16)}\r\n`, HUGE, '\r\n0\r\n\r\n'] : [HUGE];
    const answer = await exchangeRaw(service.url, head(type, more), ...body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status, requestId: answer.headers['x-request-id'] });
  },
);

it.each([
  ['what is no HTTP', '\x16\x03\x01\x02\x00\x01\x00\xfc', 400, 'malformed-request'],
  ['a method that HTTP does not know', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
  ['a version that there is not', 'GET / HTTP/7.3\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
  ['a header with a blank in its name', 'GET / HTTP/1.1\r\nHost: a\r\nA B: c\r\n\r\n', 400, 'malformed-request'],
  ['a length that is none', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400, 'malformed-request'],
  [
    'two lengths of one body',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'malformed-request',
  ],
  [
    'a chunk without a length',
    `${head('application/json', 'Transfer-Encoding: chunked\r\n')}zz\r\n`,
    400,
    'malformed-request',
  ],
  ['20 KB of headers', `GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ['an address of 20 KB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'headers-too-large'],
  ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n', 405, 'method-not-allowed'],
])('should answer %s', async (_, bytes, status, code) => {
  const answer = await exchangeRaw(service.url, Buffer.from(bytes, 'latin1'));
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(answer.body)).toMatchObject({ status, code });
});

it('should go on when callers break off in the middle of a body', async () => {
  const request = `${head('application/json', 'Content-Length: 500\r\n')}{"code":"ZZ91","name":"A`;
  for (let caller = 0; caller < 20; caller++) {
    await breakOff(service.url, request);
  }
  expect((await ask(service, 'GET', '/api/v1/trusts')).status).toBe(200);
});
