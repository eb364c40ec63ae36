import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { EventEntity } from '../../src/platform/database/event.entity.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { ask, startService, type TestService } from '../support/service.js';
import { addPerson, errorsOn, Visitor, type Page } from '../support/visitor.js';

const NOT_RIGHT = 'code: The code is not right. Enter the code that the app shows now; each works once';
const SESSION = '__Host-session';

let service: TestService;
let trustId: string;
let people = 0;

beforeAll(async () => {
  service = await startService();
  const { body } = await ask<{ id: string }>(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ80', name: 'T' } });
  trustId = body.id;
});

beforeEach(() => {
  later(3600);
});

afterAll(async () => {
  await (service as TestService | undefined)?.stop();
});

function later(seconds: number): void {
  service.clock.set(new Date(service.clock.now().getTime() + seconds * 1000));
}

/** What the app shows. @param steps from now */
function codeOf(secret: string, steps = 0): string {
  const timestamp = service.clock.now().getTime() + steps * 30_000;
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });
}

function keyOn({ html }: Page): string {
  return (/Key: <code>([^<]+)</.exec(html)?.[1] ?? '').replaceAll(' ', '');
}

function sealedOn({ html }: Page): string {
  return /name="sealed" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

function recoveryCodesOn({ html }: Page): string[] {
  return [...html.matchAll(/<code>([a-z0-9-]{34})<\/code>/g)].map(([, code = '']) => code);
}

async function newEmail(role: 'administrator' | 'trust-lead' = 'trust-lead'): Promise<{ email: string; id: string }> {
  people += 1;
  const email = `person${String(people)}@example.nhs.uk`;
  return { email, id: await addPerson(service, email, role === 'trust-lead' ? { role, trustId } : { role }) };
}

/** Somebody who has just set an app up. */
async function withFactor(
  role: 'administrator' | 'trust-lead' = 'trust-lead',
): Promise<{ visitor: Visitor; email: string; id: string; secret: string; codes: string[] }> {
  const { email, id } = await newEmail(role);
  const visitor = new Visitor(service.url);
  await visitor.signIn(email);
  const page = await visitor.get('/account/second-factor');
  const secret = keyOn(page);
  const done = await visitor.post('/account/second-factor', { sealed: sealedOn(page), code: codeOf(secret) });
  expect(done.status).toBe(200);
  later(60);
  return { visitor, email, id, secret, codes: recoveryCodesOn(done) };
}

/** At the second step of a sign-in. */
async function atSecondStep(email: string): Promise<Visitor> {
  const visitor = new Visitor(service.url);
  await visitor.signIn(email);
  await visitor.get('/sign-in/second-factor');
  return visitor;
}

async function eventsOf(id: string): Promise<string[]> {
  const events = await service.app
    .get(UnitOfWork)
    .read((manager) => manager.find(EventEntity, { where: { subjectId: id }, order: { sequence: 'ASC' } }));
  return events.map(({ type }) => type).filter((type) => /factor|recovery/.test(type));
}

describe('setting up an authenticator app', () => {
  it('should be asked of an administrator before anything else, and of a trust lead not', async () => {
    const admin = new Visitor(service.url);
    await admin.signIn((await newEmail('administrator')).email);
    const lead = new Visitor(service.url);
    await lead.signIn((await newEmail()).email);
    const seen = async (visitor: Visitor): Promise<unknown[]> => {
      const { status, location } = await visitor.get('/account');
      return [status, location];
    };
    expect(await seen(admin)).toEqual([303, '/account/second-factor?next=%2Faccount']);
    expect(await seen(lead)).toEqual([200, null]);
  });

  it('should show a picture with words, take the first code and show ten recovery codes once', async () => {
    const { email, id } = await newEmail('administrator');
    const visitor = new Visitor(service.url);
    await visitor.signIn(email);
    const page = await visitor.get('/account/second-factor?next=/people');
    expect(page.html).toMatch(/<img src="data:image\/svg\+xml;base64,[^"]+"[^>]* alt="QR code for/);
    const before = visitor.copy();
    const spaced = codeOf(keyOn(page)).replace(/(...)/, ' $1 ');
    const sent = { sealed: sealedOn(page), next: '/account', code: spaced };
    const done = await visitor.post('/account/second-factor', sent);
    expect(done.html).toContain('href="/account"');
    expect(new Set(recoveryCodesOn(done)).size).toBe(10);
    expect(visitor.cookies.get(SESSION)).not.toBe(before.cookies.get(SESSION));
    expect((await visitor.get('/account')).status).toBe(200);
    expect((await before.get('/account')).location).toBe('/sign-in?next=%2Faccount');
    expect(await eventsOf(id)).toEqual(['second-factor-set-up', 'recovery-codes-made']);
  });

  it('should keep the key on the page when the code was wrong, and not take a key of another session', async () => {
    const { email } = await newEmail();
    const visitor = new Visitor(service.url);
    await visitor.signIn(email);
    const page = await visitor.get('/account/second-factor');
    const wrong = await visitor.post('/account/second-factor', { sealed: sealedOn(page), code: '12345' });
    expect([wrong.status, errorsOn(wrong), keyOn(wrong)]).toEqual([400, [NOT_RIGHT], keyOn(page)]);
    const other = new Visitor(service.url);
    await other.signIn(email);
    await other.get('/account/second-factor');
    const stolen = await other.post('/account/second-factor', { sealed: sealedOn(page), code: codeOf(keyOn(page)) });
    expect([stolen.status, errorsOn(stolen)]).toEqual([
      400,
      ['code: This page was open for too long. Scan the new code below'],
    ]);
    expect(keyOn(stolen)).not.toBe(keyOn(page));
  });

  it('should want a code of the app in use before another takes its place, and end the other sessions', async () => {
    const { visitor, email, secret } = await withFactor();
    const elsewhere = await atSecondStep(email);
    await elsewhere.post('/sign-in/second-factor', { code: codeOf(secret) });
    later(60);
    const page = await visitor.get('/account/second-factor');
    const fields = { sealed: sealedOn(page), code: codeOf(keyOn(page)) };
    const without = await visitor.post('/account/second-factor', fields);
    expect(errorsOn(without)).toEqual([
      'currentCode: The code of the app that you use now is not right. Each code works once',
    ]);
    const done = await visitor.post('/account/second-factor', { ...fields, currentCode: codeOf(secret) });
    expect(recoveryCodesOn(done)).toHaveLength(10);
    expect((await elsewhere.get('/account')).location).toBe('/sign-in?next=%2Faccount');
    later(60);
    const again = await atSecondStep(email);
    expect(errorsOn(await again.post('/sign-in/second-factor', { code: codeOf(secret) }))).toEqual([NOT_RIGHT]);
    expect((await again.post('/sign-in/second-factor', { code: codeOf(keyOn(page)) })).status).toBe(303);
  });

  it('should be undone with a code, unless the role needs it', async () => {
    const lead = await withFactor();
    await lead.visitor.get('/account/second-factor');
    const removed = await lead.visitor.post('/account/second-factor/remove', { removeCode: codeOf(lead.secret) });
    expect([removed.status, removed.location]).toEqual([303, '/account?done=second-factor-removed']);
    const after = new Visitor(service.url);
    await after.signIn(lead.email);
    expect((await after.get('/account')).status).toBe(200);
    const admin = await withFactor('administrator');
    expect((await admin.visitor.get('/account/second-factor')).html).not.toContain('removeCode');
    const refused = await admin.visitor.post('/account/second-factor/remove', { removeCode: codeOf(admin.secret) });
    expect(refused.status).toBe(403);
  });
});

