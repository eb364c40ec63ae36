import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* Choices of the work list under a name: for whoever made them, and nobody else. */

interface View {
  readonly id: string;
  readonly name: string;
  readonly query: Readonly<Record<string, unknown>>;
}

const VIEWS = '/api/v1/portfolio/views';
const QUERY = {
  region: 'South West',
  stage: 2,
  blocker: 'GV-01',
  queue: 'none',
  status: 'paused',
  q: 'hill',
  mine: true,
};

let service: TestService;
let vendorId: string;
let vendor: SignedIn;

beforeAll(async () => {
  service = await startService();
  vendorId = await addVendor(service, 'Ours', ['echogo-pro']);
});

beforeEach(async () => {
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
});

afterAll(() => service.stop());

const save = (name: string, query: object = QUERY, who = vendor): Promise<Reply<View>> =>
  askAs<View>(service, who, 'POST', VIEWS, { body: { name, query } });
const list = async (who = vendor, query = ''): Promise<readonly View[]> =>
  (await askAs<{ items: View[] }>(service, who, 'GET', `${VIEWS}${query}`)).body.items;
const remove = (id: string, version = '"1"', who = vendor): Promise<Reply> =>
  askAs(service, who, 'DELETE', `${VIEWS}/${id}`, { headers: { 'if-match': version } });
const namesOf = (views: readonly View[]): string[] => views.map(({ name }) => name);

