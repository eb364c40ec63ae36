import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import type { PortfolioItem } from '../../src/portfolio/portfolio.dto.js';
import type { PortfolioSummary } from '../../src/portfolio/portfolio-summary.dto.js';
import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { StandingsService } from '../../src/assessments/standings.service.js';
import { PlanThreads } from '../../src/plans/plan-threads.js';
import { bestAnswers } from '../support/catalogue.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { KeysService } from '../../src/accounts/keys.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { addVendor } from '../support/signed-in.js';
import { submitAgain, submitAnswers, type Submitted } from '../support/submitted.js';
import { letVendorTakePart } from '../support/vendor-part.js';

/* What a support team sees of its deployments, worked out in a job and served from there. */

interface Listed {
  readonly items: readonly PortfolioItem[];
  readonly next: string | null;
}

const MONDAY = new Date('2026-11-23T12:00:00Z');
const EVIDENCE = [{ title: 'Document', date: '2026-11-01', expires: '2027-01-10', owner: 'A. Person' }];
const PORTFOLIO = '/api/v1/portfolio';

let service: TestService;
/** Keys of the vendors' own programs, which outlive any day that the clock is put to here */
let vendor: string;
let other: string;
/** Everything is in order but the vendor's security evidence, GV-10 */
let unblock: Submitted;
/** The DPIA is missing, which is the trust's */
let waiting: Submitted;
/** Nothing is missing */
let ready: Submitted;
let notInvited: Submitted;

type Answers = Readonly<Record<string, object | undefined>>;

function answers(changes: Answers = {}): Answers {
  const best = Object.entries(bestAnswers()).map(([id, answer]) => [id, { ...answer, evidence: EVIDENCE }]);
  return { ...(Object.fromEntries(best) as Answers), ...changes };
}

const level = (value: number): object => ({ value });

async function refresh(): Promise<{ deployments: number; forecasts: number }> {
  return service.app.get(PortfolioRefresh).refreshStale();
}

async function change(deploymentId: string, body: object): Promise<void> {
  const address = `/api/v1/deployments/${deploymentId}`;
  const { headers } = await ask(service, 'GET', address);
  const reply = await ask(service, 'PATCH', address, { body, headers: { 'if-match': headers.get('etag') ?? '' } });
  expect(reply.status).toBe(200);
}

const invite = ({ deploymentId }: Submitted): Promise<void> => letVendorTakePart(service, deploymentId);

async function list(query = '', who = vendor): Promise<readonly PortfolioItem[]> {
  const { status, body } = await askAs<Listed>(service, who, 'GET', `${PORTFOLIO}${query}`);
  expect(status).toBe(200);
  return body.items;
}

function askAs<T = Record<string, unknown>>(
  of: TestService,
  key: string,
  method: string,
  address: string,
): Promise<Reply<T>> {
  return ask<T>(of, method, address, { headers: { authorization: `Bearer ${key}` } });
}

async function keyOf(name: string, toolId: string): Promise<string> {
  const vendorId = await addVendor(service, name, [toolId]);
  const command = { name, role: 'vendor-lead' as const, vendorId, scopes: ['portfolio:read' as const] };
  return (await service.app.get(KeysService).create(operator('tests'), command)).key;
}

const idsOf = (items: readonly PortfolioItem[]): string[] => items.map(({ deploymentId }) => deploymentId);

async function outlook({ deploymentId }: Submitted): Promise<PortfolioItem> {
  const { status, body } = await askAs<PortfolioItem>(
    service,
    vendor,
    'GET',
    `/api/v1/deployments/${deploymentId}/outlook`,
  );
  expect(status).toBe(200);
  return body;
}

beforeAll(async () => {
  service = await startService();
  service.clock.set(MONDAY);
  vendor = await keyOf('Ours', 'echogo-pro');
  other = await keyOf('Theirs', 'ambient-scribe');
  unblock = await submitAnswers(service, answers({ 'GV-10': level(0) }), { code: 'ZP01' });
  waiting = await submitAnswers(service, answers({ 'GV-01': level(0) }), { code: 'ZP02' });
  ready = await submitAnswers(service, answers(), { code: 'ZP03' });
  notInvited = await submitAnswers(service, answers(), { code: 'ZP04' });
  for (const one of [unblock, waiting, ready]) await invite(one);
  await change(waiting.deploymentId, { vendorOwner: '=HYPERLINK("http://x")' });
  await refresh();
});

