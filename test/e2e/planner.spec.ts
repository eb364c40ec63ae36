import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AllocationReport, SettingsView } from '../../src/portfolio/planner.dto.js';
import { bestAnswers } from '../support/catalogue.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, signedIn, type SignedIn } from '../support/signed-in.js';
import { submitAnswers } from '../support/submitted.js';

/* Two sites with work ahead, one of which nothing is known, and another vendor's: who gets the hours, and what they buy. */

let service: TestService;
let lead: SignedIn;
let supporter: SignedIn;
let otherLead: SignedIn;
let vendorId: string;
/** Deployments by the codes of their trusts */
const sites: Record<string, string> = {};

const BASE = 0.5;

beforeAll(async () => {
  service = await startService();
  vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro', 'chest-xray-triage']);
  const otherVendorId = await addVendor(service, 'Other Imaging', ['ambient-scribe']);
  lead = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
  supporter = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  otherLead = await signedIn(service, [{ role: 'vendor-lead', vendorId: otherVendorId }]);
  const { 'IT-05': _network, 'TM-01': _training, ...rest } = bestAnswers();
  sites.ZZ01 = (await submitAnswers(service, {}, { code: 'ZZ01' })).deploymentId;
  sites.ZZ02 = (await submitAnswers(service, rest, { code: 'ZZ02', tool: 'chest-xray-triage' })).deploymentId;
  sites.ZZ03 = (await setUpAssessment(service, { code: 'ZZ03' })).deploymentId;
  sites.ZZ04 = (await submitAnswers(service, {}, { code: 'ZZ04', tool: 'ambient-scribe' })).deploymentId;
  for (const id of Object.values(sites)) {
    const headers = { 'if-match': '"1"' };
    await ask(service, 'PUT', `/api/v1/deployments/${id}/vendor-access`, { body: { vendorAccess: true }, headers });
  }
  await service.app.get(JobRunner).runDue();
});

afterAll(() => service.stop());

const allocation = (who: SignedIn, query = ''): Promise<Reply<AllocationReport>> =>
  askAs<AllocationReport>(service, who, 'GET', `/api/v1/portfolio/allocation${query}`);
const settings = (who: SignedIn, query = ''): Promise<Reply<SettingsView>> =>
  askAs<SettingsView>(service, who, 'GET', `/api/v1/portfolio/settings${query}`);

function save(who: SignedIn, body: object, version: number, query = ''): Promise<Reply<SettingsView>> {
  const headers = { 'if-match': `"${String(version)}"` };
  return askAs<SettingsView>(service, who, 'PUT', `/api/v1/portfolio/settings${query}`, { body, headers });
}

const idsOf = ({ sites: planned }: AllocationReport): string[] =>
  planned.map(({ deploymentId }) => deploymentId).sort();

