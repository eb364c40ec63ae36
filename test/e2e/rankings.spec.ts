import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeysService } from '../../src/accounts/keys.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import type { Scope } from '../../src/platform/access/permissions.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { JobKinds, type RunningJob } from '../../src/platform/jobs/job-kinds.js';
import { PortfolioEntryEntity } from '../../src/portfolio/portfolio-entry.entity.js';
import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { RankingEntity } from '../../src/portfolio/ranking.entity.js';
import {
  MOST_IN_BACKGROUND,
  MOST_RANKED,
  type PortfolioRanks,
  type RankingPage,
} from '../../src/portfolio/ranks.dto.js';
import { ToolsService } from '../../src/tools/tools.service.js';
import { bestAnswers } from '../support/catalogue.js';
import { copySite } from '../support/many-sites.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, signedIn } from '../support/signed-in.js';
import { submitAnswers } from '../support/submitted.js';
import { letVendorTakePart } from '../support/vendor-part.js';

/* Ranks of a portfolio that are worked out in a job and read page by page. */

const RANKINGS = '/api/v1/portfolio/rankings';
const RANKS = '/api/v1/portfolio/ranks';
const SCOPES: readonly Scope[] = ['portfolio:read', 'plans:write'];
const MONDAY = new Date('2026-11-23T12:00:00Z');
const DAY_MILLISECONDS = 86_400_000;

interface Job {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number | null;
  readonly result: { readonly sites: number; readonly unranked: number } | null;
}

let service: TestService;
let vendorId: string;
let vendor: string;
let other: string;
/** Deployments by the codes of their trusts */
const sites: Record<string, string> = {};

const as = (key: string): { headers: Record<string, string> } => ({ headers: { authorization: `Bearer ${key}` } });

async function keyOf(ofVendor: string, name: string, scopes = SCOPES): Promise<string> {
  const command = { name, role: 'vendor-lead' as const, vendorId: ofVendor, scopes: [...scopes] };
  return (await service.app.get(KeysService).create(operator('tests'), command)).key;
}

const invite = (deploymentId: string, vendorAccess?: boolean): Promise<void> =>
  letVendorTakePart(service, deploymentId, vendorAccess);

async function order(query = '', key = vendor): Promise<Job> {
  const { status, body } = await ask<Job>(service, 'POST', `${RANKINGS}${query}`, as(key));
  expect([status, body]).toMatchObject([201, { kind: 'rank-portfolio', state: 'waiting' }]);
  return body;
}

async function ready(query = ''): Promise<string> {
  const { id } = await order(query);
  await service.app.get(JobRunner).runDue();
  return id;
}

const jobOf = async (id: string): Promise<Job> =>
  (await ask<Job>(service, 'GET', `/api/v1/jobs/${id}`, as(vendor))).body;

function read<T = RankingPage>(id: string, query = '', key = vendor): Promise<Reply<T>> {
  return ask<T>(service, 'GET', `${RANKINGS}/${id}${query}`, as(key));
}

async function readFully(id: string, query = ''): Promise<RankingPage> {
  const { status, body } = await read(id, query);
  expect(status).toBe(200);
  return body;
}

/** Ids of the rankings that are stored. */
const kept = (): Promise<string[]> =>
  service.app
    .get(UnitOfWork)
    .read(async (manager) => (await manager.find(RankingEntity, { select: { id: true } })).map(({ id }) => id));

const idsOf = ({ ranks }: Pick<RankingPage, 'ranks'>): string[] => ranks.sites.map(({ id }) => id);

beforeAll(async () => {
  service = await startService();
  service.clock.set(MONDAY);
  vendorId = await addVendor(service, 'Ours', ['echogo-pro']);
  vendor = await keyOf(vendorId, 'Ours');
  other = await keyOf(await addVendor(service, 'Theirs', ['ambient-scribe']), 'Theirs');
  const { 'IT-05': _network, 'TM-01': _training, ...some } = bestAnswers();
  sites.ZR01 = (await submitAnswers(service, bestAnswers(), { code: 'ZR01' })).deploymentId;
  sites.ZR02 = (await submitAnswers(service, some, { code: 'ZR02' })).deploymentId;
  sites.ZR03 = (await submitAnswers(service, {}, { code: 'ZR03' })).deploymentId;
  sites.ZR04 = (await setUpAssessment(service, { code: 'ZR04' })).deploymentId;
  for (const id of Object.values(sites)) await invite(id);
  await submitAnswers(service, bestAnswers(), { code: 'ZR05' });
  await service.app.get(PortfolioRefresh).refreshStale();
});

