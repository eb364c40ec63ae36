import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../../support/service.js';

describe('input that an operation does not declare', () => {
  let service: TestService;
  let ids: Awaited<ReturnType<typeof setUpAssessment>> & { evidenceId: string };

  beforeAll(async () => {
    service = await startService();
    const made = await setUpAssessment(service);
    const path = `/api/v1/assessments/${made.assessmentId}`;
    const answers = { 'GV-01': { value: 3, evidence: [{ title: 'DPIA' }] } };
    const version = { headers: { 'if-match': '"1"' } };
    await ask(service, 'PUT', `${path}/sections/GV`, { body: { answers }, ...version });
    const list = await ask<{ items: { id: string }[] }>(service, 'GET', `${path}/evidence`);
    ids = { ...made, evidenceId: list.body.items[0]?.id ?? '' };
  });

  afterAll(() => service.stop());

  const filled = (address: string): string =>
    address.replace(/\{(\w+)\}/g, (_, name: string) => ids[name as keyof typeof ids]);

  it.each([
    ['GET', '/api/v1/tools?limit=5', 'limit'],
    ['GET', '/api/v1/trusts/{trustId}?fields=name', 'fields'],
    ['GET', '/api/v1/trusts/{trustId}?', undefined],
    ['GET', '/api/v1/assessments/{assessmentId}/revision?expand', 'expand'],
    ['GET', '/api/v1/deployments/{deploymentId}/standing?asOf=2026-01-01', 'asOf'],
    ['GET', '/health/live?verbose=1', 'verbose'],
    ['GET', '/api/v1/tools?__proto__=1', '__proto__'],
    ['GET', '/api/v1/tools?a[b]=1', 'a[b]'],
    // where some are declared, the others are refused all the same
    ['GET', '/api/v1/trusts?limt=5', 'limt'],
    ['GET', '/api/v1/trusts?limit[]=5', 'limit[]'],
    ['GET', '/api/v1/trusts?__proto__=1', '__proto__'],
    ['GET', '/api/v1/trusts?constructor=1', 'constructor'],
    ['GET', '/api/v1/trusts?toString=1', 'toString'],
  ])('in the query: %s %s', async (method, address, parameter) => {
    const { status, body } = await ask(service, method, filled(address));
    if (parameter === undefined) {
      expect(status).not.toBe(400);
      return;
    }
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid-request', errors: [{ parameter, code: 'unknown-field' }] });
    expect((body.errors as { detail: string }[])[0]?.detail).toContain(`"${parameter}"`);
  });

  it('in the query of a change is refused before anything is stored', async () => {
    const before = await ask(service, 'GET', '/api/v1/trusts');
    const { status, body } = await ask(service, 'POST', '/api/v1/trusts?dryRun=true', {
      body: { code: 'ZZ91', name: 'Not stored' },
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ parameter: 'dryRun', code: 'unknown-field' }] });
    expect((await ask(service, 'GET', '/api/v1/trusts')).body).toEqual(before.body);
  });

  it('tells at most twenty of a thousand parameters, and none in full length', async () => {
    const query = Array.from({ length: 1000 }, (_, index) => `p${String(index)}=1`).join('&');
    const many = await ask<{ errors: unknown[] }>(service, 'GET', `/api/v1/tools?${query}`);
    const long = await ask<{ errors: { parameter: string }[] }>(service, 'GET', `/api/v1/tools?${'x'.repeat(5000)}`);
    expect([many.status, long.status]).toEqual([400, 400]);
    expect(many.body.errors).toHaveLength(20);
    expect(long.body.errors[0]?.parameter).toBe(`${'x'.repeat(57)}...`);
  });

  it.each([
    ['POST', '/api/v1/assessments/{assessmentId}/revisions', { 'if-match': '"1"' }],
    ['POST', '/api/v1/assessments/{assessmentId}/submit', { 'if-match': '"1"' }],
    ['DELETE', '/api/v1/evidence/{evidenceId}', { 'if-match': '"1"' }],
  ])('as a body: %s %s', async (method, address, headers) => {
    const { status, body } = await ask(service, method, filled(address), { body: {}, headers });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '', code: 'unknown-field' }] });
  });

  it('as a body in chunks, whose length is not said', async () => {
    const response = await fetch(`${service.url}${filled('/api/v1/assessments/{assessmentId}/revisions')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob(['{"a":1}']).stream(),
      duplex: 'half',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid-request' });
  });

  it('is a change of nothing', async () => {
    const headers = { 'if-match': '"1"' };
    const reply = await ask(service, 'PATCH', filled('/api/v1/trusts/{trustId}'), { body: {}, headers });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '', code: 'missing' }] } });
  });

  it('is not an empty body of length nought', async () => {
    const response = await fetch(`${service.url}${filled('/api/v1/assessments/{assessmentId}/revisions')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '0' },
    });
    // there is an open revision already, which is another matter
    expect(response.status).toBe(409);
    await response.text();
  });

  it.each([
    '/api/v1/trusts?limit=1&limit=2',
    '/api/v1/trusts?limit=1&limit=1',
    '/api/v1/trusts?name=a&name=b',
    '/api/v1/trusts?sort=name&sort=name',
    '/api/v1/trusts?code=ZZ90&code=ZZ90',
    '/api/v1/trusts?cursor=a&cursor=b',
    '/api/v1/deployments?trustId=00000000-0000-4000-8000-000000000000&trustId=00000000-0000-4000-8000-000000000000',
  ])('includes the second of a parameter that is there once: %s', async (address) => {
    const { status, body } = await ask(service, 'GET', address);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid-request' });
    const name = /\?(\w+)=/.exec(address)?.[1];
    expect(body.errors).toEqual([expect.objectContaining({ parameter: name })]);
  });
});
