import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { workbookOf } from '../../src/platform/tables/workbook.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* Who looks after each site comes back from an exported work list, and nothing else of it. */

interface Preview {
  readonly digest: string | null;
  readonly changes: readonly {
    readonly deploymentId: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly unchanged: number;
  readonly ignoredColumns: readonly string[];
  readonly errors: readonly { readonly row: number | null; readonly column: string | null; readonly detail: string }[];
  readonly errorCount: number;
}

type Format = 'csv' | 'xlsx' | 'json';

const FORMATS = ['csv', 'xlsx', 'json'] as const;
const IMPORT = '/api/v1/portfolio/import';
/** Owners that a spreadsheet, or a reader of one, could take for something else */
const ODD = [
  '=HYPERLINK("http://x")',
  "'=1+1",
  "''@home",
  '-5',
  "'-5",
  '007',
  'Ann "Nan", South',
  "O'Neil",
  'TRUE',
  ' =x',
];

let service: TestService;
let vendor: SignedIn;
let otherVendor: SignedIn;
let ids: readonly string[];
let elsewhere: string;

beforeAll(async () => {
  service = await startService();
  vendor = await vendorOf('Ours', 'echogo-pro');
  otherVendor = await vendorOf('Theirs', 'ambient-scribe');
  const made: string[] = [];
  for (let number = 0; number <= ODD.length; number += 1) made.push(await deployment(`ZI${String(10 + number)}`));
  ids = made;
  elsewhere = await deployment('ZI90', 'ambient-scribe');
  for (const [index, owner] of ODD.entries()) await setOwner(ids[index] ?? '', owner);
  await service.app.get(JobRunner).runDue();
});

afterAll(() => service.stop());

async function vendorOf(name: string, toolId: string): Promise<SignedIn> {
  const vendorId = await addVendor(service, name, [toolId]);
  return signedIn(service, [{ role: 'vendor-support', vendorId }]);
}

async function deployment(code: string, tool = 'echogo-pro'): Promise<string> {
  const { deploymentId } = await setUpAssessment(service, { code, tool });
  const address = `/api/v1/deployments/${deploymentId}`;
  const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
  expect(
    (await ask(service, 'PUT', `${address}/vendor-access`, { body: { vendorAccess: true }, headers })).status,
  ).toBe(200);
  return deploymentId;
}

async function setOwner(id: string, vendorOwner: string | null): Promise<void> {
  const address = `/api/v1/deployments/${id}`;
  const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
  const sent = { body: { vendorOwner }, headers };
  expect((await askAs(service, vendor, 'PUT', `${address}/vendor-owner`, sent)).status).toBe(200);
}

const ownerOf = async (id: string): Promise<unknown> =>
  (await ask<{ vendorOwner: string | null }>(service, 'GET', `/api/v1/deployments/${id}`)).body.vendorOwner;
const preview = (format: Format, content: string, who = vendor): Promise<Reply<Preview>> =>
  askAs<Preview>(service, who, 'POST', `${IMPORT}/preview`, { body: { format, content } });
const apply = (format: Format, content: string, digest: string): Promise<Reply> =>
  askAs(service, vendor, 'POST', IMPORT, { body: { format, content, digest } });
const csv = (...lines: readonly string[]): string => lines.join('\r\n');
const faultsOf = async (format: Format, content: string): Promise<unknown[]> => {
  const { status, body } = await preview(format, content);
  expect([status, body.digest, body.changes, body.unchanged]).toEqual([200, null, [], 0]);
  expect(body.errorCount).toBe(body.errors.length);
  return body.errors.map(({ row, column, detail }) => [row, column, detail]);
};
const sheet = async (rows: readonly (readonly string[])[]): Promise<string> => {
  const cells = rows.map((row) => row.map((value) => ({ type: String, value })));
  return (await workbookOf([{ name: 'Sheet1', rows: cells, widths: [10] }])).toString('base64');
};

async function exported(format: Format): Promise<string> {
  const headers = { cookie: vendor.cookie };
  const response = await fetch(`${service.url}/api/v1/portfolio/export?format=${format}`, { headers });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer()).toString(format === 'xlsx' ? 'base64' : 'utf8');
}

