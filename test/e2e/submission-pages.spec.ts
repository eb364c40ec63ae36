import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bestAnswers } from '../support/catalogue.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';

/* A lead checks the answers, declares, submits once, opens the next revision and compares. */

const EVIDENCE = { title: 'Document', date: '2026-10-01', owner: 'Governance' };
const CHECK_LIMIT_BYTES = 40_000;

let service: TestService;
let assessmentId: string;
let trustId: string;
let deploymentId: string;
let path: string;
let lead: SignedIn;
let other: SignedIn;
let viewer: SignedIn;
let colleague: SignedIn;

beforeAll(async () => {
  service = await startService();
  ({ assessmentId, trustId, deploymentId } = await setUpAssessment(service));
  path = `/assessments/${assessmentId}`;
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  other = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  colleague = await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]);
});

afterAll(() => service.stop());

async function save(who: SignedIn, section: string, answers: object): Promise<void> {
  const address = `/api/v1${path}/sections/${section}`;
  const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
  const { status, body } = await askAs(service, who, 'PUT', address, { body: { answers }, headers });
  expect({ status, body }).toMatchObject({ status: 200 });
}

const seenOn = ({ html }: PageAnswer): string => /submit\?seen=([^"]+)"/.exec(html)?.[1] ?? '';
const versionOn = ({ html }: PageAnswer): string => /name="version" value="([^"]*)"/.exec(html)?.[1] ?? '';
const submissions = async (): Promise<unknown[]> =>
  (await ask<{ items: unknown[] }>(service, 'GET', `/api/v1${path}/snapshots`)).body.items;

/** The declaration as it is shown now, sent with the box ticked. */
async function submit(who: SignedIn): Promise<PageAnswer> {
  const version = versionOn(await readAs(service, who, `${path}/submit`));
  return sendForm(service, who, `${path}/submit`, { version, declared: 'yes' });
}

describe('checking the answers', () => {
  it('should show what is answered, missing, not known and only claimed, with a link to change each', async () => {
    await save(lead, 'GV', {
      'GV-01': { value: 3, note: 'A <b>note</b>' },
      'GV-02': { notKnown: true },
      'GV-03': { value: 3, evidence: [{ title: 'Assessment of safety', date: '2026-10-01' }] },
    });
    const page = await readAs(service, lead, `${path}/check`);
    expect(page.status).toBe(200);
    expect(page.html).toMatch(/2 of \d+ questions are answered/);
    expect(page.html).toMatch(/Governance approvals<\/a>: 2 of \d+ answered, 1 not known yet, \d+ not answered/);
    expect(page.html).toContain('The DPIA is approved and signed');
    expect(page.html).toContain('Gate: no dated evidence');
    expect(page.html).toContain('Note: A &lt;b&gt;note&lt;/b&gt;');
    expect(page.html).toContain('Assessment of safety (dated 1 October 2026, not checked by a second person)');
    expect(page.html).toContain('1 question is not known yet');
    expect(page.html).toMatch(/gate is without dated evidence: <a href="#GV-01">GV-01<\/a>, <a href="#queries">/);
    expect(page.html.match(/Not known yet/gi)).toHaveLength(3);
    expect(page.html).toMatch(new RegExp(`href="${path}/[^"]*GV-02[^"]*">\\s*Change<span[^>]*> GV-02`));
    expect(page.html).toMatch(/with no evidence named\.[\s\S]*href="#GV-01">GV-01</);
    expect((await readAs(service, lead, path)).html).toContain(`href="${path}/check"`);
  });

  it('should stay small with every answer given', async () => {
    const answers = bestAnswers();
    const codes = new Set(Object.keys(answers).map((id) => id.slice(0, 2)));
    codes.delete('GV');
    for (const code of codes) {
      const own = Object.entries(answers).filter(([id]) => id.startsWith(`${code}-`));
      const given = own.map(([id, { value }]) => [id, { value, evidence: [EVIDENCE], note: 'As agreed in May.' }]);
      await save(lead, code, Object.fromEntries(given));
    }
    const { html } = await readAs(service, lead, `${path}/check`);
    expect(gzipSync(html).length).toBeLessThan(CHECK_LIMIT_BYTES);
  });

  it('should be read by those who may not submit, who are told who can', async () => {
    const read = await readAs(service, viewer, `${path}/check`);
    expect(read.html).toMatch(/Person \d+, Person \d+ can submit them/);
    expect(read.html).not.toContain('>Change<');
    expect(read.html).not.toContain('Continue to the declaration');
    for (const who of [viewer, colleague]) {
      const told = await readAs(service, who, `${path}/submit`);
      expect([told.status, told.html.includes('You cannot submit it')]).toEqual([200, true]);
      expect(told.html).not.toContain('Assessment of safety');
    }
    expect((await readAs(service, colleague, `${path}/check`)).status).toBe(403);
    expect((await sendForm(service, viewer, `${path}/submit`, { declared: 'yes' })).status).toBe(403);
  });
});

