import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StandingsService } from '../../src/assessments/standings.service.js';
import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { PortfolioService } from '../../src/portfolio/portfolio.service.js';
import type { PortfolioRanks } from '../../src/portfolio/ranks.dto.js';
import { bestAnswers } from '../support/catalogue.js';
import { ask, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, signedIn, type SignedIn } from '../support/signed-in.js';
import { submitAgain, submitAnswers, type Submitted } from '../support/submitted.js';
import { letVendorTakePart } from '../support/vendor-part.js';

/* Ranks that are worked out while somebody waits: the last of them are kept, and hold as long as what they follow from. */

/** Half an hour before it ends in London */
const MONDAY = new Date('2026-11-23T23:30:00Z');
const MINUTE_MILLISECONDS = 60_000;

let service: TestService;
let lead: SignedIn;
let colleague: SignedIn;
let ofOne: SignedIn;
let strong: Submitted;
let weak: Submitted;
/** Told whenever answers are read to be ranked */
let reads: ReturnType<typeof spyOnReads>;

function spyOnReads() {
  return jest.spyOn(service.app.get(StandingsService), 'answers');
}

beforeAll(async () => {
  service = await startService();
  service.clock.set(MONDAY);
  const vendorId = await addVendor(service, 'Ours', ['echogo-pro', 'chest-xray-triage']);
  lead = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
  colleague = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  const narrow = await addVendor(service, 'Of one tool', ['ambient-scribe']);
  ofOne = await signedIn(service, [{ role: 'vendor-lead', vendorId: narrow }]);
  const tool = 'chest-xray-triage';
  strong = await submitAnswers(service, bestAnswers(), { code: 'ZK01' });
  weak = await submitAnswers(service, {}, { code: 'ZK02', tool });
  for (const { deploymentId } of [strong, weak]) await invite(deploymentId);
  await refresh();
});

beforeEach(() => {
  reads = spyOnReads();
});

afterEach(() => {
  reads.mockRestore();
});

afterAll(() => service.stop());

async function refresh(): Promise<void> {
  await service.app.get(PortfolioRefresh).refreshStale();
}

async function change(method: string, address: string, body: object, of = address): Promise<void> {
  const headers = { 'if-match': (await ask(service, 'GET', of)).headers.get('etag') ?? '' };
  expect((await ask(service, method, address, { body, headers })).status).toBe(200);
}

const invite = (deploymentId: string, vendorAccess?: boolean): Promise<void> =>
  letVendorTakePart(service, deploymentId, vendorAccess);

function get(who: SignedIn, query = ''): Promise<Reply<PortfolioRanks>> {
  return askAs<PortfolioRanks>(service, who, 'GET', `/api/v1/portfolio/ranks${query}`);
}

async function ranks(query = '', who = lead): Promise<PortfolioRanks> {
  const { status, body } = await get(who, query);
  expect(status).toBe(200);
  return body;
}

const idsOf = (found: PortfolioRanks): string[] => found.ranks.sites.map(({ id }) => id);
const indexOf = (found: PortfolioRanks, { deploymentId }: Submitted): number | undefined =>
  found.ranks.sites.find(({ id }) => id === deploymentId)?.index;

