import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, startService, type TestService } from '../../support/service.js';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('methods and addresses', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  it.each([
    ['DELETE', '/api/v1/trusts', 'GET, HEAD, POST'],
    ['PUT', '/api/v1/trusts', 'GET, HEAD, POST'],
    ['PATCH', '/api/v1/trusts', 'GET, HEAD, POST'],
    ['POST', `/api/v1/trusts/${NOWHERE}`, 'GET, HEAD, PATCH'],
    ['GET', '/api/v1/score', 'POST'],
    ['HEAD', '/api/v1/score', 'POST'],
    ['PATCH', `/api/v1/evidence/${NOWHERE}`, 'DELETE, GET, HEAD, PUT'],
    ['POST', `/api/v1/assessments/${NOWHERE}/sections/IT`, 'GET, HEAD, PUT'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['DELETE', '/problems/internal', 'GET, HEAD'],
  ])('%s %s is 405 and says what is taken: %s', async (method, address, allowed) => {
    const reply = await ask(service, method, address);
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe(allowed);
    if (method !== 'HEAD') expect(reply.body).toMatchObject({ code: 'method-not-allowed', status: 405 });
  });

  it.each(['TRACE', 'PROPFIND', 'LOCK', 'PURGE'])('%s is 405, not 404', async (method) => {
    // fetch refuses to send TRACE
    const { default: http } = await import('node:http');
    const reply = await new Promise<{ status: number | undefined; allow: string | undefined }>((resolve, reject) => {
      const request = http.request(`${service.url}/api/v1/trusts`, { method, agent: false }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, allow: response.headers.allow });
      });
      request.on('error', reject);
      request.end();
    });
    expect(reply).toEqual({ status: 405, allow: 'GET, HEAD, POST' });
  });

  it.each(['/nothing', '/api/v1', '/api/v2/trusts', '/api/v1/trusts/x/y/z', '/api/v1/%20', '/..%2f..%2fetc/passwd'])(
    'GET %s is 404',
    async (address) => {
      const reply = await ask(service, 'GET', address, { headers: { accept: 'application/json' } });
      expect(reply.status).toBe(404);
      expect(reply.body).toMatchObject({ code: 'not-found', type: '/problems/not-found', instance: address });
    },
  );

  it.each(['/%', '/api/v1/trusts/%E0%A4%A', '/api/v1/trusts/%zz', '/api/v1/tools/%ff'])(
    'GET %s, which cannot be decoded, is a 4xx problem',
    async (address) => {
      const reply = await ask(service, 'GET', address, { headers: { accept: 'application/json' } });
      expect([400, 404]).toContain(reply.status);
      expect(['malformed-request', 'not-found']).toContain(reply.body.code);
    },
  );

  it.each([
    '/api/v1/trusts',
    '/health/live',
    '/health/ready',
    '/problems',
    '/problems/internal',
    '/api/v1/tools/echogo-pro',
    '/',
  ])('HEAD %s answers like GET, without a body', async (address) => {
    const [head, get] = await Promise.all(
      ['HEAD', 'GET'].map((method) => fetch(`${service.url}${address}`, { method })),
    );
    expect(head?.status).toBe(get?.status);
    expect(head?.headers.get('content-type')).toBe(get?.headers.get('content-type'));
    expect(head?.headers.get('content-length')).toBe(get?.headers.get('content-length'));
    expect(await head?.text()).toBe('');
  });

  it('OPTIONS names the methods', async () => {
    const response = await fetch(`${service.url}/api/v1/trusts`, { method: 'OPTIONS' });
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('allow')).toContain('GET');
  });

  it.each(['not-a-uuid', '0', '../x', 'null', `${NOWHERE}0`, NOWHERE, NOWHERE.toUpperCase()])(
    'the id "%s", which nothing has, is 404',
    async (id) => {
      const reply = await ask(service, 'GET', `/api/v1/trusts/${encodeURIComponent(id)}`);
      expect(reply.status).toBe(404);
      expect(reply.body.code).toBe('not-found');
    },
  );

  it('finds an id however its letters are written', async () => {
    const { body } = await ask<{ id: string }>(service, 'POST', '/api/v1/trusts', {
      body: { code: 'ZZ01', name: 'A Trust' },
    });
    const found = await ask(service, 'GET', `/api/v1/trusts/${body.id.toUpperCase()}`);
    expect(found.body.id).toBe(body.id);
  });
});
