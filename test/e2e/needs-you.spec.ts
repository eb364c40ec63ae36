import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, pathOf, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* What people are told where they begin: the lead, a colleague and the vendor, and nobody else. */

interface Made {
  readonly id: string;
  readonly version: number;
  readonly link: string;
}

const DAY = 24 * 60 * 60 * 1000;

let service: TestService;
let vendor: SignedIn;
let vendorId: string;
let neighboursTrustId: string;
let assessmentId: string;
let deploymentId: string;
let trustId: string;
let lead: SignedIn;
let colleague: SignedIn;
let neighbour: SignedIn;
let number = 0;

beforeAll(async () => {
  service = await startService();
  vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  ({ trustId: neighboursTrustId } = await setUpAssessment(service, { code: 'ZX01' }));
});

afterAll(() => service.stop());

beforeEach(async () => {
  number += 1;
  const made = await setUpAssessment(service, { code: `ZW${String(number).padStart(2, '0')}` });
  ({ assessmentId, deploymentId, trustId } = made);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  neighbour = await signedIn(service, [{ role: 'trust-lead', trustId: neighboursTrustId }]);
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  colleague = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
});

async function made<T = Made>(who: SignedIn, address: string, body: object): Promise<T> {
  const reply = await askAs<T>(service, who, 'POST', address, { body });
  expect([reply.status, reply.body]).toEqual([201, expect.anything()]);
  return reply.body;
}

const hand = (body: object): Promise<Made> => made(lead, `/api/v1/assessments/${assessmentId}/hand-overs`, body);
async function home(who: SignedIn): Promise<string> {
  const { status, html } = await readAs(service, who, '/');
  expect(status).toBe(200);
  return html;
}
const pageOf = ({ id }: Made): string => `/assessments/${assessmentId}/hand-over/${id}`;

async function invite(vendorAccess: boolean): Promise<void> {
  const address = `/api/v1/deployments/${deploymentId}`;
  const { headers } = await ask(service, 'GET', address);
  const change = { body: { vendorAccess }, headers: { 'if-match': headers.get('etag') ?? '' } };
  expect((await askAs(service, lead, 'PUT', `${address}/vendor-access`, change)).status).toBe(200);
}

describe('the first page', () => {
  it('should tell a colleague what is asked, and the lead when it is declined or finished', async () => {
    const [section, question] = [
      await hand({ section: 'GV', personId: colleague.id, message: 'You know this.', wishedFor: '2026-12-11' }),
      await hand({ questionId: 'IT-05', personId: colleague.id }),
    ];
    const asked = await home(colleague);
    expect(asked).toMatch(/asks you to answer Governance approvals<\/a><br>.*wished for by 11 December 2026/);
    expect(asked).toContain(`href="/assessments/${assessmentId}/questions/IT-05"`);
    expect(await home(lead)).not.toContain('Needs you');

    expect((await sendForm(service, colleague, `${pageOf(question)}/decline`, { reason: 'Not mine' })).status).toBe(
      200,
    );
    expect((await sendForm(service, colleague, `${pageOf(section)}/return`, {})).status).toBe(303);
    const told = await home(lead);
    expect(told).toMatch(
      /Needs you[^]*cannot answer question IT-05[^]*New in the last week[^]*has finished Governance/,
    );
    expect(told).toContain(`href="${pageOf(question)}"`);
    for (const who of [neighbour, vendor, colleague]) expect(await home(who)).not.toMatch(/cannot answer|has finished/);
    expect(await home(colleague)).not.toContain('asks you to answer');

    // With somebody else it is dealt with; and a week later it is no news.
    const other = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    await hand({ questionId: 'IT-05', personId: other.id });
    expect(await home(lead)).not.toContain('Needs you');
    const now = service.clock.now();
    service.clock.set(new Date(now.getTime() + 8 * DAY));
    lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    expect(await home(lead)).not.toContain('New in the last week');
    service.clock.set(now);
  });

  it('should tell the vendor how many wait, and who asked that it answered, until it is settled', async () => {
    await invite(true);
    const second = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    const about = { kind: 'question', subject: 'Which <ports>?', text: 'We need a list.', questionId: 'IT-05' };
    const { id } = await made(lead, `/api/v1/assessments/${assessmentId}/concerns`, about);
    expect(await home(vendor)).toMatch(/href="\/concerns\?state=open">1 question or concern waits for your answer/);
    for (const who of [lead, neighbour]) expect(await home(who)).not.toMatch(/for your answer|The vendor answered/);

    await made(vendor, `/api/v1/concerns/${id}/messages`, { text: 'Port 11112.' });
    expect(await home(vendor)).not.toContain('for your answer');
    const path = `/assessments/${assessmentId}/concerns/${id}`;
    expect(await home(lead)).toContain(`<a href="${path}">The vendor answered: Which &lt;ports&gt;?</a>`);
    for (const who of [second, neighbour, vendor, colleague])
      expect(await home(who)).not.toContain('The vendor answered');
    const assessment = `/assessments/${assessmentId}`;
    for (const who of [lead, second]) expect((await readAs(service, who, assessment)).html).toContain(`href="${path}"`);
    for (const who of [vendor, colleague]) {
      expect((await readAs(service, who, assessment)).html).not.toContain('The vendor answered');
    }

    const { headers } = await askAs(service, lead, 'GET', `/api/v1/concerns/${id}`);
    const settling = { body: { state: 'settled' }, headers: { 'if-match': headers.get('etag') ?? '' } };
    expect((await askAs(service, lead, 'PATCH', `/api/v1/concerns/${id}`, settling)).status).toBe(200);
    expect(await home(lead)).not.toContain('The vendor answered');
  });
});

