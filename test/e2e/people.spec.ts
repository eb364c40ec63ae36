import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* Leads look after the people of their own organisation, and nobody gets more power by it. */

interface Person {
  readonly id: string;
  readonly state: string;
  readonly yours: boolean;
  readonly version: number;
  readonly roles: readonly { readonly id: string; readonly role: string; readonly yours: boolean }[];
}

let service: TestService;
let trustId: string;
let otherTrustId: string;
let vendorId: string;
let administrator: SignedIn;
let lead: SignedIn;
let otherLead: SignedIn;
let vendor: SignedIn;

beforeAll(async () => {
  service = await startService();
  ({ trustId } = await setUpAssessment(service, { code: 'ZZ01' }));
  ({ trustId: otherTrustId } = await setUpAssessment(service, { code: 'ZZ02' }));
  vendorId = await addVendor(service, 'Echo Makers');
  administrator = await signedIn(service, [{ role: 'administrator' }]);
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  otherLead = await signedIn(service, [{ role: 'trust-lead', trustId: otherTrustId }]);
  vendor = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
});

afterAll(() => service.stop());

const address = (id: string, rest = ''): string => `/api/v1/people/${id}${rest}`;
const post = async (who: SignedIn, id: string, rest: string, body?: unknown): Promise<number> =>
  (await askAs(service, who, 'POST', address(id, rest), body === undefined ? {} : { body })).status;
const read = async (who: SignedIn, id: string): Promise<Person> =>
  (await askAs<Person>(service, who, 'GET', address(id))).body;

async function take(who: SignedIn, id: string, grantId: string): Promise<number> {
  const { version } = await read(administrator, id);
  const headers = { 'if-match': `"${String(version)}"` };
  return (await askAs(service, who, 'DELETE', address(id, `/roles/${grantId}`), { headers })).status;
}

describe('people of other organisations', () => {
  it('should not be found by a lead, whatever is asked of them', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId: otherTrustId }]);
    const { roles } = await read(administrator, viewer.id);
    const listed = await askAs<{ items: Person[] }>(service, lead, 'GET', '/api/v1/people?limit=200');
    expect(listed.body.items.map(({ id }) => id)).toContain(lead.id);
    expect(listed.body.items.map(({ id }) => id)).not.toContain(viewer.id);
    expect({
      read: (await askAs(service, lead, 'GET', address(viewer.id))).status,
      suspend: await post(lead, viewer.id, '/suspend'),
      reset: await post(lead, viewer.id, '/reset-link'),
      give: await post(lead, viewer.id, '/roles', { role: 'trust-viewer', trustId }),
      take: await take(lead, viewer.id, roles[0]?.id ?? ''),
      page: (await readAs(service, lead, `/people/${viewer.id}`)).status,
      vendor: await post(vendor, viewer.id, '/suspend'),
    }).toEqual({ read: 404, suspend: 404, reset: 404, give: 404, take: 404, page: 404, vendor: 404 });
  });

  it('should not be found by who looks after nobody, nor by programs', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    expect((await askAs(service, viewer, 'GET', '/api/v1/people')).status).toBe(403);
    expect((await askAs(service, viewer, 'GET', address(lead.id))).status).toBe(404);
    const program = await fetch(`${service.url}/api/v1/people`);
    expect(program.status).toBe(403);
  });
});

describe('roles', () => {
  it('should be given and taken at the own organisation only, and not to oneself', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    expect({
      own: await post(lead, viewer.id, '/roles', { role: 'trust-lead', trustId }),
      above: await post(lead, viewer.id, '/roles', { role: 'administrator' }),
      elsewhere: await post(lead, viewer.id, '/roles', { role: 'trust-viewer', trustId: otherTrustId }),
      massAssignment: await post(lead, viewer.id, '/roles', { role: 'trust-viewer', trustId, personId: lead.id }),
      oneself: await post(lead, lead.id, '/roles', { role: 'trust-viewer', trustId }),
      upwards: await post(administrator, administrator.id, '/roles', { role: 'vendor-lead', vendorId }),
    }).toEqual({ own: 200, above: 403, elsewhere: 400, massAssignment: 400, oneself: 403, upwards: 403 });
    const { roles } = await read(lead, viewer.id);
    const given = roles.find(({ role }) => role === 'trust-lead');
    expect(await take(lead, viewer.id, given?.id ?? '')).toBe(200);
    expect((await read(lead, viewer.id)).roles.map(({ role }) => role)).toEqual(['trust-viewer']);
  });

  it('should not make a vendor the lead of a trust by way of its own people', async () => {
    const support = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    const { trustId: empty } = await setUpAssessment(service, { code: 'ZZ03' });
    expect(await post(vendor, support.id, '/roles', { role: 'trust-lead', trustId: empty })).toBe(403);
  });

  it('should be taken one by one from somebody who holds others elsewhere, whose account stays out of reach', async () => {
    const both = await signedIn(service, [
      { role: 'trust-viewer', trustId },
      { role: 'trust-lead', trustId: otherTrustId },
    ]);
    const all = (await read(administrator, both.id)).roles;
    const seen = await read(lead, both.id);
    expect(seen).toMatchObject({ yours: false, roles: [{ role: 'trust-viewer', yours: true }] });
    const foreign = all.find(({ role }) => role === 'trust-lead')?.id ?? '';
    expect({
      reset: await post(lead, both.id, '/reset-link'),
      suspend: await post(lead, both.id, '/suspend'),
      foreign: await take(lead, both.id, foreign),
      own: await take(lead, both.id, seen.roles[0]?.id ?? ''),
      after: (await askAs(service, lead, 'GET', address(both.id))).status,
    }).toEqual({ reset: 403, suspend: 403, foreign: 404, own: 200, after: 404 });
    expect((await read(administrator, both.id)).roles.map(({ role }) => role)).toEqual(['trust-lead']);
  });

  it('should ask for the version when one is taken', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const path = address(viewer.id, `/roles/${(await read(lead, viewer.id)).roles[0]?.id ?? ''}`);
    expect((await askAs(service, lead, 'DELETE', path)).status).toBe(428);
    expect((await askAs(service, lead, 'DELETE', path, { headers: { 'if-match': '"99"' } })).status).toBe(412);
  });
});