beforeEach(() => service.clock.set(MONDAY));

afterAll(() => service.stop());

describe('the work list', () => {
  it("should hold the vendor's sites in the order of their queues, and no one else's", async () => {
    expect(idsOf(await list())).toEqual([unblock, waiting, ready].map(({ deploymentId }) => deploymentId));
    expect((await list()).map(({ queue }) => queue)).toEqual(['unblock-now', 'wait-on-trust', 'self-serve']);
    expect(await list('', other)).toEqual([]);
    const hidden = `/api/v1/deployments/${notInvited.deploymentId}/outlook`;
    expect((await askAs(service, vendor, 'GET', hidden)).status).toBe(404);
  });

  it('should leave a site out as soon as its trust ends the part of the vendor, without waiting for the job', async () => {
    await letVendorTakePart(service, ready.deploymentId, false);
    expect(idsOf(await list())).not.toContain(ready.deploymentId);
    await invite(ready);
    await refresh();
    expect(idsOf(await list())).toContain(ready.deploymentId);
  });

  it.each([
    ['queue=unblock-now', () => [unblock]],
    ['blocker=GV-01', () => [waiting]],
    ['blocker=GV-10', () => [unblock]],
    ['stage=1', () => [unblock, waiting]],
    ['stage=3', () => [ready]],
    ['owner=%3Dhyperlink(%22http://x%22)', () => [waiting]],
    ['q=ZP03', () => [ready]],
    ['q=%25', () => []],
    ['band=Ready%20on%20score', () => [ready]],
    ['tool=ambient-scribe', () => []],
    ['status=ended', () => []],
    ['first=%3Dhyperlink(%22http://x%22)', () => [waiting, unblock, ready]],
    ['sort=site', () => [unblock, waiting, ready].sort((a, b) => (a.deploymentId < b.deploymentId ? -1 : 1))],
  ] as const)('should be narrowed and sorted by %s', async (query, expected) => {
    expect(idsOf(await list(`?${query}`))).toEqual(expected().map(({ deploymentId }) => deploymentId));
  });

  it.each(['queue=best', 'stage=5', 'blocker=gv1', 'networkId=x', 'sort=index', 'status=any', 'colour=red'])(
    'should refuse %s, by the name of the parameter',
    async (query) => {
      const { status, body } = await askAs(service, vendor, 'GET', `${PORTFOLIO}?${query}`);
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain(query.split('=')[0]);
    },
  );

  it('should come in pages that leave nothing out and show nothing twice, the own ones first too', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const first = `first=${encodeURIComponent('=HYPERLINK("http://x")')}`;
      const { body } = await askAs<Listed>(service, vendor, 'GET', `${PORTFOLIO}?limit=1&${first}${cursor}`);
      seen.push(...idsOf(body.items));
      cursor = body.next === null ? '' : `&cursor=${body.next}`;
    } while (cursor !== '');
    expect(seen).toEqual([waiting, unblock, ready].map(({ deploymentId }) => deploymentId));
  });

  it('should never call a site with a closed data gate by a name of its number', async () => {
    const { index, band, closedGates } = await outlook(unblock);
    expect(index).toBeGreaterThan(70);
    expect([band, closedGates]).toEqual([null, ['GV-10']]);
    expect((await outlook(ready)).band).toBe('Ready on score');
    const { body } = await askAs<PortfolioSummary>(service, vendor, 'GET', `${PORTFOLIO}/summary`);
    expect(body.bands.reduce((sum, { sites }) => sum + sites, 0)).toBe(1);
    expect(body).toMatchObject({ sites: 3, waiting: 0 });
  });
});

