import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SupportPlan } from '../../src/core/contracts/plan.js';
import type { Cohort } from '../../src/portfolio/cohort.dto.js';
import type { AllocationReport } from '../../src/portfolio/planner.dto.js';
import type { PortfolioItem } from '../../src/portfolio/portfolio.dto.js';
import type { PortfolioRanks } from '../../src/portfolio/ranks.dto.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { bestAnswers } from '../support/catalogue.js';
import { readPdf } from '../support/pdf.js';
import { ask, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, signedIn, type SignedIn } from '../support/signed-in.js';
import { submitAnswers, type Submitted } from '../support/submitted.js';

/* What the support team's portfolio promises above all, seen where a team sees it. */

type Answers = Readonly<Record<string, object | undefined>>;

const value = (given: number): object => ({ value: given });
/** Much to do, some of it for the vendor */
const MUCH_TO_DO: Answers = { 'IT-01': value(0), 'IT-04': value(0), 'GV-01': value(0), 'VS-03': value(0) };
const SMALL_TEAM: Answers = { 'TM-01': value(0.5), 'TM-02': value(0), 'TM-08': value(1) };

let service: TestService;
let lead: SignedIn;
let large: Submitted;
let small: Submitted;
/** All is in order but the DPIA, which is a data gate and the trust's own to mend */
let trustsOwn: Submitted;
/** All is in order but the vendor's evidence for security */
let vendorsOwn: Submitted;

async function invited(answers: Answers, code: string): Promise<Submitted> {
  const submitted = await submitAnswers(service, { ...bestAnswers(), ...answers }, { code });
  const { body } = await ask<{ site: { id: string } }>(service, 'GET', `/api/v1/deployments/${submitted.deploymentId}`);
  for (const [address, method, change] of [
    [`/api/v1/deployments/${submitted.deploymentId}/vendor-access`, 'PUT', { vendorAccess: true }],
    [`/api/v1/sites/${body.site.id}`, 'PATCH', { name: nameOf(code) }],
  ] as const) {
    const { status } = await ask(service, method, address, { body: change, headers: { 'if-match': '"1"' } });
    expect(status).toBe(200);
  }
  return submitted;
}

const nameOf = (code: string): string => `Hospital ${code}`;

async function get<T>(address: string): Promise<T> {
  const { status, body } = await askAs<T>(service, lead, 'GET', `/api/v1${address}`);
  expect(status).toBe(200);
  return body;
}

const itemOf = ({ deploymentId }: Submitted): Promise<PortfolioItem> =>
  get<PortfolioItem>(`/deployments/${deploymentId}/outlook`);
const planOf = ({ snapshotId }: Submitted): Promise<SupportPlan> => get<SupportPlan>(`/snapshots/${snapshotId}/plan`);

beforeAll(async () => {
  service = await startService();
  const vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  lead = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
  large = await invited(MUCH_TO_DO, 'ZP01');
  small = await invited({ ...MUCH_TO_DO, ...SMALL_TEAM }, 'ZP02');
  trustsOwn = await invited({ 'GV-01': value(0) }, 'ZP03');
  vendorsOwn = await invited({ 'GV-10': value(0) }, 'ZP04');
  await service.app.get(JobRunner).runDue();
});

afterAll(() => service.stop());

describe('twin sites that differ in nothing but their team', () => {
  it('should give the smaller one a longer plan with more hours, and no later place in the work list', async () => {
    const [ofLarge, ofSmall] = [await planOf(large), await planOf(small)];
    expect(ofSmall.capacity).toBeLessThan(ofLarge.capacity);
    expect(ofSmall.vendorHours).toBeGreaterThan(ofLarge.vendorHours);
    const [inLarge, inSmall] = [await itemOf(large), await itemOf(small)];
    const days = [inLarge, inSmall].map(({ goLive }) => goLive?.p50);
    expect(days).toEqual([expect.stringMatching(/^\d{4}-/), expect.stringMatching(/^\d{4}-/)]);
    expect(days).toEqual([...days].sort());
    expect(days[1]).not.toBe(days[0]);
    expect(inSmall.index).toBeLessThan(inLarge.index ?? 0);
    const { items } = await get<{ items: readonly PortfolioItem[] }>('/portfolio');
    const ids = items.map(({ deploymentId }) => deploymentId);
    expect(ids.indexOf(small.deploymentId)).toBeLessThan(ids.indexOf(large.deploymentId));
  });

  it('should never give the smaller one fewer of the hours of the week for as much gain', async () => {
    const { allocation } = await get<AllocationReport>('/portfolio/allocation?weeklyHours=12');
    const of = ({ deploymentId }: Submitted): AllocationReport['allocation']['sites'][number] | undefined =>
      allocation.sites.find(({ id }) => id === deploymentId);
    expect(of(small)?.extraHours).toBeGreaterThanOrEqual(of(large)?.extraHours ?? 0);
    expect(of(small)?.extraHours).toBeGreaterThan(0);
  });
});