describe('accounts', () => {
  it('should be suspended with all sessions, and let in again', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    expect(await post(lead, viewer.id, '/suspend')).toBe(200);
    expect((await askAs(service, viewer, 'GET', '/api/v1/me')).status).toBe(401);
    expect(await post(lead, viewer.id, '/reset-link')).toBe(409);
    const form = { email: viewer.email, password: 'walrus-lantern-teacup' };
    expect((await sendForm(service, undefined, '/sign-in', form)).status).toBe(400);
    expect(await post(lead, viewer.id, '/reactivate')).toBe(200);
    expect((await sendForm(service, undefined, '/sign-in', form)).status).toBe(303);
  });

  it('should keep the last administrator, and nobody changes the own account this way', async () => {
    const { roles } = await read(administrator, administrator.id);
    const last = await take(administrator, administrator.id, roles[0]?.id ?? '');
    const own = await post(lead, lead.id, '/suspend');
    const second = await signedIn(service, [{ role: 'administrator' }]);
    const suspended = await post(administrator, second.id, '/suspend');
    // The suspended one does not count.
    const still = await take(administrator, administrator.id, roles[0]?.id ?? '');
    expect({ last, own, suspended, still }).toEqual({ last: 409, own: 403, suspended: 200, still: 409 });
  });
});

describe('the pages', () => {
  it('should show people and invitations, make an invitation, and tell its link once', async () => {
    const list = await readAs(service, lead, '/people');
    expect([list.status, list.html.includes(lead.email), list.html.includes(otherLead.email)]).toEqual([
      200,
      true,
      false,
    ]);
    expect((await readAs(service, lead, '/people/invite?chosen=1')).html).toContain('Choose what the person is to do');
    const step = await readAs(service, lead, '/people/invite?role=contributor');
    expect([step.html.includes('Test Hospital, Test Trust ZZ01'), step.html.includes('ZZ02')]).toEqual([true, false]);
    const wrong = await sendForm(service, lead, '/people/invite', {
      role: 'trust-viewer',
      trustId,
      name: '<b>',
      email: 'x',
    });
    expect([wrong.status, wrong.html.includes('value="&lt;b&gt;"')]).toEqual([400, true]);
    const fields = { role: 'trust-viewer', trustId, name: 'Ann <b>', email: 'ann@example.nhs.uk' };
    const made = await sendForm(service, lead, '/people/invite', fields);
    expect(made.html).toContain(`>${service.url}/invitations/`);
    expect((await readAs(service, lead, '/people')).html).toContain('Ann &lt;b&gt;');
    const above = await sendForm(service, lead, '/people/invite', { ...fields, role: 'administrator', trustId: '' });
    expect(above.status).toBe(400);
  });

  it('should give, take, suspend and reactivate', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const path = `/people/${viewer.id}`;
    const given = await sendForm(service, lead, `${path}/role`, { role: 'trust-lead', trustId });
    expect([given.status, given.location]).toEqual([303, `${path}?done=given`]);
    const { roles } = await read(lead, viewer.id);
    const taken = await sendForm(service, lead, `${path}/roles/${roles[0]?.id ?? ''}/take`, {});
    expect(taken.location).toBe(`${path}?done=taken`);
    expect((await sendForm(service, lead, `${path}/suspend`, {})).location).toBe(`${path}?done=suspended`);
    expect((await sendForm(service, lead, `${path}/reactivate`, {})).location).toBe(`${path}?done=reactivated`);
    expect((await readAs(service, lead, `${path}?done=reactivated`)).html).toContain('The account is active again');
  });
});
