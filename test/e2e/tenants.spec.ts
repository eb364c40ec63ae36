import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, startService, type Reply, type TestService } from '../support/service.js';
import { setUpTenants, type Headers, type Tenants } from '../support/tenants.js';

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

let service: TestService;
let tenants: Tenants;

beforeAll(async () => {
  service = await startService();
  tenants = await setUpTenants(service);
});

afterAll(async () => {
  await service.stop();
});

const get = <T>(address: string, headers: Headers = {}): Promise<Reply<T>> =>
  ask<T>(service, 'GET', address, { headers });
const post = <T>(address: string, body: unknown, headers: Headers = {}): Promise<Reply<T>> =>
  ask<T>(service, 'POST', address, { body, headers });

/** Changes something on the version that is there now. */
async function change<T>(method: string, address: string, body: unknown, headers: Headers = {}): Promise<Reply<T>> {
  const { body: before } = await get<Thing>(address.replace(/\/merge$/, ''));
  return ask<T>(service, method, address, { body, headers: { 'if-match': `"${String(before.version)}"`, ...headers } });
}

async function addTrust(code: string): Promise<string> {
  return (await post<Thing>('/api/v1/trusts', { code, name: `Trust ${code}` })).body.id;
}

describe('vendors', () => {
  it('should tell every role whose a tool is', async () => {
    for (const headers of Object.values(tenants.as)) {
      const { status, body } = await get<{ items: unknown[] }>('/api/v1/vendors', headers);
      expect({ status, items: body.items }).toMatchObject({
        status: 200,
        items: [
          { name: 'Chest Makers', toolIds: ['chest-xray-triage'] },
          { name: 'Echo Makers', toolIds: ['echogo-pro'] },
        ],
      });
      expect((await get(`/api/v1/vendors/${tenants.otherVendorId}`, headers)).status).toBe(200);
    }
  });

  it('should let administrators alone change vendors', async () => {
    const address = `/api/v1/vendors/${tenants.vendorId}`;
    for (const headers of Object.values(tenants.as)) {
      expect(await change('PATCH', address, { name: 'Mine' }, headers)).toMatchObject({ status: 403 });
      expect(await post('/api/v1/vendors', { name: 'Mine', toolIds: [] }, headers)).toMatchObject({ status: 403 });
    }
    expect(await change('PATCH', address, { name: 'Echo Makers' })).toMatchObject({ status: 200 });
  });

  it('should refuse a tool of another vendor, one that there is not, and a name that is taken', async () => {
    const address = '/api/v1/vendors';
    expect(await post(address, { name: 'Third', toolIds: ['ambient-scribe', 'echogo-pro'] })).toMatchObject({
      status: 409,
      body: { errors: [{ pointer: '/toolIds/1', code: 'taken' }] },
    });
    expect(await post(address, { name: 'Third', toolIds: ['no-such'] })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/toolIds/0', code: 'not-allowed' }] },
    });
    expect(await post(address, { name: 'Echo Makers', toolIds: [] })).toMatchObject({
      status: 409,
      body: { existingId: tenants.vendorId },
    });
  });

  it('should replace the whole list of tools, and refuse a stale version', async () => {
    const { body } = await post<Thing>('/api/v1/vendors', { name: 'Scribes', toolIds: ['ambient-scribe'] });
    const address = `/api/v1/vendors/${body.id}`;
    expect(await change('PATCH', address, { toolIds: [] })).toMatchObject({ status: 200, body: { toolIds: [] } });
    const stale = await ask(service, 'PATCH', address, { body: { name: 'New' }, headers: { 'if-match': '"1"' } });
    expect(stale.status).toBe(412);
    await change('PATCH', address, { toolIds: ['ambient-scribe'] });
    expect(await get(address)).toMatchObject({ body: { toolIds: ['ambient-scribe'], version: 3 } });
  });
});

