import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ForecastCalibration } from '../../src/core/contracts/forecast-calibration.js';
import type { Scorecard } from '../../src/core/contracts/scorecard.js';
import { reestimateFactor } from '../../src/core/planning/re-estimate.js';
import type { HeatMap } from '../../src/portfolio/cohort-parts.dto.js';
import type { ChangeKind, Cohort, CohortChanges, PortfolioCalibration } from '../../src/portfolio/cohort.dto.js';
import { bestAnswers, realCatalogue } from '../support/catalogue.js';
import { refreshPortfolio, smallCohort, type SmallCohort } from '../support/cohort.js';
import { ask, startService, type TestService } from '../support/service.js';
import { submitAgain } from '../support/submitted.js';
import { addVendor, askAs, signedIn } from '../support/signed-in.js';

/* A portfolio of four sites as a whole: one live, one that waits, one in use without clearance, one that submitted nothing. */

const BASE = '/api/v1/portfolio';

let service: TestService;
let sites: SmallCohort;

beforeAll(async () => {
  service = await startService();
  sites = await smallCohort(service);
});

afterAll(() => service.stop());

async function change(deploymentId: string, method: string, address: string, body: object): Promise<void> {
  const deployment = `/api/v1/deployments/${deploymentId}`;
  const headers = { 'if-match': (await ask(service, 'GET', deployment)).headers.get('etag') ?? '' };
  expect((await ask(service, method, `${deployment}${address}`, { body, headers })).status).toBe(200);
}

async function get<T>(address: string): Promise<T> {
  const { status, body } = await ask<T>(service, 'GET', `${BASE}/${address}`);
  expect({ address, status }).toEqual({ address, status: 200 });
  return body;
}

const cohort = (query = ''): Promise<Cohort> => get(`cohort${query}`);

describe('the heat map', () => {
  it('should show the scores of the standing, with the gates that are closed', async () => {
    const { heatMap } = await cohort();
    const address = `/api/v1/deployments/${sites.waiting.deploymentId}/standing`;
    const { body } = await ask<{ scorecard: Scorecard }>(service, 'GET', address);
    const { domains, index, stage } = body.scorecard;
    expect(heatMap.rows.find(({ deploymentId }) => deploymentId === sites.waiting.deploymentId)).toMatchObject({
      trust: { name: 'Test Trust ZC02' },
      stage: stage.number,
      closedDataGates: ['GV-01'],
      closedGates: expect.arrayContaining(['GV-01']) as unknown,
      index: index.value,
      upper: index.upper,
      domains: domains.map(({ code, score, upper }) => ({ code, score, upper })),
    });
  });

  it('should go page by page through every site once, in the order of the work list', async () => {
    const { body } = await ask<{ items: { deploymentId: string }[] }>(service, 'GET', BASE);
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: HeatMap = (await cohort(`?limit=1${next === '' ? '' : `&cursor=${next}`}`)).heatMap;
      expect(page.rows).toHaveLength(1);
      seen.push(...page.rows.map(({ deploymentId }) => deploymentId));
      next = page.next;
    }
    expect(seen).toEqual(body.items.map(({ deploymentId }) => deploymentId));
    expect(seen).toHaveLength(4);
  });

  it('should refuse a cursor that it did not give', async () => {
    const { status, body } = await ask(service, 'GET', `${BASE}/cohort?cursor=nothing`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid-cursor' });
  });
});

