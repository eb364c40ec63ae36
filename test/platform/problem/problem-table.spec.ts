import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../../src/platform/problem/problem-table.js';
import { ask, startService, type TestService } from '../../support/service.js';

describe('the problem table', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  it.each(Object.entries(PROBLEMS))('explains %s to a program and to a person', async (code, kind) => {
    const { status, body } = await ask(service, 'GET', `/problems/${code}`);
    expect(status).toBe(200);
    expect(body).toEqual({ code, ...kind });
    const page = await fetch(`${service.url}/problems/${code}`, { headers: { accept: 'text/html' } });
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(html).toContain(kind.title);
  });

  it('is listed in full', async () => {
    const { body } = await ask<{ items: { code: string }[] }>(service, 'GET', '/problems');
    expect(body.items.map(({ code }) => code)).toEqual(Object.keys(PROBLEMS));
  });

  it.each(['unheard-of', 'toString', '__proto__', 'constructor', 'INTERNAL', '%00'])(
    'knows nothing of %s',
    async (code) => {
      const { status, body } = await ask(service, 'GET', `/problems/${code}`);
      expect(status).toBe(404);
      expect(body.code).toBe('not-found');
    },
  );

  it.each(Object.entries(PROBLEMS))('is made with care: %s', (code, { status, title, meaning, remedy }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(remedy).toMatch(/\.$/);
  });
});