describe('whom hours can move', () => {
  it('should give a site that waits on its own trust few hours, and the advice to escalate', async () => {
    const item = await itemOf(trustsOwn);
    expect(item).toMatchObject({ queue: 'wait-on-trust', place: { vendorShare: 0 } });
    expect(item.place?.escalate).toMatch(/information governance lead/);
    expect(item.place?.advice).toContain(item.place?.escalate ?? 'nobody');
    const { allocation } = await get<AllocationReport>('/portfolio/allocation?weeklyHours=40');
    const own = allocation.sites.find(({ id }) => id === trustsOwn.deploymentId);
    expect(own?.extraHours).toBeLessThanOrEqual(1);
    const others = allocation.sites.filter((site) => site !== own).map(({ extraHours }) => extraHours);
    expect(Math.min(...others)).toBeGreaterThan(own?.extraHours ?? Infinity);
    expect(own?.advice).toMatch(/^Escalate to the trust or its network/);
  });

  it('should put a site into "Unblock now" where one thing that the vendor can do clears a gate', async () => {
    const { queue, place } = await itemOf(vendorsOwn);
    expect(queue).toBe('unblock-now');
    expect(place?.vendorActions).toEqual([expect.objectContaining({ id: 'GV-10', clears: 'GV-10' })]);
    expect(place?.reason).toContain('GV-10');
  });
});

describe('a high score with a failed data gate', () => {
  const CALLED_READY = /ready on score|\bis ready\b/i;

  it('should be one: the score is high and the gate is closed', async () => {
    const { index, stage, band, closedGates } = await itemOf(trustsOwn);
    expect(index).toBeGreaterThan(80);
    expect({ stage, band, closedGates }).toEqual({ stage: 1, band: null, closedGates: ['GV-01'] });
  });

  it.each(['/portfolio', '/portfolio/cohort', '/portfolio/planner', '/portfolio/ranks', '/portfolio/forecasts'])(
    'should not look ready on %s',
    async (path) => {
      const { status, html } = await readAs(service, lead, `${path}?blocker=GV-01&q=ZP03`);
      expect(status).toBe(200);
      const text = html
        .replace(/<(select|form|script|style)\b.*?<\/\1>/gs, ' ')
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ');
      expect(text).not.toMatch(CALLED_READY);
      if (path === '/portfolio/forecasts') return;
      expect(text).toContain(nameOf('ZP03'));
      expect(text).toMatch(/GV-01|1 gate closed|closed gates?:? 1/i);
    },
  );

  it('should not look ready on the page of the site', async () => {
    const { html } = await readAs(service, lead, `/portfolio/sites/${trustsOwn.deploymentId}`);
    const text = html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('GV-01');
    expect(text).not.toMatch(CALLED_READY);
  });

  it('should have its closed gate beside the score in ranks, heat map and export', async () => {
    const { places } = await get<PortfolioRanks>('/portfolio/ranks');
    const place = places.find(({ deploymentId }) => deploymentId === trustsOwn.deploymentId);
    expect(place).toMatchObject({ stage: 1, closedGates: ['GV-01'] });
    const { heatMap } = await get<Cohort>('/portfolio/cohort?q=ZP03');
    expect(heatMap.rows).toEqual([expect.objectContaining({ stage: 1, closedDataGates: ['GV-01'] })]);
    const exported = await get<{ items: readonly object[] }>('/portfolio/export?format=json&q=ZP03');
    expect(exported.items).toEqual([expect.objectContaining({ stage: 1, closedGates: ['GV-01'], band: null })]);
  });

  it('should not look ready in the report for a meeting', async () => {
    const response = await fetch(`${service.url}/api/v1/portfolio/report.pdf?q=ZP03`, {
      headers: { cookie: lead.cookie },
    });
    expect(response.status).toBe(200);
    const { pages } = await readPdf(new Uint8Array(await response.arrayBuffer()));
    expect(pages).toHaveLength(3);
    const own = (pages[2]?.seen ?? '').replace(/\s+/g, ' ');
    expect(own).toContain(nameOf('ZP03'));
    expect(own).toContain('GV-01');
    for (const { seen } of pages) expect(seen.replace(/\s+/g, ' ')).not.toMatch(CALLED_READY);
  });
});
