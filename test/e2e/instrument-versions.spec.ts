import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TwoVersions } from '../support/second-version.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';

/*
 * Assessments by the first version of the questions, served by a release that holds a second one: a question is asked in
 * other words, one has other answers, one is gone and one is new.
 */

const EVIDENCE = { title: 'DPIA, signed', date: '2026-10-01', owner: 'Governance' };
const OLD_LEVEL =
  'The DPIA is approved and signed, the SIRO has accepted the remaining risk, and the review date is set.';

let data: TwoVersions;
let service: TestService;
let lead: SignedIn;
let viewer: SignedIn;
/** Open, by the first version */
let open: string;
let openDeployment: string;
/** Submitted, by the first version */
let submitted: string;
let submittedDeployment: string;
let snapshotId: string;
let scorecardBefore: unknown;

const api = <T = Record<string, unknown>>(method: string, address: string, sent?: object): Promise<Reply<T>> =>
  ask<T>(service, method, `/api/v1${address}`, sent);
const etagOf = async (address: string): Promise<string> => (await api('GET', address)).headers.get('etag') ?? '';

async function save(path: string, section: string, answers: object): Promise<number> {
  const address = `${path}/sections/${section}`;
  const headers = { 'if-match': await etagOf(address) };
  return (await api('PUT', address, { body: { answers }, headers })).status;
}

async function submit(path: string): Promise<string> {
  const headers = { 'if-match': await etagOf(`${path}/revision`) };
  const { status, body } = await api<{ id: string }>('POST', `${path}/submit`, { headers });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.id;
}

async function answer(path: string): Promise<void> {
  expect(await save(path, 'GV', { 'GV-01': { value: 3, note: 'With the SIRO', evidence: [EVIDENCE] } })).toBe(200);
  expect(await save(path, 'VS', { 'VS-01': { value: 1 }, 'VS-05': { value: 2, evidence: [EVIDENCE] } })).toBe(200);
  expect(await save(path, 'PT', { 'PT-03': { value: 2 } })).toBe(200);
}

beforeAll(async () => {
  service = await startService();
  const [first, second] = [await setUpAssessment(service), await setUpAssessment(service, { code: 'ZZ91' })];
  [open, submitted] = [`/assessments/${first.assessmentId}`, `/assessments/${second.assessmentId}`];
  [openDeployment, submittedDeployment] = [first.deploymentId, second.deploymentId];
  lead = await signedIn(service, [
    { role: 'trust-lead', trustId: first.trustId },
    { role: 'trust-lead', trustId: second.trustId },
  ]);
  viewer = await signedIn(service, [{ role: 'trust-viewer', trustId: first.trustId }]);
  await answer(open);
  await answer(submitted);
  snapshotId = await submit(submitted);
  scorecardBefore = (await api('GET', `/snapshots/${snapshotId}/scorecard`)).body;
  await service.app.close();
  data = new TwoVersions();
  data.change('questions/pt.yaml', 'question: ', 'question: In other words, ');
  data.change('questions/gv.yaml', OLD_LEVEL, 'The DPIA is approved by three people.');
  data.rename('VS-05', 'VS-09');
  service = await startService({ dataFolder: data.root }, service.database);
});

afterAll(async () => {
  await service.stop();
  data.remove();
});

