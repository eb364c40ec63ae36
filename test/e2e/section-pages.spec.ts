import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';

/* Colleagues fill in the sections that they were invited to, on pages that need no script. */

type Fields = Record<string, string>;

let service: TestService;
let assessmentId: string;
let trustId: string;
let deploymentId: string;
let lead: SignedIn;
let colleague: SignedIn;
let viewer: SignedIn;
let page: string;
let number = 0;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.stop());

beforeEach(async () => {
  number += 1;
  const code = `ZZ${String(number).padStart(2, '0')}`;
  ({ assessmentId, trustId, deploymentId } = await setUpAssessment(service, { code }));
  page = `/assessments/${assessmentId}/sections/GV`;
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  colleague = await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]);
});

/** What a browser would send of a page that nothing was changed on. */
function fieldsOf({ html }: PageAnswer): Fields {
  const fields: Fields = {};
  for (const [, name = '', value = ''] of html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)) {
    if (name !== 'formToken') fields[name] = value;
  }
  for (const [tag] of html.matchAll(/<input class="nhsuk-radios__input"[^>]*>/g)) {
    const [name, value] = [/name="([^"]+)"/.exec(tag)?.[1] ?? '', /value="([^"]+)"/.exec(tag)?.[1] ?? ''];
    if (tag.includes(' checked')) fields[name] = value;
  }
  for (const [, name = '', text = ''] of html.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)<\/textarea>/g)) {
    fields[name] = text;
  }
  return fields;
}

const opened = async (who: SignedIn): Promise<Fields> => fieldsOf(await readAs(service, who, page));
const send = (who: SignedIn, fields: Fields): Promise<PageAnswer> => sendForm(service, who, page, fields);

async function answers(): Promise<Record<string, Record<string, unknown>>> {
  const address = `/api/v1/assessments/${assessmentId}/sections/GV`;
  return (await ask<{ answers: Record<string, Record<string, unknown>> }>(service, 'GET', address)).body.answers;
}

describe('whoever was invited to a section', () => {
  it('should be led from the first page to the section, and see no other', async () => {
    const home = await readAs(service, colleague, '/');
    expect(home.html).toContain('<h1 class="nhsuk-heading-xl">Your sections</h1>');
    expect(home.html).toContain(`href="${page}"`);
    expect(home.html.match(/nhsuk-task-list__item /g)).toHaveLength(1);
    expect(home.html).not.toContain('There are none');
    const list = await readAs(service, colleague, `/assessments/${assessmentId}`);
    expect(list.html.match(/nhsuk-task-list__item /g)).toHaveLength(1);
    expect((await readAs(service, colleague, page)).status).toBe(200);
    expect((await readAs(service, colleague, page.replace('GV', 'IT'))).status).toBe(403);
  });

  it('should save answers of each kind, and come back to how far the section is', async () => {
    const reply = await send(colleague, {
      ...(await opened(colleague)),
      ...{ 'GV-01': '2', 'GV-01-note': 'With the SIRO.\r\nSince May.', 'GV-02': 'not-known' },
    });
    expect(reply).toMatchObject({ status: 303, location: `/assessments/${assessmentId}?saved=GV` });
    expect(await answers()).toEqual({
      'GV-01': { value: 2, note: 'With the SIRO.\nSince May.' },
      'GV-02': { notKnown: true },
    });
    const list = await readAs(service, colleague, reply.location ?? '');
    expect(list.html).toContain('“Governance approvals” was saved.');
    expect(list.html).toMatch(/1 of \d+ answered, 1 not known yet\. Last saved .* by Person \d+/);
    expect(list.html).toMatch(/1 of \d+ questions answered, 1 not known yet, 0 of \d+ sections? completed/);
    expect((await readAs(service, colleague, page)).html).toMatch(/1 of \d+ answered, 1 not known yet\./);
    const again = await opened(colleague);
    expect(again).toMatchObject({ 'GV-01': '2', 'GV-01-note': 'With the SIRO.\nSince May.', 'GV-02': 'not-known' });
    expect(again).not.toHaveProperty('GV-03');
  });

  it('should be told what is wrong beside what was typed, and nothing be saved', async () => {
    const reply = await send(colleague, {
      ...(await opened(colleague)),
      ...{ 'GV-01': '9', 'GV-02-note': 'A note alone', 'GV-04': '1', 'GV-04-note': 'Patient 943 476 5919' },
    });
    expect(reply.status).toBe(400);
    expect(reply.html).toContain('<title>Error: Governance approvals');
    expect(reply.html).toMatch(/<a href="#GV-02">\s*Choose an answer about [^<]+, or take the note away\s*<\/a>/);
    expect(reply.html).toMatch(/<a href="#GV-01">\s*Choose one of the answers about /);
    expect(reply.html).toContain('>A note alone</textarea>');
    const mended = await send(colleague, { ...fieldsOf(reply), 'GV-02': '1' });
    expect(mended.status).toBe(400);
    expect(mended.html).toMatch(/<a href="#GV-04-note">\s*GV-04: The note holds what looks like a patient/);
    expect(await answers()).toEqual({});
  });

  it('should be given no lesser answer for what a page cannot send', async () => {
    const fields = await opened(colleague);
    for (const choice of ['1.5', '-1', 'yes', 'number', '0x2', '1e0', '9', 'not-applicable', '1\n2']) {
      expect((await send(colleague, { ...fields, 'GV-01': choice })).status).toBe(400);
    }
    expect((await send(colleague, { ...fields, 'GV-99': '1', 'IT-01': '1', 'GV-01': '1' })).status).toBe(303);
    expect(await answers()).toEqual({ 'GV-01': { value: 1 } });
  });

  it('should find nothing to do once everything was submitted', async () => {
    const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
    const headers = { 'if-match': revision.headers.get('etag') ?? '' };
    expect((await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, { headers })).status).toBe(201);
    expect((await readAs(service, colleague, '/')).html).toContain('There is nothing for you to answer now.');
    const list = await readAs(service, colleague, `/assessments/${assessmentId}`);
    expect(list.html).toContain('There is nothing to fill in');
    expect(list.html).not.toContain('scorecard');
    expect((await readAs(service, colleague, page)).status).toBe(404);
  });
});

