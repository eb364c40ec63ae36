import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';

/* Sites ask the vendor, it answers, and may publish an answer to every site without saying who asked. */

interface Concern {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly publishedAnswerId: string | null;
  readonly messages: readonly { text: string | null; act: string; side: string; byName: string | null }[];
}

let service: TestService;
let trustId: string;
let deploymentId: string;
let assessmentId: string;
let lead: SignedIn;
let viewer: SignedIn;
let colleague: SignedIn;
let vendor: SignedIn;
let otherVendor: SignedIn;
/** The lead of another trust with the same tool */
let neighbour: SignedIn;
let neighboursAssessmentId: string;
let path: string;
let number = 0;

const QUESTION = {
  ...{ kind: 'question', subject: 'Which ports?', questionId: 'IT-05' },
  text: 'Our network team asks for a list.\nWith direction.',
};
const PUBLISHED = { question: 'Which ports does it use?', answer: 'Port 11112 inbound for DICOM.' };

beforeAll(async () => {
  service = await startService();
  const vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  const otherVendorId = await addVendor(service, 'Other Imaging', ['ambient-scribe']);
  otherVendor = await signedIn(service, [{ role: 'vendor-lead', vendorId: otherVendorId }]);
  const next = await setUpAssessment(service, { code: 'ZY01' });
  neighboursAssessmentId = next.assessmentId;
  neighbour = await signedIn(service, [{ role: 'trust-lead', trustId: next.trustId }]);
});

afterAll(() => service.stop());

beforeEach(async () => {
  number += 1;
  ({ trustId, deploymentId, assessmentId } = await setUpAssessment(service, {
    code: `ZZ${String(number).padStart(2, '0')}`,
  }));
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  colleague = await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]);
  path = `/assessments/${assessmentId}/concerns`;
  await invite(true);
});

async function invite(vendorAccess: boolean): Promise<void> {
  const address = `/api/v1/deployments/${deploymentId}`;
  const { headers } = await ask(service, 'GET', address);
  const change = { body: { vendorAccess }, headers: { 'if-match': headers.get('etag') ?? '' } };
  const { status } = await askAs(service, lead, 'PUT', `${address}/vendor-access`, change);
  if (status !== 200) throw new Error(`vendor-access answered ${String(status)}`);
}

const raise = (who: SignedIn, body: object = QUESTION): Promise<Reply<Concern>> =>
  askAs<Concern>(service, who, 'POST', `/api/v1${path}`, { body });
const read = (who: SignedIn, id: string): Promise<Reply<Concern>> =>
  askAs<Concern>(service, who, 'GET', `/api/v1/concerns/${id}`);
const say = (who: SignedIn, id: string, text: string): Promise<Reply<Concern>> =>
  askAs<Concern>(service, who, 'POST', `/api/v1/concerns/${id}/messages`, { body: { text } });
const publish = (who: SignedIn, id: string, body: object = PUBLISHED): Promise<Reply> =>
  askAs(service, who, 'POST', `/api/v1/concerns/${id}/published-answers`, { body });

async function change(who: SignedIn, id: string, body: object): Promise<Reply<Concern>> {
  const { headers } = await read(lead, id);
  const tag = { 'if-match': headers.get('etag') ?? '' };
  return askAs<Concern>(service, who, 'PATCH', `/api/v1/concerns/${id}`, { body, headers: tag });
}

async function inboxOf(who: SignedIn): Promise<string[]> {
  const { body } = await askAs<{ items: Concern[] }>(service, who, 'GET', `/api/v1/concerns?limit=200`);
  return body.items.map(({ id }) => id);
}

/** Hidden fields and the text of a page's forms. */
function fieldsOf({ html }: PageAnswer): Record<string, string> {
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(
    hidden.flatMap(([, name = '', value = '']) => (name === 'formToken' ? [] : [[name, value]])),
  );
}