describe('a release with two versions of the questions', () => {
  it('should tell both, and begin by the newest', async () => {
    const { body } = await api<{ items: { version: string }[] }>('GET', '/instruments');
    expect(body.items.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
    const asked = async (version: string): Promise<string[]> => {
      const path = `/instruments/ai-site-readiness/versions/${version}`;
      const { body: instrument } = await api<{ questions: { id: string }[] }>('GET', path);
      return instrument.questions.map(({ id }) => id).filter((id) => /^VS-0[59]$/.test(id));
    };
    expect([await asked('1.0.0'), await asked('1.1.0')]).toEqual([['VS-05'], ['VS-09']]);
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ92' });
    expect((await api('GET', `/assessments/${assessmentId}/revision`)).body).toMatchObject({
      ...{ instrumentVersion: '1.1.0', newerInstrumentVersion: null },
    });
  });

  it('should work with a submission by the version that it was made with', async () => {
    expect((await api('GET', `/snapshots/${snapshotId}/scorecard`)).body).toEqual(scorecardBefore);
    const explanation = await api('GET', `/snapshots/${snapshotId}/explanation`);
    expect([explanation.status, JSON.stringify(explanation.body).includes('VS-05')]).toEqual([200, true]);
    const plan = await api<{ instrument: { version: string } }>('GET', `/snapshots/${snapshotId}/plan`);
    expect([plan.status, JSON.stringify(plan.body).includes('VS-09')]).toEqual([200, false]);
    expect((await readAs(service, lead, `/snapshots/${snapshotId}/plan`)).status).toBe(200);
    expect((await api('GET', `/deployments/${submittedDeployment}/standing`)).status).toBe(200);
    const { document } = (await api<{ document: object }>('GET', `/snapshots/${snapshotId}`)).body;
    expect((await api('POST', '/score', { body: document })).body).toEqual(scorecardBefore);
  });

  it('should ask an open revision what it was asked', async () => {
    const { html } = await readAs(service, lead, `${open}/sections/VS`);
    expect([html.includes('VS-05'), html.includes('VS-09')]).toEqual([true, false]);
    expect(await save(open, 'VS', { 'VS-01': { value: 2 }, 'VS-05': { value: 2, evidence: [EVIDENCE] } })).toBe(200);
    expect(await save(open, 'VS', { 'VS-09': { value: 2 } })).toBe(422);
    expect((await api('GET', `${open}/scorecard`)).body).toMatchObject({ instrument: { version: '1.0.0' } });
    expect((await readAs(service, lead, `${open}/check`)).html).toContain('VS-05');
  });
});

describe('moving an open revision', () => {
  const moved = (fields: Record<string, string>): Promise<PageAnswer> =>
    sendForm(service, lead, `${open}/newer-version`, fields);
  const versionOn = async (): Promise<string> => {
    const { html } = await readAs(service, lead, `${open}/newer-version`);
    return /name="version" value="([^"]+)"/.exec(html)?.[1] ?? '';
  };

  it('should be offered with all that it changes', async () => {
    const { html: list } = await readAs(service, lead, open);
    expect(list).toContain('There is a newer version of the questions (1.1.0)');
    const { html } = await readAs(service, lead, `${open}/newer-version`);
    expect(html).toMatch(/New questions[\s\S]*VS-09 \([\s\S]*not asked any more[\s\S]*VS-05 \(/);
    expect(html).toMatch(/PT-01[^<]*It is asked or explained in other words/);
    expect(html).toMatch(/GV-01[^<]*It is answered in another way/);
    expect(html).toMatch(/Answers to confirm[\s\S]*GV-01 DPIA[\s\S]*The DPIA is approved and signed/);
    expect(html).toMatch(/Answers that go[\s\S]*VS-05/);
    const read = await readAs(service, viewer, `${open}/newer-version`);
    expect([read.status, read.html.includes('Move to version')]).toEqual([200, false]);
  });

  it('should not take place on answers that were changed meanwhile', async () => {
    const version = await versionOn();
    expect(await save(open, 'PT', { 'PT-03': { value: 1 } })).toBe(200);
    const reply = await moved({ version });
    expect([reply.status, reply.html.includes('Nothing was moved yet')]).toEqual([409, true]);
    expect((await moved({})).status).toBe(409);
    expect((await api('GET', `${open}/revision`)).body).toMatchObject({
      ...{ instrumentVersion: '1.0.0', newerInstrumentVersion: '1.1.0' },
    });
  });

  it('should keep answers by their question, ask again what has other answers, and be told in the history', async () => {
    const before = await etagOf(`${open}/sections/GV`);
    const reply = await moved({ version: await versionOn() });
    expect([reply.status, reply.location]).toEqual([303, `${open}?saved=newer-version`]);
    const answers = async (section: string): Promise<Record<string, Record<string, unknown>>> =>
      (await api<{ answers: Record<string, Record<string, unknown>> }>('GET', `${open}/sections/${section}`)).body
        .answers;
    const { 'GV-01': reopened } = await answers('GV');
    expect(reopened).toMatchObject({ notKnown: true, evidence: [EVIDENCE] });
    expect(reopened?.note).toBe(
      `To be confirmed. Answered by version 1.0.0 of the questions: ${OLD_LEVEL}\nNote then: With the SIRO`,
    );
    expect(await answers('PT')).toEqual({ 'PT-03': { value: 1 } });
    expect(await answers('VS')).toEqual({ 'VS-01': { value: 2 } });
    expect(await save(open, 'VS', { 'VS-01': { value: 2 }, 'VS-09': { value: 2 } })).toBe(200);
    const stale = { body: { answers: {} }, headers: { 'if-match': before } };
    expect((await api('PUT', `${open}/sections/GV`, stale)).status).toBe(412);
    const history = await api<{ items: { type: string; data: object }[] }>('GET', `${open}/history`);
    expect(history.body.items.find(({ type }) => type === 'revision-moved')?.data).toEqual({
      ...{ revision: 1, from: '1.0.0', to: '1.1.0', reopened: ['GV-01'], dropped: ['VS-05'] },
    });
    expect((await api('GET', `${open}/scorecard`)).body).toMatchObject({ instrument: { version: '1.1.0' } });
  });

  it('should take place once', async () => {
    expect(await moved({ version: 'x' })).toMatchObject({ status: 303, location: open });
    expect(await readAs(service, lead, `${open}/newer-version`)).toMatchObject({ status: 303, location: open });
    const headers = { 'if-match': await etagOf(`${open}/revision`) };
    expect(await api('POST', `${open}/newer-version`, { headers })).toMatchObject({ status: 409 });
    expect((await readAs(service, lead, open)).html).not.toContain('newer version');
    await submit(open);
    expect((await api('GET', `/deployments/${openDeployment}/standing`)).status).toBe(200);
  });
});

describe('a new revision after a submission by the older version', () => {
  it('should be announced with what changes, and be by the newest', async () => {
    const { html } = await readAs(service, lead, `${submitted}/newer-version`);
    expect(html).toContain('Open a new revision by version 1.1.0');
    expect(html).toContain('the submission keeps them');
    expect((await sendForm(service, lead, `${submitted}/revisions`, {})).status).toBe(303);
    const { body } = await api('GET', `${submitted}/revision`);
    expect(body).toMatchObject({ number: 2, instrumentVersion: '1.1.0' });
    const section = await api<{ answers: object }>('GET', `${submitted}/sections/VS`);
    expect(section.body.answers).toEqual({ 'VS-01': { value: 1 } });
    expect((await api('GET', `/snapshots/${snapshotId}`)).body).toMatchObject({
      ...{ instrument: { version: '1.0.0' }, document: { answers: { 'VS-05': { value: 2 } } } },
    });
  });

  it('should not be compared with what other questions came to, and have a plan', async () => {
    const next = await submit(submitted);
    expect((await readAs(service, lead, `/snapshots/${next}/plan`)).status).toBe(200);
    expect((await api('GET', `${submitted}/comparison`)).body).toMatchObject({ code: 'nothing-to-compare' });
    const page = await readAs(service, lead, `${submitted}/compare`);
    expect(page.status).toBe(200);
    expect(page.html).toContain('Their numbers come from different questions');
    expect(page.html).toContain('Submission 1');
    const again = await readAs(service, lead, `${submitted}/newer-version`);
    expect(again).toMatchObject({ status: 303, location: submitted });
  });
});