describe('the allocation', () => {
  it('should name every site of the vendor with its hours, its reason and how far it is', async () => {
    const { status, body } = await allocation(lead, '?weeklyHours=12');
    expect(status).toBe(200);
    expect(idsOf(body)).toEqual([sites.ZZ01, sites.ZZ02, sites.ZZ03].sort());
    expect(body.sites.map(({ deploymentId }) => deploymentId)).toEqual(body.allocation.sites.map(({ id }) => id));
    const began = body.sites.find(({ deploymentId }) => deploymentId === sites.ZZ01);
    expect(began).toMatchObject({ site: { name: 'Test Hospital' }, trust: { name: 'Test Trust ZZ01' } });
    expect(began?.closedGates).toContain('GV-01');
    const unknown = body.allocation.sites.find(({ id }) => id === sites.ZZ03);
    expect(unknown).toMatchObject({ extraHours: 0, because: 'nothing-submitted' });
    expect(body.sites.find(({ deploymentId }) => deploymentId === sites.ZZ03)).toMatchObject({
      ...{ queue: null, stage: null, vendorShare: null, closedGates: [] },
    });
  });

  it('should bring go-lives forward by more when there are more hours, never by less', async () => {
    const weeks: number[] = [];
    for (const hours of [3 * BASE, 6, 12, 40]) {
      const { body } = await allocation(lead, `?weeklyHours=${String(hours)}`);
      weeks.push(body.allocation.gainWeeks);
      expect(body.allocation.handedOutHours).toBeLessThanOrEqual(hours - 3 * BASE);
    }
    expect(weeks[0]).toBe(0);
    expect(weeks.at(-1)).toBeGreaterThan(0);
    expect(weeks).toEqual([...weeks].sort((a, b) => a - b));
  });

  it('should forecast sites live by month, with hours no later than with the base alone', async () => {
    const { body } = await allocation(lead, '?weeklyHours=40&targetDate=2028-11-23');
    const { atBase, withHours } = body.months;
    expect(atBase[0]?.end).toBe('2026-11-30');
    expect(withHours.map(({ end }) => end)).toEqual(atBase.map(({ end }) => end));
    expect(withHours.every(({ expected }, i) => expected >= (atBase[i]?.expected ?? 0))).toBe(true);
    expect(withHours.at(-1)?.expected).toBeGreaterThan(0);
    // Of the third site nobody can tell, so that it never counts as live.
    expect(withHours.at(-1)?.high).toBeLessThanOrEqual(2);
    const { liveByTarget } = body.allocation;
    expect(liveByTarget?.unknown).toBe(1);
    expect(liveByTarget?.withHours).toBeGreaterThanOrEqual(liveByTarget?.atBase ?? 3);
  });

  it('should share out among the sites that the filters let through alone', async () => {
    const { body } = await allocation(lead, '?weeklyHours=12&tool=chest-xray-triage');
    expect(idsOf(body)).toEqual([sites.ZZ02]);
    expect((await allocation(lead, '?weeklyHours=12&queue=none')).body.sites.map((one) => one.deploymentId)).toEqual([
      sites.ZZ03,
    ]);
    expect((await allocation(lead, '?weeklyHours=12&q=nowhere')).body).toMatchObject({ sites: [] });
  });

  it("should never show another vendor's sites, nor those of a trust that has not invited the vendor", async () => {
    expect(idsOf((await allocation(otherLead, '?weeklyHours=12')).body)).toEqual([sites.ZZ04]);
    const { headers } = await ask(service, 'GET', `/api/v1/deployments/${String(sites.ZZ02)}`);
    const change = { 'if-match': headers.get('etag') ?? '' };
    const address = `/api/v1/deployments/${String(sites.ZZ02)}/vendor-access`;
    const put = await ask(service, 'PUT', address, { body: { vendorAccess: false }, headers: change });
    expect(idsOf((await allocation(lead, '?weeklyHours=12')).body)).toEqual([sites.ZZ01, sites.ZZ03].sort());
    const back = { 'if-match': put.headers.get('etag') ?? '' };
    await ask(service, 'PUT', address, { body: { vendorAccess: true }, headers: back });
    expect(idsOf((await allocation(lead, '?weeklyHours=12')).body)).toContain(sites.ZZ02);
  });

  it.each([
    ['weeklyHours=2000.5', 'weeklyHours'],
    ['weeklyHours=-1', 'weeklyHours'],
    ['weeklyHours=12&equity=2.1', 'equity'],
    ['weeklyHours=12&targetDate=2026-02-30', 'targetDate'],
    ['weeklyHours=12&targetDate=2026-11-22', 'targetDate'],
  ])('should refuse %s and name the parameter', async (query, parameter) => {
    const { status, body } = await allocation(lead, `?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid-request', errors: [{ parameter }] });
  });
});

describe("the team's setting", () => {
  it('should start from a day every four weeks for each site, until the lead says otherwise', async () => {
    const { body, headers } = await settings(supporter);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toEqual({
      ...{ vendorId, kept: false, weeklyHours: 6, equity: 0.5, targetDate: '2027-11-23', version: 1, updatedAt: null },
    });
  });

  it('should be kept for the whole team, count in the allocation, and be refused to a colleague', async () => {
    const body = { weeklyHours: 22.5, equity: 1, targetDate: '2027-06-30' };
    expect((await save(supporter, body, 1)).status).toBe(403);
    const saved = await save(lead, body, 1);
    expect(saved).toMatchObject({ status: 200, body: { ...body, kept: true, version: 2 } });
    expect((await settings(supporter)).body).toMatchObject(body);
    const { body: report } = await allocation(supporter);
    expect(report).toMatchObject({ targetDate: '2027-06-30', allocation: { weeklyHours: 22.5, equity: 1 } });
    const { body: other } = await allocation(supporter, '?weeklyHours=12');
    expect(other).toMatchObject({ targetDate: null, allocation: { weeklyHours: 12, equity: 0.5 } });
    expect((await save(lead, body, 1)).status).toBe(412);
    expect((await settings(otherLead)).body.kept).toBe(false);
  });

  it('should say in the record what was changed, and by whom', async () => {
    const before = (await settings(lead)).body;
    const { weeklyHours, equity } = before;
    await save(lead, { weeklyHours, equity, targetDate: null }, before.version);
    const { body } = await ask<{ items: object[] }>(service, 'GET', '/api/v1/events?type=support-team-changed&limit=1');
    expect(body.items[0]).toMatchObject({ subjectId: vendorId, data: { fields: ['targetDate'] } });
  });

  it('should ask whose team is meant where that is not clear, and know no team of another vendor', async () => {
    const unclear = await ask(service, 'GET', '/api/v1/portfolio/settings');
    expect(unclear).toMatchObject({ status: 400, body: { errors: [{ parameter: 'vendorId' }] } });
    const named = await ask(service, 'GET', `/api/v1/portfolio/settings?vendorId=${vendorId}`);
    expect(named).toMatchObject({ status: 200, body: { vendorId } });
    expect((await settings(otherLead, `?vendorId=${vendorId}`)).status).toBe(404);
    const body = { weeklyHours: 1, equity: 0, targetDate: null };
    expect((await save(otherLead, body, 1, `?vendorId=${vendorId}`)).status).toBe(404);
  });

  it('should drop a target date that has passed, and take none that has', async () => {
    const { version } = (await settings(lead)).body;
    const body = { weeklyHours: 10, equity: 0.5, targetDate: '2026-11-24' };
    const saved = await save(lead, body, version);
    const past = await save(lead, { ...body, targetDate: '2026-11-22' }, saved.body.version);
    expect(past).toMatchObject({ status: 400, body: { errors: [{ pointer: '/targetDate' }] } });
    service.clock.set(new Date('2026-11-25T12:00:00Z'));
    // The sessions of the others have ended meanwhile.
    const next = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    expect((await allocation(next)).body).toMatchObject({ targetDate: null, allocation: { weeklyHours: 10 } });
  });
});
