import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';
import { pdfOf } from '../support/uploads.js';

/* One question a page: answered, gone on from, with its evidence, on pages that need no script. */

type Fields = Record<string, string>;

let service: TestService;
let assessmentId: string;
let trustId: string;
let lead: SignedIn;
let colleague: SignedIn;
let viewer: SignedIn;
let question: (id: string) => string;
let number = 0;

beforeAll(async () => {
  service = await startService({ maxFileMegabytes: 1 });
});

afterAll(() => service.stop());

beforeEach(async () => {
  number += 1;
  ({ assessmentId, trustId } = await setUpAssessment(service, { code: `ZQ${String(number).padStart(2, '0')}` }));
  question = (id) => `/assessments/${assessmentId}/questions/${id}`;
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  colleague = await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]);
});

/** What a browser would send of a question that nothing was changed on. */
function fieldsOf({ html }: PageAnswer, id: string): Fields {
  const was = new RegExp(`name="${id}-was" value="([^"]*)"`).exec(html)?.[1] ?? '';
  const checked = /<input class="nhsuk-radios__input"[^>]* checked[^>]*>/.exec(html)?.[0] ?? '';
  const note = new RegExp(`name="${id}-note"[^>]*>([^<]*)</textarea>`).exec(html)?.[1] ?? '';
  const choice = /value="([^"]+)"/.exec(checked)?.[1];
  return { [`${id}-was`]: was, [`${id}-note`]: note, ...(choice !== undefined && { [id]: choice }) };
}

const opened = async (who: SignedIn, id: string): Promise<Fields> =>
  fieldsOf(await readAs(service, who, question(id)), id);
const send = (who: SignedIn, id: string, fields: Fields): Promise<PageAnswer> =>
  sendForm(service, who, question(id), fields);

async function answers(code = 'GV'): Promise<Record<string, Record<string, unknown>>> {
  const address = `/api/v1/assessments/${assessmentId}/sections/${code}`;
  return (await ask<{ answers: Record<string, Record<string, unknown>> }>(service, 'GET', address)).body.answers;
}