describe('the pages on which a colleague answers', () => {
  it('should say who asked, with which words and by when, and take that it is finished', async () => {
    const handed = await hand({
      section: 'GV',
      personId: colleague.id,
      message: 'Line\n<b>two',
      wishedFor: '2026-12-11',
    });
    const address = `/assessments/${assessmentId}/sections/GV`;
    for (const path of [address, `/assessments/${assessmentId}/questions/GV-01`]) {
      const { html } = await readAs(service, colleague, path);
      expect(html).toMatch(/Person \d+ asked you on [^<]*would like it by 11 December 2026\./);
      expect(html).toContain('<p>Line</p><p>&lt;b&gt;two</p>');
      expect(html).toContain(`action="${pageOf(handed)}/return"`);
      expect(html).toContain(`href="${pageOf(handed)}#cannot"`);
    }
    // With the first look it has started.
    expect((await askAs(service, lead, 'GET', `/api/v1/hand-overs/${handed.id}`)).body).toMatchObject({
      state: 'started',
    });
    for (const who of [lead, neighbour])
      expect((await readAs(service, who, address)).html).not.toContain('Asked of you');

    // A reminder after the page was opened does not undo it.
    await sendForm(service, lead, `${pageOf(handed)}/remind`, { version: '2' });
    const finished = await sendForm(service, colleague, `${pageOf(handed)}/return`, {});
    expect(finished.location).toBe(`${pageOf(handed)}?done=returned`);
    expect((await readAs(service, colleague, address)).html).not.toContain('Asked of you');
  });

  it('should show of a single question what covers it alone', async () => {
    await hand({ questionId: 'GV-02', personId: colleague.id, message: 'Only this' });
    const page = async (path: string): Promise<string> =>
      (await readAs(service, colleague, `/assessments/${assessmentId}/${path}`)).html;
    expect(await page('questions/GV-02')).toContain('Only this');
    expect(await page('sections/GV')).toContain('Only this');
    expect(await page('questions/GV-01')).not.toContain('Only this');
  });
});

describe('handing over', () => {
  it('should name tool, site and day on the page of the link, and show all of the link', async () => {
    const { html: form } = await readAs(service, lead, `/assessments/${assessmentId}/hand-over/new?section=GV`);
    expect(form).toMatch(/Person \d+\s*<\/label>\s*<div[^>]*>\s*Trust viewer\s*<\/div>/);
    const day = { wishedDay: '11', wishedMonth: '12', wishedYear: '2026' };
    const sent = await sendForm(service, lead, `/assessments/${assessmentId}/hand-over/new`, {
      ...{
        section: 'GV',
        person: 'somebody-else',
        name: 'Priya Nair',
        email: `priya.${String(number)}@example.nhs.uk`,
      },
      ...day,
    });
    const link = /<textarea [^>]*id="link"[^>]*readonly[^>]*>([^<]+)<\/textarea>/.exec(sent.html)?.[1] ?? '';
    expect(link).toMatch(/\/invitations\/[\w-]{43}$/);
    const page = await readAs(service, undefined, pathOf(link));
    const { site } = (await ask<{ site: { name: string } }>(service, 'GET', `/api/v1/assessments/${assessmentId}`))
      .body;
    expect(page.html).toContain(`EchoGo Pro at ${site.name}`);
    expect(page.html).toContain('11 December 2026');
  });

  it('should say on the form to the vendor who can invite it', async () => {
    await invite(false);
    const form = `/assessments/${assessmentId}/concerns/new`;
    expect((await readAs(service, lead, form)).html).toContain(`href="/assessments/${assessmentId}/sharing"`);
    const contributor = await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]);
    expect((await readAs(service, contributor, form)).html).toMatch(/Person \d+ can invite it\./);
  });
});