async function eventsOf(type: string): Promise<readonly Record<string, unknown>[]> {
  return service.database.query(`SELECT subject_id, data FROM events WHERE type = '${type}' ORDER BY sequence`);
}

describe('what was exported', () => {
  it.each(FORMATS)('should change nothing when it comes back as it is: %s', async (format) => {
    const content = await exported(format);
    const { body } = await preview(format, content);
    expect(body).toMatchObject({ errors: [], errorCount: 0, changes: [], unchanged: ids.length });
    expect(body.ignoredColumns).toEqual(expect.arrayContaining(['queue', 'index', 'goLiveDate']));
    for (const known of ['deploymentId', 'siteCode', 'toolId', 'owner', 'site']) {
      expect(body.ignoredColumns).not.toContain(known);
    }
    const before = await service.database.rows();
    expect((await apply(format, content, body.digest ?? '')).body).toEqual({ changed: 0, unchanged: ids.length });
    expect(await service.database.rows()).toEqual(before);
  });

  it('should change who looks after a site, once it was shown, by the rule and with the event of one alone', async () => {
    const [first = '', second = '', third = ''] = ids;
    const content = csv('owner,deploymentId,notes', `'=SUM(A1),${second},x`, `,${first},y`, `'=1+1,${third},`);
    const shown = (await preview('csv', content)).body;
    expect(shown.ignoredColumns).toEqual(['notes']);
    expect(shown.changes.map(({ deploymentId, before, after }) => [deploymentId, before, after])).toEqual(
      expect.arrayContaining([
        [first, ODD[0], null],
        [second, ODD[1], '=SUM(A1)'],
        [third, ODD[2], '=1+1'],
      ]),
    );
    expect(await ownerOf(first)).toBe(ODD[0]);
    const before = [await eventsOf('deployment-changed'), await eventsOf('portfolio-imported')].map(
      ({ length }) => length,
    );
    expect((await apply('csv', content, shown.digest ?? '')).body).toEqual({ changed: 3, unchanged: 0 });
    expect(await Promise.all([first, second, third].map(ownerOf))).toEqual([null, '=SUM(A1)', '=1+1']);
    const events = (await eventsOf('deployment-changed')).slice(before[0]);
    expect(events.map(({ subject_id: id }) => id).sort()).toEqual([first, second, third].sort());
    expect(events.every(({ data }) => String(data) === '{"fields":["vendorOwner"]}')).toBe(true);
    const [whole] = (await eventsOf('portfolio-imported')).slice(before[1]);
    expect(JSON.parse(String(whole?.data))).toMatchObject({ format: 'csv', changed: 3, unchanged: 0 });
    expect((await apply('csv', content, shown.digest ?? '')).body).toMatchObject({ code: 'conflict' });
    for (const [index, id] of [first, second, third].entries()) await setOwner(id, ODD[index] ?? null);
  });

  it('should have one digest however its rows stand and whatever its format', async () => {
    const [first = '', second = ''] = ids;
    const rows = [
      [first, 'Ann'],
      [second, 'Ben'],
    ] as const;
    const digest = (await preview('csv', csv('deploymentId,owner', ...rows.map((row) => row.join())))).body.digest;
    const turned = csv('deploymentId,owner', ...[...rows].reverse().map((row) => row.join()));
    expect((await preview('csv', turned)).body.digest).toBe(digest);
    expect((await preview('xlsx', await sheet([['deploymentId', 'owner'], ...rows]))).body.digest).toBe(digest);
    const items = rows.map(([deploymentId, owner]) => ({ deploymentId: deploymentId.toUpperCase(), owner }));
    expect((await preview('json', JSON.stringify({ items }))).body.digest).toBe(digest);
  });

  it('should change nothing at all when something else would change than was shown', async () => {
    const [first = '', second = ''] = ids;
    const content = csv('deploymentId,owner', `${first},Ann`, `${second},Ben`);
    const { digest } = (await preview('csv', content)).body;
    await setOwner(second, 'Cleo');
    const { status, body } = await apply('csv', content, digest ?? '');
    expect([status, body.code]).toEqual([409, 'conflict']);
    expect(await Promise.all([first, second].map(ownerOf))).toEqual([ODD[0], 'Cleo']);
    await setOwner(second, ODD[1] ?? null);
  });
});