describe('a question', () => {
  it('should be answered, asked again, settled, re-opened and withdrawn, each by whom it is for', async () => {
    const { status, body, headers } = await raise(lead);
    expect([status, headers.get('location')]).toEqual([201, `/api/v1/concerns/${body.id}`]);
    expect(body).toMatchObject({ state: 'open', section: 'IT', questionId: 'IT-05', mayPublish: true });
    expect(body).not.toHaveProperty('inboxOrder');
    expect((await say(vendor, body.id, 'Port 11112.')).body).toMatchObject({ state: 'answered', waitingSince: null });
    expect((await say(lead, body.id, 'In which direction?')).body.state).toBe('open');
    expect((await change(vendor, body.id, { state: 'settled' })).status).toBe(403);
    expect((await change(viewer, body.id, { state: 'settled' })).status).toBe(403);
    expect((await change(lead, body.id, { state: 'settled', text: 'Thanks' })).body.state).toBe('settled');
    expect((await say(vendor, body.id, 'Inbound.')).body).toMatchObject({ code: 'concern-closed' });
    expect((await change(lead, body.id, { state: 'settled' })).body).toMatchObject({ code: 'concern-closed' });
    expect((await change(lead, body.id, { state: 'open' })).body.state).toBe('open');
    const other = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    expect((await change(other, body.id, { state: 'withdrawn' })).status).toBe(403);
    const done = await change(lead, body.id, { state: 'withdrawn' });
    expect(done.body.messages.map(({ act, side, text }) => [act, side, text])).toEqual([
      ['asked', 'site', QUESTION.text],
      ['replied', 'vendor', 'Port 11112.'],
      ['replied', 'site', 'In which direction?'],
      ['settled', 'site', 'Thanks'],
      ['re-opened', 'site', null],
      ['withdrawn', 'site', null],
    ]);
    const stale = { body: { state: 'open' }, headers: { 'if-match': '"1"' } };
    expect((await askAs(service, lead, 'PATCH', `/api/v1/concerns/${body.id}`, stale)).status).toBe(412);
  });

  it('should be asked about what there is, in words that leave patients out', async () => {
    const wrong = async (body: object): Promise<unknown> => {
      const reply = await raise(lead, body);
      expect(reply.status).toBe(400);
      return (reply.body as unknown as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
    };
    expect(await wrong({ ...QUESTION, questionId: 'IT-99' })).toEqual(['/questionId']);
    expect(await wrong({ ...QUESTION, questionId: undefined, actionId: 'IT-05:renew' })).toEqual(['/actionId']);
    expect(await wrong({ ...QUESTION, actionId: 'IT-05' })).toEqual(['/actionId']);
    expect(await wrong({ ...QUESTION, text: 'Patient 943 476 5919' })).toEqual(['/text']);
    expect(await wrong({ ...QUESTION, subject: 'Patient 943 476 5919' })).toEqual(['/subject']);
    const action = { ...QUESTION, questionId: undefined, actionId: 'IT-05:find-out' };
    expect((await raise(lead, action)).body).toMatchObject({ questionId: 'IT-05', actionId: 'IT-05:find-out' });
  });

  it('should be seen by nobody else: another trust, another vendor, a colleague of another section, a vendor not invited', async () => {
    const { id } = (await raise(lead)).body;
    const general = (await raise(lead, { ...QUESTION, questionId: undefined })).body.id;
    const own = (await raise(colleague, { ...QUESTION, questionId: 'GV-01' })).body.id;
    expect((await raise(colleague)).status).toBe(403);
    expect((await raise(colleague, { ...QUESTION, questionId: undefined })).status).toBe(403);
    expect((await raise(viewer)).status).toBe(403);
    expect((await raise(vendor)).status).toBe(403);
    expect(await inboxOf(colleague)).toEqual([own]);
    expect((await inboxOf(viewer)).sort()).toEqual([general, id, own].sort());
    expect(await inboxOf(neighbour)).toEqual([]);
    expect(await inboxOf(otherVendor)).toEqual([]);
    expect([(await read(colleague, id)).status, (await read(colleague, general)).status]).toEqual([403, 404]);
    for (const outsider of [neighbour, otherVendor]) {
      expect((await read(outsider, id)).status).toBe(404);
      expect((await say(outsider, id, 'Hello')).status).toBe(404);
      expect((await publish(outsider, id)).status).toBe(404);
      expect((await readAs(service, outsider, `${path}/${id}`)).status).toBe(404);
    }
    // by the address of an assessment that is theirs
    const bent = `/assessments/${neighboursAssessmentId}/concerns/${id}`;
    expect((await readAs(service, neighbour, bent)).status).toBe(404);
    expect((await sendForm(service, neighbour, bent, { act: 'reply', text: 'Hello' })).status).toBe(404);
    await invite(false);
    expect([(await read(vendor, id)).status, (await say(vendor, id, 'Hello')).status]).toEqual([404, 404]);
    expect(await inboxOf(vendor)).not.toContain(id);
    await invite(true);
    expect(await inboxOf(vendor)).toContain(id);
  });

  it('should stand first where it waits longest, page by page', async () => {
    const ids: string[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      service.clock.set(new Date(Date.UTC(2026, 10, 23, 12, minute)));
      ids.push((await raise(lead)).body.id);
    }
    const [first, second, third, fourth] = ids as [string, string, string, string];
    service.clock.set(new Date(Date.UTC(2026, 10, 23, 12, 4)));
    await say(vendor, first, 'Answered.');
    service.clock.set(new Date(Date.UTC(2026, 10, 23, 12, 5)));
    await change(lead, third, { state: 'settled' });
    const page = (cursor: string): Promise<Reply<{ items: Concern[]; next: string | null }>> => {
      const query = `assessmentId=${assessmentId}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
      return askAs(service, vendor, 'GET', `/api/v1/concerns?${query}`);
    };
    const pages: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await page(next);
      pages.push(...body.items.map(({ id }) => id));
      next = body.next;
    }
    expect(pages).toEqual([second, fourth, third, first]);
    const inbox = await readAs(service, vendor, '/concerns?state=answered&kind=question&tool=&site=');
    expect(inbox.html).toContain(`/concerns/${first}"`);
    expect(inbox.html).not.toContain(`/concerns/${second}"`);
  });
});

describe('an answer that is published', () => {
  it('should reach every site of the tool without a trace of who asked', async () => {
    const { id } = (await raise(lead)).body;
    await say(vendor, id, 'Port 11112.');
    expect((await publish(lead, id)).status).toBe(403);
    const { status, body } = await publish(vendor, id);
    expect(status).toBe(201);
    expect((await publish(vendor, id)).body).toMatchObject({ code: 'conflict', existingId: body.id });
    const address = `/api/v1/published-answers`;
    const { body: list } = await askAs<{ items: { id: string }[] }>(service, neighbour, 'GET', address);
    const shown = list.items.find((one) => one.id === body.id);
    expect(shown).toMatchObject({ ...PUBLISHED, concernId: null, questionId: 'IT-05' });
    const people = [lead, vendor].map((who) => who.id);
    for (const secret of [id, trustId, deploymentId, assessmentId, ...people]) {
      expect(JSON.stringify(list)).not.toContain(secret);
    }
    const theirs = `/assessments/${neighboursAssessmentId}/concerns`;
    for (const page of [theirs, `${theirs}/new?question=IT-05`]) {
      const { html } = await readAs(service, neighbour, page);
      expect(html).toContain(PUBLISHED.answer);
      for (const secret of [
        id,
        body.id as string,
        trustId,
        assessmentId,
        `ZZ${String(number).padStart(2, '0')}`,
        ...people,
      ]) {
        expect(html).not.toContain(secret);
      }
    }
    expect((await askAs<{ items: unknown[] }>(service, otherVendor, 'GET', address)).body.items).toEqual([]);
    expect((await askAs(service, otherVendor, 'GET', `${address}/${String(body.id)}`)).status).toBe(404);
    expect((await askAs(service, otherVendor, 'POST', `${address}/${String(body.id)}/withdraw`)).status).toBe(404);
    expect((await readAs(service, otherVendor, `/concerns/published/${String(body.id)}`)).status).toBe(404);
    expect((await read(lead, id)).body.publishedAnswerId).toBe(body.id);
    const search = async (text: string): Promise<unknown[]> =>
      (await askAs<{ items: unknown[] }>(service, neighbour, 'GET', `${address}?text=${encodeURIComponent(text)}`)).body
        .items;
    expect((await search('dicom PORT')).length).toBeGreaterThan(0);
    expect([await search('dicom port 100%'), await search('_')]).toEqual([[], []]);
  });

  it('should be replaced without a rest of the words before, and be withdrawn', async () => {
    const { id } = (await raise(lead)).body;
    const { body } = await publish(vendor, id);
    const address = `/api/v1/published-answers/${String(body.id)}`;
    const put = (tag: string, words: object): Promise<Reply> =>
      askAs(service, vendor, 'PUT', address, { body: words, headers: { 'if-match': tag } });
    expect((await put('"1"', { question: 'Which?', answer: 'Another answer.' })).body).toMatchObject({ version: 2 });
    expect((await put('"1"', PUBLISHED)).status).toBe(412);
    const rows = await service.database.rows();
    expect(rows.published_answers?.filter((row) => row.id === body.id)).toHaveLength(1);
    expect(JSON.stringify(rows.published_answers?.find((row) => row.id === body.id))).not.toContain('11112');
    expect((await askAs(service, vendor, 'POST', `${address}/withdraw`)).status).toBe(200);
    expect((await askAs(service, neighbour, 'GET', address)).status).toBe(404);
    expect((await askAs(service, vendor, 'GET', address)).body.withdrawnAt).not.toBeNull();
    expect((await put('"3"', PUBLISHED)).body).toMatchObject({ code: 'conflict' });
    expect((await publish(vendor, id)).status).toBe(201);
  });

  it('should not be made where the site says no, and be taken down when it says so later', async () => {
    const { id } = (await raise(lead, { ...QUESTION, mayPublish: false })).body;
    expect((await publish(vendor, id)).status).toBe(403);
    await change(lead, id, { mayPublish: true });
    const { body } = await publish(vendor, id);
    expect((await change(vendor, id, { mayPublish: true })).status).toBe(403);
    expect((await change(lead, id, { mayPublish: false })).body.publishedAnswerId).toBeNull();
    expect((await askAs(service, neighbour, 'GET', `/api/v1/published-answers/${String(body.id)}`)).status).toBe(404);
  });

  it('should be refused where it may tell who asked, until somebody says that they looked', async () => {
    const code = `ZZ${String(number).padStart(2, '0')}`;
    const { id } = (await raise(lead)).body;
    const person = (await read(lead, id)).body.messages[0]?.byName ?? '';
    for (const hint of [
      `test trust ${code.toLowerCase()}`,
      `At ${code}.`,
      'the TEST  hospital',
      `says ${person}`,
      'a@b.uk',
    ]) {
      const reply = await publish(vendor, id, { ...PUBLISHED, answer: `So it is: ${hint}` });
      expect([hint, reply.status]).toEqual([hint, 400]);
      expect(reply.body.errors).toEqual(
        expect.arrayContaining([expect.objectContaining({ pointer: '/answer', code: 'may-identify' })]),
      );
    }
    const looked = { ...PUBLISHED, answer: 'Use a test patient of the phantom kind.', namesNobody: true };
    expect((await publish(vendor, id, looked)).status).toBe(201);
  });
});

describe('the pages', () => {
  it('should ask once, however often the form is sent, and keep what was typed', async () => {
    const form = await readAs(service, lead, `${path}/new?question=IT-05`);
    expect(form.html).toContain('IT-05: ');
    expect(form.html).toContain('incident reporting');
    const fields = fieldsOf(form);
    const wrong = await sendForm(service, lead, `${path}/new`, {
      ...fields,
      subject: 'Ports',
      text: 'NHS 943 476 5919',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain('<title>Error: Ask a question');
    expect(wrong.html).toContain('>NHS 943 476 5919</textarea>');
    expect(wrong.html).toMatch(/<a href="#kind">\s*Choose whether it is a question or a concern\s*<\/a>/);
    const good = { ...fieldsOf(wrong), kind: 'concern', subject: 'Ports', text: 'One\r\nTwo <b>' };
    const replies = await Promise.all([1, 2, 3].map(() => sendForm(service, lead, `${path}/new`, good)));
    expect(new Set(replies.map(({ status, location }) => `${String(status)} ${location ?? ''}`)).size).toBe(1);
    expect(replies[0]?.status).toBe(303);
    expect((await inboxOf(lead)).length).toBe(1);
    const page = await readAs(service, lead, replies[0]?.location ?? '');
    expect(page.html).toContain('One\nTwo &lt;b&gt;');
    const answer = { ...fieldsOf(page), act: 'reply', text: 'More' };
    const at = (replies[0]?.location ?? '').split('?')[0] ?? '';
    for (const { status } of await Promise.all([1, 2].map(() => sendForm(service, lead, at, answer))))
      expect(status).toBe(303);
    const again = await readAs(service, lead, at);
    expect(again.html.match(/class="app-message/g)).toHaveLength(2);
    const unknown = { ...good, about: 'question:XX-01', formKey: randomUUID() };
    expect((await sendForm(service, lead, `${path}/new`, unknown)).status).toBe(400);
    expect((await sendForm(service, colleague, `${path}/new`, { ...good, about: 'question:IT-05' })).status).toBe(400);
  });

  it('should lose nothing when two write at once, or when it was settled meanwhile', async () => {
    const { id } = (await raise(lead)).body;
    const [asking, answering] = [
      await readAs(service, lead, `${path}/${id}`),
      await readAs(service, vendor, `${path}/${id}`),
    ];
    const [one, two] = await Promise.all([
      sendForm(service, lead, `${path}/${id}`, { ...fieldsOf(asking), act: 'reply', text: 'From the lead' }),
      sendForm(service, vendor, `${path}/${id}`, { ...fieldsOf(answering), act: 'reply', text: 'From the vendor' }),
    ]);
    expect([one.status, two.status]).toEqual([303, 303]);
    expect((await read(lead, id)).body.messages).toHaveLength(3);
    const stale = await sendForm(service, lead, `${path}/${id}`, { ...fieldsOf(asking), act: 'settle', text: 'Fine' });
    expect(stale.status).toBe(409);
    expect(stale.html).toContain('Something was added after this page was opened');
    expect(stale.html).toContain('From the vendor');
    expect(stale.html).toContain('>Fine</textarea>');
    expect(
      (await sendForm(service, lead, `${path}/${id}`, { ...fieldsOf(stale), act: 'settle', text: 'Fine' })).status,
    ).toBe(303);
    const late = { ...fieldsOf(answering), formKey: randomUUID(), act: 'reply', text: 'Too late' };
    const closed = await sendForm(service, vendor, `${path}/${id}`, late);
    expect([closed.status, closed.html.includes('Too late')]).toEqual([409, true]);
    expect((await sendForm(service, vendor, `${path}/${id}`, { ...late, act: 'settle' })).status).toBe(403);
    const empty = await sendForm(service, lead, `${path}/${id}`, { ...fieldsOf(stale), act: 're-open' });
    expect([empty.status, empty.html.includes('Enter why it is open again')]).toEqual([400, true]);
  });

  it('should publish in two steps, with what was found', async () => {
    const { id } = (await raise(lead)).body;
    await say(vendor, id, 'Port 11112.');
    const form = await readAs(service, vendor, `${path}/${id}/publish`);
    expect(form.html).toContain('>Port 11112.</textarea>');
    const send = (fields: Record<string, string>): Promise<PageAnswer> =>
      sendForm(service, vendor, `${path}/${id}/publish`, fields);
    expect((await send({ question: '', answer: 'x' })).status).toBe(400);
    const risky = { question: 'Which?', answer: 'As Test Hospital has it' };
    const preview = await send({ ...risky, step: 'preview' });
    expect(preview.html).toContain('Test Hospital (a site)');
    expect((await send({ ...risky, step: 'publish' })).status).toBe(400);
    const changed = await send({ ...risky, step: 'change' });
    expect(changed.html).toContain('>As Test Hospital has it</textarea>');
    expect((await send({ ...PUBLISHED, step: 'publish' })).status).toBe(303);
    expect((await send({ ...PUBLISHED, step: 'publish' })).status).toBe(303);
    const published = (await read(lead, id)).body.publishedAnswerId ?? '';
    const own = `/concerns/published/${published}`;
    const edit = fieldsOf(await readAs(service, vendor, own));
    const better = { ...edit, question: 'Which?', answer: 'A better answer', step: 'publish' };
    expect((await sendForm(service, vendor, own, better)).location).toBe('/concerns/published?done=replaced');
    const overtaken = await sendForm(service, vendor, own, { ...better, answer: 'A worse answer' });
    expect([overtaken.status, overtaken.html.includes('>A worse answer</textarea>')]).toEqual([409, true]);
    for (let press = 0; press < 2; press += 1) {
      expect((await sendForm(service, vendor, `${own}/withdraw`, {})).status).toBe(303);
    }
    expect((await readAs(service, lead, `/concerns`)).status).toBe(403);
  });

  it('should say before it is asked that the vendor does not see it yet', async () => {
    await invite(false);
    expect((await readAs(service, lead, `${path}/new`)).html).toContain('takes no part here yet');
    expect((await raise(lead)).status).toBe(201);
  });
});

describe('what somebody wrote', () => {
  it('should be handed out to them and go with them, while the rest stays', async () => {
    const subject = 'Ports of gateway four';
    const { id } = (await raise(lead, { ...QUESTION, subject })).body;
    await say(vendor, id, 'Port 11112.');
    const keeper = await signedIn(service, [{ role: 'administrator' }]);
    const person = `/api/v1/people/${lead.id}`;
    const { body } = await askAs<{ texts: { text: string }[] }>(service, keeper, 'GET', `${person}/export`);
    expect(body.texts.map(({ text }) => text)).toEqual([subject, QUESTION.text]);
    expect((await askAs(service, keeper, 'POST', `${person}/erase`)).status).toBe(200);
    const left = (await read(viewer, id)).body;
    expect(left).toMatchObject({ subject: null, askedByName: 'erased person', state: 'answered' });
    expect(left.messages).toMatchObject([
      { text: null, erased: true },
      { text: 'Port 11112.', erased: false },
    ]);
    const rows = await service.database.rows();
    expect(JSON.stringify([rows.concerns, rows.concern_messages])).not.toContain(subject);
    const { html } = await readAs(service, viewer, `${path}/${id}`);
    expect(html).toContain('These words were erased');
    expect(html).not.toContain('Our network team');
  });
});
