import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

interface Page {
  readonly items: { id: string; name: string; code: string; toolId: string; deploymentId: string }[];
  readonly next: string | null;
}

let service: TestService;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await service.stop();
});

const post = (address: string, body: unknown) => ask<{ id: string }>(service, 'POST', address, { body });

describe('trusts and sites', () => {
  it('should be found by code and by part of the name, in pages that neither skip nor repeat', async () => {
    const codes = Array.from({ length: 7 }, (_, i) => `ZZ1${String(i)}`);
    for (const code of codes)
      await post('/api/v1/trusts', { code, name: `Sallow ${code === 'ZZ13' ? '50%_off' : 'Vale'} ${code}` });
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const page: Page = (await ask<Page>(service, 'GET', `/api/v1/trusts?limit=3&sort=-name${cursor}`)).body;
      seen.push(...page.items.map(({ code }) => code));
      next = page.next;
    }
    expect(seen.sort()).toEqual(codes);
    const byName = await ask<Page>(service, 'GET', `/api/v1/trusts?name=${encodeURIComponent('50%_OFF')}`);
    expect(byName.body.items.map(({ code }) => code)).toEqual(['ZZ13']);
    expect((await ask<Page>(service, 'GET', '/api/v1/trusts?code=ZZ12')).body.items).toHaveLength(1);
    const mixed = await ask<Page>(service, 'GET', '/api/v1/trusts?limit=3');
    const other = await ask(service, 'GET', `/api/v1/trusts?sort=createdAt&cursor=${mixed.body.next ?? ''}`);
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
  });

  it.each(['bwrdd iechyd môn', 'BWRDD IECHYD MÔN', 'Mon', 'iechyd M\u006f\u0302n'])(
    'should be found in letters of any size, with accents or without: %s',
    async (name) => {
      await post('/api/v1/trusts', { code: 'ZZ6W', name: 'Bwrdd Iechyd Môn' });
      const found = await ask<Page>(service, 'GET', `/api/v1/trusts?name=${encodeURIComponent(name)}`);
      expect(found.body.items.map(({ code }) => code)).toContain('ZZ6W');
    },
  );

  it('should be none for accents alone', async () => {
    expect((await ask<Page>(service, 'GET', '/api/v1/trusts?name=%CC%81')).body).toEqual({ items: [], next: null });
  });

  it('should say where they can be read, and be named by ids in letters of any size', async () => {
    const made = await post('/api/v1/trusts', { code: 'ZZ6L', name: 'Located' });
    expect(made.headers.get('location')).toBe(`/api/v1/trusts/${made.body.id}`);
    const site = await post(`/api/v1/trusts/${made.body.id.toUpperCase()}/sites`, { name: 'Infirmary' });
    expect(site.headers.get('location')).toBe(`/api/v1/sites/${site.body.id}`);
    const body = { siteId: site.body.id.toUpperCase(), toolId: 'echogo-pro' };
    const deployment = await post('/api/v1/deployments', body);
    expect(deployment.status).toBe(201);
    const list = await ask<Page>(service, 'GET', `/api/v1/deployments?siteId=${body.siteId}`);
    expect(list.body.items).toHaveLength(1);
  });

  it('should have one code and, within a trust, one name each', async () => {
    const first = await post('/api/v1/trusts', { code: 'ZZ30', name: 'Once' });
    const second = await post('/api/v1/trusts', { code: 'ZZ30', name: 'Twice' });
    expect(second).toMatchObject({ status: 409, body: { code: 'conflict', existingId: first.body.id } });
    const site = await post(`/api/v1/trusts/${first.body.id}/sites`, { name: 'Infirmary' });
    const again = await post(`/api/v1/trusts/${first.body.id}/sites`, { name: 'Infirmary' });
    expect(again).toMatchObject({ status: 409, body: { existingId: site.body.id } });
    const other = await post(`/api/v1/trusts/${first.body.id}/sites`, { name: 'Annexe', code: 'ZZ30A' });
    const renamed = await ask(service, 'PATCH', `/api/v1/sites/${other.body.id}`, {
      body: { name: 'Infirmary' },
      headers: { 'if-match': '"1"' },
    });
    expect(renamed.status).toBe(409);
    const cleared = await ask(service, 'PATCH', `/api/v1/sites/${other.body.id}`, {
      body: { code: null },
      headers: { 'if-match': '"1"' },
    });
    expect(cleared).toMatchObject({ status: 200, body: { code: null, version: 2 } });
    const listed = await ask<Page>(service, 'GET', `/api/v1/trusts/${first.body.id}/sites`);
    expect(listed.body.items.map(({ name }) => name)).toEqual(['Annexe', 'Infirmary']);
  });

  it('should change only on the version that was read', async () => {
    const { body } = await post('/api/v1/trusts', { code: 'ZZ31', name: 'Before', region: 'London' });
    const address = `/api/v1/trusts/${body.id}`;
    const changed = await ask(service, 'PATCH', address, {
      body: { name: 'After', region: null },
      headers: { 'if-match': '"1"' },
    });
    expect(changed).toMatchObject({ status: 200, body: { name: 'After', region: null, version: 2 } });
    const stale = await ask(service, 'PATCH', address, { body: { name: 'Late' }, headers: { 'if-match': '"1"' } });
    expect(stale).toMatchObject({ status: 412, body: { currentVersion: 2 } });
    const missing = await ask(service, 'PATCH', '/api/v1/trusts/00000000-0000-4000-8000-000000000000', {
      body: { name: 'Nobody' },
      headers: { 'if-match': '"1"' },
    });
    expect(missing.status).toBe(404);
  });
});