describe('an authenticator app that was lost', () => {
  it('should be taken off by an administrator, who ends the sessions, and by nobody else', async () => {
    const lost = await withFactor('administrator');
    const { visitor: administrator } = await withFactor('administrator');
    const lead = new Visitor(service.url);
    await lead.signIn((await newEmail()).email);
    const person = `/people/${lost.id}`;
    await lead.get('/account');
    expect((await lead.post(`${person}/second-factor/take`, {})).status).toBe(404);
    expect((await administrator.get(person)).html).toContain('Take a lost authenticator app off the account');
    const taken = await administrator.post(`${person}/second-factor/take`, {});
    expect([taken.status, taken.location]).toEqual([303, `${person}?done=app-taken`]);
    expect((await lost.visitor.get('/account')).location).toBe('/sign-in?next=%2Faccount');
    expect((await eventsOf(lost.id)).at(-1)).toBe('second-factor-taken');
    await administrator.get(person);
    const again = await administrator.post(`${person}/second-factor/take`, {});
    expect(again.status).toBe(400);
    expect(again.html).toContain('This account has no authenticator app');
    const after = new Visitor(service.url);
    await after.signIn(lost.email);
    expect((await after.get('/account')).location).toBe('/account/second-factor?next=%2Faccount');
  });
});