afterAll(() => service.stop());

describe('a ranking in the background', () => {
  it('should be the same as the ranks that are worked out at once, and say when and of what it was made', async () => {
    const { body: atOnce } = await ask<PortfolioRanks>(service, 'GET', `${RANKS}?top=2`, as(vendor));
    const { id } = await order('?top=2');
    expect(await read<{ code: string }>(id)).toMatchObject({ status: 409, body: { code: 'ranking-not-ready' } });
    await service.app.get(JobRunner).runDue();
    expect(await jobOf(id)).toMatchObject({
      ...{ state: 'done', done: 100, total: 100 },
      result: { sites: 3, unranked: 1 },
    });
    const page = await readFully(id);
    expect(page).toMatchObject({ madeOn: '2026-11-23', asked: { top: 2 }, total: 3, unranked: 1, from: 1 });
    expect(page).toMatchObject({ next: null, leftOut: 0, pairs: null, compared: [] });
    expect([page.ranks, page.places]).toEqual([atOnce.ranks, atOnce.places]);
    expect(idsOf(page)).toEqual([sites.ZR01, sites.ZR02, sites.ZR03]);
    expect(page.places[2]).toMatchObject({ trust: { name: 'Test Trust ZR03' }, stage: expect.any(Number) });
    expect(page.places[2]?.closedGates).toContain('GV-01');
  });

  it('should be read page by page, with the groups of each page alone', async () => {
    const id = await ready();
    const whole = await readFully(id);
    const first = await readFully(id, '?limit=2');
    const second = await readFully(id, `?limit=2&from=${String(first.next)}`);
    expect([first.next, second.next]).toEqual([3, null]);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(idsOf(whole));
    for (const page of [first, second]) {
      expect(page.ranks.groups.flatMap((group) => group.sites)).toEqual(idsOf(page));
      expect(page.places.map(({ deploymentId }) => deploymentId)).toEqual(idsOf(page));
      expect(page.ranks.drivers).toEqual(whole.ranks.drivers);
    }
    expect(await readFully(id, '?from=4')).toMatchObject({ ranks: { sites: [], groups: [] }, next: null, total: 3 });
    expect((await read(id, '?limit=501')).status).toBe(400);
  });

  it('should rank what the filters let through, by the weights that were asked for', async () => {
    const named = await readFully(await ready('?q=ZR02'));
    expect(idsOf(named)).toEqual([sites.ZR02]);
    const query = '?weights=GV:100,IT:0,TM:0&draws=200';
    const { body: atOnce } = await ask<PortfolioRanks>(service, 'GET', `${RANKS}${query}`, as(vendor));
    const moved = await readFully(await ready(query));
    expect(moved.ranks).toEqual(atOnce.ranks);
    expect(moved).toMatchObject({ asked: { weights: 'GV:100,IT:0,TM:0', draws: 200 }, ranks: { draws: 200 } });
    expect(moved.ranks.sites).not.toEqual(named.ranks.sites);
  });

  it('should hold a site against its neighbours, by name on whatever page they are', async () => {
    const id = await ready();
    const compare = sites.ZR02 ?? '';
    const page = await readFully(id, `?limit=1&compare=${compare}`);
    const { body: atOnce } = await ask<PortfolioRanks>(service, 'GET', `${RANKS}?compare=${compare}`, as(vendor));
    const byOther = (pairs: RankingPage['pairs']): unknown[] =>
      [...(pairs ?? [])].sort((a, b) => (a.other < b.other ? -1 : 1));
    expect(byOther(page.pairs)).toEqual(byOther(atOnce.pairs));
    expect(page.pairs?.find((pair) => pair.other === sites.ZR01)).toMatchObject({ site: compare, above: 0 });
    expect(page.compared.map(({ deploymentId }) => deploymentId)).toEqual([sites.ZR01, sites.ZR02, sites.ZR03]);
    expect((await read(id, `?compare=${sites.ZR04 ?? ''}`)).status).toBe(404);
  });

  it('should leave out a site whose trust takes back its invitation, everywhere, and bring it back with it', async () => {
    const id = await ready();
    const gone = sites.ZR02 ?? '';
    await invite(gone, false);
    const { body } = await read(id);
    const text = JSON.stringify(body);
    const compared = await read(id, `?compare=${gone}`);
    const beside = await readFully(id, `?compare=${sites.ZR01 ?? ''}`);
    await invite(gone);
    expect(body).toMatchObject({ total: 3, leftOut: 1 });
    expect(idsOf(body)).toEqual([sites.ZR01, sites.ZR03]);
    expect(text).not.toContain(gone);
    expect(text).not.toContain('ZR02');
    expect(compared.status).toBe(404);
    expect(JSON.stringify(beside)).not.toContain(gone);
    expect(await readFully(id)).toMatchObject({ leftOut: 0, ranks: { sites: { length: 3 } } });
  });

  it('should not hold a site whose trust took back its invitation after it was ordered', async () => {
    const { id } = await order();
    await invite(sites.ZR02 ?? '', false);
    await service.app.get(JobRunner).runDue();
    const { body } = await read(id);
    await invite(sites.ZR02 ?? '');
    await service.app.get(JobRunner).runDue();
    expect(body).toMatchObject({ total: 2, leftOut: 0 });
    expect(idsOf(body)).toEqual([sites.ZR01, sites.ZR03]);
    expect(idsOf(await readFully(id))).toEqual([sites.ZR01, sites.ZR03]);
  });

  it('should be there for whoever ordered it alone', async () => {
    const id = await ready();
    for (const key of [other, await keyOf(vendorId, 'A colleague')]) {
      expect(await read(id, '', key)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    const { id: theirs } = await order('', other);
    await service.app.get(JobRunner).runDue();
    expect((await read(theirs, '', other)).body).toMatchObject({ total: 0, ranks: { sites: [] } });
  });

  it('should be no other job', async () => {
    const { body } = await ask<Job>(service, 'POST', '/api/v1/plan-orders', { ...as(vendor), body: {} });
    expect(await read(body.id)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    await service.app.get(JobRunner).runDue();
  });

  it('should not be there after it was cancelled', async () => {
    const { id } = await order();
    expect((await ask(service, 'POST', `/api/v1/jobs/${id}/cancel`, as(vendor))).status).toBe(200);
    await service.app.get(JobRunner).runDue();
    expect(await jobOf(id)).toMatchObject({ state: 'cancelled', result: null });
    expect(await read(id)).toMatchObject({ status: 409, body: { code: 'ranking-not-ready' } });
  });

  it('should refuse weights that cannot be used before anything is ordered', async () => {
    const none = service.app
      .get(ToolsService)
      .sections()
      .map(({ code }) => `${code}:0`)
      .join(',');
    const jobs = async (): Promise<unknown> => (await ask(service, 'GET', '/api/v1/jobs', as(vendor))).body;
    const before = await jobs();
    for (const weights of ['XX:10', 'IT:a', none]) {
      const refused = await ask(service, 'POST', `${RANKINGS}?weights=${weights}`, as(vendor));
      expect([weights, refused.status, refused.body]).toMatchObject([weights, 400, { code: 'invalid-request' }]);
    }
    const detail = expect.stringContaining('No domain has any weight');
    const refused = await ask(service, 'POST', `${RANKINGS}?weights=${none}`, as(vendor));
    expect(refused.body).toMatchObject({ errors: [{ detail }] });
    expect(await jobs()).toEqual(before);
  });

  it('should keep what an index could be with the index, while the stage beside them is that of now', async () => {
    const id = await ready();
    const third = { id: sites.ZR03 ?? '' };
    const before = (await readFully(id)).places[2];
    const books = service.app.get(UnitOfWork);
    const { stage, upper } = await books.read((manager) => manager.findOneByOrFail(PortfolioEntryEntity, third));
    expect(before).toMatchObject({ deploymentId: third.id, stage, upper });
    await books.keepBooks((manager) => manager.update(PortfolioEntryEntity, third, { stage: 4, upper: 12.5 }));
    const after = await readFully(id, `?compare=${third.id}`);
    const anew = await readFully(await ready());
    await books.keepBooks((manager) => manager.update(PortfolioEntryEntity, third, { stage, upper }));
    expect(after.places[2]).toMatchObject({ deploymentId: third.id, stage: 4, upper });
    expect(after.compared[2]).toEqual(after.places[2]);
    expect(anew.places[2]).toMatchObject({ stage: 4, upper: 12.5 });
  });

  it('should not be stored by a job that is cancelled, or taken over, while the last site is ranked', async () => {
    const actor = operator('tests');
    const job: RunningJob = {
      ...{ id: randomUUID(), actor, signal: new AbortController().signal },
      payload: { deploymentIds: [sites.ZR01, sites.ZR02], asked: {} },
      progress: (done, total) => (done === total ? Promise.reject(new Error('Not its own')) : Promise.resolve()),
    };
    const run = service.app.get(JobKinds).get('rank-portfolio')?.run;
    await expect(run?.(job)).rejects.toThrow('Not its own');
    expect(await kept()).not.toContain(job.id);
    await run?.({ ...job, progress: () => Promise.resolve() });
    expect(await kept()).toContain(job.id);
  });

  it('should be forgotten at night after 30 days, whether or not there is a later one', async () => {
    const old = await ready();
    service.clock.set(new Date(MONDAY.getTime() + 30 * DAY_MILLISECONDS));
    await service.app.get(JobRunner).runDue();
    expect(await kept()).toContain(old);
    service.clock.set(new Date(MONDAY.getTime() + 31 * DAY_MILLISECONDS));
    await service.app.get(JobRunner).runDue();
    service.clock.set(MONDAY);
    expect(await kept()).toEqual([]);
  });

  it('should be handed out with what is held on a person, and be erased with them and with its order', async () => {
    const person = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    const keeper = await signedIn(service, [{ role: 'administrator' }]);
    const path = `/api/v1/people/${person.id}`;
    const ordered = async (query: string): Promise<string> =>
      (await askAs<Job>(service, person, 'POST', `${RANKINGS}?${query}`)).body.id;
    const done = await ordered('owner=Ann+Whittle');
    await service.app.get(JobRunner).runDue();
    const waiting = await ordered('q=ann');
    const theirs = await ready();
    const held = await askAs<{ texts: object[] }>(service, keeper, 'GET', `${path}/export`);
    const text = (id: string, words: string): unknown =>
      expect.objectContaining({ kind: 'portfolio-ranking', id, text: expect.stringContaining(words) });
    expect(held.body.texts).toHaveLength(2);
    expect(held.body.texts).toEqual(expect.arrayContaining([text(done, 'Ann Whittle'), text(waiting, '"q":"ann"')]));
    expect(await kept()).toEqual(expect.arrayContaining([done, waiting, theirs]));
    const headers = { 'if-match': (await askAs(service, keeper, 'GET', path)).headers.get('etag') ?? '' };
    expect((await askAs(service, keeper, 'POST', `${path}/erase`, { headers })).status).toBe(200);
    expect(await kept()).toEqual([theirs]);
    const jobs = await service.database.query(`SELECT id FROM jobs WHERE created_by = '${person.id}'`);
    expect(jobs).toEqual([]);
  });
});

describe('a portfolio of more sites than are ranked while somebody waits', () => {
  beforeAll(async () => {
    await copySite(service, sites.ZR01 ?? '', MOST_RANKED - 2, true);
  });

  it('should be refused at once, and ranked in the background', async () => {
    const refused = await ask<{ code: string; detail: string }>(service, 'GET', `${RANKS}?draws=100`, as(vendor));
    expect(refused).toMatchObject({ status: 422, body: { code: 'too-many-sites' } });
    expect(refused.body.detail).toContain(`${String(MOST_RANKED + 2)} sites are too many`);
    const id = await ready('?draws=100');
    const page = await readFully(id, '?limit=500');
    expect(page).toMatchObject({ total: MOST_RANKED + 1, next: 501, leftOut: 0, places: { length: 500 } });
    // Those with the best answers cannot be told apart, and stand before the two others.
    expect(page.ranks.groups.map(({ places }) => places.from)).toEqual([1, 500]);
    expect(page.ranks.groups[0]?.places.to).toBe(499);
    const rest = await readFully(id, '?from=500');
    expect(idsOf(rest)).toEqual([sites.ZR02, sites.ZR03]);
    expect(rest.ranks.groups.flatMap((group) => group.sites)).toEqual(idsOf(rest));
  });

  it('should be refused in the background where there are more than it takes, or more draws than it can hold', async () => {
    const many = await ask(service, 'POST', `${RANKINGS}?draws=5000`, as(vendor));
    expect(many.status).toBe(201);
    await ask(service, 'POST', `/api/v1/jobs/${String(many.body.id)}/cancel`, as(vendor));
    await copySite(service, sites.ZR01 ?? '', MOST_IN_BACKGROUND - MOST_RANKED, false);
    for (const draws of ['', '?draws=5000']) {
      const refused = await ask(service, 'POST', `${RANKINGS}${draws}`, as(vendor));
      expect([draws, refused]).toMatchObject([draws, { status: 422, body: { code: 'too-many-sites' } }]);
    }
  });
});
