import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';
import { upload } from '../support/uploads.js';

/* What the trust has answered elsewhere, and what the vendor states: shown beside the question, counted when somebody says so. */

interface Offered {
  readonly items: {
    readonly questionId: string;
    readonly answer: Record<string, unknown>;
    readonly source: { readonly snapshotId: string; readonly site: string };
  }[];
}
type Answers = Record<string, Record<string, unknown>>;

let service: TestService;
let ids: Awaited<ReturnType<typeof setUpAssessment>>;
let lead: SignedIn;
let colleague: SignedIn;
let second: string;
let number = 0;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.stop());

const tagOf = async (address: string): Promise<Record<string, string>> => ({
  'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '',
});

async function save(assessmentId: string, code: string, answers: object): Promise<void> {
  const address = `/api/v1/assessments/${assessmentId}/sections/${code}`;
  const { status } = await ask(service, 'PUT', address, { body: { answers }, headers: await tagOf(address) });
  expect(status).toBe(200);
}

async function submit(assessmentId: string): Promise<string> {
  const address = `/api/v1/assessments/${assessmentId}`;
  const headers = await tagOf(`${address}/revision`);
  return (await ask<{ id: string }>(service, 'POST', `${address}/submit`, { headers })).body.id;
}

async function answersOf(assessmentId: string, code: string): Promise<Answers> {
  const address = `/api/v1/assessments/${assessmentId}/sections/${code}`;
  return (await ask<{ answers: Answers }>(service, 'GET', address)).body.answers;
}

/** A further site of the trust, with its assessment. */
async function another(name: string, toolId = 'chest-xray-triage'): Promise<string> {
  const made = async (address: string, body: object): Promise<string> =>
    (await ask<{ id: string }>(service, 'POST', address, { body })).body.id;
  const siteId = await made(`/api/v1/trusts/${ids.trustId}/sites`, { name });
  return made('/api/v1/assessments', { deploymentId: await made('/api/v1/deployments', { siteId, toolId }) });
}

const offered = (who: SignedIn, assessmentId = second): Promise<Reply<Offered>> =>
  askAs<Offered>(service, who, 'GET', `/api/v1/assessments/${assessmentId}/offered-answers`);
const confirm = (who: SignedIn, questionId: string, snapshotId: string): Promise<Reply> =>
  askAs(service, who, 'POST', `/api/v1/assessments/${second}/offered-answers/confirm`, {
    body: { questionId, snapshotId },
  });

beforeEach(async () => {
  number += 1;
  const context = { productVersion: '2.2' };
  ids = await setUpAssessment(service, { code: `ZO${String(number).padStart(2, '0')}`, context });
  lead = await signedIn(service, [{ role: 'trust-lead', trustId: ids.trustId }]);
  second = await another('Second Hospital');
  const invited = { assessmentId: second, sections: ['TM'] };
  colleague = await signedIn(service, [{ role: 'contributor', trustId: ids.trustId, ...invited }]);
});

