import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { askAs, PASSWORD, pathOf, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* Sections and questions that go to colleagues: what they reach by it, and when that ends. */

interface HandOver {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly link: string;
  readonly reply: string | null;
  readonly reminders: number;
  readonly to: { readonly personId: string | null; readonly name: string | null; readonly state: string };
}
type Answers = Record<string, Record<string, unknown>>;

let service: TestService;
let assessmentId: string;
let trustId: string;
let lead: SignedIn;
let administrator: SignedIn;
let colleague: SignedIn;
let number = 0;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.stop());

beforeEach(async () => {
  number += 1;
  ({ assessmentId, trustId } = await setUpAssessment(service, { code: `ZY${String(number).padStart(2, '0')}` }));
  administrator = await signedIn(service, [{ role: 'administrator' }]);
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  colleague = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
});

const list = (): string => `/api/v1/assessments/${assessmentId}/hand-overs`;
const section = (code: string): string => `/api/v1/assessments/${assessmentId}/sections/${code}`;
const one = (id: string): string => `/api/v1/hand-overs/${id}`;
const guest = (name: string): { name: string; email: string } => ({
  name,
  email: `${name.toLowerCase().replaceAll(' ', '.')}.${String(number)}@example.nhs.uk`,
});

async function hand(body: object, who = lead): Promise<HandOver> {
  const reply = await askAs<HandOver>(service, who, 'POST', list(), { body });
  expect({ status: reply.status, body: reply.body }).toMatchObject({ status: 201 });
  return reply.body;
}

function act(
  who: SignedIn,
  { id }: Pick<HandOver, 'id'>,
  action: string,
  version: number,
  body?: object,
): Promise<Reply<HandOver>> {
  const headers = { 'if-match': `"${String(version)}"` };
  return askAs<HandOver>(service, who, 'POST', `${one(id)}/${action}`, {
    headers,
    ...(body !== undefined && { body }),
  });
}

async function accept(link: string): Promise<SignedIn> {
  const { status, cookie } = await sendForm(service, undefined, pathOf(link), {
    name: 'Priya Nair',
    password: PASSWORD,
  });
  expect([status, typeof cookie]).toEqual([303, 'string']);
  return { id: '', email: '', cookie: cookie ?? '' };
}