describe('what is worked out beforehand', () => {
  it('should be made again only where what it follows from has changed', async () => {
    expect(await refresh()).toEqual({ deployments: 0, forecasts: 0 });
    await change(unblock.deploymentId, { vendorOwner: 'Somebody' });
    expect(await refresh()).toEqual({ deployments: 1, forecasts: 0 });
    expect((await outlook(unblock)).owner).toBe('Somebody');
    await change(unblock.deploymentId, { reporters: 3 });
    expect(await refresh()).toEqual({ deployments: 1, forecasts: 1 });
  });

  it('should count its days and dates on from day to day, and keep the age of its forecast', async () => {
    const before = await outlook(unblock);
    expect(before.place).toMatchObject({ waitedDays: 0 });
    service.clock.set(new Date('2026-11-30T12:00:00Z'));
    expect(await refresh()).toMatchObject({ forecasts: 0 });
    const after = await outlook(unblock);
    expect(after.place).toMatchObject({ waitedDays: 7 });
    const shift = Date.parse(after.goLive?.p50 ?? '') - Date.parse(before.goLive?.p50 ?? '');
    expect(shift).toBe(7 * 86_400_000);
    expect([before.goLive?.madeOn, after.goLive?.madeOn]).toEqual(['2026-11-23', '2026-11-23']);
    expect(after.change).toMatchObject({ since: '2026-11-23', isRegression: false, opened: [], closed: [] });
    service.clock.set(MONDAY);
    await refresh();
  });

  it('should tell of a gate that lapsed by itself, put the site first and say that it went back', async () => {
    service.clock.set(new Date('2027-01-12T12:00:00Z'));
    await refresh();
    const [first] = await list();
    expect(first).toMatchObject({ queue: 'regressed', change: { isRegression: true } });
    service.clock.set(MONDAY);
    await refresh();
    expect((await list())[0]).toMatchObject({ queue: 'unblock-now' });
  });

  it('should put a site first that is in use while nothing was submitted', async () => {
    const { deploymentId } = await setUpAssessment(service, { code: 'ZP05', context: { goLiveDate: '2026-11-02' } });
    await invite({ ...ready, deploymentId });
    await refresh();
    const [first] = await list();
    expect(first).toMatchObject({ deploymentId, queue: 'regressed', inUseWithoutClearance: true, stage: null });
    expect(first?.place?.reason).toMatch(/^In use since 2 November 2026, and nothing was submitted/);
    await change(deploymentId, { status: 'ended' });
    await refresh();
    expect(idsOf(await list())).not.toContain(deploymentId);
  });

  it('should go on with the others where one cannot be worked out, and show that one as it is', async () => {
    const { run } = PlanThreads.prototype;
    const fail = jest.spyOn(service.app.get(PlanThreads), 'run').mockImplementation(function (
      this: PlanThreads,
      ...given
    ) {
      const { document } = given[1] as unknown as { document: { context: { reporters?: number } } };
      if (document.context.reporters === 13) return Promise.reject(new RangeError('Planted'));
      return run.apply(this, given);
    });
    await change(unblock.deploymentId, { reporters: 13 });
    await change(ready.deploymentId, { reporters: 14 });
    expect(await refresh()).toEqual({ deployments: 2, forecasts: 1, failed: 1 });
    expect(await outlook(unblock)).toMatchObject({ queue: null, place: null, stage: 1, closedGates: ['GV-10'] });
    expect(await refresh()).toEqual({ deployments: 0, forecasts: 0 });
    // What comes first needs no forecast: in use while a gate is closed.
    await change(unblock.deploymentId, { goLiveDate: '2026-11-02' });
    expect(await refresh()).toMatchObject({ failed: 1 });
    const [first] = await list();
    expect(first).toMatchObject({ deploymentId: unblock.deploymentId, queue: 'regressed', submissions: 1 });
    expect(first?.place?.reason).toBe('In use without clearance: GV-10 is closed.');
    await change(unblock.deploymentId, { goLiveDate: null });
    fail.mockRestore();
    await change(unblock.deploymentId, { reporters: 3 });
    await refresh();
    expect(await outlook(unblock)).toMatchObject({ queue: 'unblock-now' });
  });

  it('should go on where one cannot be scored, and not call that one without a submission', async () => {
    const standings: unknown = service.app.get(StandingsService);
    const score = jest.spyOn(standings as { standingOf: () => never }, 'standingOf').mockImplementationOnce(() => {
      throw new TypeError('Planted');
    });
    await change(unblock.deploymentId, { reporters: 4 });
    expect(await refresh()).toEqual({ deployments: 1, forecasts: 0 });
    expect(await outlook(unblock)).toMatchObject({ queue: null, stage: null, snapshotId: null, submissions: 1 });
    score.mockRestore();
    await change(unblock.deploymentId, { reporters: 5 });
    await refresh();
    expect(await outlook(unblock)).toMatchObject({ queue: 'unblock-now' });
  });

  it('should follow a new submission', async () => {
    const opened = await ask(service, 'POST', `/api/v1/assessments/${waiting.assessmentId}/revisions`);
    expect(opened.status).toBe(201);
    await submitAgain(service, waiting.assessmentId, answers());
    expect((await outlook(waiting)).closedGates).toEqual(['GV-01']);
    expect(await refresh()).toEqual({ deployments: 1, forecasts: 1 });
    expect(await outlook(waiting)).toMatchObject({ closedGates: [], queue: 'self-serve', stage: 3 });
  });
});

