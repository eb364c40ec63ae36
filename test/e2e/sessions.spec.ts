import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, startService, type TestService } from '../support/service.js';
import { addPerson, PASSWORD, Visitor } from '../support/visitor.js';

let service: TestService;
let trustId: string;
let people = 0;

beforeAll(async () => {
  service = await startService();
  const trust = await ask<{ id: string }>(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ80', name: 'Test' } });
  trustId = trust.body.id;
});

afterAll(() => service.stop());

/** Somebody new, whose role needs no second factor, at a browser that is signed in. */
async function somebody(): Promise<{ email: string; visitor: Visitor }> {
  people += 1;
  const email = `session${String(people)}@example.nhs.uk`;
  await addPerson(service, email, { role: 'trust-viewer', trustId });
  const visitor = new Visitor(service.url);
  await visitor.signIn(email);
  expect((await visitor.get('/account')).status).toBe(200);
  return { email, visitor };
}

function post(visitor: Visitor, address: string, headers: Record<string, string>, token?: string): Promise<Response> {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const body = new URLSearchParams(token === undefined ? {} : { formToken: token });
  return fetch(`${service.url}${address}`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { accept: 'application/json', cookie, ...headers },
  });
}

describe('the cookie of a session', () => {
  it('should be for this host, over TLS and out of reach of scripts, and its value nowhere on the page', async () => {
    const { email } = await somebody();
    const response = await fetch(`${service.url}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ email, password: PASSWORD }),
      redirect: 'manual',
      headers: { 'x-nobody': '1' },
    });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(response.status).toBe(303);
    expect(cookie).toMatch(/^__Host-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const [pair = ''] = cookie.split(';');
    const page = await fetch(`${service.url}/account`, { headers: { cookie: pair } });
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain(pair.split('=')[1]);
  });

  it('should be another one for each sign-in, and the one that the browser had be over', async () => {
    const { email, visitor } = await somebody();
    const before = visitor.copy();
    expect((await visitor.signIn(email)).status).toBe(303);
    expect(visitor.cookies).not.toEqual(before.cookies);
    expect((await before.get('/account')).status).toBe(303);
    expect((await visitor.get('/account')).status).toBe(200);
  });
});

describe('a session', () => {
  it('should be over after the sign-out, which clears the browser', async () => {
    const { visitor } = await somebody();
    const before = visitor.copy();
    const out = await visitor.post('/sign-out', {});
    expect(out).toMatchObject({ status: 303, location: '/signed-out' });
    expect(out.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect((await before.get('/account')).status).toBe(303);
  });

  it('should end an hour after the last request', async () => {
    const { visitor } = await somebody();
    const start = service.clock.now();
    service.clock.set(new Date(start.getTime() + 59 * 60_000));
    expect((await visitor.get('/account')).status).toBe(200);
    service.clock.set(new Date(start.getTime() + 121 * 60_000));
    expect((await visitor.get('/account')).status).toBe(303);
  });

  it('should end after twelve hours, however busy', async () => {
    const { visitor } = await somebody();
    const start = service.clock.now().getTime();
    const seen: number[] = [];
    for (let half = 1; half <= 24; half++) {
      service.clock.set(new Date(start + half * 30 * 60_000));
      seen.push((await visitor.get('/account')).status);
    }
    expect(seen).toEqual([...Array.from({ length: 23 }, () => 200), 303]);
  });

  it('should outlive a change of the password at the browser that made it only, which takes the old one', async () => {
    const { email, visitor } = await somebody();
    const other = new Visitor(service.url);
    await other.signIn(email);
    const next = 'teacup-lantern-walrus';
    const wrong = await visitor.post('/account/password', { currentPassword: 'not-this-one', password: next });
    expect(wrong.status).toBe(400);
    expect((await other.get('/account')).status).toBe(200);
    const right = await visitor.post('/account/password', { currentPassword: PASSWORD, password: next });
    expect(right).toMatchObject({ status: 303, location: '/account?done=password' });
    expect((await visitor.get('/account')).status).toBe(200);
    expect((await other.get('/account')).status).toBe(303);
    expect((await new Visitor(service.url).signIn(email)).status).toBe(400);
  });
});

describe('what another site has a browser send', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['another origin', { origin: 'https://elsewhere.example' }, true],
    ['no origin that can be told', { origin: 'null' }, true],
    ['another site by the browser’s word', { 'sec-fetch-site': 'cross-site' }, true],
    ['a sister of this host', { 'sec-fetch-site': 'same-site' }, true],
    ['this site, without the token of the session', {}, false],
  ])('should be refused: from %s', async (_, headers, withToken) => {
    const { visitor } = await somebody();
    const refused = await post(visitor, '/sign-out', headers, withToken ? visitor.formToken : undefined);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'cross-site' });
    expect((await visitor.get('/account')).status).toBe(200);
  });

  it('should be refused with the token of somebody else', async () => {
    const [{ visitor }, { visitor: other }] = [await somebody(), await somebody()];
    expect((await post(visitor, '/sign-out', {}, other.formToken)).status).toBe(403);
  });

  it('should not reach the API with a cookie and without an origin', async () => {
    const { visitor } = await somebody();
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const json = { cookie, 'content-type': 'application/json' };
    const response = await fetch(`${service.url}/api/v1/trusts`, { method: 'POST', headers: json, body: '{}' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'cross-site' });
  });
});

describe('a sign-in', () => {
  it('should answer the same for a wrong password and for nobody’s address', async () => {
    const { email } = await somebody();
    const answers = [];
    for (const address of [email, 'nobody@example.nhs.uk']) {
      const page = await new Visitor(service.url).signIn(address, 'not-this-password');
      answers.push({ status: page.status, html: page.html.replaceAll(address, '').replace(/nonce="[^"]*"/g, '') });
    }
    expect(answers[0]).toMatchObject({ status: 400 });
    expect(answers[1]).toEqual(answers[0]);
  });

  it('should mask the password and let managers fill it in', async () => {
    const { html } = await new Visitor(service.url).get('/sign-in');
    expect(html).toMatch(/<input[^>]*name="password"[^>]*type="password"[^>]*autocomplete="current-password"/);
  });
});