describe('a file with something wrong', () => {
  it('should be told of it by line and column of CSV, and change nothing', async () => {
    const [first = '', second = ''] = ids;
    const unknown = randomUUID();
    const content = csv(
      'deploymentId,siteCode,toolId,owner',
      `${first},,,Fine`,
      `${unknown},,,Ann`,
      `${elsewhere},,,Ann`,
      `${first},,,Again`,
      `${second},XX01,ambient-scribe,${'x'.repeat(201)}`,
      `${ids[2] ?? ''},,,For 943 476 5919`,
      `${ids[3] ?? ''},,,"two\nlines"`,
      `not-an-id,,,Ann`,
      `,,,Ann`,
    );
    const faults = await faultsOf('csv', content);
    const theirs = 'This must be the id of one of your deployments.';
    expect(faults).toEqual([
      [3, 'deploymentId', theirs],
      [4, 'deploymentId', theirs],
      [5, 'deploymentId', 'This deployment stands in the file before, at 2.'],
      [6, 'siteCode', expect.stringContaining('The site of this deployment has')],
      [6, 'toolId', expect.stringContaining('This deployment is of the tool echogo-pro')],
      [6, 'owner', 'This must have at most 200 characters.'],
      [7, 'owner', expect.stringContaining('NHS number')],
      [8, 'owner', 'This must be one line, without control characters.'],
      [10, 'deploymentId', theirs],
      [11, 'deploymentId', 'This must not be empty.'],
    ]);
    const { status, body } = await apply('csv', content, '0'.repeat(64));
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    const { errors } = body as { errors: { pointer: string; detail: string }[] };
    expect(errors[0]).toMatchObject({ pointer: '/content', detail: `Line 3, deploymentId: ${theirs}` });
    expect(await ownerOf(first)).toBe(ODD[0]);
  });

  it('should be told of it by row of a workbook and by index of JSON', async () => {
    const [first = ''] = ids;
    const workbook = await sheet([
      ['deploymentId', 'owner'],
      [first, 'Ann'],
      [elsewhere, 'Ann'],
    ]);
    expect(await faultsOf('xlsx', workbook)).toEqual([
      [3, 'deploymentId', expect.stringContaining('your deployments')],
    ]);
    const items = [{ deploymentId: first, owner: 5 }, { deploymentId: ids[1] }, 'x'];
    expect(await faultsOf('json', JSON.stringify({ items }))).toEqual([[2, null, 'This must be an object.']]);
    expect(await faultsOf('json', JSON.stringify({ items: items.slice(0, 2) }))).toEqual([
      [0, 'owner', 'This must be text or null.'],
      [1, 'owner', 'This is missing; for nobody it is null.'],
    ]);
  });

  it.each([
    ['csv', 'deploymentId\r\nx', [[null, 'owner', 'This column is missing.']]],
    ['csv', 'owner\r\nx', [[null, 'deploymentId', 'This column is missing.']]],
    ['csv', 'owner,owner,deploymentId\r\na,b,c', [[1, 'owner', 'This column stands in the file more than once.']]],
    ['csv', 'deploymentId,owner\r\na', [[2, null, 'This row has 1 cells, the header has 2.']]],
    ['csv', 'deploymentId;owner\r\na;b', [[null, null, expect.stringContaining('semicolons')]]],
    ['csv', 'deploymentId,owner\r\n"a', [[2, null, expect.stringContaining('quotation mark')]]],
    ['csv', 'deploymentId,owner', [[null, null, 'The file has no rows.']]],
    ['csv', '', [[null, null, 'The file is empty.']]],
    ['csv', `deploymentId,owner\n${'a,b\n'.repeat(5001)}`, [[null, null, expect.stringContaining('5001 rows')]]],
    ['csv', 'a'.repeat(5_000_001), [[null, null, expect.stringContaining('too large')]]],
    ['xlsx', 'bm90IGEgemlw', [[null, null, expect.stringContaining('not a workbook')]]],
    ['json', '{"items":', [[null, null, expect.stringContaining('not JSON')]]],
    ['json', '[]', [[null, null, expect.stringContaining('not JSON')]]],
    ['json', '{"items":[]}', [[null, null, 'The file has no rows.']]],
  ] as const)('should be refused as a whole where it cannot be read: %s %.30s', async (format, content, expected) => {
    expect(await faultsOf(format, content)).toEqual(expected);
  });

  it('should be told of the first 200 things, and how many there are', async () => {
    const lines = Array.from({ length: 300 }, () => `${randomUUID()},Ann`);
    const { body } = await preview('csv', csv('deploymentId,owner', ...lines));
    expect([body.errors.length, body.errorCount, body.errors[199]?.row]).toEqual([200, 300, 201]);
  });

  it('should not tell one vendor that a deployment is of another', async () => {
    const [first = ''] = ids;
    const { body } = await preview(
      'csv',
      csv('deploymentId,owner', `${first},Ann`, `${randomUUID()},Ann`),
      otherVendor,
    );
    expect(body.errors[0]?.detail).toBe(body.errors[1]?.detail);
  });
});