describe('an export', () => {
  const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true });

  async function exported(query: string): Promise<Response> {
    return fetch(`${service.url}${PORTFOLIO}/export?${query}`, { headers: { authorization: `Bearer ${vendor}` } });
  }

  it('should hold exactly the rows of the list with the same filters, in CSV, XLSX and JSON', async () => {
    for (const query of ['', 'queue=unblock-now', 'sort=site', 'q=ZP03']) {
      const expected = await list(query === '' ? '' : `?${query}`);
      const csv = rowsOf(await (await exported(`${query}&format=csv`)).text());
      expect(csv.map(({ deploymentId }) => deploymentId)).toEqual(idsOf(expected));
      const json = (await (await exported(`${query}&format=json`)).json()) as Listed;
      expect(json.items).toEqual(expected);
      const [header, ...rows] = await readSheet(
        Buffer.from(await (await exported(`${query}&format=xlsx`)).arrayBuffer()),
      );
      expect(rows.map((row) => row[header?.indexOf('deploymentId') ?? -1])).toEqual(idsOf(expected));
      if (csv[0] !== undefined) expect(header).toEqual(Object.keys(csv[0]));
    }
  });

  it('should show a formula as the text that it was', async () => {
    const csv = rowsOf(await (await exported('format=csv&q=ZP02')).text());
    expect(csv[0]?.owner).toBe(`'=HYPERLINK("http://x")`);
    const sheet = await readSheet(Buffer.from(await (await exported('format=xlsx&q=ZP02')).arrayBuffer()));
    expect(sheet[1]?.[sheet[0]?.indexOf('owner') ?? -1]).toBe('=HYPERLINK("http://x")');
  });

  it('should have stage and closed gates before the index, and no name for a number behind a closed data gate', async () => {
    const [row = {}] = rowsOf(await (await exported('format=csv&q=ZP01')).text());
    const columns = Object.keys(row);
    expect(columns.indexOf('closedGates')).toBeLessThan(columns.indexOf('index'));
    expect(row).toMatchObject({ stage: '1', closedGates: 'GV-10', band: '' });
    expect(Object.values(row).filter((text) => /ready/i.test(text))).toEqual([]);
  });

  it('should be on record before its first byte', async () => {
    const before = await ask<{ items: { sequence: number }[] }>(service, 'GET', '/api/v1/events?limit=1');
    await exported('format=csv&queue=none');
    const after = await ask<{ items: { sequence: number; type: string; data: object }[] }>(
      service,
      'GET',
      '/api/v1/events?limit=1',
    );
    expect(after.body.items[0]).toMatchObject({
      type: 'portfolio-exported',
      data: { format: 'csv', filters: ['queue'] },
    });
    expect(after.body.items[0]?.sequence).toBeGreaterThan(before.body.items[0]?.sequence ?? 0);
  });
});