describe('networks', () => {
  it('should show a network to administrators and to those who look on for it, and to nobody else', async () => {
    const address = `/api/v1/networks/${tenants.networkId}`;
    expect(await get(address, tenants.as['network-viewer'])).toMatchObject({
      status: 200,
      body: { trustIds: [tenants.trustId] },
    });
    const listed = await get<{ items: Thing[] }>('/api/v1/networks', tenants.as['network-viewer']);
    expect(listed.body.items.map(({ id }) => id)).toEqual([tenants.networkId]);
    for (const headers of [tenants.asOther['network-viewer'], tenants.as['trust-lead'], tenants.as['vendor-lead']]) {
      expect((await get(address, headers)).status).toBe(404);
    }
    expect((await get<{ items: Thing[] }>('/api/v1/networks')).body.items).toHaveLength(2);
  });

  it('should let administrators alone change networks', async () => {
    const address = `/api/v1/networks/${tenants.networkId}`;
    expect((await change('PATCH', address, { name: 'Mine' }, tenants.as['network-viewer'])).status).toBe(403);
    expect((await change('PATCH', address, { name: 'Mine' }, tenants.as['trust-lead'])).status).toBe(404);
    expect((await change('PATCH', address, { trustIds: [tenants.siteId] })).status).toBe(400);
  });

  it('should show a trust to the network once it belongs to it, and not any more when it left', async () => {
    const address = `/api/v1/networks/${tenants.otherNetworkId}`;
    const trust = `/api/v1/trusts/${tenants.otherTrustId}`;
    const seen = async (): Promise<number> => (await get(trust, tenants.asOther['network-viewer'])).status;
    expect(await seen()).toBe(404);
    await change('PATCH', address, { trustIds: [tenants.otherTrustId] });
    expect(await seen()).toBe(200);
    await change('PATCH', address, { trustIds: [] });
    expect(await seen()).toBe(404);
  });
});

describe('mergers', () => {
  it('should leave what was done with the predecessor and open it to the successor', async () => {
    const old = await addTrust('ZZ73');
    const siteId = (await post<Thing>(`/api/v1/trusts/${old}/sites`, { name: 'Old Hospital' })).body.id;
    const deployment = await post<Thing>('/api/v1/deployments', { siteId, toolId: 'echogo-pro' });
    const address = `/api/v1/deployments/${deployment.body.id}`;
    expect((await get(address, tenants.as['trust-lead'])).status).toBe(404);
    expect(
      await change('POST', `/api/v1/trusts/${old}/merge`, { intoId: tenants.trustId, on: '2026-04-01' }),
    ).toMatchObject({ status: 200, body: { mergedIntoId: tenants.trustId, mergedOn: '2026-04-01' } });
    expect(await get(address, tenants.as['trust-lead'])).toMatchObject({ status: 200, body: { trust: { id: old } } });
    expect((await get(address, tenants.as['network-viewer'])).status).toBe(200);
    expect((await get(address, tenants.asOther['trust-lead'])).status).toBe(404);
  });

  it('should refuse new sites and deployments at a trust that is no more', async () => {
    const old = await addTrust('ZZ74');
    const siteId = (await post<Thing>(`/api/v1/trusts/${old}/sites`, { name: 'Old Hospital' })).body.id;
    await change('POST', `/api/v1/trusts/${old}/merge`, { intoId: tenants.trustId, on: '2026-04-01' });
    expect(await post(`/api/v1/trusts/${old}/sites`, { name: 'New' })).toMatchObject({
      status: 409,
      body: { mergedIntoId: tenants.trustId },
    });
    expect((await post('/api/v1/deployments', { siteId, toolId: 'echogo-pro' })).status).toBe(409);
  });

  it('should refuse a merger with itself, in a circle, twice, with nobody, and to come', async () => {
    const [first, second] = [await addTrust('ZZ75'), await addTrust('ZZ76')];
    const merge = async (id: string, intoId: string, on = '2026-04-01'): Promise<number> =>
      (await change('POST', `/api/v1/trusts/${id}/merge`, { intoId, on })).status;
    expect(await merge(first, first)).toBe(409);
    expect(await merge(first, tenants.siteId)).toBe(400);
    expect(await merge(first, second, '2026-11-24')).toBe(400);
    expect(await merge(first, second)).toBe(200);
    expect(await merge(first, tenants.trustId)).toBe(409);
    expect(await merge(second, first)).toBe(409);
  });

  it('should let administrators alone record a merger', async () => {
    const address = `/api/v1/trusts/${tenants.trustId}/merge`;
    const body = { intoId: tenants.otherTrustId, on: '2026-04-01' };
    expect((await change('POST', address, body, tenants.as['trust-lead'])).status).toBe(403);
    expect((await change('POST', address, body, tenants.asOther['trust-lead'])).status).toBe(404);
  });
});
