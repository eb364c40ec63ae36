import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* An assessment is started on pages that need no script: find the place, choose the tool, see what it needs, begin. */

interface List {
  readonly items: readonly { readonly id: string }[];
}

let service: TestService;
let trustId: string;
let siteId: string;
let lead: SignedIn;
let otherLead: SignedIn;
let viewer: SignedIn;
let vendorLead: SignedIn;
let administrator: SignedIn;

beforeAll(async () => {
  service = await startService();
  trustId = await made('/api/v1/trusts', { code: 'ZZ30', name: 'Fenmere NHS Trust' });
  siteId = await made(`/api/v1/trusts/${trustId}/sites`, { name: 'Fenmere Infirmary', postcode: 'ZE1 0AA' });
  const otherId = await made('/api/v1/trusts', { code: 'ZZ31', name: 'Other NHS Trust' });
  const vendorId = await addVendor(service, 'Ultromics', ['echogo-pro']);
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  otherLead = await signedIn(service, [{ role: 'trust-lead', trustId: otherId }]);
  vendorLead = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
  administrator = await signedIn(service, [{ role: 'administrator' }]);
});

afterAll(() => service.stop());

async function made(address: string, body: unknown): Promise<string> {
  return (await ask<{ id: string }>(service, 'POST', address, { body })).body.id;
}

const html = async (who: SignedIn, address: string): Promise<string> => (await readAs(service, who, address)).html;
const count = async (what: string): Promise<number> =>
  (await ask<List>(service, 'GET', `/api/v1/${what}?siteId=${siteId}`)).body.items.length;

describe('starting an assessment', () => {
  it('should begin at the own trust, add a site, and lead to the task list', async () => {
    const empty = await html(lead, '/');
    expect(empty).toContain('<h1 class="nhsuk-heading-xl">Your assessments</h1>');
    expect(empty).toMatch(/There are none yet[^]*href="\/assessments\/new"/);
    const sites = await html(lead, '/assessments/new');
    expect(sites).toContain('Choose a site of Fenmere NHS Trust');
    expect(sites).toContain(`/assessments/new?site=${siteId}`);
    const wrong = { name: 'Fenmere Infirmary', code: 'zz301', postcode: 'nowhere' };
    expect((await sendForm(service, lead, `/trusts/${trustId}/sites`, wrong)).html).toContain('Error: Choose a site');
    const taken = await sendForm(service, lead, `/trusts/${trustId}/sites`, { ...wrong, postcode: 'ze10ab' });
    expect(taken.status).toBe(400);
    expect(taken.html).toContain('The sites of one trust have different names');
    const site = { name: 'Holt Hospital', code: 'zz301', postcode: 'ze10ab' };
    const added = await sendForm(service, lead, `/trusts/${trustId}/sites`, site);
    expect(added.location).toMatch(/^\/assessments\/new\?site=/);
    const tools = await html(lead, added.location ?? '');
    expect(tools).toContain('Made by Ultromics. An adjunct');
    expect((await readAs(service, lead, `${added.location ?? ''}&chosen=1`)).html).toContain('href="#tool"');
    const needs = await html(lead, `${added.location ?? ''}&chosen=1&tool=echogo-pro&use=routine`);
    expect(needs).toMatch(/\d+ questions in \d+ sections, about \d+ hours of work in all/);
    expect(needs).toContain('Documents to have at hand');
    expect(needs).toContain('<strong>Vendor&#39;s assurance pack:</strong> List of the five documents');
    expect(needs).toMatch(/The pack has five parts: the vendor&#39;s clinical safety case [^]*penetration test/);
    const fields = { site: added.location?.slice(-36) ?? '', tool: 'echogo-pro', use: 'evaluation' };
    const started = await sendForm(service, lead, '/assessments/new', fields);
    expect(started.location).toMatch(/^\/assessments\/[0-9a-f-]{36}$/);
    expect(await html(lead, started.location ?? '')).toContain('EchoGo Pro at Holt Hospital');
    const home = await html(lead, '/');
    expect(home).toMatch(/In progress[^]*0 of \d+ answered/);
    const found = await ask<{ items: { use: string }[] }>(service, 'GET', `/api/v1/deployments?trustId=${trustId}`);
    expect(found.body.items).toMatchObject([{ use: 'evaluation' }]);
  });

  it('should make one assessment of a button that is pressed twice, and lead to it ever after', async () => {
    const fields = { site: siteId, tool: 'echogo-pro', use: 'routine' };
    const pressed = await Promise.all([1, 2, 3].map(() => sendForm(service, lead, '/assessments/new', fields)));
    expect(new Set(pressed.map(({ location }) => location)).size).toBe(1);
    expect(await count('deployments')).toBe(1);
    expect(await count('assessments')).toBe(1);
    const again = await readAs(service, lead, `/assessments/new?site=${siteId}&tool=echogo-pro`);
    expect(again).toMatchObject({ status: 303, location: pressed[0]?.location });
    expect(await html(lead, `/assessments/new?site=${siteId}`)).toContain(`href="${pressed[0]?.location ?? ''}"`);
    // the vendor takes no part in what the trust started, and is not told where it is
    const refused = await sendForm(service, vendorLead, '/assessments/new', fields);
    expect(refused.status).toBe(400);
    expect(refused.html).toContain('This tool has a deployment at this site already');
    expect(refused.html).not.toContain(pressed[0]?.location ?? 'nothing');
  });

  it('should be for whoever may start something there, and for nobody else', async () => {
    for (const address of [`?site=${siteId}`, `?trust=${trustId}`, `?site=${siteId}&tool=echogo-pro`]) {
      expect((await readAs(service, otherLead, `/assessments/new${address}`)).status).toBe(404);
    }
    expect(await html(otherLead, '/assessments/new?q=fenmere')).toContain('Nothing was found');
    const fields = { site: siteId, tool: 'echogo-go', use: 'routine' };
    expect((await sendForm(service, otherLead, '/assessments/new', fields)).status).toBe(400);
    expect((await readAs(service, viewer, '/assessments/new')).status).toBe(403);
    expect(await html(viewer, '/')).not.toContain('/assessments/new');
    const found = await html(vendorLead, '/assessments/new?q=ZE1');
    expect(found).toContain('Fenmere Infirmary');
    const vendors = await html(vendorLead, `/assessments/new?site=${siteId}`);
    expect(vendors.match(/name="tool" type="radio"/g)).toHaveLength(1);
    const all = await html(administrator, `/assessments/new?q=fenmere`);
    expect(all).toContain(`/assessments/new?trust=${trustId}`);
    expect(await html(administrator, '/assessments/new')).not.toContain('Nothing was found');
  });

  it('should start nothing at a trust that is no more, and say since when', async () => {
    const { trustId: gone, siteId: site } = await setUpAssessment(service, { code: 'ZZ32' });
    const version = (await ask<{ version: number }>(service, 'GET', `/api/v1/trusts/${gone}`)).body.version;
    const body = { intoId: trustId, on: '2026-04-01' };
    const headers = { 'if-match': `"${String(version)}"` };
    expect((await ask(service, 'POST', `/api/v1/trusts/${gone}/merge`, { body, headers })).status).toBe(200);
    expect(await html(administrator, '/assessments/new?q=ZZ32')).toContain('No more since 1 April 2026');
    expect(await html(administrator, `/assessments/new?site=${site}`)).toContain('no more since 1 April 2026');
  });
});