describe('the declaration', () => {
  it('should say who submits, what is missing and who will see it', async () => {
    await addVendor(service, 'Echo Makers', ['echogo-pro']);
    const alone = await readAs(service, lead, `${path}/submit`);
    expect(alone.html).toContain('it takes no part in this deployment');
    expect(alone.html).not.toContain('Echo Makers');
    const address = `/api/v1/deployments/${deploymentId}`;
    const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
    await ask(service, 'PUT', `${address}/vendor-access`, { body: { vendorAccess: true }, headers });
    await ask(service, 'POST', '/api/v1/networks', { body: { name: 'Northern Network', trustIds: [trustId] } });
    const { html } = await readAs(service, lead, `${path}/submit`);
    expect(html).toMatch(/Submitted by\s*<\/dt>\s*<dd[^>]*>\s*Person \d+/);
    expect(html).toMatch(/Role\s*<\/dt>\s*<dd[^>]*>\s*Trust lead/);
    expect(html).toContain('Echo Makers, since the vendor takes part');
    expect(html).toContain('Northern Network, a network that your trust is in');
    expect(html).toContain('1 question is not known yet');
    expect(html).toContain(`<a href="${path}/check#GV-01">GV-01</a>`);
  });

  it('should be asked for again where it was not ticked, and nothing be submitted', async () => {
    const version = versionOn(await readAs(service, lead, `${path}/submit`));
    const reply = await sendForm(service, lead, `${path}/submit`, { version });
    expect(reply.status).toBe(400);
    expect(reply.html).toContain('<title>Error: ');
    expect(reply.html).toMatch(/<a href="#declared">\s*Tick the box/);
    expect(versionOn(reply)).toBe(version);
    expect(await submissions()).toEqual([]);
  });

  it('should lead back to the answers that somebody changed meanwhile, and say who', async () => {
    const check = await readAs(service, lead, `${path}/check`);
    const version = versionOn(await readAs(service, lead, `${path}/submit?seen=${seenOn(check)}`));
    expect(version).toBe(seenOn(check));
    await save(other, 'GV', { 'GV-01': { value: 1 } });
    const reply = await sendForm(service, lead, `${path}/submit`, { version, declared: 'yes' });
    expect([reply.status, reply.location?.split('?')[0]]).toEqual([303, `${path}/check`]);
    const page = await readAs(service, lead, reply.location ?? '');
    expect(page.html).toContain('Nothing was submitted yet');
    expect(page.html).toMatch(
      /Person \d+ changed “Governance approvals” \(GV-01, GV-02 and GV-03\) on 23 November 2026 at/,
    );
    const late = await readAs(service, lead, `${path}/submit?seen=${version}`);
    expect([late.status, late.location]).toEqual([303, reply.location]);
    expect((await sendForm(service, lead, `${path}/submit`, { version: 'x', declared: 'yes' })).status).toBe(303);
    expect(await submissions()).toEqual([]);
  });

  it('should say that the details of the deployment were changed meanwhile', async () => {
    const version = versionOn(await readAs(service, lead, `${path}/submit`));
    const address = `/api/v1/deployments/${deploymentId}`;
    const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
    const changed = await askAs(service, other, 'PATCH', address, { body: { productVersion: '2.2' }, headers });
    expect(changed.status).toBe(200);
    const reply = await sendForm(service, lead, `${path}/submit`, { version, declared: 'yes' });
    const { html } = await readAs(service, lead, reply.location ?? '');
    expect(html).toMatch(/Person \d+ changed the details of the deployment on/);
  });
});