describe('ranks that are asked for again', () => {
  it('should be the same without being worked out again, for a colleague as well', async () => {
    const first = await ranks();
    expect(idsOf(first)).toEqual([strong.deploymentId, weak.deploymentId]);
    const times = reads.mock.calls.length;
    expect(times).toBeGreaterThan(0);
    expect(await ranks()).toEqual(first);
    expect(await ranks('', colleague)).toEqual(first);
    expect(reads.mock.calls).toHaveLength(times);
  });

  it('should be worked out once for those who ask at the same time', async () => {
    const replies = await Promise.all([ranks('?draws=301'), ranks('?draws=301'), ranks('?draws=301', colleague)]);
    expect(replies[1]).toEqual(replies[0]);
    expect(replies[2]).toEqual(replies[0]);
    expect(reads.mock.calls).toHaveLength(1);
  });

  it('should be others with other options, sites or weights', async () => {
    const usual = await ranks();
    const times = (): number => reads.mock.calls.length;
    for (const query of ['?top=1', '?draws=150', '?weights=GV:100', '?tool=echogo-pro']) {
      const before = times();
      expect([query, (await ranks(query)).ranks]).not.toEqual([query, usual.ranks]);
      expect([query, times()]).toEqual([query, before + 1]);
    }
    expect(await ranks()).toEqual(usual);
  });

  it('should be refused each time where they cannot be worked out', async () => {
    const none = ['CA', 'GV', 'IT', 'ST', 'TM', 'TR', 'VS'].map((code) => `${code}:0`).join(',');
    for (const weights of [none, none, 'XX:3']) {
      expect(await get(lead, `?weights=${weights}`)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    }
    expect((await get(lead, `?compare=${strong.snapshotId}`)).status).toBe(404);
  });

  it('should hold a site against others without being worked out again', async () => {
    const usual = await ranks();
    const compared = await ranks(`?compare=${weak.deploymentId}`);
    expect(compared.ranks).toEqual(usual.ranks);
    expect(compared.pairs).toEqual([
      { site: weak.deploymentId, other: strong.deploymentId, above: 0, distinguishable: true },
    ]);
  });

  it('should be new after a submission, whether or not it was looked at since', async () => {
    const before = await ranks();
    await ask(service, 'POST', `/api/v1/assessments/${weak.assessmentId}/revisions`);
    const tool = 'chest-xray-triage';
    await submitAgain(service, weak.assessmentId, bestAnswers(tool));
    const after = await ranks();
    await refresh();
    const looked = await ranks();
    expect(indexOf(after, weak)).toBeGreaterThan(indexOf(before, weak) ?? 100);
    expect(indexOf(after, strong)).toBe(indexOf(before, strong));
    expect(looked.ranks).toEqual(after.ranks);
    const stageIn = (found: PortfolioRanks): number | undefined =>
      found.places.find(({ deploymentId }) => deploymentId === weak.deploymentId)?.stage;
    expect(stageIn(looked)).toBeGreaterThan(stageIn(before) ?? 4);
  });

  it('should be new on the next day, and after a change of the deployment', async () => {
    await ranks();
    const times = reads.mock.calls.length;
    service.clock.set(new Date(MONDAY.getTime() + 20 * MINUTE_MILLISECONDS));
    await ranks();
    expect(reads.mock.calls).toHaveLength(times);
    service.clock.set(new Date(MONDAY.getTime() + 40 * MINUTE_MILLISECONDS));
    await ranks();
    expect(reads.mock.calls).toHaveLength(times + 1);
    await change('PATCH', `/api/v1/deployments/${strong.deploymentId}`, { reporters: 3 });
    await ranks();
    expect(reads.mock.calls).toHaveLength(times + 2);
  });

  it('should hold the sites alone that whoever asks sees now', async () => {
    const all = await ranks();
    expect(idsOf(await ranks('', ofOne))).toEqual([]);
    await invite(weak.deploymentId, false);
    const without = await ranks();
    await invite(weak.deploymentId);
    expect(JSON.stringify(without)).not.toContain(weak.deploymentId);
    expect(idsOf(without)).toEqual([strong.deploymentId]);
    expect(idsOf(await ranks())).toEqual(idsOf(all));
  });

  it('should be kept when they are among the last few that were asked for', async () => {
    const first = '?draws=400';
    await ranks(first);
    for (const draws of [401, 402, 403, 404, 405, 406, 407]) await ranks(`?draws=${String(draws)}`);
    const times = reads.mock.calls.length;
    await ranks(first);
    expect(reads.mock.calls).toHaveLength(times);
    for (const draws of [411, 412, 413, 414, 415, 416, 417, 418]) await ranks(`?draws=${String(draws)}`);
    await ranks(first);
    expect(reads.mock.calls).toHaveLength(times + 9);
  });

  it('should be tried again after the database was away', async () => {
    const held = jest.spyOn(service.app.get(PortfolioService), 'held').mockRejectedValueOnce(new Error('away'));
    const failed = await get(lead, '?draws=500');
    held.mockRestore();
    expect(failed.status).toBe(500);
    expect((await ranks('?draws=500')).ranks.sites).toHaveLength(2);
  });
});
