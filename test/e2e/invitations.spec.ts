import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, PASSWORD, pathOf, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* Who may invite whom to what, and what the link of an invitation does. */

let service: TestService;
let trustId: string;
let assessmentId: string;
let otherTrustId: string;
let otherAssessmentId: string;
let vendorId: string;
let administrator: SignedIn;
let lead: SignedIn;
let vendor: SignedIn;
let number = 0;

const ADDRESS = '/api/v1/invitations';

beforeAll(async () => {
  service = await startService();
  ({ trustId, assessmentId } = await setUpAssessment(service, { code: 'ZZ01' }));
  ({ trustId: otherTrustId, assessmentId: otherAssessmentId } = await setUpAssessment(service, { code: 'ZZ02' }));
  vendorId = await addVendor(service, 'Echo Makers', ['echogo-pro']);
  administrator = await signedIn(service, [{ role: 'administrator' }]);
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  vendor = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
});

afterAll(() => service.stop());

function order(role: object): Record<string, unknown> {
  number += 1;
  return { email: `guest${String(number)}@example.nhs.uk`, name: `Guest ${String(number)}`, ...role };
}

interface Made {
  readonly id: string;
  readonly link: string;
  readonly email: string;
  readonly state: string;
}

async function invite(who: SignedIn, role: object): Promise<Made> {
  const { status, body } = await askAs<Made>(service, who, 'POST', ADDRESS, { body: order(role) });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}

describe('who may invite whom', () => {
  it('should let leads invite to their own organisation, and administrators to all', async () => {
    const tried = async (who: SignedIn, role: object): Promise<number> =>
      (await askAs(service, who, 'POST', ADDRESS, { body: order(role) })).status;
    const section = { role: 'contributor', assessmentId, sections: ['IT'] };
    expect({
      administrator: await tried(administrator, { role: 'administrator' }),
      leadOfLead: await tried(lead, { role: 'trust-lead', trustId }),
      viewer: await tried(lead, { role: 'trust-viewer', trustId }),
      contributor: await tried(lead, section),
      vendorSupport: await tried(vendor, { role: 'vendor-support', vendorId }),
    }).toEqual({ administrator: 201, leadOfLead: 201, viewer: 201, contributor: 201, vendorSupport: 201 });
    expect({
      administratorByLead: await tried(lead, { role: 'administrator' }),
      administratorByVendor: await tried(vendor, { role: 'administrator' }),
      otherTrust: await tried(lead, { role: 'trust-viewer', trustId: otherTrustId }),
      otherAssessment: await tried(lead, { ...section, assessmentId: otherAssessmentId }),
      vendorByLead: await tried(lead, { role: 'vendor-lead', vendorId }),
      trustWithLead: await tried(vendor, { role: 'trust-lead', trustId }),
      viewerByVendor: await tried(vendor, { role: 'trust-viewer', trustId: otherTrustId }),
      contributorByVendor: await tried(vendor, section),
    }).toEqual({
      administratorByLead: 403,
      administratorByVendor: 403,
      otherTrust: 400,
      otherAssessment: 400,
      vendorByLead: 400,
      trustWithLead: 403,
      viewerByVendor: 403,
      contributorByVendor: 400,
    });
  });

  it('should let a vendor invite the first lead of a trust once, and make no key of such a role', async () => {
    const first = { role: 'trust-lead', trustId: otherTrustId };
    const key = { name: 'Key', role: 'trust-lead', trustId: otherTrustId, scopes: ['answers:read'] };
    expect((await askAs(service, vendor, 'POST', '/api/v1/keys', { body: key })).status).toBe(403);
    const made = await invite(vendor, first);
    expect((await askAs(service, vendor, 'POST', ADDRESS, { body: order(first) })).status).toBe(403);
    // Somebody else becomes the lead in between: the vendor's link invites to nothing any more.
    await signedIn(service, [first as never]);
    expect((await readAs(service, undefined, pathOf(made.link))).status).toBe(410);
    expect((await askAs(service, vendor, 'POST', `${ADDRESS}/${made.id}/remind`)).status).toBe(403);
  });

  it('should refuse a role without its place, sections that are none, and oneself', async () => {
    const errors = async (role: object): Promise<unknown> =>
      (
        await askAs<{ errors?: { pointer: string }[] }>(service, administrator, 'POST', ADDRESS, { body: order(role) })
      ).body.errors?.map(({ pointer }) => pointer);
    expect({
      noTrust: await errors({ role: 'trust-lead' }),
      both: await errors({ role: 'trust-lead', trustId, vendorId }),
      noSections: await errors({ role: 'contributor', assessmentId }),
      wrongSection: await errors({ role: 'contributor', assessmentId, sections: ['IT', 'XX'] }),
      sectionsOfLead: await errors({ role: 'trust-lead', trustId, sections: ['IT'] }),
      oneself: await errors({ role: 'administrator', email: administrator.email.toUpperCase() }),
      massAssignment: await errors({ role: 'administrator', state: 'taken', personId: lead.id, createdBy: lead.id }),
      long: await errors({ role: 'administrator', message: 'x'.repeat(1001) }),
    }).toEqual({
      noTrust: ['/trustId'],
      both: ['/vendorId'],
      noSections: ['/sections'],
      wrongSection: ['/sections/1'],
      sectionsOfLead: ['/sections'],
      oneself: ['/email'],
      massAssignment: ['/state', '/personId', '/createdBy'],
      long: ['/message'],
    });
  });

  it('should show each lead their own invitations only', async () => {
    const own = await invite(lead, { role: 'trust-viewer', trustId });
    const others = await invite(administrator, { role: 'trust-viewer', trustId: otherTrustId });
    const seen = (await askAs<{ items: { id: string }[] }>(service, lead, 'GET', `${ADDRESS}?limit=200`)).body.items;
    const ids = seen.map(({ id }) => id);
    expect([ids.includes(own.id), ids.includes(others.id)]).toEqual([true, false]);
    const status = async (who: SignedIn, id: string, what = ''): Promise<number> =>
      (await askAs(service, who, what === '' ? 'GET' : 'POST', `${ADDRESS}/${id}${what}`)).status;
    expect({
      own: await status(lead, own.id),
      others: await status(lead, others.id),
      withdraw: await status(lead, others.id, '/withdraw'),
      remind: await status(lead, others.id, '/remind'),
      vendor: await status(vendor, own.id),
    }).toEqual({ own: 200, others: 404, withdraw: 404, remind: 404, vendor: 404 });
    const kept = await askAs(service, lead, 'GET', `${ADDRESS}/${own.id}`);
    expect(Object.keys(kept.body)).not.toEqual(expect.arrayContaining(['link']));
    expect(kept.body).not.toHaveProperty('tokenHash');
  });
});

