import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, startService, type TestService } from '../../support/service.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the identity of a request', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  it.each(['a', 'abc-123_X.y', 'x'.repeat(100), '1b4e28ba-2fa1-41d2-883f-0016d3cca427'])(
    'is taken over from the caller: %s',
    async (id) => {
      const good = await ask(service, 'GET', '/health/live', { headers: { 'x-request-id': id } });
      const bad = await ask(service, 'GET', '/nothing', { headers: { 'x-request-id': id } });
      expect(good.headers.get('x-request-id')).toBe(id);
      expect(bad.headers.get('x-request-id')).toBe(id);
      expect(bad.body.requestId).toBe(id);
    },
  );

  it.each(['', 'x'.repeat(101), 'with space', 'a/b', 'a;b', 'Ã¼', '<script>', '{"a":1}', 'a, b'])(
    'is made new when the caller’s is of no use: "%s"',
    async (id) => {
      const { headers, body } = await ask(service, 'GET', '/nothing', { headers: { 'x-request-id': id } });
      expect(headers.get('x-request-id')).toMatch(UUID);
      expect(body.requestId).toBe(headers.get('x-request-id'));
    },
  );

  it('is another one for every request', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(service, 'GET', '/health/live')));
    expect(new Set(replies.map(({ headers }) => headers.get('x-request-id'))).size).toBe(20);
  });

  it.each([
    ['corr-7', 'corr-7'],
    ['no good', null],
    [undefined, null],
  ])('echoes the correlation id %s as %s', async (given, echoed) => {
    const headers: Record<string, string> = given === undefined ? {} : { 'x-correlation-id': given };
    const reply = await ask(service, 'GET', '/health/live', { headers });
    expect(reply.headers.get('x-correlation-id')).toBe(echoed);
  });

  it('is written into the event of what the request changed', async () => {
    const { body: trust } = await ask<{ id: string }>(service, 'POST', '/api/v1/trusts', {
      body: { code: 'ZZ01', name: 'A Trust' },
      headers: { 'x-request-id': 'made-here' },
    });
    const { body: site } = await ask<{ id: string }>(service, 'POST', `/api/v1/trusts/${trust.id}/sites`, {
      body: { name: 'A Site' },
    });
    const { body: deployment } = await ask<{ id: string }>(service, 'POST', '/api/v1/deployments', {
      body: { siteId: site.id, toolId: 'echogo-pro' },
    });
    const { body: assessment } = await ask<{ id: string }>(service, 'POST', '/api/v1/assessments', {
      body: { deploymentId: deployment.id },
      headers: { 'x-request-id': 'assessment-made' },
    });
    const rows = await service.database.query(
      'SELECT subject_id, request_id FROM events WHERE subject_id IN ($1, $2)',
      [trust.id, assessment.id],
    );
    const ids = Object.fromEntries(rows.map((row) => [row.subject_id, row.request_id]));
    expect(ids).toEqual({ [trust.id]: 'made-here', [assessment.id]: 'assessment-made' });
  });
});
