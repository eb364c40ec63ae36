import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { hasSecondFactor } from '../../src/accounts/open-id-connect.service.js';
import { readRoleMap } from '../../src/accounts/organisation-roles.js';
import { CLIENT, CookieBrowser, resigned, startProvider, type TestProvider } from '../support/oidc.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { signedIn } from '../support/signed-in.js';

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

describe('a provider that is not there', () => {
  it('should be told as such, and the service work without it', async () => {
    const { id: clientId, secret: clientSecret } = CLIENT;
    const issuer = 'http://127.0.0.1:1';
    const openIdConnect = { issuer, clientId, clientSecret, name: 'x', rolesPath: undefined };
    const alone = await startService({ openIdConnect });
    try {
      const response = await new CookieBrowser().ask(`${alone.url}/sign-in/organisation`);
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain('127.0.0.1:1');
      expect((await ask(alone, 'GET', '/api/v1/trusts')).status).toBe(200);
    } finally {
      await alone.stop();
    }
  });
});

describe('a second factor at the provider', () => {
  it.each([
    [['pwd', 'mfa'], true],
    [['otp'], true],
    [['pwd'], false],
    [undefined, false],
    ['mfa', false],
  ])('should be taken from what it says of the sign-in: %j', (amr, given) => {
    expect(hasSecondFactor({ amr })).toBe(given);
  });
});

describe('the file of roles', () => {
  it.each([
    ['claim: groups\nroles: []\n', '/roles'],
    ['claim: groups\nroles: [{ group: a, role: trust-lead }]\n', '/roles/0'],
    ['claim: groups\nroles: [{ group: a, role: king, trust: ZZ90 }]\n', '/roles/0/role'],
    ['roles: [{ group: a, role: administrator }]\n', 'claim'],
  ])('should be refused when it is not sound: %j', (text, place) => {
    const file = path.join(folder, 'wrong.yaml');
    fs.writeFileSync(file, text);
    expect(() => readRoleMap(file)).toThrow(place);
  });
});