describe('a section that was submitted meanwhile', () => {
  it('should be told as such, with what was typed, and nothing be saved', async () => {
    const fields = await opened(colleague);
    const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
    const headers = { 'if-match': revision.headers.get('etag') ?? '' };
    expect((await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, { headers })).status).toBe(201);
    const late = await send(colleague, { ...fields, 'GV-01': '1', 'GV-01-note': 'A whole <b>paragraph</b>' });
    expect(late.status).toBe(409);
    expect(late.html).toContain('It was submitted before you saved');
    expect(late.html).toContain('A whole &lt;b&gt;paragraph&lt;/b&gt;');
    const evidence = await sendForm(service, colleague, `${page}/evidence/GV-01`, { title: 'DPIA of May' });
    expect([evidence.status, evidence.html.includes('DPIA of May')]).toEqual([409, true]);
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
    const stale = await send(colleague, { ...fields, 'GV-01': '1' });
    expect(stale.status).toBe(409);
    expect(stale.html).toContain('The assessment was submitted and opened anew meanwhile.');
  });
});

describe('two people on one section', () => {
  it('should each keep what they entered, and choose where both changed the same', async () => {
    const start = { ...(await opened(lead)), 'GV-01': '1', 'GV-02': '1', 'GV-03': '1' };
    expect((await send(lead, start)).status).toBe(303);
    const [first, second] = [await opened(lead), await opened(colleague)];
    expect((await send(lead, { ...first, 'GV-01': '2', 'GV-02': '2' })).status).toBe(303);
    const overtaken = await send(colleague, { ...second, 'GV-01': '3', 'GV-03': '3', 'GV-04-note': 'Half a thought' });
    expect(overtaken.status).toBe(409);
    expect(overtaken.html).toMatch(/Person \d+ saved this section on .*, after this page was opened/);
    expect(overtaken.html.match(/Saved meanwhile by somebody else/g)).toHaveLength(1);
    expect((await answers())['GV-03']).toEqual({ value: 1 });
    const merged = fieldsOf(overtaken);
    expect(merged).toMatchObject({ 'GV-01': '3', 'GV-02': '2', 'GV-03': '3', 'GV-04-note': 'Half a thought' });
    expect((await send(colleague, { ...merged, 'GV-04-note': '' })).status).toBe(303);
    expect(await answers()).toEqual({ 'GV-01': { value: 3 }, 'GV-02': { value: 2 }, 'GV-03': { value: 3 } });
  });

  it('should take a button that was pressed twice as pressed once', async () => {
    const fields = { ...(await opened(lead)), 'GV-01': '2' };
    const replies = await Promise.all([send(lead, fields), send(lead, fields)]);
    expect(replies.map(({ status }) => status)).toEqual([303, 303]);
    const again = await send(lead, { ...fields, 'GV-01': '3' });
    expect([again.status, again.html.includes('You saved this section yourself')]).toEqual([409, true]);
    expect(again.html).toContain('Saved meanwhile: ');
    expect(again.html).not.toMatch(/both changed|somebody else/);
  });

  it('should not save over the other where both send at once', async () => {
    const fields = await opened(lead);
    const replies = await Promise.all(
      [lead, colleague, lead, colleague].map((who, level) => send(who, { ...fields, 'GV-01': String(level) })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409]);
  });
});