describe('the link of an invitation', () => {
  const account = { name: 'Priya Nair', password: PASSWORD };

  it('should tell what it invites to, and make an account with that role and no other', async () => {
    const message = 'Please answer\nfor imaging.';
    const { link, email } = await invite(lead, { role: 'contributor', assessmentId, sections: ['IT'], message });
    expect(link.startsWith(`${service.url}/invitations/`)).toBe(true);
    const page = await readAs(service, undefined, pathOf(link));
    expect(page.status).toBe(200);
    for (const text of ['Contributor', 'Test Trust ZZ01, EchoGo Pro', email, 'Please answer', 'for imaging.']) {
      expect(page.html).toContain(text);
    }
    const more = { ...account, role: 'administrator', sections: 'GV', email: 'other@example.nhs.uk', trustId };
    const taken = await sendForm(service, undefined, pathOf(link), more);
    expect(taken).toMatchObject({ status: 303, location: '/' });
    const me = await askAs(service, { cookie: taken.cookie ?? '' }, 'GET', '/api/v1/me');
    expect(me.body).toMatchObject({
      kind: 'person',
      name: 'Priya Nair',
      scopes: null,
      roles: [{ role: 'contributor', assessmentId, sections: ['IT'] }],
    });
  });

  it('should work once, also when it is taken twice at the same time', async () => {
    const { link, id } = await invite(lead, { role: 'trust-viewer', trustId });
    const both = await Promise.all([
      sendForm(service, undefined, pathOf(link), account),
      sendForm(service, undefined, pathOf(link), account),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect((await readAs(service, undefined, pathOf(link))).status).toBe(410);
    const { body } = await askAs(service, lead, 'GET', `${ADDRESS}/${id}`);
    expect(body).toMatchObject({ state: 'taken', personId: expect.any(String) });
  });

  it('should keep what was typed but the password, and say what is wrong', async () => {
    const { link } = await invite(lead, { role: 'trust-viewer', trustId });
    const page = await sendForm(service, undefined, pathOf(link), { name: 'Tom "T" Hale', password: 'short' });
    expect(page.status).toBe(400);
    expect(page.html).toContain('<title>Error: You are invited');
    expect(page.html).toContain('Enter a password of at least 12 characters');
    expect(page.html).toContain('value="Tom &quot;T&quot; Hale"');
    expect(page.html).not.toContain('short');
  });

  it('should ask somebody with an account to sign in, and give the role to nobody else', async () => {
    const known = await signedIn(service, []);
    const { link } = await invite(lead, { role: 'trust-viewer', trustId, email: known.email });
    const path = pathOf(link);
    expect((await readAs(service, undefined, path)).html).toContain(`/sign-in?next=${encodeURIComponent(path)}`);
    const visitor = await sendForm(service, undefined, path, account);
    expect(visitor).toMatchObject({ status: 303, location: path, cookie: undefined });
    expect((await readAs(service, lead, path)).html).toContain('This invitation is for another address');
    expect(await sendForm(service, vendor, path, {})).toMatchObject({ status: 303, location: path });
    expect(await sendForm(service, known, path, {})).toMatchObject({ status: 303, location: '/' });
    expect((await askAs(service, known, 'GET', '/api/v1/me')).body).toMatchObject({
      roles: [{ role: 'trust-viewer', text: 'Trust viewer at Test Trust ZZ01', trustId }],
    });
  });

  it('should be declined with a reason, which whoever sent it reads', async () => {
    const { link, id } = await invite(lead, { role: 'trust-viewer', trustId });
    const without = await sendForm(service, undefined, `${pathOf(link)}/decline`, {});
    expect([without.status, without.html.includes('Say why, in a few words')]).toEqual([400, true]);
    const declined = await sendForm(service, undefined, `${pathOf(link)}/decline`, { reason: 'I moved on.' });
    expect(declined.status).toBe(200);
    const { body } = await askAs(service, lead, 'GET', `${ADDRESS}/${id}`);
    expect(body).toMatchObject({ state: 'declined', reason: 'I moved on.', personId: null });
    expect((await sendForm(service, undefined, pathOf(link), account)).status).toBe(410);
  });

  it('should end when it is withdrawn, when there is a new one, and after 14 days', async () => {
    const { link, id } = await invite(lead, { role: 'trust-viewer', trustId });
    const again = await askAs<Made>(service, lead, 'POST', `${ADDRESS}/${id}/remind`);
    expect([again.status, again.body.id]).toEqual([200, id]);
    expect((await readAs(service, undefined, pathOf(link))).status).toBe(410);
    expect((await readAs(service, undefined, pathOf(again.body.link))).status).toBe(200);
    await askAs(service, lead, 'POST', `${ADDRESS}/${id}/withdraw`);
    expect((await readAs(service, undefined, pathOf(again.body.link))).status).toBe(410);
    expect((await askAs(service, lead, 'POST', `${ADDRESS}/${id}/remind`)).status).toBe(409);
    const late = await invite(lead, { role: 'trust-viewer', trustId });
    service.clock.set(new Date('2026-12-08T12:00:01Z'));
    const page = await readAs(service, undefined, pathOf(late.link));
    service.clock.set(new Date('2026-11-23T12:00:00Z'));
    expect([page.status, page.html.includes('This link does not work any more')]).toEqual([410, true]);
  });

  it('should end with the role of whoever sent it', async () => {
    const leaving = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    const { link } = await invite(leaving, { role: 'trust-lead', trustId });
    expect((await readAs(service, undefined, pathOf(link))).status).toBe(200);
    expect((await askAs(service, lead, 'POST', `/api/v1/people/${leaving.id}/suspend`)).status).toBe(200);
    expect((await sendForm(service, undefined, pathOf(link), account)).status).toBe(410);
  });
});
