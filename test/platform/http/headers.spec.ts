import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../../support/service.js';

const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};

describe('headers of every reply', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  it.each([
    ['GET', '/', 200],
    ['GET', '/api/v1/trusts', 200],
    ['GET', '/api/openapi.json', 200],
    ['GET', '/health/live', 200],
    ['GET', '/problems/internal', 200],
    ['GET', '/nothing', 404],
    ['GET', '/api/v1/nothing', 404],
    ['DELETE', '/api/v1/trusts', 405],
    ['GET', '/api/v1/tools/%zz', 400],
    ['POST', '/api/v1/trusts', 400],
  ])(
    '%s %s (%i) cannot be framed, sniffed or traced, and does not name the framework',
    async (method, address, status) => {
      const response = await fetch(`${service.url}${address}`, { method });
      const headers = Object.fromEntries(response.headers);
      await response.text();
      expect(response.status).toBe(status);
      expect(headers).toMatchObject(ALWAYS);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'|default-src 'self'/);
      for (const directive of ['object-src', 'base-uri', 'frame-ancestors']) {
        expect(headers['content-security-policy']).toContain(`${directive} 'none'`);
      }
      expect(headers['x-request-id']).toBeDefined();
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers.server).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it('let the page that tries the API out run no script of others and keep no key', async () => {
    const response = await fetch(`${service.url}/api/docs`, { redirect: 'follow' });
    const policy = response.headers.get('content-security-policy') ?? '';
    await response.text();
    const settings = await (await fetch(`${service.url}/api/docs/swagger-ui-init.js`)).text();
    for (const directive of ['object-src', 'base-uri', 'frame-ancestors']) {
      expect(policy).toContain(`${directive} 'none'`);
    }
    expect(policy).toContain("script-src 'self';");
    expect(settings).toContain('"persistAuthorization": false');
  });

  it.each(['/api/v1/trusts', '/api/v1/nothing', '/health/ready', '/'])('%s is kept by no cache', async (address) => {
    const response = await fetch(`${service.url}${address}`);
    await response.text();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('of an error tell the type of the problem, and nothing of what was to be sent', async () => {
    const response = await fetch(`${service.url}/api/v1/snapshots/00000000-0000-4000-8000-000000000000/plan.pdf`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('content-disposition')).toBeNull();
    expect(response.headers.get('etag')).toBeNull();
    await response.text();
  });
});