describe('one question a page', () => {
  it('should read a number as people type it, and say what to write where it does not', async () => {
    const number = async (id: string, typed: string): Promise<PageAnswer> =>
      send(lead, id, { ...(await opened(lead, id)), [id]: 'number', [`${id}-number`]: typed });
    for (const [id, typed, value] of [
      ['IT-02', ' 80% ', 80],
      ['TM-06', '6 weeks', 6],
      ['TM-01', '1 person-day a week', 1],
      ['RD-03', '1,200', 1200],
      ['RD-03', '12 345', 12_345],
    ] as const) {
      expect((await number(id, typed)).status).toBe(303);
      expect((await answers(id.slice(0, 2)))[id]).toEqual({ value });
    }
    for (const [typed, told] of [
      ['1,5', 'Decimals follow a point: write 1.5'],
      ['6 months', 'Nothing but the unit (weeks) may follow the number'],
      ['six', 'Enter a number from 0 to '],
    ] as const) {
      const { status, html } = await number('TM-06', typed);
      expect([status, html.includes(told), html.includes(`value="${typed}"`)]).toEqual([400, true, true]);
      expect(html).toMatch(/<a href="#TM-06-number">\s*Enter a number from 0 to \d+ \(weeks\) for /);
    }
    expect((await answers('TM'))['TM-06']).toEqual({ value: 6 });
  });

  it('should ask, explain, save and lead to the next question, the one before, the sections and where a link led', async () => {
    const page = await readAs(service, colleague, question('GV-01'));
    expect(page.html).toMatch(/<title>GV-01: Has a data protection impact assessment/);
    expect(page.html).toContain('Governance approvals, question 1 of ');
    for (const words of [
      'Gate: ',
      'What good looks like',
      'Who can answer: ',
      'What would show it:',
      'I don’t know yet',
    ]) {
      expect(page.html).toContain(words);
    }
    expect(page.html).not.toContain('Save and go to the question before');
    const next = await send(colleague, 'GV-01', { ...fieldsOf(page, 'GV-01'), 'GV-01': '2', then: 'next' });
    expect(next).toMatchObject({ status: 303, location: question('GV-02') });
    const fields = { ...(await opened(colleague, 'GV-02')), 'GV-02': 'not-known', 'GV-02-note': 'Asked the SIRO' };
    const before = await send(colleague, 'GV-02', { ...fields, then: 'previous' });
    expect(before).toMatchObject({ status: 303, location: question('GV-01') });
    expect(await opened(colleague, 'GV-01')).toMatchObject({ 'GV-01': '2' });
    const list = await send(colleague, 'GV-01', { ...(await opened(colleague, 'GV-01')), then: 'sections' });
    expect(list.location).toBe(`/assessments/${assessmentId}?saved=GV`);
    const left = await send(colleague, 'GV-03', {
      ...(await opened(colleague, 'GV-03')),
      ...{ 'GV-03': '1', then: 'leave', leaveTo: '/account' },
    });
    expect(left.location).toBe('/account');
    const again = await opened(colleague, 'GV-03');
    const away = await send(colleague, 'GV-03', { ...again, then: 'leave', leaveTo: '//evil.example/' });
    expect(away.location).toBe('/');
    expect(await answers()).toEqual({
      'GV-01': { value: 2 },
      'GV-02': { notKnown: true, note: 'Asked the SIRO' },
      'GV-03': { value: 1 },
    });
  });

  it('should leave what somebody else saves of the section alone, and ask only where both changed this question', async () => {
    const [mine, same] = [await opened(lead, 'GV-01'), await opened(lead, 'GV-02')];
    expect((await send(colleague, 'GV-02', { ...same, 'GV-02': '1' })).status).toBe(303);
    expect((await send(lead, 'GV-01', { ...mine, 'GV-01': '3' })).status).toBe(303);
    const overtaken = await send(lead, 'GV-02', { ...same, 'GV-02': '2', 'GV-02-note': 'A long note', then: 'next' });
    expect(overtaken.status).toBe(409);
    expect(overtaken.html).toContain('This answer was changed after this page was opened.');
    expect(overtaken.html.match(/Saved meanwhile: /g)).toHaveLength(1);
    expect(fieldsOf(overtaken, 'GV-02')).toMatchObject({ 'GV-02': '2', 'GV-02-note': 'A long note' });
    const theirs = await send(lead, 'GV-02', { ...fieldsOf(overtaken, 'GV-02'), then: 'theirs' });
    expect(theirs.location).toBe(question('GV-02'));
    expect((await answers())['GV-02']).toEqual({ value: 1 });
    expect((await send(lead, 'GV-02', { ...fieldsOf(overtaken, 'GV-02'), then: 'next' })).status).toBe(303);
    expect(await answers()).toEqual({ 'GV-01': { value: 3 }, 'GV-02': { value: 2, note: 'A long note' } });
  });

  it('should save what several people send at once, each for another question', async () => {
    const ids = ['GV-01', 'GV-02', 'GV-03', 'GV-04'];
    const forms = await Promise.all(ids.map((id) => opened(lead, id)));
    const replies = await Promise.all(ids.map((id, at) => send(lead, id, { ...forms[at], [id]: '1' })));
    expect(replies.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(Object.keys(await answers())).toEqual(ids);
  });

  it('should tell what is wrong beside what was typed, and save nothing', async () => {
    const fields = await opened(lead, 'GV-01');
    for (const [given, told] of [
      [{ 'GV-01': '9' }, 'Choose one of the answers about '],
      [{ 'GV-01-note': 'A note alone' }, 'or take the note away'],
      [{ 'GV-01': '1', 'GV-01-note': 'Patient 943 476 5919' }, 'The note holds what looks like a patient'],
    ] as const) {
      const reply = await send(lead, 'GV-01', { ...fields, ...given });
      expect([reply.status, reply.html.includes('<title>Error: '), reply.html.includes(told)]).toEqual([
        400,
        true,
        true,
      ]);
    }
    expect(await answers()).toEqual({});
  });

  it('should be for those who were invited to its section, and be told as late once everything was submitted', async () => {
    expect((await readAs(service, colleague, question('IT-05'))).status).toBe(403);
    expect((await send(colleague, 'IT-05', { 'IT-05': '1' })).status).toBe(403);
    expect((await readAs(service, viewer, question('IT-05'))).html).toContain('you were not asked to answer it');
    expect((await send(viewer, 'IT-05', { 'IT-05': '1' })).status).toBe(403);
    expect((await readAs(service, lead, question('IT-99'))).status).toBe(404);
    const fields = await opened(lead, 'GV-01');
    const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
    const headers = { 'if-match': revision.headers.get('etag') ?? '' };
    expect((await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, { headers })).status).toBe(201);
    const late = await send(lead, 'GV-01', { ...fields, 'GV-01': '1', 'GV-01-note': 'Typed in vain' });
    expect([late.status, late.html.includes('Typed in vain')]).toEqual([409, true]);
  });

  it('should go on the way that somebody chose, until they choose otherwise', async () => {
    const section = `/assessments/${assessmentId}/sections/GV`;
    await send(lead, 'GV-01', { ...(await opened(lead, 'GV-01')), 'GV-01': '1' });
    const chosen = await readAs(service, lead, `${section}?way=one`);
    expect(chosen.location).toBe(question('GV-02'));
    const cookie = `${lead.cookie}; __Host-answering=one`;
    expect((await readAs(service, { cookie }, section)).location).toBe(question('GV-02'));
    expect((await readAs(service, { cookie }, `${section}?way=all`)).status).toBe(200);
    expect((await readAs(service, lead, section)).status).toBe(200);
  });
});

