import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATA_SOURCES, type DataSources } from '../../src/platform/database/data-sources.js';
import { disarm } from '../support/tampering.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';

/* What lies between one revision and the next, and between two people who work on it. */

let service: TestService;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.stop());

const EVIDENCE = [{ title: 'DPIA', date: '2026-10-01' }];

const change = (method: string, address: string, etag: string, body?: unknown): Promise<Reply<{ id: string }>> =>
  ask(service, method, address, { headers: { 'if-match': etag }, ...(body !== undefined && { body }) });

async function etagOf(address: string): Promise<string> {
  return (await ask(service, 'GET', address)).headers.get('etag') ?? '';
}

async function save(assessment: string, section: string, answers: object): Promise<void> {
  const address = `${assessment}/sections/${section}`;
  expect(await change('PUT', address, await etagOf(address), { answers })).toMatchObject({ status: 200 });
}

async function submit(assessment: string): Promise<string> {
  const reply = await change('POST', `${assessment}/submit`, await etagOf(`${assessment}/revision`));
  expect(reply).toMatchObject({ status: 201 });
  return reply.body.id;
}

describe('the next revision', () => {
  it('should not take a change that was made on the last one, whatever the numbers of saves', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZA01' });
    const assessment = `/api/v1/assessments/${assessmentId}`;
    const section = `${assessment}/sections/IT`;
    const seen = [await etagOf(section)];
    await save(assessment, 'IT', { 'IT-05': { value: 1 } });
    seen.push(await etagOf(section));
    await submit(assessment);
    await ask(service, 'POST', `${assessment}/revisions`);
    await save(assessment, 'IT', { 'IT-05': { value: 2, note: 'Theirs.' } });
    for (const etag of seen) {
      const stale = await change('PUT', section, etag, { answers: {} });
      expect(stale).toMatchObject({ status: 412, body: { code: 'stale-version', currentVersion: 4 } });
    }
    const { body } = await ask<{ answers: object }>(service, 'GET', section);
    expect(body.answers).toEqual({ 'IT-05': { value: 2, note: 'Theirs.' } });
  });

  it('should open with as much evidence as can be stored', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZA02' });
    const assessment = `/api/v1/assessments/${assessmentId}`;
    const evidence = Array.from({ length: 50 }, (_, index) => ({ title: `Document ${String(index)}` }));
    const { body } = await ask<{ questions: { id: string; domain: string; levels?: unknown }[] }>(
      service,
      'GET',
      '/api/v1/instruments/ai-site-readiness/versions/1.0.0?toolId=echogo-pro',
    );
    const bySection = new Map<string, Record<string, object>>();
    for (const { id, domain } of body.questions) {
      bySection.set(domain, { ...bySection.get(domain), [id]: { notKnown: true, evidence } });
    }
    for (const [code, answers] of bySection) await save(assessment, code, answers);
    await submit(assessment);
    expect((await ask(service, 'POST', `${assessment}/revisions`)).status).toBe(201);
    const { body: page } = await ask<{ next: string | null }>(service, 'GET', `${assessment}/evidence?limit=200`);
    expect(page.next).not.toBeNull();
    await submit(assessment);
  });
});

describe('submitting', () => {
  it.each(['trusts', 'sites'] as const)(
    'should not freeze a name of %s that the submitter has not seen',
    async (kind) => {
      const made = await setUpAssessment(service, { code: kind === 'trusts' ? 'ZA03' : 'ZA04' });
      const assessment = `/api/v1/assessments/${made.assessmentId}`;
      const seen = await etagOf(`${assessment}/revision`);
      const place = `/api/v1/${kind}/${kind === 'trusts' ? made.trustId : made.siteId}`;
      expect(await change('PATCH', place, '"1"', { name: 'Renamed' })).toMatchObject({ status: 200 });
      expect(await change('POST', `${assessment}/submit`, seen)).toMatchObject({ status: 412 });
    },
  );

  it('should hash everything that the result depends on', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZA05' });
    const assessment = `/api/v1/assessments/${assessmentId}`;
    const hashes: unknown[] = [];
    const answers = [{ value: 3 }, { value: 3, note: 'Signed.' }, { value: 3, evidence: EVIDENCE }, { value: 2 }];
    for (const answer of answers) {
      await save(assessment, 'GV', { 'GV-01': answer });
      const snapshot = `/api/v1/snapshots/${await submit(assessment)}`;
      hashes.push((await ask<{ inputHash: string }>(service, 'GET', snapshot)).body.inputHash);
      await ask(service, 'POST', `${assessment}/revisions`);
    }
    expect(new Set(hashes).size).toBe(answers.length);
  });
});

describe('a comparison', () => {
  it('should say what is missing while there is one submission, and name no submission that nobody asked for', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZA06' });
    const assessment = `/api/v1/assessments/${assessmentId}`;
    const none = await ask(service, 'GET', `${assessment}/comparison`);
    expect(none).toMatchObject({ status: 404, body: { code: 'nothing-submitted' } });
    await submit(assessment);
    const one = await ask(service, 'GET', `${assessment}/comparison`);
    expect(one).toMatchObject({ status: 404, body: { code: 'nothing-to-compare' } });
    const unknown = await ask(service, 'GET', `${assessment}/comparison?from=7&to=1`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(unknown.body.detail).toBe('This assessment has no submission with the number 7.');
  });
});

describe('answers by a version of the instrument that this release does not hold', () => {
  it('should be read as they were frozen, and not be worked with', async () => {
    const { assessmentId, deploymentId } = await setUpAssessment(service, { code: 'ZA07' });
    const id = await submit(`/api/v1/assessments/${assessmentId}`);
    // the database itself would refuse the change
    await service.app.get<DataSources>(DATA_SOURCES).transaction('write', disarm);
    await service.database.query(
      `UPDATE snapshots SET instrument_version = '0.9.0',
         document = replace(document, 'ai-site-readiness@1.0.0', 'ai-site-readiness@0.9.0') WHERE id = $1`,
      [id],
    );
    await service.database.query("UPDATE revisions SET instrument_version = '0.9.0' WHERE assessment_id = $1", [
      assessmentId,
    ]);
    await service.database.query(
      "UPDATE standings SET instrument = 'ai-site-readiness@0.9.0' WHERE deployment_id = $1",
      [deploymentId],
    );
    expect((await ask(service, 'GET', `/api/v1/snapshots/${id}/scorecard`)).status).toBe(200);
    const next = await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
    expect(next).toMatchObject({ status: 409, body: { code: 'instrument-unavailable' } });
    for (const address of [
      `/api/v1/snapshots/${id}/plan`,
      `/api/v1/snapshots/${id}/plan.pdf`,
      `/api/v1/snapshots/${id}/explanation`,
      `/api/v1/deployments/${deploymentId}/standing`,
    ]) {
      const { status, body } = await ask(service, 'GET', address);
      expect({ address, status, body }).toMatchObject({
        address,
        status: 409,
        body: { code: 'instrument-unavailable' },
      });
    }
    const page = await fetch(`${service.url}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('As submitted on 23 November 2026');
  });
});