describe('the second step of a sign-in', () => {
  it('should let nobody past, then let in with a code and another token, and go on to the page asked for', async () => {
    const { email, id, secret } = await withFactor();
    const visitor = await atSecondStep(email);
    expect((await visitor.get('/account/second-factor')).location).toMatch(/^\/sign-in\/second-factor/);
    const before = visitor.copy();
    const fields = { code: codeOf(secret).replace(/(...)/, '$1 '), next: '/account' };
    const done = await visitor.post('/sign-in/second-factor', fields);
    expect([done.status, done.location]).toEqual([303, '/account']);
    expect((await visitor.get('/account')).status).toBe(200);
    expect((await before.get('/account')).location).toMatch(/^\/sign-in\?/);
    expect(await eventsOf(id)).toEqual(['second-factor-set-up', 'recovery-codes-made', 'second-factor-given']);
  });

  it.each([
    [-2, 400],
    [-1, 303],
    [0, 303],
    [1, 303],
    [2, 400],
  ])('should answer the code of %i steps from now with %i', async (steps, status) => {
    const { email, secret } = await withFactor();
    later(300);
    const visitor = await atSecondStep(email);
    expect((await visitor.post('/sign-in/second-factor', { code: codeOf(secret, steps) })).status).toBe(status);
  });

  it('should take a code once, also when two come at once and at the set-up', async () => {
    const { email, id, secret } = await withFactor();
    const [one, two] = [await atSecondStep(email), await atSecondStep(email)];
    const code = codeOf(secret);
    const replies = await Promise.all([one, two].map((visitor) => visitor.post('/sign-in/second-factor', { code })));
    expect(replies.map(({ status }) => status).sort()).toEqual([303, 400]);
    const late = await atSecondStep(email);
    expect(errorsOn(await late.post('/sign-in/second-factor', { code }))).toEqual([NOT_RIGHT]);
    expect((await eventsOf(id)).slice(2).sort()).toEqual([
      'second-factor-failed',
      'second-factor-failed',
      'second-factor-given',
    ]);
  });

  it('should take a recovery code once, however it was written, and none after new ones were made', async () => {
    const { email, id, secret, codes } = await withFactor();
    const [first = '', second = ''] = codes;
    const give = async (code: string): Promise<number> =>
      (await (await atSecondStep(email)).post('/sign-in/second-factor', { code })).status;
    const written = first.toUpperCase().replaceAll('-', ' ');
    expect([await give(written), await give(first)]).toEqual([303, 400]);
    const visitor = await atSecondStep(email);
    await visitor.post('/sign-in/second-factor', { code: codeOf(secret) });
    later(60);
    const account = await visitor.get('/account/second-factor');
    expect(account.html).toContain('You have 9 left');
    const renewed = await visitor.post('/account/second-factor/recovery-codes', { codesCode: codeOf(secret) });
    const [fresh = ''] = recoveryCodesOn(renewed);
    expect([await give(second), await give(fresh)]).toEqual([400, 303]);
    expect(await eventsOf(id)).toContain('recovery-code-used');
  });

  it('should stop guesses after ten, in the same words for a code that would be right', async () => {
    const { email, secret } = await withFactor();
    const visitor = await atSecondStep(email);
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await visitor.post('/sign-in/second-factor', { code: 'aaaa-aaaa-aaaa-aaaa' })).status).toBe(400);
    }
    const stopped = await visitor.post('/sign-in/second-factor', { code: codeOf(secret) });
    expect([stopped.status, stopped.headers.get('retry-after')]).toEqual([429, '900']);
    later(901);
    const after = await atSecondStep(email);
    expect((await after.post('/sign-in/second-factor', { code: codeOf(secret) })).status).toBe(303);
  });

  it('should not be sent by another session, and go nowhere outside', async () => {
    const { email, secret } = await withFactor();
    const visitor = await atSecondStep(email);
    const forged = await visitor.post('/sign-in/second-factor', { formToken: 'x'.repeat(43), code: codeOf(secret) });
    expect(forged.status).toBe(403);
    await visitor.get('/sign-in/second-factor');
    const fields = { code: codeOf(secret), next: '//evil.example/' };
    expect((await visitor.post('/sign-in/second-factor', fields)).location).toBe('/');
  });
});
