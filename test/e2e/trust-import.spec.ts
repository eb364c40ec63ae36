import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* Trusts come from the official file: what it would change is shown, and then just that is done. */

interface Preview {
  readonly digest: string;
  readonly differences: readonly {
    readonly kind: string;
    readonly code: string;
    readonly changes: readonly { readonly field: string; readonly before: string | null; readonly after: string }[];
  }[];
  readonly unchanged: number;
  readonly missing: readonly { readonly code: string }[];
  readonly closedInUse: readonly { readonly code: string; readonly deployments: number }[];
}
interface Trust {
  readonly id: string;
  readonly name: string;
  readonly closedOn: string | null;
}

const HEADER =
  'Organisation Code,Name,National Grouping,High Level Health Geography,Address Line 1,Address Line 2,Address Line 3,' +
  `Address Line 4,Address Line 5,Postcode,Open Date,Close Date${','.repeat(15)}`;

/** A row of the file: code, name, postcode, open and close date. */
function row(code: string, name: string, { postcode = 'ZE1 0AA', opened = '20200401', closed = '' } = {}): string {
  const cells = [code, name, 'Y61', 'QZZ', 'TRUST HEADQUARTERS', 'HIGH STREET', '', 'FENMERE', '', postcode];
  return [...cells, opened, closed, ...Array.from({ length: 15 }, () => '')].map((cell) => `"${cell}"`).join(',');
}

let service: TestService;
let administrator: SignedIn;

beforeAll(async () => {
  service = await startService();
  administrator = await signedIn(service, [{ role: 'administrator' }]);
});

afterAll(() => service.stop());

const preview = (csv: string): Promise<Reply<Preview>> =>
  ask<Preview>(service, 'POST', '/api/v1/trusts/import/preview', { body: { csv } });
const apply = (csv: string, digest: string): Promise<Reply> =>
  ask(service, 'POST', '/api/v1/trusts/import', { body: { csv, digest } });
const take = async (csv: string): Promise<Reply> => apply(csv, (await preview(csv)).body.digest);

async function trust(code: string): Promise<Trust & Record<string, unknown>> {
  const { body } = await ask<{ items: (Trust & Record<string, unknown>)[] }>(
    service,
    'GET',
    `/api/v1/trusts?code=${code}`,
  );
  return body.items[0] as Trust & Record<string, unknown>;
}

async function newest(): Promise<{ type: string; subjectId: string }[]> {
  return (await ask<{ items: { type: string; subjectId: string }[] }>(service, 'GET', '/api/v1/events?limit=20')).body
    .items;
}