describe('deployments and lists of assessments', () => {
  it('should be one for a site and a tool, with facts that the core accepts', async () => {
    const { siteId, deploymentId } = await setUpAssessment(service, { code: 'ZZ40' });
    const twice = await post('/api/v1/deployments', { siteId, toolId: 'echogo-pro' });
    expect(twice).toMatchObject({ status: 409, body: { existingId: deploymentId } });
    const nowhere = await post('/api/v1/deployments', {
      siteId: '00000000-0000-4000-8000-000000000000',
      toolId: 'echogo-pro',
    });
    expect(nowhere).toMatchObject({ status: 400, body: { errors: [{ pointer: '/siteId' }] } });
    const noTool = await post('/api/v1/deployments', { siteId, toolId: 'echogo' });
    expect(noTool).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/toolId', detail: expect.stringContaining('echogo-pro') }] },
    });
    const patch = (body: object) =>
      ask(service, 'PATCH', `/api/v1/deployments/${deploymentId}`, { body, headers: { 'if-match': '"1"' } });
    expect(await patch({ alternatives: ['magic'] })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/alternatives/0' }] },
    });
    expect(await patch({ changes: [{ kind: 'pacs', on: '2026-09-01', material: false }] })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/changes/0/material', code: 'always-material' }] },
    });
    expect(await patch({ changes: [{ kind: 'product-version', on: '2026-09-01' }] })).toMatchObject({ status: 400 });
    const good = {
      changes: [{ kind: 'pacs', on: '2026-09-01' }],
      goLiveDate: '2026-10-01',
      reporters: 4,
      status: 'paused',
    };
    expect(await patch(good)).toMatchObject({ status: 200, body: { ...good, version: 2 } });
  });

  it('should be filtered by what they belong to', async () => {
    const one = await setUpAssessment(service, { code: 'ZZ41' });
    const two = await setUpAssessment(service, { code: 'ZZ42', tool: 'ambient-scribe' });
    const ids = async (query: string): Promise<string[]> =>
      (await ask<Page>(service, 'GET', `/api/v1/assessments?${query}`)).body.items.map(({ id }) => id);
    expect(await ids(`trustId=${one.trustId}`)).toEqual([one.assessmentId]);
    expect(await ids(`siteId=${two.siteId}`)).toEqual([two.assessmentId]);
    expect(await ids(`deploymentId=${two.deploymentId}&toolId=ambient-scribe&state=open`)).toEqual([two.assessmentId]);
    expect(await ids(`deploymentId=${two.deploymentId}&state=submitted`)).toEqual([]);
    const deployments = await ask<Page>(
      service,
      'GET',
      '/api/v1/deployments?toolId=ambient-scribe&status=active&sort=createdAt',
    );
    expect(deployments.body.items.map(({ id }) => id)).toEqual([two.deploymentId]);
    const twice = await post('/api/v1/assessments', { deploymentId: one.deploymentId });
    expect(twice).toMatchObject({ status: 409, body: { existingId: one.assessmentId } });
    const unknown = await post('/api/v1/assessments', { deploymentId: '00000000-0000-4000-8000-000000000000' });
    expect(unknown).toMatchObject({ status: 400, body: { errors: [{ pointer: '/deploymentId' }] } });
  });
});

describe('tools and instruments', () => {
  it('should be listed, with questions in the words of a tool', async () => {
    const tools = await ask<Page>(service, 'GET', '/api/v1/tools');
    expect(tools.body.items.map(({ id }) => id).sort()).toEqual(['ambient-scribe', 'chest-xray-triage', 'echogo-pro']);
    expect((await ask(service, 'GET', '/api/v1/tools/echogo-pro')).body).toMatchObject({ id: 'echogo-pro' });
    expect((await ask(service, 'GET', '/api/v1/tools/other')).status).toBe(404);
    const instruments = await ask<{ items: object[] }>(service, 'GET', '/api/v1/instruments');
    expect(instruments.body.items).toMatchObject([{ id: 'ai-site-readiness', version: '1.0.0', questionCount: 59 }]);
    const address = '/api/v1/instruments/ai-site-readiness/versions/1.0.0';
    const asked = async (query: string): Promise<number> =>
      ((await ask(service, 'GET', `${address}${query}`)).body.questions as object[]).length;
    expect(await asked('')).toBe(59);
    expect(await asked('?toolId=ambient-scribe')).toBeLessThan(59);
    expect(await asked('?toolId=echogo-pro&use=routine')).toBeLessThan(await asked('?toolId=echogo-pro'));
    expect((await ask(service, 'GET', `${address}?use=routine`)).status).toBe(400);
    expect((await ask(service, 'GET', '/api/v1/instruments/ai-site-readiness/versions/9.9.9')).status).toBe(404);
  });
});