describe('evidence', () => {
  const documentOf = (more: Fields = {}): Fields => ({
    ...{ title: 'DPIA v2', url: 'https://intranet.example/dpia', owner: 'Information governance' },
    ...{ dateDay: '3', dateMonth: '5', dateYear: '2026', expiresDay: '31', expiresMonth: '3', expiresYear: '2028' },
    ...more,
  });

  it('should be added after what was answered was saved, and stay when the section is saved again', async () => {
    const reply = await send(colleague, { ...(await opened(colleague)), 'GV-01': '3', then: 'GV-01' });
    expect(reply).toMatchObject({ status: 303, location: `${page}/evidence/GV-01` });
    const added = await sendForm(service, colleague, `${page}/evidence/GV-01`, documentOf());
    expect(added).toMatchObject({ status: 303, location: `${page}#GV-01-evidence` });
    const { html } = await readAs(service, colleague, page);
    expect(html).toContain('DPIA v2 (dated 3 May 2026, expires on 31 March 2028, not checked by a second person)');
    expect((await send(colleague, { ...(await opened(colleague)), 'GV-01': '2' })).status).toBe(303);
    expect((await answers())['GV-01']).toMatchObject({
      value: 2,
      evidence: [{ title: 'DPIA v2', date: '2026-05-03' }],
    });
  });

  it('should be refused with the fields named', async () => {
    await send(colleague, { ...(await opened(colleague)), 'GV-01': '3' });
    const bad = { title: ' ', url: 'javascript:alert(1)', dateMonth: '', expiresDay: '32' };
    const reply = await sendForm(service, colleague, `${page}/evidence/GV-01`, documentOf(bad));
    expect(reply.status).toBe(400);
    for (const field of ['title', 'url', 'dateMonth', 'expiresDay'])
      expect(reply.html).toContain(`<a href="#${field}">`);
    expect(reply.html).toContain('value="javascript:alert(1)"');
    const number = documentOf({ title: 'Of patient 943 476 5919' });
    expect((await sendForm(service, colleague, `${page}/evidence/GV-01`, number)).html).toContain('<a href="#title">');
    expect((await answers())['GV-01']).toEqual({ value: 3 });
  });

  it('should ask for an answer first, and be told of no other question', async () => {
    expect((await readAs(service, colleague, `${page}/evidence/GV-01`)).html).toContain('Answer the question first');
    const early = await sendForm(service, colleague, `${page}/evidence/GV-01`, documentOf());
    expect(early.status).toBe(400);
    for (const id of ['IT-01', 'GV-99', '%3Cb%3E']) {
      expect((await readAs(service, colleague, `${page}/evidence/${id}`)).status).toBe(404);
    }
  });
});

describe('whoever is of the vendor and was invited by the trust', () => {
  it('should read and save the notes that are kept from the vendor as they are', async () => {
    await send(lead, { ...(await opened(lead)), 'GV-01': '1', 'GV-01-note': 'Between us' });
    const vendorId = await addVendor(service, `Vendor of ${String(number)}`);
    const both = await signedIn(service, [
      { role: 'vendor-lead', vendorId },
      { role: 'contributor', trustId, assessmentId, sections: ['GV'] },
    ]);
    const body = { sharedSections: ['GV'], notesKept: true };
    await askAs(service, lead, 'POST', `/api/v1/assessments/${assessmentId}/sharing`, { body });
    const fields = await opened(both);
    expect(fields['GV-01-note']).toBe('Between us');
    expect((await send(both, { ...fields, 'GV-02': '1' })).status).toBe(303);
    expect((await answers())['GV-01']).toEqual({ value: 1, note: 'Between us' });
  });
});

describe('whoever may read only', () => {
  it('should see the answers without a form, a vendor those sections that it is shown', async () => {
    await send(lead, { ...(await opened(lead)), 'GV-01': '1', 'GV-01-note': 'Between us' });
    const read = await readAs(service, viewer, page);
    expect(read.html).toContain('Note: “Between us”');
    expect(read.html).not.toMatch(/type="radio"|Save this section/);
    expect((await send(viewer, { 'GV-01': '3' })).status).toBe(403);

    const vendorId = await addVendor(service, 'Echo Makers', ['echogo-pro']);
    const vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    const list = `/assessments/${assessmentId}`;
    expect((await readAs(service, vendor, list)).status).toBe(404);
    const deployment = await ask(service, 'GET', `/api/v1/deployments/${deploymentId}`);
    const headers = { 'if-match': deployment.headers.get('etag') ?? '' };
    await askAs(service, lead, 'PUT', `/api/v1/deployments/${deploymentId}/vendor-access`, {
      headers,
      body: { vendorAccess: true },
    });
    expect((await readAs(service, vendor, list)).html).toContain('You see what it comes to when it is submitted.');
    const body = { sharedSections: ['GV'], notesKept: true };
    await askAs(service, lead, 'POST', `/api/v1${list}/sharing`, { body });
    expect((await readAs(service, vendor, list)).html).toContain(`<a href="${page}">Governance approvals</a>`);
    const shown = await readAs(service, vendor, page);
    expect(shown.status).toBe(200);
    expect(shown.html).not.toContain('Between us');
    expect((await readAs(service, vendor, page.replace('GV', 'IT'))).status).toBe(403);
  });
});