describe('evidence with a file', () => {
  const form = { title: 'DPIA v2', dateDay: '3', dateMonth: '5', dateYear: '2026' };

  async function sendFile(
    who: SignedIn,
    address: string,
    fields: Fields,
    file?: { name: string; content: Buffer },
    from = service.url,
  ): Promise<PageAnswer> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    if (file !== undefined) body.append('file', new Blob([new Uint8Array(file.content)]), file.name);
    const headers = { cookie: who.cookie, origin: from, accept: 'text/html' };
    const reply = await fetch(`${service.url}${address}`, { method: 'POST', headers, body, redirect: 'manual' });
    const html = await reply.text();
    return { status: reply.status, location: reply.headers.get('location'), cookie: undefined, html };
  }

  beforeEach(async () => {
    await send(colleague, 'GV-01', { ...(await opened(colleague, 'GV-01')), 'GV-01': '3' });
  });

  const address = (): string => `/assessments/${assessmentId}/sections/GV/evidence/GV-01`;
  const items = async (): Promise<Record<string, unknown>[]> =>
    ((await answers())['GV-01']?.evidence ?? []) as Record<string, unknown>[];

  it('should be uploaded, opened, changed, checked by a second person and taken away', async () => {
    const added = await sendFile(
      colleague,
      `${address()}?return=question`,
      { ...form, title: '' },
      {
        name: 'dpia.pdf',
        content: pdfOf(3000),
      },
    );
    expect(added).toMatchObject({ status: 303, location: `${question('GV-01')}?done=evidence` });
    const [item = {}] = await items();
    expect(item).toMatchObject({ title: 'dpia.pdf', date: '2026-05-03', fileId: expect.any(String) as unknown });
    const own = `${address()}/${String(item.id)}`;
    expect((await readAs(service, colleague, question('GV-01'))).html).toContain(`href="${own}"`);
    const forOwner = await readAs(service, colleague, own);
    expect(forOwner.html).not.toContain('I have looked at it');
    const forLead = await readAs(service, lead, own);
    expect(forLead.html).toContain('I have looked at it, and it is right');
    const seen = /name="seen" value="([0-9a-f]+)"/.exec(forLead.html)?.[1] ?? '';
    expect((await sendForm(service, colleague, `${own}/check`, { seen })).status).toBe(400);
    // somebody answers another question of the section meanwhile
    await send(colleague, 'GV-02', { ...(await opened(colleague, 'GV-02')), 'GV-02': '1' });
    expect((await sendForm(service, lead, `${own}/check`, { seen })).location).toContain('?done=evidence-checked');
    expect(await items()).toMatchObject([{ checkedBy: lead.id }]);
    const stale = await sendFile(colleague, own, { ...form, title: 'DPIA v3', seen });
    expect([stale.status, stale.html.includes('Somebody changed this document')]).toEqual([409, true]);
    const fresh = /name="seen" value="([0-9a-f]+)"/.exec(stale.html)?.[1] ?? '';
    const changed = await sendFile(colleague, own, {
      ...form,
      title: 'DPIA v3',
      seen: fresh,
      fileId: String(item.fileId),
    });
    expect(changed.location).toContain('?done=evidence-changed');
    const [after = {}] = await items();
    expect(after).toMatchObject({ id: item.id, title: 'DPIA v3', fileId: item.fileId });
    expect(after).not.toHaveProperty('checkedBy');
    const last = /name="seen" value="([0-9a-f]+)"/.exec((await readAs(service, lead, own)).html)?.[1] ?? '';
    expect((await sendForm(service, lead, `${own}/remove`, { seen: last })).location).toContain(
      '?done=evidence-removed',
    );
    expect(await items()).toEqual([]);
    expect((await readAs(service, lead, own)).status).toBe(404);
  });

  it('should keep what was typed and uploaded while something is wrong', async () => {
    const wrong = await sendFile(
      colleague,
      address(),
      { ...form, dateMonth: '13' },
      {
        name: 'dpia.pdf',
        content: pdfOf(3000),
      },
    );
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain('The file “dpia.pdf” was uploaded.');
    expect(wrong.html).toContain('value="DPIA v2"');
    const fileId = /name="fileId" value="([^"]+)"/.exec(wrong.html)?.[1] ?? '';
    const mended = await sendFile(colleague, address(), { ...form, fileId, fileName: 'dpia.pdf' });
    expect(mended.status).toBe(303);
    expect(await items()).toMatchObject([{ title: 'DPIA v2', fileId }]);
  });

  it('should tell what is wrong in the order of the form', async () => {
    const wrong = { title: '', dateDay: '32', dateMonth: '1', dateYear: '2026', owner: 'a'.repeat(400), url: 'x' };
    const { html } = await sendFile(colleague, address(), { ...wrong, expiresDay: 'x' });
    const summary = html.slice(html.indexOf('error-summary'), html.indexOf('<h1'));
    const fields = [...summary.matchAll(/href="#([A-Za-z]+)"/g)].map(([, field]) => field);
    expect(fields.map((field) => field?.replace(/(Day|Month|Year)$/, ''))).toEqual([
      'title',
      'date',
      'expires',
      'owner',
      'url',
    ]);
  });

  it('should say beside the field what is wrong with a file, with what was typed', async () => {
    for (const [name, content, told] of [
      ['big.pdf', pdfOf(1_200_000), 'A file may have at most 1 MB'],
      ['tool.exe', Buffer.from('MZ\u0000\u0001'), 'error-message'],
      ['empty.txt', Buffer.alloc(0), 'The file is empty'],
    ] as const) {
      const reply = await sendFile(colleague, address(), form, { name, content });
      expect([name, reply.status, reply.html.includes(told)]).toEqual([name, 400, true]);
      expect(reply.html).toContain('value="DPIA v2"');
    }
    expect(await items()).toEqual([]);
  });

  it('should be refused from another site, and from whoever is not signed in', async () => {
    const file = { name: 'dpia.pdf', content: pdfOf(3000) };
    expect((await sendFile(colleague, address(), form, file, 'https://evil.example')).status).toBe(403);
    const body = new FormData();
    body.append('title', 'x');
    const bare = { method: 'POST', body, redirect: 'manual' } as const;
    const without = await fetch(`${service.url}${address()}`, { ...bare, headers: { cookie: colleague.cookie } });
    expect(without.status).toBe(403);
    const nobody = await fetch(`${service.url}${address()}`, {
      ...bare,
      headers: { origin: service.url, accept: 'text/html', 'x-nobody': '1' },
    });
    expect([nobody.status, nobody.headers.get('location')]).toEqual([303, '/sign-in']);
    expect(await items()).toEqual([]);
  });
});
