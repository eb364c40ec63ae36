import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addPerson, Visitor, type Page } from '../support/visitor.js';

/* Somebody sends a form after being signed out: what was typed comes back to them, and to nobody else. */

const NOTE = 'With the SIRO since May, “two” <b>days</b>';
const SHOWN = 'With the SIRO since May, “two” &lt;b&gt;days&lt;/b&gt;';

let service: TestService;
let trustId: string;
let assessment: string;
let page: string;
let number = 0;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await (service as TestService | undefined)?.stop();
});

beforeEach(async () => {
  later(0, 24);
  number += 1;
  const made = await setUpAssessment(service, { code: `ZY${String(number).padStart(2, '0')}` });
  trustId = made.trustId;
  assessment = `/assessments/${made.assessmentId}`;
  page = `${assessment}/sections/GV`;
});

function later(minutes: number, hours = 0): void {
  service.clock.set(new Date(service.clock.now().getTime() + (hours * 60 + minutes) * 60_000));
}

/** A lead at a browser that is signed in, with the page of the section open. */
async function lead(): Promise<{ visitor: Visitor; email: string; id: string; fields: Record<string, string> }> {
  number += 1;
  const email = `kept${String(number)}@example.nhs.uk`;
  const id = await addPerson(service, email, { role: 'trust-lead', trustId });
  const visitor = new Visitor(service.url);
  await visitor.signIn(email);
  return { visitor, email, id, fields: hiddenOn(await visitor.get(page)) };
}

/** What a form sends that nothing was typed in. */
function hiddenOn({ html }: Page): Record<string, string> {
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(
    hidden.map(([, name = '', value = '']) => [name, value]).filter(([name]) => name !== 'path'),
  );
}

/** Signs in on the page that one was sent to. */
async function comeBack(visitor: Visitor, { location }: Page, email: string): Promise<Page> {
  const { html } = await visitor.get(location ?? '');
  expect(html).toContain('Sign in as the same person within 60 minutes');
  const next = /name="next" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const { html: _html, ...rest } = await visitor.post('/sign-in', { email, password: 'walrus-lantern-teacup', next });
  expect(rest).toMatchObject({ status: 303 });
  return { ...rest, html: _html };
}

async function noteOf(): Promise<unknown> {
  const address = `/api/v1${page}`;
  const { body } = await ask<{ answers: Record<string, { note?: string }> }>(service, 'GET', address);
  return body.answers['GV-01']?.note;
}

const kept = (): Promise<readonly unknown[]> => service.database.query('SELECT path FROM kept_forms');