async function save(
  who: SignedIn,
  code: string,
  answers: object,
): Promise<Reply<{ answers: Answers; questions: number }>> {
  const { headers } = await askAs(service, who, 'GET', section(code));
  return askAs(service, who, 'PUT', section(code), {
    body: { answers },
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
}

const stored = async (code: string): Promise<Answers> =>
  (await ask<{ answers: Answers }>(service, 'GET', section(code))).body.answers;
const statusFor = async (who: SignedIn, address: string): Promise<number> =>
  (await askAs(service, who, 'GET', address)).status;

describe('a section that is handed over', () => {
  it('should be reached by the link and nothing else, and each step be told to the lead', async () => {
    const made = await hand({
      section: 'GV',
      ...guest('Priya Nair'),
      message: 'You know this.',
      wishedFor: '2026-12-11',
    });
    expect(made).toMatchObject({ state: 'invited', to: { personId: null, name: 'Priya Nair', state: 'invited' } });
    const priya = await accept(made.link);
    const home = await readAs(service, priya, `/assessments/${assessmentId}`);
    expect(home.html).toContain('You know this.');
    expect(home.html).toContain('11 December 2026');
    expect(await statusFor(priya, section('GV'))).toBe(200);
    expect(await statusFor(priya, section('IT'))).toBe(403);
    expect((await save(priya, 'GV', { 'GV-01': { value: 2 } })).status).toBe(200);
    const { body: started } = await askAs<HandOver>(service, lead, 'GET', one(made.id));
    expect(started).toMatchObject({ state: 'started', to: { state: 'active' } });
    const returned = await act(priya, made, 'return', started.version, { message: 'GV-02 is with the board.' });
    expect(returned.body).toMatchObject({ state: 'returned', reply: 'GV-02 is with the board.' });
    const tasks = await readAs(service, lead, `/assessments/${assessmentId}`);
    expect(tasks.html).toContain('GV-02 is with the board.');
    expect(tasks.html).toMatch(/1 of \d+ questions answered/);
    // done, but still to be corrected until it is taken back
    expect(await statusFor(priya, section('GV'))).toBe(200);
    expect((await act(lead, made, 'take-back', returned.body.version)).body).toMatchObject({ state: 'taken-back' });
    expect(await statusFor(priya, section('GV'))).toBe(404);
    expect(await stored('GV')).toEqual({ 'GV-01': { value: 2 } });
    const history = await ask<{ items: { type: string }[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/history`,
    );
    expect(
      history.body.items
        .map(({ type }) => type)
        .filter((type) => type.startsWith('hand-over'))
        .reverse(),
    ).toEqual([...['hand-over-made', 'hand-over-started', 'hand-over-returned', 'hand-over-taken-back']]);
  });

  it('should be opened together with what else went to the same address', async () => {
    const [first] = [
      await hand({ section: 'GV', ...guest('Two Things') }),
      await hand({ section: 'IT', ...guest('Two Things') }),
    ];
    const both = await accept(first.link);
    expect([await statusFor(both, section('GV')), await statusFor(both, section('IT'))]).toEqual([200, 200]);
    const { body } = await askAs<{ items: HandOver[] }>(service, both, 'GET', list());
    // made at the same instant, they stand in any order
    expect(body.items.map(({ state }) => state).sort()).toEqual(['invited', 'started']);
  });

  it('should end for whoever declines it, and go to somebody else', async () => {
    const made = await hand({ section: 'GV', personId: colleague.id });
    expect((await save(colleague, 'GV', { 'GV-01': { notKnown: true } })).status).toBe(200);
    const { version } = (await askAs<HandOver>(service, lead, 'GET', one(made.id))).body;
    expect((await act(colleague, made, 'decline', version, {})).status).toBe(400);
    const declined = await act(colleague, made, 'decline', version, { reason: 'The network team knows this.' });
    expect(declined.body).toMatchObject({ state: 'declined', reply: 'The network team knows this.' });
    expect((await save(colleague, 'GV', { 'GV-01': { value: 1 } })).status).toBe(403);
    const next = await act(lead, made, 'reassign', declined.body.version, guest('Next One'));
    expect(next.body).toMatchObject({ state: 'invited', replacesId: made.id });
    expect((await act(lead, made, 'reassign', declined.body.version + 1, guest('Third One'))).status).toBe(409);
  });

  it('should leave the former with what another hand-over gives, when it is given on', async () => {
    const whole = await hand({ section: 'GV', personId: colleague.id });
    await hand({ questionId: 'IT-01', personId: colleague.id });
    const next = await act(lead, whole, 'reassign', whole.version, guest('Given On'));
    expect(next.status).toBe(201);
    expect((await save(colleague, 'GV', { 'GV-01': { value: 1 } })).status).toBe(403);
    expect((await save(colleague, 'IT', { 'IT-01': { notKnown: true } })).status).toBe(200);
  });

  it('should be declined by link, and the lead see why', async () => {
    const made = await hand({ section: 'GV', ...guest('No Thanks') });
    await sendForm(service, undefined, `${pathOf(made.link)}/decline`, { reason: 'I have left.' });
    const { body } = await askAs<HandOver>(service, lead, 'GET', one(made.id));
    expect(body).toMatchObject({ state: 'declined', reply: 'I have left.' });
  });

  it('should have a new link after a reminder, also when the old one has expired', async () => {
    const made = await hand({ section: 'GV', ...guest('Late Comer') });
    const before = service.clock.now();
    service.clock.set(new Date(before.getTime() + 20 * 86_400_000));
    try {
      const again = await signedIn(service, [{ role: 'trust-lead', trustId }]);
      expect((await readAs(service, undefined, pathOf(made.link))).status).toBe(410);
      const reminded = await act(again, made, 'remind', made.version);
      expect(reminded.body).toMatchObject({ state: 'invited', reminders: 1 });
      expect((await readAs(service, undefined, pathOf(reminded.body.link))).status).toBe(200);
    } finally {
      service.clock.set(before);
    }
  });
});

describe('a question that is handed over', () => {
  it('should be all that the colleague sees, changes and counts of the section', async () => {
    await save(lead, 'IT', { 'IT-01': { value: 1, note: 'Kept.' }, 'IT-02': { notKnown: true } });
    const made = await hand({ questionId: 'IT-02', ...guest('One Question') });
    const asked = await accept(made.link);
    const { body } = await askAs<{ answers: Answers; questions: number }>(service, asked, 'GET', section('IT'));
    expect(body).toMatchObject({ questions: 1, answers: { 'IT-02': { notKnown: true } } });
    expect(Object.keys(body.answers)).toEqual(['IT-02']);
    const saved = await save(asked, 'IT', { 'IT-02': { value: 2 } });
    expect(Object.keys(saved.body.answers)).toEqual(['IT-02']);
    expect(await stored('IT')).toEqual({ 'IT-01': { value: 1, note: 'Kept.' }, 'IT-02': { value: 2 } });
    for (const answers of [
      { 'IT-01': { value: 3 } },
      { 'IT-01': { value: 1, note: 'Kept.' }, 'IT-02': { value: 3 } },
    ]) {
      expect((await save(asked, 'IT', answers)).status).toBe(403);
    }
    expect((await save(asked, 'IT', {})).status).toBe(200);
    expect(Object.keys(await stored('IT'))).toEqual(['IT-01']);
    expect(await statusFor(asked, section('GV'))).toBe(403);
    const revision = await askAs<{ sections: object[] }>(
      service,
      asked,
      'GET',
      `/api/v1/assessments/${assessmentId}/revision`,
    );
    expect(revision.body.sections).toMatchObject([{ code: 'IT', questions: 1 }]);
  });

  it('should be all whose evidence the colleague sees and adds', async () => {
    await save(lead, 'IT', { 'IT-01': { value: 1 }, 'IT-02': { value: 1 } });
    const evidence = `/api/v1/assessments/${assessmentId}/evidence`;
    const add = async (who: SignedIn, questionId: string): Promise<Reply<{ id: string }>> => {
      const { headers } = await askAs(service, who, 'GET', section('IT'));
      const body = { questionId, item: { title: `Paper on ${questionId}`, date: '2026-10-01' } };
      return askAs(service, who, 'POST', evidence, { body, headers: { 'if-match': headers.get('etag') ?? '' } });
    };
    const others = await add(lead, 'IT-01');
    const asked = await accept((await hand({ questionId: 'IT-02', ...guest('With Paper') })).link);
    expect((await add(asked, 'IT-01')).status).toBe(403);
    expect((await add(asked, 'IT-02')).status).toBe(201);
    const { body } = await askAs<{ items: { questionId: string }[] }>(service, asked, 'GET', evidence);
    expect(body.items.map(({ questionId }) => questionId)).toEqual(['IT-02']);
    expect(await statusFor(asked, `/api/v1/evidence/${others.body.id}`)).toBe(403);
  });

  it('should be alone on the section page, whose saving leaves the others as they are', async () => {
    await save(lead, 'IT', { 'IT-01': { value: 1 } });
    const asked = await accept((await hand({ questionId: 'IT-02', ...guest('On A Page') })).link);
    const page = `/assessments/${assessmentId}/sections/IT`;
    const { html } = await readAs(service, asked, page);
    expect([...html.matchAll(/id="(IT-\d\d)-question"/g)].map(([, id]) => id)).toEqual(['IT-02']);
    const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';
    const was = /name="IT-02-was" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const sent = await sendForm(service, asked, page, {
      version,
      'IT-02-was': was,
      'IT-02': 'not-known',
      'IT-01': '3',
    });
    expect(sent.status).toBe(303);
    expect(await stored('IT')).toEqual({ 'IT-01': { value: 1 }, 'IT-02': { notKnown: true } });
    const home = await readAs(service, asked, '/');
    expect(home.html).toMatch(/: IT-02\s*<\/a>/);
  });
});

describe('what is not handed over', () => {
  const refused = async (body: object, who = lead): Promise<[number, string | undefined]> => {
    const reply = await askAs<{ errors?: { pointer: string }[] }>(service, who, 'POST', list(), { body });
    return [reply.status, reply.body.errors?.[0]?.pointer];
  };

  it('should be refused to oneself, to who is suspended or elsewhere, of what is not asked, and without a day to come', async () => {
    const away = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const suspended = await askAs(service, administrator, 'POST', `/api/v1/people/${away.id}/suspend`);
    expect(suspended).toMatchObject({ status: 200 });
    const elsewhere = await signedIn(service, []);
    const someone = guest('Some One');
    expect(await refused({ section: 'GV', name: 'Me', email: lead.email })).toEqual([400, '/email']);
    expect(await refused({ section: 'GV', personId: lead.id })).toEqual([400, '/personId']);
    expect(await refused({ section: 'GV', personId: elsewhere.id })).toEqual([400, '/personId']);
    expect(await refused({ section: 'GV', name: 'Away', email: away.email })).toEqual([400, '/email']);
    expect(await refused({ section: 'ZZ', ...someone })).toEqual([400, '/section']);
    expect(await refused({ questionId: 'IT-99', ...someone })).toEqual([400, '/questionId']);
    expect(await refused({ ...someone })).toEqual([400, '/section']);
    expect(await refused({ section: 'GV', name: 'No Address' })).toEqual([400, '/email']);
    expect(await refused({ section: 'GV', ...someone, wishedFor: '2026-11-22' })).toEqual([400, '/wishedFor']);
    expect(await refused({ section: 'GV', ...someone }, colleague)).toEqual([403, undefined]);
  });

  it('should be one hand-over for who has it already, where the lead is led', async () => {
    const made = await hand({ section: 'IT', personId: colleague.id });
    for (const body of [
      { section: 'IT', personId: colleague.id },
      { questionId: 'IT-01', name: 'X', email: colleague.email },
    ]) {
      const twice = await askAs<{ existingId: string }>(service, lead, 'POST', list(), { body });
      expect([twice.status, twice.body.existingId]).toEqual([409, made.id]);
    }
    const invited = { person: 'somebody-else', section: 'GV', ...guest('Press Twice') };
    const form = `/assessments/${assessmentId}/hand-over/new`;
    expect((await sendForm(service, lead, form, invited)).html).toContain('/invitations/');
    const second = await sendForm(service, lead, form, invited);
    expect([second.status, second.location]).toEqual([
      303,
      expect.stringMatching(/\/hand-over\/[0-9a-f-]{36}\?done=already$/),
    ]);
    expect((await readAs(service, lead, second.location ?? '')).html).toContain('They have it already.');
  });
});

describe('access that came with a hand-over', () => {
  it('should be taken with the hand-over only, and show on the page of the person', async () => {
    const made = await hand({ section: 'GV', personId: colleague.id });
    const { body } = await askAs<{
      version: number;
      roles: { id: string; handOverId: string | null; yours: boolean }[];
    }>(...([service, lead, 'GET', `/api/v1/people/${colleague.id}`] as const));
    const role = body.roles.find(({ handOverId }) => handOverId === made.id);
    expect(role).toMatchObject({ yours: false });
    const headers = { 'if-match': `"${String(body.version)}"` };
    const address = `/api/v1/people/${colleague.id}/roles/${role?.id ?? ''}`;
    expect((await askAs(service, lead, 'DELETE', address, { headers })).status).toBe(409);
    expect((await readAs(service, lead, `/people/${colleague.id}`)).html).toContain(`/hand-over/${made.id}"`);
    expect(
      await statusFor(
        await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['IT'] }]),
        one(made.id),
      ),
    ).toBe(404);
  });

  it('should end when the invitation is withdrawn or the person erased, whose words go', async () => {
    const invited = await hand({ section: 'GV', ...guest('With Drawn') });
    const invitations = await askAs<{ items: { id: string; handOverId: string | null }[] }>(
      service,
      lead,
      'GET',
      '/api/v1/invitations',
    );
    const { id } = invitations.body.items.find(({ handOverId }) => handOverId === invited.id) ?? { id: '' };
    await askAs(service, lead, 'POST', `/api/v1/invitations/${id}/withdraw`);
    expect((await askAs<HandOver>(service, lead, 'GET', one(invited.id))).body.state).toBe('taken-back');
    const made = await hand({ section: 'IT', personId: colleague.id, message: 'Words to them' });
    const told = await askAs<{ handOvers: { id: string; message: string }[] }>(
      service,
      administrator,
      'GET',
      `/api/v1/people/${colleague.id}/export`,
    );
    expect(told).toMatchObject({ status: 200 });
    expect(told.body.handOvers).toMatchObject([{ id: made.id, message: 'Words to them' }]);
    const erased = await askAs(service, administrator, 'POST', `/api/v1/people/${colleague.id}/erase`);
    expect(erased.status).toBe(200);
    const { body } = await askAs<HandOver & { message: string | null }>(service, lead, 'GET', one(made.id));
    expect(body).toMatchObject({ state: 'taken-back', message: null, to: { name: null, state: 'erased' } });
  });
});