describe('the cohort', () => {
  it('should count the sites by stage, and those that submitted nothing apart', async () => {
    const { sites: all, notKnown, funnel } = await cohort();
    expect({ all, notKnown }).toEqual({ all: 4, notKnown: 1 });
    expect(funnel.map(({ atOrBeyond }) => atOrBeyond)).toEqual([3, expect.any(Number), 1, 1, 1]);
    expect(funnel.reduce((sum, { at }) => sum + at, 0)).toBe(3);
    expect(funnel[4]).toMatchObject({ name: 'Live', at: 1 });
  });

  it('should count the sites that wait on one gate as one barrier', async () => {
    const { barriers } = await cohort();
    expect(barriers.of).toBe(3);
    const [first] = barriers.questions;
    expect(first).toMatchObject({ id: 'GV-01', sites: 2, gate: 'data', owner: 'trust', vendorSites: 0 });
    expect(first?.sentence).toMatch(/^2 of 3 sites wait on GV-01 /);
    expect(barriers.themes.some(({ questions }) => questions.includes('GV-01'))).toBe(true);
  });

  it('should forecast from the sites that are live, and leave out those of which nothing can be said', async () => {
    const { forecast, factors } = await cohort();
    expect(forecast).toMatchObject({ sites: 4, liveAlready: 1, hoursPerWeek: 4.5, usualHoursPerWeek: 8 });
    expect(forecast.cannotSay).toBe(1);
    expect(forecast.made).toEqual({ oldest: '2026-10-05', newest: '2026-11-23' });
    expect((await cohort('?stage=4')).forecast.made).toBeNull();
    expect(forecast.reestimated).toHaveLength(36);
    expect(forecast.reestimated[0]).toMatchObject({ end: '2026-11-30' });
    const lows = forecast.reestimated.map(({ low }) => low);
    expect(Math.min(...lows)).toBeGreaterThanOrEqual(1);
    expect(forecast.reestimated.at(-1)).toMatchObject({ median: 3 });
    expect(Math.max(...forecast.reestimated.map(({ high }) => high))).toBeLessThanOrEqual(3);
    expect(factors.map(({ toolId }) => toolId)).toEqual(['echogo-pro']);
    expect(factors[0]?.median).not.toBe(factors[0]?.published);
    expect(forecast.published).not.toEqual(forecast.reestimated);
  });

  it('should show for each month what was last known of each site', async () => {
    const { trend } = await cohort();
    expect(trend).toHaveLength(12);
    const on = new Map(trend.map((month) => [month.on, month]));
    expect([...on.keys()].slice(-3)).toEqual(['2026-09-30', '2026-10-31', '2026-11-23']);
    expect(on.get('2026-09-30')).toMatchObject({ sites: 0, stages: [0, 0, 0, 0, 0], medianIndex: null });
    const { body } = await ask<{ scorecard: Scorecard }>(
      service,
      'GET',
      `/api/v1/deployments/${sites.waiting.deploymentId}/standing`,
    );
    expect(on.get('2026-10-31')).toMatchObject({ sites: 3, withClosedGates: 3 });
    expect(on.get('2026-10-31')?.stages[4]).toBe(0);
    expect(on.get('2026-11-23')).toMatchObject({ sites: 3, withClosedGates: 2 });
    expect(on.get('2026-11-23')?.stages[4]).toBe(1);
    expect(on.get('2026-10-31')?.medianIndex).toBeCloseTo(body.scorecard.index.value, -1);
  });

  it('should be of the chosen sites only', async () => {
    const { sites: all, funnel, forecast } = await cohort('?tool=chest-xray-triage');
    expect({ all, live: funnel[4]?.at, liveAlready: forecast.liveAlready }).toEqual({
      all: 1,
      live: 0,
      liveAlready: 0,
    });
    expect(await cohort('?q=nobody')).toMatchObject({ sites: 0, heatMap: { rows: [], next: null } });
  });

  it('should be of the own tools only, where the trust lets the vendor take part', async () => {
    const vendorId = await addVendor(service, 'Chest Vendor', ['chest-xray-triage']);
    const lead = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
    const own = (address: string): Promise<{ body: Cohort & PortfolioCalibration }> =>
      askAs(service, lead, 'GET', `${BASE}/${address}`);
    expect((await own('cohort')).body).toMatchObject({ sites: 0, heatMap: { rows: [] }, trend: { 11: { sites: 0 } } });
    const { deploymentId } = sites.uncleared;
    await change(deploymentId, 'PUT', '/vendor-access', { vendorAccess: true });
    await refreshPortfolio(service);
    expect((await own('cohort')).body.heatMap.rows.map((row) => row.deploymentId)).toEqual([deploymentId]);
    expect((await own('calibration')).body).toMatchObject({
      inUseUncleared: 1,
      factors: [],
      calibration: { live: 0, notYetLive: 0 },
    });
  });
});

