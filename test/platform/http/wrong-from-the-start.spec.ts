import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HealthChecks } from '../../../src/platform/health/health-checks.js';
import { ask, startService, type TestService } from '../../support/service.js';
import { sendRaw } from './raw.js';

describe('a request that is wrong from the start', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  it.each(['"text"', '12', 'null', '[]', 'true'])('that is %s is JSON, but no object', async (text) => {
    const response = await fetch(`${service.url}/api/v1/trusts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '', code: 'wrong-type', detail: 'The body must be one JSON object with named fields.' }],
    });
  });

  it.each([
    ['?limit=1&limit=2', 'limit', 'repeated'],
    ['?__proto__=1', '__proto__', 'unknown-field'],
    ['?toString=1', 'toString', 'unknown-field'],
  ])('or a query of %s is refused by name', async (query, parameter, code) => {
    const { status, body } = await ask(service, 'GET', `/api/v1/trusts${query}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ parameter, code }]);
  });

  it.each([
    ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'method-not-allowed'],
    ['no Host', 'GET /api/v1/trusts HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
    [
      'a strange Expect',
      'GET /health/live HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n',
      200,
      undefined,
    ],
    ['headers of 1 MB', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(1_000_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ])('and %s get an answer and not a dropped connection', async (_, bytes, status, code) => {
    const reply = await sendRaw(service.url, bytes);
    expect(reply.status).toBe(status);
    expect(reply.headers['x-request-id']).toBeDefined();
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
    expect((JSON.parse(reply.body) as { code?: string }).code).toBe(code);
  });

  it.each([
    ['/api/v1/trusts', 204, 'GET, HEAD, POST'],
    ['/api/v1/nothing', 404, null],
  ])('and OPTIONS of %s is %i', async (address, status, allow) => {
    const response = await fetch(`${service.url}${address}`, { method: 'OPTIONS' });
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe(allow);
  });

  it('is no reason for the ready page to wait for a check that hangs', async () => {
    const checks = service.app.get(HealthChecks);
    checks.register('hangs', () => new Promise<void>(() => undefined));
    const { status, body } = await ask(service, 'GET', '/health/ready');
    checks.register('hangs', () => Promise.resolve());
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'busy', detail: 'Not ready: hangs.' });
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
  });
});