describe('answers about the trust', () => {
  it('should be offered with where they come from, and count only when they are confirmed', async () => {
    const file = await upload(service, ids.assessmentId, 'structure.txt', 'text');
    const evidence = [{ title: 'Structure', date: '2026-06-01', fileId: file.body.id }];
    await save(ids.assessmentId, 'TM', {
      'TM-01': { value: 2, note: 'Since the merger', evidence },
      'TM-02': { notKnown: true },
      'TM-04': { value: 1 },
    });
    expect((await offered(lead)).body.items).toEqual([]);
    const snapshotId = await submit(ids.assessmentId);
    const { items } = (await offered(lead)).body;
    expect(items.map(({ questionId }) => questionId)).toEqual(['TM-01']);
    expect(items[0]).toMatchObject({
      section: 'TM',
      source: { snapshotId, site: 'Test Hospital', toolId: 'echogo-pro' },
    });
    expect(items[0]?.answer).toEqual({
      ...{ value: 2, note: 'Since the merger' },
      evidence: [{ title: 'Structure', date: '2026-06-01' }],
    });
    expect(await answersOf(second, 'TM')).toEqual({});
    const confirmed = await confirm(lead, 'TM-01', snapshotId);
    expect([confirmed.status, confirmed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(await answersOf(second, 'TM')).toMatchObject({
      'TM-01': { value: 2, note: 'Since the merger', evidence: [{ title: 'Structure', date: '2026-06-01' }] },
    });
    expect((await offered(lead)).body.items).toEqual([]);
    expect((await confirm(lead, 'TM-01', snapshotId)).body).toMatchObject({ status: 409, code: 'conflict' });
    const history = await ask<{ items: { type: string; data: object }[] }>(
      service,
      'GET',
      `/api/v1/assessments/${second}/history`,
    );
    expect(history.body.items[0]).toMatchObject({
      type: 'answer-taken-over',
      data: { snapshotId, questions: ['TM-01'] },
    });
  });

  it('should be the latest of each assessment, not taken from another trust, and not shown to those who may not see it', async () => {
    await save(ids.assessmentId, 'TM', { 'TM-01': { value: 1 } });
    const first = await submit(ids.assessmentId);
    await ask(service, 'POST', `/api/v1/assessments/${ids.assessmentId}/revisions`);
    await save(ids.assessmentId, 'TM', { 'TM-01': { value: 3 } });
    const latest = await submit(ids.assessmentId);
    const { items } = (await offered(lead)).body;
    expect(items).toMatchObject([{ answer: { value: 3 }, source: { snapshotId: latest } }]);
    expect((await confirm(lead, 'TM-01', first)).status).toBe(404);
    expect((await confirm(lead, 'IT-05', latest)).status).toBe(404);
    expect((await offered(colleague)).body.items).toEqual([]);
    expect((await confirm(colleague, 'TM-01', latest)).status).toBe(404);
    expect((await confirm(colleague, 'IT-09', latest)).status).toBe(403);
    const elsewhere = await setUpAssessment(service, { code: `ZP${String(number)}` });
    const other = await signedIn(service, [{ role: 'trust-lead', trustId: elsewhere.trustId }]);
    expect((await offered(other, elsewhere.assessmentId)).body.items).toEqual([]);
    expect((await offered(other)).status).toBe(404);
    const vendorId = await addVendor(service, `Vendor ${String(number)}`);
    const vendor = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
    expect((await offered(vendor)).status).toBe(404);
  });

  it('should be confirmed on the page of the question, or told when somebody was faster', async () => {
    await save(ids.assessmentId, 'TM', { 'TM-01': { value: 2 } });
    const snapshotId = await submit(ids.assessmentId);
    const page = `/assessments/${second}/questions/TM-01`;
    const { html } = await readAs(service, lead, page);
    expect(html).toContain('Your trust answered this for EchoGo Pro at Test Hospital, submitted on 23 November 2026.');
    expect((await readAs(service, lead, `/assessments/${second}/sections/TM`)).html).toContain(`href="${page}"`);
    expect((await readAs(service, colleague, page)).html).not.toContain('Your trust answered this');
    const replies = await Promise.all([1, 2].map(() => sendForm(service, lead, `${page}/offer`, { snapshotId })));
    expect(replies.map(({ status }) => status).sort()).toEqual([303, 400]);
    const told = replies.find(({ status }) => status === 400);
    expect(told?.html).toContain('TM-01 was answered meanwhile');
    expect((await answersOf(second, 'TM'))['TM-01']).toEqual({ value: 2 });
    expect((await sendForm(service, lead, `${page}/offer`, {})).status).toBe(400);
  });
});

describe('what the vendor states', () => {
  it('should be accepted or disputed by the lead beside the question, and by nobody else', async () => {
    const vendorId = await addVendor(service, 'Echo Vendor', ['echogo-pro']);
    const vendor = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
    const statement = { toolId: 'echogo-pro', productVersion: '2.2', questionId: 'VS-01', answer: { value: 3 } };
    const published = await askAs<{ id: string }>(service, vendor, 'POST', '/api/v1/statements', { body: statement });
    expect(published.status).toBe(201);
    const statementId = published.body.id;
    const page = `/assessments/${ids.assessmentId}/questions/VS-01`;
    const invited = { assessmentId: ids.assessmentId, sections: ['VS'] };
    const other = await signedIn(service, [{ role: 'contributor', trustId: ids.trustId, ...invited }]);
    const seen = await readAs(service, other, page);
    expect([seen.html.includes('The vendor stated this on 23 November 2026'), seen.html.includes('Accept it')]).toEqual(
      [true, false],
    );
    expect((await sendForm(service, other, `${page}/offer`, { statementId, decision: 'accept' })).status).toBe(403);
    expect(await answersOf(ids.assessmentId, 'VS')).toEqual({});
    const without = await sendForm(service, lead, `${page}/offer`, { statementId, decision: 'dispute' });
    expect([without.status, without.html.includes('href="#reason"')]).toEqual([400, true]);
    const accepted = await sendForm(service, lead, `${page}/offer`, { statementId, decision: 'accept' });
    expect(accepted.location).toBe(`${page}?done=accepted`);
    expect((await answersOf(ids.assessmentId, 'VS'))['VS-01']).toMatchObject({ value: 3 });
    const reason = 'The line does not answer.';
    const disputed = await sendForm(service, lead, `${page}/offer`, { statementId, decision: 'dispute', reason });
    expect(disputed.location).toBe(`${page}?done=disputed`);
    expect((await answersOf(ids.assessmentId, 'VS'))['VS-01']).toEqual({ notKnown: true });
    expect((await readAs(service, lead, page)).html).toContain('Your trust disputed it: “The line does not answer.”');
  });
});
