import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, startService, type TestService } from '../../support/service.js';
import { sendRaw } from './raw.js';

describe('what is not HTTP', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  it.each([
    ['no request line', 'hello\r\n\r\n', 400, 'malformed-request'],
    ['another protocol', '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n', 400, 'malformed-request'],
    ['an unknown version', 'GET / HTTP/9.9\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
    ['an unknown method', 'FROBNICATE / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n', 400, 'malformed-request'],
    ['a space in a header name', 'GET / HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n', 400, 'malformed-request'],
    [
      'a length that is no number',
      'POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
      400,
      'malformed-request',
    ],
    [
      'two lengths',
      'POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
      'malformed-request',
    ],
    [
      'a length and chunks',
      'POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed-request',
    ],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['an address without end', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'headers-too-large'],
  ])('is answered with a problem and a closed connection: %s', async (_, bytes, status, code) => {
    const reply = await sendRaw(service.url, bytes);
    expect(reply.status).toBe(status);
    expect(reply.headers).toMatchObject({ 'content-type': 'application/problem+json', connection: 'close' });
    expect(Number(reply.headers['content-length'])).toBe(Buffer.byteLength(reply.body));
    const problem = JSON.parse(reply.body) as Record<string, unknown>;
    expect(problem).toMatchObject({ code, status, type: `/problems/${code}` });
    expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is answered when chunks are broken in the middle of a body', async () => {
    const head =
      'POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked';
    const reply = await sendRaw(service.url, `${head}\r\n\r\n2\r\n{}\r\nnot a length\r\n`);
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toMatchObject({ status: 400 });
  });

  it('does not hold up anybody else', async () => {
    await sendRaw(service.url, 'hello\r\n\r\n');
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
  });
});