describe('the official file of trusts', () => {
  it('should be shown before anything is stored, then be taken over once, with an entry for each trust', async () => {
    await setUpAssessment(service, { code: 'ZZ10' });
    const csv = [HEADER, row('G6V2S', 'NORTH MADE UP NHS TRUST'), row('K0N6A', "THE KING'S ONLINE NHS TRUST")].join(
      '\n',
    );
    const shown = (await preview(csv)).body;
    expect(shown.differences.map(({ kind, code }) => [kind, code])).toEqual([
      ['new', 'G6V2S'],
      ['new', 'K0N6A'],
    ]);
    expect(shown.missing).toMatchObject([{ code: 'ZZ10' }]);
    expect(await trust('G6V2S')).toBeUndefined();
    expect((await apply(csv, shown.digest)).body).toEqual({
      added: 2,
      changed: 0,
      closed: 0,
      reopened: 0,
      unchanged: 0,
    });
    expect(await trust('K0N6A')).toMatchObject({
      ...{ name: "The King's Online NHS Trust", region: 'East of England', postcode: 'ZE1 0AA' },
      ...{ address: 'Trust Headquarters, High Street, Fenmere', openedOn: '2020-04-01', closedOn: null },
    });
    const events = (await newest()).slice(0, 3).map(({ type }) => type);
    expect(events).toEqual(['trusts-imported', 'trust-created', 'trust-created']);
    const [before] = await newest();
    expect((await take(csv)).body).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    expect((await newest())[0]).toEqual(before);
    expect(await trust('ZZ10')).toMatchObject({ name: 'Test Trust ZZ10' });
  });

  it('should tell changes field by field, close and reopen trusts, and name closed ones that are in use', async () => {
    const { trustId } = await setUpAssessment(service, { code: 'ZZ11' });
    const open = row('ZZ11', 'TEST TRUST ZZ11');
    expect((await take(open)).body).toMatchObject({ changed: 1 });
    const moved = row('ZZ11', 'RENAMED NHS TRUST', { postcode: 'ze2 0bb', closed: '20260930' });
    const { differences, closedInUse } = (await preview(moved)).body;
    expect(differences).toMatchObject([
      {
        kind: 'closed',
        changes: [
          { field: 'name', before: 'Test Trust ZZ11', after: 'Renamed NHS Trust' },
          { field: 'postcode', before: 'ZE1 0AA', after: 'ZE2 0BB' },
          { field: 'closedOn', before: null, after: '2026-09-30' },
        ],
      },
    ]);
    expect(closedInUse).toMatchObject([{ code: 'ZZ11', deployments: 1 }]);
    expect((await take(moved)).body).toMatchObject({ closed: 1 });
    const body = { name: 'A new site' };
    expect(await ask(service, 'POST', `/api/v1/trusts/${trustId}/sites`, { body })).toMatchObject({ status: 409 });
    expect((await ask(service, 'GET', `/api/v1/deployments?trustId=${trustId}`)).body.items).toHaveLength(1);
    expect((await take(open)).body).toMatchObject({ reopened: 1 });
    expect((await newest()).slice(0, 2).map(({ type }) => type)).toEqual(['trusts-imported', 'trust-reopened']);
    expect(await ask(service, 'POST', `/api/v1/trusts/${trustId}/sites`, { body })).toMatchObject({ status: 201 });
    expect((await trust('ZZ11')).closedOn).toBeNull();
  });

  it('should do nothing else than what was shown', async () => {
    const csv = row('ZZ12', 'TWELFTH TRUST');
    const { digest } = (await preview(csv)).body;
    await ask(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ12', name: 'Typed by hand' } });
    expect(await apply(csv, digest)).toMatchObject({ status: 409, body: { errors: [{ pointer: '/digest' }] } });
    expect((await trust('ZZ12')).name).toBe('Typed by hand');
    const other = row('ZZ13', 'THIRTEENTH TRUST');
    expect((await apply(other, (await preview(csv)).body.digest)).status).toBe(409);
  });

  it('should be told every defect by line and column, and nothing be stored of it', async () => {
    const short = row('ZZ15', 'SHORT').split(',').slice(0, 12).join(',');
    const csv = [
      row('ZZ14', 'GOOD TRUST'),
      row('zz', '', { postcode: 'NOWHERE', opened: '20260231' }),
      row('ZZ14', 'TWICE', { opened: '20200402', closed: '20200401' }),
      short,
    ].join('\r\n');
    const { status, body } = await preview(csv);
    expect(status).toBe(400);
    const details = (body as unknown as { errors: { detail: string }[] }).errors.map(({ detail }) => detail);
    expect(details.map((detail) => detail.split(':')[0])).toEqual([
      ...['Line 2, Organisation Code', 'Line 2, Open Date', 'Line 2, Name', 'Line 2, Postcode'],
      ...['Line 3, Organisation Code', 'Line 3, Close Date', 'Line 4'],
    ]);
    expect((await apply(csv, '0'.repeat(64))).status).toBe(400);
    expect(await trust('ZZ14')).toBeUndefined();
    const swapped = HEADER.replace('Postcode,Open Date', 'Open Date,Postcode');
    expect((await preview(`${swapped}\n${row('ZZ14', 'GOOD')}`)).status).toBe(400);
    expect((await preview(`${HEADER}\n`)).status).toBe(400);
    expect((await preview('"ZZ14","not closed')).status).toBe(400);
  });

  it('should be taken over on pages, where what changed meanwhile is shown again', async () => {
    const send = async (csv: string): Promise<string> => {
      const form = new FormData();
      form.set('file', new Blob([csv], { type: 'text/csv' }), 'etr.csv');
      const headers = { cookie: administrator.cookie, origin: service.url, accept: 'text/html' };
      return (await fetch(`${service.url}/trusts/import`, { method: 'POST', headers, body: form })).text();
    };
    const digestIn = (html: string): string => /name="digest" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const csv = row('ZZ16', 'PAGE TRUST');
    const shown = await send(csv);
    expect(shown).toContain('New: 1');
    expect(await send('nothing of the kind')).toContain('The row has 1 columns');
    await ask(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ16', name: 'Meanwhile' } });
    const stale = await sendForm(service, administrator, '/trusts/import/apply', { csv, digest: digestIn(shown) });
    expect(stale.status).toBe(400);
    expect(stale.html).toContain('Changed: 1');
    const fields = { csv: csv.replaceAll('\n', '\r\n'), digest: digestIn(stale.html) };
    const done = await sendForm(service, administrator, '/trusts/import/apply', fields);
    expect(done).toMatchObject({ status: 303, location: '/trusts/import?added=0&changed=1&closed=0&reopened=0' });
    expect((await readAs(service, administrator, done.location ?? '')).html).toContain('0 added, 1 changed');
    expect((await trust('ZZ16')).name).toBe('Page Trust');
  });
});

describe('the search for a place', () => {
  it('should find trusts and sites by parts of words, code and postcode, however they are typed', async () => {
    await take(row('ZZ20', 'YSBYTY MÔN AND BANGOR NHS TRUST', { postcode: 'LL57 2PW' }));
    const { id } = await trust('ZZ20');
    const site = { name: 'Ysbyty Gwynedd', code: 'ZZ201', postcode: 'll572pw' };
    expect(await ask(service, 'POST', `/api/v1/trusts/${id}/sites`, { body: site })).toMatchObject({
      status: 201,
      body: { postcode: 'LL57 2PW' },
    });
    const names = async (what: string, q: string): Promise<string[]> => {
      const address = `/api/v1/${what}?q=${encodeURIComponent(q)}`;
      return (await ask<{ items: { name: string }[] }>(service, 'GET', address)).body.items.map(({ name }) => name);
    };
    for (const q of ['bang MON', 'môn', 'zz20', 'LL57', 'll57 2pw', 'LL572']) {
      expect(await names('trusts', q)).toEqual(['Ysbyty MÔN and Bangor NHS Trust'.replace('MÔN', 'Môn')]);
    }
    for (const q of ['gwyn', 'bangor gwynedd', 'ZZ201', 'll57']) {
      expect(await names('sites', q)).toEqual(['Ysbyty Gwynedd']);
    }
    for (const q of ['bang nowhere', '%', '57 2PW', '...']) expect(await names('trusts', q)).toEqual([]);
  });
});