describe('a saved view', () => {
  it('should be listed by name, be read at its address, and be gone once it is deleted', async () => {
    const { status, body, headers } = await save('Mine first');
    expect([status, headers.get('location')]).toEqual([201, `${VIEWS}/${body.id}`]);
    expect(body).toMatchObject({ name: 'Mine first', query: QUERY });
    expect(body).not.toHaveProperty('ownerId');
    await save('École', {});
    await save('all of them', { sort: 'site' });
    expect(namesOf(await list())).toEqual(['all of them', 'École', 'Mine first']);
    expect(namesOf(await list(vendor, '?limit=1'))).toEqual(['all of them']);
    expect((await askAs(service, vendor, 'GET', `${VIEWS}/${body.id}`)).body).toEqual(body);
    expect((await askAs(service, vendor, 'DELETE', `${VIEWS}/${body.id}`)).status).toBe(428);
    expect((await remove(body.id, '"2"')).status).toBe(412);
    expect((await remove(body.id)).status).toBe(204);
    expect((await remove(body.id)).status).toBe(404);
    expect(namesOf(await list())).toEqual(['all of them', 'École']);
    const events = await service.database.query(
      `SELECT type, data FROM events WHERE subject_id = '${body.id}' ORDER BY sequence`,
    );
    expect(events.map(({ type }) => type)).toEqual(['view-saved', 'view-deleted']);
    expect(JSON.stringify(events)).not.toMatch(/South West|Mine first/);
  });

  it("should be nobody else's, a colleague's and an administrator's neither", async () => {
    const { id } = (await save('Mine')).body;
    const colleague = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
    const keeper = await signedIn(service, [{ role: 'administrator' }]);
    for (const who of [colleague, keeper]) {
      expect(await list(who)).toEqual([]);
      expect((await askAs(service, who, 'GET', `${VIEWS}/${id}`)).status).toBe(404);
    }
    expect((await remove(id, '"1"', colleague)).status).toBe(404);
    expect((await remove(id, '"1"', keeper)).status).toBe(403);
    expect((await save('mine', QUERY, colleague)).status).toBe(201);
    expect(namesOf(await list())).toEqual(['Mine']);
  });

  it('should have a name once, whether in capitals or not, and be one of 50 at most', async () => {
    await save('Mine');
    expect((await save('MINE')).body).toMatchObject({
      code: 'conflict',
      errors: [{ pointer: '/name', code: 'taken' }],
    });
    for (let number = 2; number <= 50; number += 1) await save(`View ${String(number)}`);
    expect((await save('One more')).body).toMatchObject({ code: 'conflict', errors: [{ code: 'too-many' }] });
    expect(await list()).toHaveLength(50);
  });

  it.each([
    ['/name', '', {}],
    ['/name', 'x'.repeat(81), {}],
    ['/name', 'For 943 476 5919', {}],
    ['/query/stage', 'x', { stage: '2' }],
    ['/query/stage', 'x', { stage: 5 }],
    ['/query/blocker', 'x', { blocker: 'nothing' }],
    ['/query/mine', 'x', { mine: 'yes' }],
    ['/query/networkId', 'x', { networkId: 'x' }],
    ['/query/q', 'x', { q: 'x'.repeat(201) }],
    ['/query/cursor', 'x', { cursor: 'x' }],
  ])('should be refused at %s: %.20s %j', async (pointer, name, query) => {
    const { status, body } = await save(name, query);
    expect(status).toBe(400);
    expect((body as unknown as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe(pointer);
  });

  it('should be handed out with what is held on a person, and be erased with them', async () => {
    const { id } = (await save('Slow hills')).body;
    const keeper = await signedIn(service, [{ role: 'administrator' }]);
    const held = await askAs<{ texts: object[] }>(service, keeper, 'GET', `/api/v1/people/${vendor.id}/export`);
    expect(held.body.texts).toEqual([
      expect.objectContaining({ kind: 'portfolio-view', id, text: expect.stringMatching(/^Slow hills: .*"q":"hill"/) }),
    ]);
    const person = `/api/v1/people/${vendor.id}`;
    const headers = { 'if-match': (await askAs(service, keeper, 'GET', person)).headers.get('etag') ?? '' };
    expect((await askAs(service, keeper, 'POST', `${person}/erase`, { headers })).status).toBe(200);
    expect(await service.database.query(`SELECT id FROM portfolio_views WHERE id = '${id}'`)).toEqual([]);
  });
});

describe('the work list', () => {
  it('should open a view that stands by name by name, and keep that order when the choice changes', async () => {
    expect((await save('By name', { sort: 'site', status: 'active' })).status).toBe(201);
    expect((await save('As the list', { sort: 'workList', status: 'active' })).status).toBe(201);
    const { html } = await readAs(service, vendor, '/portfolio?sort=site&status=active');
    const hrefOf = (name: string): string =>
      (new RegExp(`<a href="([^"]*)"[^>]*>${name}</a>`).exec(html)?.[1] ?? '').replaceAll('&amp;', '&');
    expect(hrefOf('By name')).toBe('/portfolio?status=active&sort=site');
    expect(hrefOf('As the list')).toBe('/portfolio?status=active');
    expect(/<a href="[^"]*"([^>]*)>By name<\/a>/.exec(html)?.[1]).toContain('aria-current');
    expect(html).toContain('<input type="hidden" name="sort" value="site">');
  });

  it('should save what it is narrowed by, lead back to it, and delete it', async () => {
    const address = '/portfolio?region=South+West&stage=2&mine=yes';
    const before = (await readAs(service, vendor, address)).html;
    expect(before).toContain('Save this view');
    expect((await readAs(service, vendor, '/portfolio')).html).not.toContain('Save this view');
    const action = /action="(\/portfolio\/views[^"]*)"/.exec(before)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const saved = await sendForm(service, vendor, action, { name: ' South <b> ' });
    expect(saved).toMatchObject({ status: 303 });
    expect(saved.location).toContain('done=saved');
    expect((await list())[0]).toMatchObject({
      name: 'South <b>',
      query: { region: 'South West', stage: 2, mine: true },
    });
    const { html } = await readAs(service, vendor, saved.location ?? '');
    expect(html).toContain('The view is saved');
    const [, href = '', current = ''] = /<a href="([^"]*)"([^>]*)>South &lt;b&gt;<\/a>/.exec(html) ?? [];
    expect(new URLSearchParams(href.replaceAll('&amp;', '&').split('?')[1]).toString().split('&').sort()).toEqual(
      address.split('?')[1]?.split('&').sort(),
    );
    expect(current).toContain('aria-current');
    const taken = await sendForm(service, vendor, action, { name: 'SOUTH <B>' });
    expect([taken.status, taken.html.includes('You have a view with this name already')]).toEqual([400, true]);
    expect(taken.html).toContain('value="SOUTH &lt;B&gt;"');
    expect((await sendForm(service, vendor, action, { name: '' })).html).toContain('Enter a name for the view');
    const { id } = (await list())[0] as View;
    const gone = await sendForm(service, vendor, `/portfolio/views/${id}/delete`, {});
    expect([gone.status, gone.location]).toEqual([303, '/portfolio?done=deleted']);
    expect(await list()).toEqual([]);
    expect((await sendForm(service, vendor, `/portfolio/views/${id}/delete`, {})).status).toBe(404);
  });

  it('should offer nothing to save to whoever only looks', async () => {
    const keeper = await signedIn(service, [{ role: 'administrator' }]);
    const { html, status } = await readAs(service, keeper, '/portfolio?stage=2');
    expect([status, html.includes('Save this view'), html.includes('/portfolio/import')]).toEqual([200, false, false]);
  });
});