describe('submitting', () => {
  it('should come to one submission and its receipt, however often the button is pressed', async () => {
    const version = versionOn(await readAs(service, lead, `${path}/submit`));
    const press = (): Promise<PageAnswer> => sendForm(service, lead, `${path}/submit`, { version, declared: 'yes' });
    const replies = [...(await Promise.all([press(), press(), press()])), await press()];
    const [made] = (await submissions()) as { id: string; inputHash: string }[];
    expect(await submissions()).toHaveLength(1);
    expect(replies.map(({ status, location }) => [status, location])).toEqual(
      replies.map(() => [303, `/snapshots/${made?.id ?? ''}/receipt`]),
    );
    const receipt = await readAs(service, lead, replies[0]?.location ?? '');
    expect(receipt.html).toContain('Assessment submitted');
    for (const part of ['Submission 1 of ', '23 November 2026 at ', made?.inputHash ?? '-', '/plan.pdf']) {
      expect(receipt.html).toContain(part);
    }
    expect(receipt.html).toMatch(/Submitted by\s*<\/dt>\s*<dd[^>]*>\s*Person \d+/);
    expect(receipt.html).toContain('Open a new revision');
    expect((await readAs(service, lead, path)).html).toContain('nothing to fill in until you open a new revision');
    expect((await readAs(service, viewer, path)).html).toContain('until the trust lead opens a new revision');
    const read = await readAs(service, viewer, replies[0]?.location ?? '');
    expect([read.status, read.html.includes('Open a new revision')]).toEqual([200, false]);
    expect((await readAs(service, colleague, replies[0]?.location ?? '')).status).toBe(404);
    expect(await readAs(service, lead, `${path}/check`)).toMatchObject({ status: 303, location: path });
    expect(await readAs(service, lead, `${path}/submit`)).toMatchObject({ status: 303, location: path });
  });

  it('should be followed by one new revision, which leads to its sections', async () => {
    expect((await readAs(service, lead, path)).html).toContain('Open a new revision');
    for (const who of [lead, other]) {
      expect(await sendForm(service, who, `${path}/revisions`, {})).toMatchObject({
        status: 303,
        location: `${path}?saved=revision`,
      });
    }
    const { html } = await readAs(service, lead, `${path}?saved=revision`);
    expect(html).toContain('A new revision is open');
    expect(html).not.toContain('Open a new revision');
    expect((await ask(service, 'GET', `/api/v1${path}/revision`)).body.number).toBe(2);
  });
});

describe('comparing two submissions', () => {
  it('should say that there is one only, and then that nothing changed', async () => {
    const one = await readAs(service, viewer, `${path}/compare`);
    expect([one.status, one.html.includes('One submission was made so far')]).toEqual([200, true]);
    expect((await submit(lead)).location).toMatch(/receipt$/);
    const { html } = await readAs(service, viewer, `${path}/compare`);
    expect(html).toContain('Nothing changed between these two submissions');
    expect(html).toContain('From submission 1 to submission 2');
  });

  it('should show what changed before and after, whichever way round they are chosen', async () => {
    await sendForm(service, lead, `${path}/revisions`, {});
    await save(lead, 'GV', { 'GV-01': { value: 3, evidence: [EVIDENCE] } });
    expect((await submit(lead)).location).toMatch(/receipt$/);
    const page = await readAs(service, viewer, `${path}/compare?from=3&to=1`);
    expect(page.html).toContain('From submission 1 to submission 3');
    expect(page.html).toMatch(/nhsuk-tag--green">\s*Opened\s*<\/strong>\s*GV-01/);
    expect(page.html).toMatch(/A DPIA is being written[\s\S]*The DPIA is approved and signed/);
    expect(page.html).not.toContain('Nothing changed');
    const same = await readAs(service, viewer, `${path}/compare?from=2&to=2`);
    expect([same.status, same.html.includes('Choose two different submissions')]).toEqual([400, true]);
    const none = await readAs(service, viewer, `${path}/compare?from=2&to=9`);
    expect([none.status, none.html.includes('Choose a submission of the list')]).toEqual([400, true]);
    const latest = (await ask(service, 'GET', `/api/v1${path}`)).body.latest as { id: string };
    const result = await readAs(service, viewer, `/snapshots/${latest.id}/scorecard`);
    expect(result.html).toContain(`${path}/compare?from=2&amp;to=3`);
  });
});