describe('a form that is sent after the session ran out', () => {
  it.each([
    ['nobody was there for too long', 61, 0],
    ['it had lasted for as long as any does', 30, 23],
  ])('should be shown again, filled, to the same person, and be saved then, where %s', async (_why, minutes, hours) => {
    const { visitor, email, fields } = await lead();
    later(minutes, hours);
    const away = await visitor.post(page, { ...fields, 'GV-01': '2', 'GV-01-note': NOTE });
    expect([away.status, away.location]).toEqual([303, `/sign-in?next=${encodeURIComponent(page)}&kept=yes`]);
    const [row] = await service.database.query('SELECT * FROM kept_forms');
    expect(JSON.stringify(row)).not.toContain('SIRO');
    const back = await comeBack(visitor, away, email);
    expect(back.location).toBe(page);
    const shown = await visitor.get(page);
    expect(shown.html).toContain('Nothing was saved yet');
    expect(shown.html).toContain(SHOWN);
    expect(shown.html).toMatch(/name="GV-01" type="radio" value="2" checked/);
    expect(await noteOf()).toBeUndefined();
    const saved = await visitor.post(page, { ...hiddenOn(shown), 'GV-01': '2', 'GV-01-note': NOTE });
    expect([saved.status, await noteOf(), await kept()]).toEqual([303, NOTE, []]);
    expect((await visitor.get(page)).html).not.toContain('You were signed out');
  });

  it('should stand beside what a colleague saved meanwhile', async () => {
    const { visitor, email, fields } = await lead();
    const other = await lead();
    later(61);
    const away = await visitor.post(page, { ...fields, 'GV-01': '2', 'GV-01-note': NOTE });
    await other.visitor.signIn(other.email);
    const theirs = hiddenOn(await other.visitor.get(page));
    await other.visitor.post(page, { ...theirs, 'GV-01': '0', 'GV-01-note': 'Not begun' });
    await comeBack(visitor, away, email);
    const { status, html } = await visitor.get(page);
    expect([status, html.includes(SHOWN), html.includes('Saved meanwhile by somebody else')]).toEqual([
      200,
      true,
      true,
    ]);
  });

  it('should come back after the second factor, and not before', async () => {
    const { visitor, email } = await lead();
    const { html } = await visitor.get('/account/second-factor');
    const secret = (/Key: <code>([^<]+)</.exec(html)?.[1] ?? '').replaceAll(' ', '');
    const code = (): string =>
      TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: service.clock.now().getTime() });
    const sealed = /name="sealed" value="([^"]+)"/.exec(html)?.[1] ?? '';
    expect((await visitor.post('/account/second-factor', { sealed, code: code() })).status).toBe(200);
    const fields = hiddenOn(await visitor.get(page));
    later(61);
    const away = await visitor.post(page, { ...fields, 'GV-01-note': NOTE });
    await comeBack(visitor, away, email);
    const step = await visitor.get(page);
    expect(step.location).toBe(`/sign-in/second-factor?next=${encodeURIComponent(page)}`);
    await visitor.get(step.location ?? '');
    const done = await visitor.post('/sign-in/second-factor', { code: code(), next: page });
    expect(done.location).toBe(page);
    expect((await visitor.get(page)).html).toContain(SHOWN);
  });

  it('should come back as evidence, and as what was typed where a page does not show it, ready to save', async () => {
    const { visitor, email, fields } = await lead();
    await visitor.post(page, { ...fields, 'GV-01': '3' });
    later(61);
    const evidence = await visitor.post(`${page}/evidence/GV-01`, { title: 'DPIA of the trust', dateDay: '3' });
    expect((await comeBack(visitor, evidence, email)).location).toBe(`${page}/evidence/GV-01`);
    const shown = (await visitor.get(`${page}/evidence/GV-01`)).html;
    expect(shown).toContain('value="DPIA of the trust"');
    expect(shown).toContain('name="sentAgain"');
    later(61);
    const sharing = await visitor.post(`${assessment}/sharing`, { vendor: 'yes', sections: 'IT', keepNotes: 'yes' });
    const { location } = await comeBack(visitor, sharing, email);
    expect(location).toBe(`/kept-form?path=${encodeURIComponent(`${assessment}/sharing`)}`);
    const list = await visitor.get(location ?? '');
    expect(list.html).toContain('Keep notes');
    const saved = await visitor.post(`${assessment}/sharing`, hiddenOn(list));
    expect([saved.status, saved.location]).toEqual([303, `${assessment}?saved=sharing`]);
    expect((await visitor.get(location ?? '')).html).toContain('Nothing is kept here');
  });

  it('should be shown to nobody else at the same browser, and be gone after an hour or when thrown away', async () => {
    const { visitor, email, fields } = await lead();
    const other = await lead();
    later(61);
    const away = await visitor.post(page, { ...fields, 'GV-01-note': NOTE });
    await comeBack(visitor, away, other.email);
    const path = `/kept-form?path=${encodeURIComponent(page)}`;
    for (const address of [page, path]) expect((await visitor.get(address)).html).not.toContain('With the SIRO');
    await visitor.post('/kept-form/discard', { path: page });
    await visitor.post('/sign-out', {});
    await visitor.get('/sign-in');
    visitor.formToken = undefined;
    await visitor.signIn(email);
    expect((await visitor.get(page)).html).toContain(SHOWN);
    expect((await visitor.post('/kept-form/discard', { path: page })).location).toBe(page);
    expect((await visitor.get(page)).html).not.toContain('With the SIRO');
    expect((await visitor.post('/kept-form/discard', { path: '//evil.example/' })).location).toBe('/');
    const again = { ...fields, formToken: String(visitor.formToken) };
    later(61);
    await visitor.post(page, { ...again, 'GV-01-note': NOTE });
    later(60);
    await visitor.signIn(email);
    expect((await visitor.get(page)).html).not.toContain('With the SIRO');
  });
});

describe('a form of a session before', () => {
  it('should be shown again to whoever signed in once more in another window, and refused to anybody else', async () => {
    const { visitor, email, fields } = await lead();
    const stranger = await lead();
    await visitor.get('/sign-in');
    await visitor.signIn(email);
    const again = await visitor.post(page, { ...fields, 'GV-01-note': NOTE });
    expect([again.status, again.location]).toEqual([303, page]);
    expect((await visitor.get(page)).html).toContain(SHOWN);
    const theirs = await stranger.visitor.post(page, { ...fields, 'GV-01-note': NOTE });
    expect([theirs.status, await noteOf(), (await kept()).length]).toEqual([403, undefined, 1]);
  });
});

describe('what is sent', () => {
  it('should not be kept from nobody, from another site, with a made-up token, too long, or with a password', async () => {
    const { visitor, fields } = await lead();
    later(61);
    const before = (await kept()).length;
    const form = { ...fields, 'GV-01-note': NOTE };
    const nobody = await new Visitor(service.url).post(page, form);
    expect([nobody.status, nobody.location]).toEqual([303, '/sign-in']);
    for (const wrong of [
      { ...form, formToken: 'a'.repeat(63) },
      { ...form, 'GV-01-note': 'a'.repeat(300_000) },
      { ...form, newPassword: 'walrus' },
    ]) {
      expect((await visitor.post(page, wrong)).location).toBe('/sign-in');
    }
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', cookie, 'sec-fetch-site': 'cross-site' };
    const body = new URLSearchParams(form);
    const across = await fetch(`${service.url}${page}`, { method: 'POST', headers, body, redirect: 'manual' });
    expect([across.status, (await kept()).length]).toEqual([403, before]);
  });

  it('should be kept of five pages of a person at most', async () => {
    const { visitor, fields, id } = await lead();
    later(61);
    for (const code of ['GV', 'IT', 'TM', 'TR', 'CO', 'PT', 'VS']) {
      later(1);
      await visitor.post(`${assessment}/sections/${code}`, { ...fields, note: NOTE });
    }
    const rows = await service.database.query(`SELECT path FROM kept_forms WHERE person_id = '${id}'`);
    expect(
      JSON.stringify(rows)
        .match(/sections\/\w\w/g)
        ?.map((path) => path.slice(-2))
        .sort(),
    ).toEqual(['CO', 'PT', 'TM', 'TR', 'VS']);
  });
});