describe('the page that brings a file back', () => {
  async function upload(name: string, content: string): Promise<{ status: number; html: string }> {
    const { html } = await readAs(service, vendor, IMPORT.replace('/api/v1', ''));
    const body = new FormData();
    body.append('formToken', /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? '');
    body.append('file', new Blob([content]), name);
    const headers = { cookie: vendor.cookie, origin: service.url };
    const response = await fetch(`${service.url}/portfolio/import`, { method: 'POST', headers, body });
    return { status: response.status, html: await response.text() };
  }
  const fieldOf = (html: string, name: string): string =>
    (new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');

  it('should show what a file would change, and change it once it is confirmed', async () => {
    const [first = ''] = ids;
    const { status, html } = await upload(
      'List.CSV',
      csv('deploymentId,owner,mood', `${first},"'=1, <b>",`, `${ids[1] ?? ''},''=1+1,good`),
    );
    expect(status).toBe(200);
    expect(html).toContain('=1, &lt;b&gt;');
    expect(html).toContain('<code>mood</code>');
    const fields = { content: fieldOf(html, 'content'), digest: fieldOf(html, 'digest') };
    const done = await sendForm(service, vendor, '/portfolio/import/apply', fields);
    expect([done.status, done.location]).toEqual([303, '/portfolio/import?changed=1']);
    expect(await ownerOf(first)).toBe('=1, <b>');
    const again = await sendForm(service, vendor, '/portfolio/import/apply', fields);
    expect([again.status, again.html.includes('Something has changed since you looked')]).toEqual([400, true]);
    await setOwner(first, ODD[0] ?? null);
  });

  it('should show what is wrong with a file, and refuse what is none', async () => {
    const { status, html } = await upload('list.csv', csv('deploymentId,owner', `${randomUUID()},Ann`));
    expect([status, html.includes('There is a problem'), html.includes('href="#fault-0"')]).toEqual([400, true, true]);
    expect((await upload('list.pdf', 'x')).html).toContain('ends in .csv, .xlsx or .json');
    expect((await sendForm(service, vendor, '/portfolio/import', {})).status).toBe(400);
    expect((await upload('list.csv', 'a'.repeat(5_000_001))).html).toContain('at most 5 MB');
    const bent = await sendForm(service, vendor, '/portfolio/import/apply', { content: 'x', digest: 'y' });
    expect([bent.status, bent.html.includes('choose the file again')]).toEqual([400, true]);
  });
});