describe('the changes', () => {
  const idsOf = ({ groups }: CohortChanges, kind: ChangeKind): string[] =>
    groups.find((group) => group.kind === kind)?.items.map(({ deploymentId }) => deploymentId) ?? [];

  it('should tell what happened in the last seven days', async () => {
    const changes = await get<CohortChanges>('changes');
    expect(changes).toMatchObject({ since: '2026-11-16', on: '2026-11-23', sites: 4, compared: 3, newlyKnown: 0 });
    expect(idsOf(changes, 'moved-stage')).toEqual([sites.live.deploymentId]);
    expect(idsOf(changes, 'opened-gates')).toEqual([]);
    expect(idsOf(changes, 'regressed')).toContain(sites.uncleared.deploymentId);
    expect((await cohort()).changes).toEqual(changes);
  });

  it('should tell of a longer time when asked', async () => {
    const changes = await get<CohortChanges>('changes?since=2026-10-31');
    expect(idsOf(changes, 'opened-gates')).toEqual([sites.live.deploymentId]);
    expect(await get('changes?since=2026-10-01')).toMatchObject({ compared: 0, newlyKnown: 3, changed: 0 });
  });

  it('should take a day that lies ahead for today', async () => {
    expect(await get('changes?since=2027-01-01')).toMatchObject({ since: '2026-11-23', compared: 3, changed: 0 });
  });

  it('should refuse what is no day', async () => {
    const { status, body } = await ask(service, 'GET', `${BASE}/changes?since=2026-02-30`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid-request' });
  });
});

describe('the calibration', () => {
  const rowOf = ({ rows }: ForecastCalibration, id: string): ForecastCalibration['rows'][number] | undefined =>
    rows.find((row) => row.id === id);

  it('should hold the first forecast of each site against its go-live, or today', async () => {
    const { calibration, inUseUncleared } = await get<PortfolioCalibration>('calibration');
    expect(calibration).toMatchObject({ live: 1, notYetLive: 1 });
    expect(inUseUncleared).toBe(1);
    const [live, waiting] = [sites.live, sites.waiting].map(({ deploymentId }) => rowOf(calibration, deploymentId));
    expect(live).toMatchObject({ madeOn: '2026-10-05', live: true, weeks: 46 / 7 });
    expect(waiting).toMatchObject({ madeOn: '2026-10-05', live: false, weeks: 7 });
    expect(live?.plannedWeeks).toBe(waiting?.plannedWeeks);
  });

  it('should re-estimate the factor of a tool from its sites, whatever is chosen', async () => {
    const { calibration, factors } = await get<PortfolioCalibration>('calibration');
    const { median } = reestimateFactor(calibration.rows, realCatalogue().instrument.method.forecast);
    expect(factors).toEqual([expect.objectContaining({ toolId: 'echogo-pro', live: 1, notYetLive: 1 })]);
    expect(factors[0]?.median).toBeCloseTo(median, 10);
    const chosen = await get<PortfolioCalibration>('calibration?stage=4');
    expect(chosen.calibration.rows).toHaveLength(1);
    expect(chosen.factors).toEqual(factors);
  });
});

describe('what is kept at hand', () => {
  it('should be read anew when a site has submitted again', async () => {
    const waitingFor = async (gate: string): Promise<number | undefined> =>
      (await cohort()).barriers.questions.find(({ id }) => id === gate)?.sites;
    expect(await waitingFor('GV-01')).toBe(2);
    const { assessmentId } = sites.waiting;
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
    await submitAgain(service, assessmentId, bestAnswers());
    await refreshPortfolio(service);
    expect(await waitingFor('GV-01')).toBe(1);
  });
});
