import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CLIENT, CookieBrowser, resigned, startProvider, type TestProvider } from '../support/oidc.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { askAs, pathOf, readAs, sendForm, signedIn } from '../support/signed-in.js';

/* People sign in through a real provider, which runs beside the service. */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-oidc-'));
const rolesPath = path.join(folder, 'roles.yaml');

let provider: TestProvider;
let service: TestService;
let trustId: string;

beforeAll(async () => {
  fs.writeFileSync(
    rolesPath,
    'claim: groups\nroles:\n  - { group: leads, role: trust-lead, trust: ZZ90 }\n  - { group: viewers, role: trust-viewer, trust: ZZ90 }\n',
  );
  provider = await startProvider();
  const { issuer } = provider;
  const { id: clientId, secret: clientSecret } = CLIENT;
  const openIdConnect = { issuer, clientId, clientSecret, name: 'NHS mail', rolesPath };
  service = await startService({ openIdConnect });
  provider.serve(service.url);
  ({ trustId } = await setUpAssessment(service));
});

afterAll(async () => {
  await service.stop();
  await provider.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const start = (next = ''): string => `${service.url}/sign-in/organisation${next}`;

/** A whole sign-in. @returns the last answer of the service */
async function signIn(subject: string, next = '', browser = new CookieBrowser()): Promise<Response> {
  return browser.ask(await browser.signIn(start(next), subject));
}

async function rolesOf(cookie: string): Promise<string[]> {
  const { body } = await ask<{ roles: { role: string }[] }>(service, 'GET', '/api/v1/me', { headers: { cookie } });
  // Who has no role at all may not even ask.
  return (body as { roles?: { role: string }[] }).roles?.map(({ role }) => role).sort() ?? [];
}

const sessionIn = (response: Response): string =>
  response.headers
    .getSetCookie()
    .find((line) => line.startsWith('__Host-session='))
    ?.split(';')[0] ?? '';

describe('a sign-in through an organisation', () => {
  it('should let in whoever was invited, by a verified address, and know them again by the provider', async () => {
    const { id, email } = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    provider.people.set('ann', { email, email_verified: true, name: 'Ann' });
    const response = await signIn('ann', '?next=%2Faccount');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account']);
    const { body } = await ask(service, 'GET', '/api/v1/me', { headers: { cookie: sessionIn(response) } });
    expect(body).toMatchObject({ id });
    provider.people.set('ann', { email: 'new@example.nhs.uk', email_verified: false, name: 'Ann' });
    const again = await signIn('ann');
    expect(await ask(service, 'GET', '/api/v1/me', { headers: { cookie: sessionIn(again) } })).toMatchObject({
      body: { id },
    });
  });

  it.each([
    ['an address that is not verified', { email_verified: false }],
    ['an address of which nobody says that it is', {}],
  ])('should not take an account over by %s', async (_, verified) => {
    const { email } = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    provider.people.set(`thief ${email}`, { email, name: 'Thief', ...verified });
    const response = await signIn(`thief ${email}`);
    expect([response.status, sessionIn(response)]).toEqual([403, '']);
    expect(await response.text()).toContain('You are not invited here yet');
  });

  it('should give the roles of somebody’s groups, and take them when the groups are gone', async () => {
    const claims = { email: 'bea@example.nhs.uk', email_verified: true, name: 'Bea' };
    provider.people.set('bea', { ...claims, groups: ['leads', 'others'] });
    expect(await rolesOf(sessionIn(await signIn('bea')))).toEqual(['trust-lead']);
    provider.people.set('bea', { ...claims, groups: ['viewers'] });
    expect(await rolesOf(sessionIn(await signIn('bea')))).toEqual(['trust-viewer']);
    provider.people.set('bea', { ...claims, groups: [] });
    expect(await rolesOf(sessionIn(await signIn('bea')))).toEqual([]);
  });

  it('should leave roles alone that were given here', async () => {
    const { email } = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    provider.people.set('cal', { email, email_verified: true, groups: ['viewers'] });
    expect(await rolesOf(sessionIn(await signIn('cal')))).toEqual(['trust-lead', 'trust-viewer']);
    provider.people.set('cal', { email, email_verified: true, groups: [] });
    expect(await rolesOf(sessionIn(await signIn('cal')))).toEqual(['trust-lead']);
  });

  it('should ask an administrator for a second factor of our own when the provider names none', async () => {
    const { email } = await signedIn(service, [{ role: 'administrator' }]);
    provider.people.set('dee', { email, email_verified: true });
    const alone = sessionIn(await signIn('dee'));
    const trusts = { headers: { cookie: alone } };
    expect((await ask(service, 'GET', '/api/v1/trusts', trusts)).status).toBe(401);
  });

  it('should tell the browser no token of the provider', async () => {
    provider.people.set('eva', { email: 'eva@example.nhs.uk', email_verified: true, groups: ['viewers'] });
    const response = await signIn('eva');
    expect(response.status).toBe(303);
    const told = JSON.stringify([...response.headers]) + (await response.text());
    for (const kind of ['access_token', 'id_token']) {
      expect(provider.given[kind]).toEqual(expect.any(String));
      expect(told).not.toContain(provider.given[kind]);
    }
  });

  it('should not be finished twice, in another browser, with another state, or when the provider refused', async () => {
    provider.people.set('eve', { email: 'eve@example.nhs.uk', email_verified: true, groups: ['viewers'] });
    const browser = new CookieBrowser();
    const back = await browser.signIn(start(), 'eve');
    const stranger = await new CookieBrowser().ask(back);
    const forged = new URL(back);
    forged.searchParams.set('state', 'another');
    const other = new CookieBrowser();
    await other.signIn(start(), 'eve');
    const statuses = [stranger.status, (await other.ask(forged.href)).status, (await browser.ask(back)).status];
    expect([...statuses, (await browser.ask(back)).status]).toEqual([400, 400, 303, 400]);
    const refused = new CookieBrowser();
    const state = new URL(await refused.signIn(start(), 'eve')).searchParams.get('state') ?? '';
    const denied = `${service.url}/sign-in/organisation/callback?error=access_denied&state=${state}`;
    expect((await refused.ask(denied)).status).toBe(400);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'should lead nowhere else: %s',
    async (next) => {
      provider.people.set('fay', { email: 'fay@example.nhs.uk', email_verified: true, groups: ['viewers'] });
      const response = await signIn('fay', `?next=${encodeURIComponent(next)}`);
      expect(response.headers.get('location')).toBe('/');
    },
  );
});

describe('somebody who comes through an organisation', () => {
  it('should not get the account of who had the address before', async () => {
    const { email } = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    provider.people.set('ian', { email, email_verified: true, name: 'Ian' });
    expect((await signIn('ian')).status).toBe(303);
    provider.people.set('ida', { email, email_verified: true, name: 'Ida' });
    const response = await signIn('ida');
    expect([response.status, sessionIn(response)]).toEqual([403, '']);
    expect((await signIn('ian')).status).toBe(303);
    const failed = ((await service.database.rows()).events ?? []).filter(({ type }) => type === 'sign-in-failed');
    expect(JSON.stringify(failed.at(-1))).toContain('openid-connect');
  });

  it('should leave no session behind at the browser', async () => {
    const { email } = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    provider.people.set('jan', { email, email_verified: true });
    const browser = new CookieBrowser();
    const former = sessionIn(await signIn('jan', '', browser));
    const next = sessionIn(await signIn('jan', '', browser));
    const statuses = [former, next].map(async (cookie) => {
      return (await ask(service, 'GET', '/api/v1/me', { headers: { cookie } })).status;
    });
    expect(await Promise.all(statuses)).toEqual([401, 200]);
  });

  it('should take an invitation without a password, by the link and with the address that it was sent to', async () => {
    const lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    const body = { email: 'Kim@example.nhs.uk', name: 'Kim', role: 'trust-viewer', trustId };
    const { body: made } = await askAs(service, lead, 'POST', '/api/v1/invitations', { body });
    const path = pathOf(made.link);
    const page = await readAs(service, undefined, path);
    expect(page.html).toContain(`href="/sign-in/organisation?next=${encodeURIComponent(path)}"`);
    provider.people.set('lea', { email: 'lea@example.nhs.uk', email_verified: true });
    expect((await signIn('lea', `?next=${encodeURIComponent(path)}`)).status).toBe(403);
    provider.people.set('kim', { email: 'kim@example.nhs.uk', email_verified: true, name: 'Kim\u202e\u0000 Day' });
    const response = await signIn('kim', `?next=${encodeURIComponent(path)}`);
    expect([response.status, response.headers.get('location')]).toEqual([303, path]);
    const cookie = sessionIn(response);
    expect(await rolesOf(cookie)).toEqual([]);
    expect((await sendForm(service, { cookie }, path, {})).status).toBe(303);
    expect(await rolesOf(cookie)).toEqual(['trust-viewer']);
    const { body: me } = await ask(service, 'GET', '/api/v1/me', { headers: { cookie } });
    expect(me).toMatchObject({ name: 'Kim Day' });
  });

  it('should keep a role that was given by hand as it is', async () => {
    const { id, email } = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    provider.people.set('mia', { email, email_verified: true, groups: ['viewers'] });
    await signIn('mia');
    await signIn('mia');
    const given = ((await service.database.rows()).events ?? []).filter(
      ({ type, subject_id }) => type === 'role-given' && subject_id === id,
    );
    expect(given).toHaveLength(1);
  });

  it('should keep a role of a group that was given by hand afterwards, and take one group for a list of one', async () => {
    const claims = { email: 'pat@example.nhs.uk', email_verified: true };
    provider.people.set('pat', { ...claims, groups: 'viewers' });
    const cookie = sessionIn(await signIn('pat'));
    expect(await rolesOf(cookie)).toEqual(['trust-viewer']);
    const { body: me } = await ask<{ id: string }>(service, 'GET', '/api/v1/me', { headers: { cookie } });
    const administrator = await signedIn(service, [{ role: 'administrator' }]);
    const body = { role: 'trust-viewer', trustId };
    const given = await askAs(service, administrator, 'POST', `/api/v1/people/${me.id}/roles`, { body });
    expect(given.status).toBe(200);
    provider.people.set('pat', { ...claims, groups: [] });
    expect(await rolesOf(sessionIn(await signIn('pat')))).toEqual(['trust-viewer']);
  });

  it('should not get an account by an address that only looks like its own', async () => {
    const { email } = await signedIn(service, [{ role: 'trust-lead', trustId }], 'kirk@example.nhs.uk');
    provider.people.set('fake', { email: email.replaceAll('k', '\u212a'), email_verified: true });
    expect((await signIn('fake')).status).toBe(403);
  });

  it('should keep the roles of groups that were too many to be named', async () => {
    const claims = { email: 'noa@example.nhs.uk', email_verified: true };
    provider.people.set('noa', { ...claims, groups: ['leads'] });
    await signIn('noa');
    provider.people.set('noa', claims);
    provider.forge = (idToken) => resigned(idToken, { _claim_names: { groups: 'src1' } });
    expect(await rolesOf(sessionIn(await signIn('noa')))).toEqual(['trust-lead']);
    provider.forge = undefined;
    expect(await rolesOf(sessionIn(await signIn('noa')))).toEqual([]);
  });

  it('should be led to the button where a link of another site brought them, and nowhere by a broken cookie', async () => {
    const send = (address: string, headers: Record<string, string>): Promise<Response> =>
      fetch(`${service.url}${address}`, {
        redirect: 'manual',
        headers: { accept: 'text/html', 'x-nobody': '1', ...headers },
      });
    for (const site of ['cross-site', 'same-site']) {
      const response = await send('/sign-in/organisation?next=/account', { 'sec-fetch-site': site });
      expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in?next=%2Faccount']);
    }
    const own = await send('/sign-in/organisation', { 'sec-fetch-site': 'same-origin' });
    expect(own.headers.get('location')).toContain(provider.issuer);
    const broken = await send('/sign-in/organisation/callback?code=a', { cookie: '__Host-sign-in=%E0%A4%A' });
    expect(broken.status).toBe(400);
  });

  it('should come in although the provider says more than is known, and not after ten minutes', async () => {
    provider.people.set('oli', { email: 'oli@example.nhs.uk', email_verified: true, groups: ['viewers'] });
    const browser = new CookieBrowser();
    const back = await browser.signIn(start(), 'oli');
    expect((await browser.ask(`${back}&scope=openid&authuser=0&prompt=none`)).status).toBe(303);
    const late = new CookieBrowser();
    const lateBack = await late.signIn(start(), 'oli');
    service.clock.set(new Date(service.clock.now().getTime() + 601_000));
    expect((await late.ask(lateBack)).status).toBe(400);
  });
});

describe('an ID token', () => {
  const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

  afterEach(() => {
    provider.forge = undefined;
  });

  it.each<[string, number, Record<string, unknown>]>([
    ['that says what it should', 303, {}],
    ['of another sign-in', 400, { nonce: 'another' }],
    ['for another service', 400, { aud: 'another' }],
    ['for this service and another', 400, { aud: [CLIENT.id, 'another'] }],
    ['of another provider', 400, { iss: 'https://login.example.com' }],
    ['that has run out', 400, { exp: inSeconds(-3600) }],
    ['that is not good yet', 400, { nbf: inSeconds(3600) }],
  ])('%s: %i', async (_, status, claims) => {
    provider.people.set('gus', { email: 'gus@example.nhs.uk', email_verified: true, groups: ['viewers'] });
    provider.forge = (idToken) => resigned(idToken, claims);
    const response = await signIn('gus');
    expect([response.status, sessionIn(response) !== '']).toEqual([status, status === 303]);
  });

  it.each<[string, (idToken: string) => string]>([
    ['whose signature is not the provider’s', (idToken) => `${unsigned(idToken)}.AAAA`],
    ['without a signature', (idToken) => `${withHeader(idToken, { alg: 'none' })}.`],
    ['signed with the secret that both know', (idToken) => signedWithSecret(idToken)],
  ])('%s should let nobody in', async (_, forge) => {
    provider.people.set('gus', { email: 'gus@example.nhs.uk', email_verified: true, groups: ['viewers'] });
    provider.forge = forge;
    const response = await signIn('gus');
    expect([response.status, sessionIn(response)]).toEqual([400, '']);
  });

  it('should let an administrator in at once when it names a second factor', async () => {
    const { email } = await signedIn(service, [{ role: 'administrator' }]);
    provider.people.set('deb', { email, email_verified: true });
    const trusts = async (): Promise<number> => {
      const headers = { cookie: sessionIn(await signIn('deb')) };
      return (await ask(service, 'GET', '/api/v1/trusts', { headers })).status;
    };
    provider.forge = (idToken) => resigned(idToken, { amr: ['pwd', 'mfa'] });
    expect(await trusts()).toBe(200);
    provider.forge = (idToken) => resigned(idToken, { amr: ['pwd'] });
    expect(await trusts()).toBe(401);
  });
});

/** An ID token without its signature. */
function unsigned(idToken: string): string {
  return idToken.split('.').slice(0, 2).join('.');
}

function withHeader(idToken: string, header: object): string {
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  return `${encoded}.${idToken.split('.')[1] ?? ''}`;
}

function signedWithSecret(idToken: string): string {
  const text = withHeader(idToken, { alg: 'HS256', typ: 'JWT' });
  return `${text}.${createHmac('sha256', CLIENT.secret).update(text).digest('base64url')}`;
}
