import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Scorecard } from '../../src/core/contracts/scorecard.js';
import { bestAnswers } from '../support/catalogue.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

/* What a deployment's last submission says today, with what is known of the deployment today. */

let service: TestService;

beforeAll(async () => {
  service = await startService();
});

beforeEach(() => service.clock.set(new Date('2026-11-23T12:00:00Z')));

afterAll(() => service.stop());

/** An assessment with every answer at its best, submitted; its evidence is of `date` and lapses after `expires`. */
async function submitted(code: string, date: string, expires: string): Promise<string> {
  const { assessmentId, deploymentId } = await setUpAssessment(service, { code });
  const assessment = `/api/v1/assessments/${assessmentId}`;
  const evidence = [{ title: 'Document', date, expires, owner: 'A. Person' }];
  const all = Object.entries(bestAnswers()).map(([id, answer]) => [id, { ...answer, evidence }] as const);
  const open = await ask<{ sections: { code: string }[] }>(service, 'GET', `${assessment}/revision`);
  for (const { code: section } of open.body.sections) {
    const answers = Object.fromEntries(all.filter(([id]) => id.startsWith(`${section}-`)));
    const headers = { 'if-match': '"1"' };
    const saved = await ask(service, 'PUT', `${assessment}/sections/${section}`, { body: { answers }, headers });
    expect(saved).toMatchObject({ status: 200 });
  }
  const revision = await ask(service, 'GET', `${assessment}/revision`);
  const headers = { 'if-match': revision.headers.get('etag') ?? '' };
  expect((await ask(service, 'POST', `${assessment}/submit`, { headers })).status).toBe(201);
  return deploymentId;
}

async function standing(deploymentId: string): Promise<Scorecard> {
  const address = `/api/v1/deployments/${deploymentId}/standing`;
  const { status, body } = await ask<{ scorecard: Scorecard }>(service, 'GET', address);
  expect(status).toBe(200);
  return body.scorecard;
}

describe('the standing', () => {
  it('should show that a tool is in use, and that its evidence has lapsed, without anybody answering again', async () => {
    const deploymentId = await submitted('ZB01', '2026-11-01', '2026-12-31');
    expect(await standing(deploymentId)).toMatchObject({ inUseWithoutClearance: false, stage: { number: 3 } });
    const body = { goLiveDate: '2026-11-20' };
    const headers = { 'if-match': '"1"' };
    await ask(service, 'PATCH', `/api/v1/deployments/${deploymentId}`, { body, headers });
    expect(await standing(deploymentId)).toMatchObject({ inUseWithoutClearance: false, stage: { number: 4 } });
    service.clock.set(new Date('2027-01-01T12:00:00Z'));
    const lapsed = await standing(deploymentId);
    expect(lapsed.inUseWithoutClearance).toBe(true);
    expect(lapsed.headline).toMatch(/^In use without clearance: .* lapsed on 31 December 2026/);
    const page = await (await fetch(`${service.url}/`)).text();
    expect(page).toContain('In use without clearance');
    expect(page).toContain('Today, by what was submitted on 23 November 2026');
  });

  it('should change at midnight in London, not at midnight in UTC', async () => {
    service.clock.set(new Date('2026-06-10T12:00:00Z'));
    const deploymentId = await submitted('ZB02', '2026-06-01', '2026-07-01');
    service.clock.set(new Date('2026-06-30T22:59:59Z'));
    const stateOf = async (): Promise<unknown> =>
      (await standing(deploymentId)).gates.find(({ id }) => id === 'GV-01')?.state;
    expect(await stateOf()).toBe('passed');
    service.clock.set(new Date('2026-06-30T23:00:00Z'));
    expect(await stateOf()).toBe('failed');
  });

  it('should let a change of systems that was recorded since then make evidence lapse', async () => {
    const deploymentId = await submitted('ZB03', '2026-11-01', '2026-12-31');
    const before = await standing(deploymentId);
    const body = { changes: [{ kind: 'pacs', on: '2026-11-15' }] };
    const headers = { 'if-match': '"1"' };
    const changed = await ask(service, 'PATCH', `/api/v1/deployments/${deploymentId}`, { body, headers });
    expect(changed.status).toBe(200);
    const after = await standing(deploymentId);
    const expired = ({ findings }: Scorecard): number => findings.filter(({ outcome }) => outcome === 'expired').length;
    expect(expired(before)).toBe(0);
    expect(expired(after)).toBeGreaterThan(0);
  });

  it('should say which use was assessed, and warn on the list when it is meant for another one', async () => {
    const deploymentId = await submitted('ZB04', '2026-11-01', '2026-12-31');
    const address = `/api/v1/deployments/${deploymentId}`;
    await ask(service, 'PATCH', address, { body: { use: 'research' }, headers: { 'if-match': '"1"' } });
    const { body } = await ask(service, 'GET', `${address}/standing`);
    expect(body).toMatchObject({ assessedUse: 'routine', currentUse: 'research' });
    const page = await (await fetch(`${service.url}/`)).text();
    expect(page).toContain('Assessed for routine use, now meant for research use');
  });
});

describe('the list of deployments', () => {
  it('should warn of a tool that is in use with nothing submitted', async () => {
    await setUpAssessment(service, { code: 'ZB05', context: { goLiveDate: '2026-11-01' } });
    await setUpAssessment(service, { code: 'ZB06', context: { goLiveDate: '2026-12-01' } });
    const page = await (await fetch(`${service.url}/`)).text();
    expect(page).toContain('<strong>In use since 1 November 2026 without clearance. The assessment was not submitted.');
    expect(page).not.toContain('In use since 1 December 2026');
  });

  it('should say that work rests, and warn of nothing where it has ended', async () => {
    const deploymentId = await submitted('ZB07', '2026-11-01', '2026-11-30');
    const address = `/api/v1/deployments/${deploymentId}`;
    const body = { goLiveDate: '2026-11-20', status: 'paused' };
    await ask(service, 'PATCH', address, { body, headers: { 'if-match': '"1"' } });
    service.clock.set(new Date('2026-12-15T12:00:00Z'));
    const row = async (): Promise<string> => {
      const page = await (await fetch(`${service.url}/`)).text();
      return page.split('<tr').find((text) => text.includes('Test Trust ZB07')) ?? '';
    };
    expect(await row()).toMatch(/Paused[\s\S]*<strong>In use without clearance/);
    await ask(service, 'PATCH', address, { body: { status: 'ended' }, headers: { 'if-match': '"2"' } });
    const ended = await row();
    expect(ended).toContain('Ended');
    expect(ended).toContain('As submitted on 23 November 2026');
    expect(ended).not.toContain('<strong>In use');
  });
});
