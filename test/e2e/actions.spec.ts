import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import type { ActionList, ActionView } from '../../src/actions/actions.dto.js';
import { defectsOfLines } from '../support/calendar-text.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';

/* A trust carries out the plan of its submission: what is said of an action, and what confirms it. */

type Said = Partial<Pick<ActionView, 'state' | 'targetDate' | 'ownOwner' | 'note'>>;

let service: TestService;
let assessmentId: string;
let lead: SignedIn;
let second: SignedIn;
let viewer: SignedIn;
let vendor: SignedIn;
let api: string;
let pages: string;

beforeAll(async () => {
  service = await startService();
  const vendorId = await addVendor(service, 'Imaging', ['echogo-pro']);
  const made = await setUpAssessment(service);
  assessmentId = made.assessmentId;
  const { trustId, deploymentId } = made;
  const deployment = `/api/v1/deployments/${deploymentId}`;
  const { headers } = await ask(service, 'GET', deployment);
  const tag = { 'if-match': headers.get('etag') ?? '' };
  await ask(service, 'PUT', `${deployment}/vendor-access`, { body: { vendorAccess: true }, headers: tag });
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  second = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  api = `/api/v1/assessments/${assessmentId}`;
  pages = `/assessments/${assessmentId}/actions`;
});

afterAll(() => service.stop());

async function answer(section: string, answers: object): Promise<void> {
  const { headers } = await ask(service, 'GET', `${api}/sections/${section}`);
  const tag = { 'if-match': headers.get('etag') ?? '' };
  const { status } = await ask(service, 'PUT', `${api}/sections/${section}`, { body: { answers }, headers: tag });
  expect(status).toBe(200);
}

async function submit(): Promise<string> {
  const { headers } = await ask(service, 'GET', `${api}/revision`);
  const tag = { 'if-match': headers.get('etag') ?? '' };
  const reply = await ask<{ id: string }>(service, 'POST', `${api}/submit`, { headers: tag });
  expect(reply.status).toBe(201);
  return reply.body.id;
}

const list = async (who: SignedIn = lead, query = ''): Promise<ActionList> =>
  (await askAs<ActionList>(service, who, 'GET', `${api}/actions${query}`)).body;

async function action(id: string, who: SignedIn = lead): Promise<ActionView> {
  const { status, body } = await askAs<ActionView>(service, who, 'GET', `${api}/actions/${id}`);
  expect(status).toBe(200);
  return body;
}

function say(id: string, said: Said, version: number, who: SignedIn = lead): Promise<Reply> {
  const body = { state: 'not-begun', targetDate: null, ownOwner: null, note: null, ...said };
  return askAs(service, who, 'PUT', `${api}/actions/${id}`, { body, headers: { 'if-match': `"${String(version)}"` } });
}

/** What a browser would send of the form of an action's page. */
function fieldsOf({ html }: PageAnswer): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const [name, value] = ['name', 'value'].map((key) => new RegExp(` ${key}="([^"]*)"`).exec(tag)?.[1] ?? '');
    if (name === undefined || name === '' || name === 'formToken') continue;
    if (!tag.includes('radio') || tag.includes(' checked')) fields[name] = value ?? '';
  }
  fields.note = /<textarea [^>]*>([^<]*)<\/textarea>/.exec(html)?.[1] ?? '';
  return fields;
}

const opened = async (who: SignedIn, id: string): Promise<Record<string, string>> =>
  fieldsOf(await readAs(service, who, `${pages}/${id}`));
const send = (who: SignedIn, id: string, fields: Record<string, string>): Promise<PageAnswer> =>
  sendForm(service, who, `${pages}/${id}`, fields);

describe('before anything was submitted', () => {
  it('should say so', async () => {
    expect(await askAs(service, lead, 'GET', `${api}/actions`)).toMatchObject({
      ...{ status: 404, body: { code: 'nothing-submitted' } },
    });
    const page = await readAs(service, lead, pages);
    expect([page.status, page.html.includes('Nothing was submitted yet.')]).toEqual([200, true]);
  });
});

describe('what is said of an action', () => {
  let snapshotId: string;

  beforeAll(async () => {
    await answer('GV', { 'GV-01': { value: 1 }, 'GV-02': { value: 3 } });
    snapshotId = await submit();
  });

  it('should stand beside the plan as it is, and change neither answer, score nor gate', async () => {
    const [before, plan] = await Promise.all([
      ask(service, 'GET', `/api/v1/snapshots/${snapshotId}/scorecard`),
      ask<{ actions: { id: string; finish: string }[] }>(service, 'GET', `/api/v1/snapshots/${snapshotId}/plan`),
    ]);
    const { items, past } = await list();
    expect(items.map(({ id, finish }) => ({ id, finish }))).toEqual(
      plan.body.actions.map(({ id, finish }) => ({ id, finish })),
    );
    expect(past).toEqual([]);
    const said = {
      state: 'done',
      targetDate: '2027-02-01',
      ownOwner: 'Ada Lovelace',
      note: 'Signed.\nFiled.',
    } as const;
    const { status, body, headers } = await say('GV-01', said, 1);
    expect([status, headers.get('etag')]).toEqual([200, '"2"']);
    expect(body).toMatchObject({ ...said, due: '2027-02-01', updatedBy: lead.id, version: 2 });
    expect(await ask(service, 'GET', `/api/v1/snapshots/${snapshotId}/scorecard`)).toMatchObject({ body: before.body });
    expect(await list()).toMatchObject({ number: 1, snapshotId });
  });

  it('should be on record without the note and the name', async () => {
    const { body } = await ask<{ items: { type: string; data: object }[] }>(service, 'GET', `${api}/history?limit=1`);
    expect(body.items[0]).toMatchObject({ type: 'action-changed' });
    expect(body.items[0]?.data).toEqual({
      ...{ actionId: 'GV-01', state: 'done', fields: ['state', 'targetDate', 'ownOwner', 'note'] },
    });
  });

  it('should be refused on a stale version, of no action, with what patients are known by, and by who only reads', async () => {
    expect(await say('GV-01', { state: 'done' }, 1)).toMatchObject({ status: 412, body: { currentVersion: 2 } });
    expect((await say('GV-99', {}, 1)).status).toBe(404);
    expect((await say('GV-02', {}, 1)).status).toBe(404);
    expect((await say('GV-01', { note: 'Patient 943 476 5919' }, 2)).status).toBe(400);
    expect((await say('GV-01', { state: 'confirmed' }, 2)).status).toBe(400);
    for (const who of [viewer, vendor]) expect((await say('GV-01', {}, 2, who)).status).toBe(403);
    const racing = await Promise.all([say('TM-04', { state: 'done' }, 1), say('TM-04', { note: 'Mine' }, 1, second)]);
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await action('GV-01')).version).toBe(2);
  });

  it('should show to the vendor what the trust does not keep back', async () => {
    expect(await action('GV-01', vendor)).toMatchObject({ note: 'Signed.\nFiled.', ownOwner: 'Ada Lovelace' });
    await ask(service, 'POST', `${api}/sharing`, { body: { sharedSections: [], notesKept: true } });
    expect(await action('GV-01', vendor)).toMatchObject({
      ...{ state: 'done', note: 'Kept back by the trust.', ownOwner: null, targetDate: '2027-02-01' },
    });
    const page = await readAs(service, vendor, `${pages}/GV-01`);
    expect(page.html).toContain('Kept back by the trust.');
    expect(page.html).not.toMatch(/Ada Lovelace|Signed\.|<form action="[^"]*\/actions\//);
    expect((await readAs(service, vendor, `${pages}.ics`)).html).not.toContain('Ada Lovelace');
    expect((await readAs(service, vendor, pages)).html).not.toContain('Ada Lovelace');
    expect(await action('GV-01', viewer)).toMatchObject({ ownOwner: 'Ada Lovelace' });
    await ask(service, 'POST', `${api}/sharing`, { body: { sharedSections: [], notesKept: false } });
  });

  it('should be gone when it is taken out', async () => {
    expect((await say('GV-01', { state: 'done', targetDate: '2027-02-01' }, 2)).status).toBe(200);
    expect(await action('GV-01')).toMatchObject({ note: null, ownOwner: null, version: 3 });
  });

  it('should narrow the list by owner and state, and tell in words what is overdue', async () => {
    expect((await list(lead, '?state=done')).items.map(({ id }) => id)).toContain('GV-01');
    const { items } = await list();
    const owner = items[0]?.ownerRoleName ?? '';
    const own = (await list(lead, `?owner=${encodeURIComponent(owner)}`)).items;
    expect(own.length).toBeGreaterThan(0);
    expect(own.map(({ ownerRoleName }) => ownerRoleName)).toEqual(own.map(() => owner));
    expect((await list(lead, '?state=overdue')).items).toEqual([]);
    const { version } = await action('GV-03');
    await say('GV-03', { state: 'under-way', targetDate: '2026-11-22' }, version);
    expect((await list(lead, '?state=overdue')).items.map(({ id }) => id)).toEqual(['GV-03']);
    const page = await readAs(service, viewer, `${pages}?state=overdue`);
    expect(page.html).toContain('Overdue: it was to be done by 22 November 2026');
    expect(page.html.match(/class="nhsuk-table__row"/g)).toHaveLength(2);
    expect((await readAs(service, viewer, `${pages}?owner=Nobody`)).html).toContain('No action fits this choice.');
    expect((await askAs(service, lead, 'GET', `${api}/actions?state=later`)).status).toBe(400);
  });
});

describe('the page of an action', () => {
  it('should save by a form, once for a double press, and come back to the list', async () => {
    const fields = {
      ...(await opened(lead, 'GV-05')),
      ...{ state: 'under-way', dateDay: '4', dateMonth: '01', dateYear: '2027', note: 'Line\r\nby <b>line</b>' },
    };
    for (const reply of [await send(lead, 'GV-05', fields), await send(lead, 'GV-05', fields)]) {
      expect(reply).toMatchObject({ status: 303, location: `${pages}?saved=GV-05` });
    }
    expect(await action('GV-05')).toMatchObject({
      ...{ state: 'under-way', targetDate: '2027-01-04', note: 'Line\nby <b>line</b>', version: 2 },
    });
    const page = await readAs(service, lead, `${pages}/GV-05`);
    expect(page.html).toContain('>Line\nby &lt;b&gt;line&lt;/b&gt;</textarea>');
    expect(page.html).toContain('<dd class="nhsuk-summary-list__value">');
    expect((await readAs(service, lead, `${pages}?saved=GV-05`)).html).toMatch(/“GV-05 [^”]+” was saved\./);
  });

  it('should keep what was typed where something is wrong', async () => {
    const fields = { ...(await opened(lead, 'GV-05')), dateDay: '31', dateMonth: '2', note: '9434765919' };
    const reply = await send(lead, 'GV-05', { ...fields, ownOwner: 'x'.repeat(101) });
    expect(reply.status).toBe(400);
    expect(reply.html).toContain('<title>Error: ');
    const errors = [...reply.html.matchAll(/<a href="#(\w+)">\s*([^<]+?)\s*<\/a>/g)].map(([, , text]) => text);
    expect(errors).toEqual([
      'The owner must have at most 100 characters',
      'The note holds what looks like a patient&#39;s NHS number; leave patients out',
      'Your own date must be a real date',
    ]);
    expect(reply.html).toContain('>9434765919</textarea>');
    expect(reply.html).toContain('value="31"');
    expect((await action('GV-05')).version).toBe(2);
  });

  it('should tell the second of two what the first changed, and lose nothing', async () => {
    const [first, other] = [await opened(lead, 'GV-05'), await opened(second, 'GV-05')];
    expect((await send(lead, 'GV-05', { ...first, state: 'done', note: 'From the lead' })).status).toBe(303);
    const reply = await send(second, 'GV-05', { ...other, note: 'From the second', ownOwner: 'IG team' });
    expect(reply.status).toBe(409);
    expect(reply.html).toMatch(/Person \d+ saved this action on 23 November 2026/);
    expect(reply.html).toContain('Saved meanwhile by somebody else: From the lead');
    // What only the first touched is as the first saved it; what only the second touched is as typed.
    expect(fieldsOf(reply)).toMatchObject({ state: 'done', note: 'From the second', ownOwner: 'IG team' });
    expect((await send(second, 'GV-05', fieldsOf(reply))).status).toBe(303);
    expect(await action('GV-05')).toMatchObject({ state: 'done', note: 'From the second', ownOwner: 'IG team' });
  });

  it('should say in words what a date later than the plan does to its end', async () => {
    const { snapshotId } = await list();
    const { body: plan } = await askAs<{ actions: { id: string; finish: string; floatWeeks: number }[] }>(
      service,
      ...([lead, 'GET', `/api/v1/snapshots/${snapshotId}/plan`] as const),
    );
    const one = (fits: (weeks: number) => boolean): { id: string; finish: string; floatWeeks: number } => {
      const found = plan.actions.find(({ id, floatWeeks }) => fits(floatWeeks) && id !== 'GV-05' && id !== 'GV-01');
      if (found === undefined) throw new Error('The plan has no such action');
      return found;
    };
    const later = (day: string, days: number): string =>
      new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
    const [tight, slack] = [one((weeks) => weeks === 0), one((weeks) => weeks > 0)];
    for (const [{ id, finish, floatWeeks }, days, end] of [
      [tight, 8, 'The plan’s end moves by about 2 weeks, unless time is gained elsewhere.'],
      [slack, 7, 'It can be this late without moving the plan’s end.'],
      [slack, slack.floatWeeks * 7 + 7, 'The plan’s end moves by about 1 week, unless time is gained elsewhere.'],
    ] as const) {
      expect([
        id,
        floatWeeks,
        (await say(id, { targetDate: later(finish, days) }, (await action(id)).version)).status,
      ]).toEqual([id, floatWeeks, 200]);
      for (const address of [pages, `${pages}?saved=${encodeURIComponent(id)}`, `${pages}/${encodeURIComponent(id)}`]) {
        const { html } = await readAs(service, lead, address);
        expect(html).toContain('Later than the plan: the plan has it done by');
        expect(html).toContain(end);
      }
    }
    for (const { id, finish } of [tight, slack]) {
      await say(id, { targetDate: finish }, (await action(id)).version);
      const { html } = await readAs(service, lead, `${pages}/${encodeURIComponent(id)}`);
      expect(html).not.toContain('Later than the plan');
      await say(id, {}, (await action(id)).version);
    }
    const { body: same } = await askAs(service, lead, 'GET', `/api/v1/snapshots/${snapshotId}/plan`);
    expect(same).toEqual(plan);
  });

  it('should offer to ask the vendor to who asks, and nobody else', async () => {
    const href = `href="/assessments/${assessmentId}/concerns/new?action=GV-05"`;
    expect((await readAs(service, lead, `${pages}/GV-05`)).html).toContain(href);
    for (const who of [viewer, vendor]) expect((await readAs(service, who, `${pages}/GV-05`)).html).not.toContain(href);
    expect((await readAs(service, lead, `/assessments/${assessmentId}/concerns/new?action=GV-05`)).status).toBe(200);
  });

  it('should say what is missing, and lead to the question or to a new revision', async () => {
    const closed = await readAs(service, lead, `${pages}/GV-01`);
    expect(closed.html).toContain('What is missing to confirm it');
    expect(closed.html).toContain('Evidence for GV-01 that is dated and still holds');
    expect(closed.html).toContain('No revision is open.');
    await ask(service, 'POST', `${api}/revisions`);
    const open = await readAs(service, lead, `${pages}/GV-01`);
    expect(open.html).toContain(`href="/assessments/${assessmentId}/questions/GV-01"`);
    expect(open.html).toContain('The open revision does not hold it yet.');
    await answer('GV', {
      'GV-01': { value: 3, evidence: [{ title: 'DPIA', date: '2026-11-01', owner: 'SIRO' }] },
      'GV-02': { value: 3 },
    });
    expect((await readAs(service, lead, `${pages}/GV-01`)).html).toContain('The open revision holds it.');
    // Of the open revision the vendor is told nothing.
    expect((await readAs(service, vendor, `${pages}/GV-01`)).html).not.toMatch(/open revision/);
    expect((await action('GV-01')).state).toBe('done');
  });
});

describe('what would change if actions were done', () => {
  it('should take what is ticked, or what is chosen, and store nothing', async () => {
    const ticked = await readAs(service, viewer, `${pages}/what-if`);
    expect(ticked.html).toContain('If these were done');
    expect(ticked.html).toMatch(/Done, not confirmed\. Owner: IG team/);
    expect(ticked.html).toMatch(/This is an &ldquo;if&rdquo;, not a result/);
    const chosen = await sendForm(service, viewer, `${pages}/what-if`, { done: ['GV-01', 'GV-02:find-evidence', '"'] });
    expect(chosen).toMatchObject({ status: 303 });
    expect(chosen.location).toBe(`${pages}/what-if?done=GV-01%2CGV-02%3Afind-evidence#outcome`);
    const page = await readAs(service, viewer, `${pages}/what-if?done=GV-01,GV-02:find-evidence,GV-99`);
    expect(page.html).toMatch(/GV-01 DPIA<[^]*?Not passed<[^]*?<strong>Passed<\/strong>/);
    expect(page.html.match(/type="checkbox"[^>]* checked/g)).toHaveLength(2);
    const none = await sendForm(service, viewer, `${pages}/what-if`, {});
    expect((await readAs(service, viewer, none.location ?? '')).html).toContain('You chose no action');
    const { items } = await list();
    const inquiry = items.find(({ type }) => type === 'find-out')?.id ?? '';
    expect((await readAs(service, viewer, `${pages}/what-if?done=${inquiry}`)).html).toContain('Left out');
    expect((await action('GV-02:find-evidence')).version).toBe(1);
  });
});

describe('after the next submission', () => {
  let uids: string[];

  beforeAll(async () => {
    uids = (await events()).map(({ uid }) => uid);
    await submit();
  });

  async function events(): Promise<InstanceType<typeof ICAL.Event>[]> {
    const response = await fetch(`${service.url}${pages}.ics`, { headers: { cookie: vendor.cookie } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    const text = await response.text();
    expect(defectsOfLines(text)).toEqual([]);
    expect(text).not.toContain('From the second');
    expect(text).toContain('(IG team)');
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  }

  it('should confirm what the answers reach, keep what was said of the rest, and lose nothing', async () => {
    const { items, past, number } = await list();
    expect(number).toBe(2);
    expect(past).toMatchObject([{ id: 'GV-01', state: 'confirmed', inPlan: false, toConfirm: [] }]);
    expect(items.find(({ id }) => id === 'GV-05')).toMatchObject({ state: 'done', note: 'From the second' });
    const page = await readAs(service, lead, `${pages}/GV-01`);
    expect(page.html).toContain('It is confirmed');
    expect((await readAs(service, lead, pages)).html).toContain('Of earlier plans');
  });

  it('should update the events of a calendar that has them already', async () => {
    const next = await events();
    const gone = next.find(({ summary }) => summary.startsWith('Confirmed: GV-01'));
    expect(gone?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
    expect(next.every(({ uid, sequence }) => !uids.includes(uid) || sequence > 0)).toBe(true);
    const gv05 = next.find(({ summary }) => summary.startsWith('Said to be done: GV-05'));
    expect(uids).toContain(gv05?.uid);
    expect(gv05?.startDate.toString()).toBe('2027-01-04');
    expect(gv05?.description).toContain(`${service.url}${pages}/GV-05`);
    const asked = await fetch(`${service.url}${api}/actions.ics`);
    expect(await asked.text()).toContain('BEGIN:VCALENDAR');
  });

  it('should take nothing for confirmed whose evidence is missing', async () => {
    await ask(service, 'POST', `${api}/revisions`);
    await answer('GV', { 'GV-01': { value: 3 }, 'GV-02': { value: 3 } });
    await submit();
    const { items, past } = await list();
    expect(past.find(({ id }) => id === 'GV-01')).toMatchObject({ state: 'done', inPlan: false });
    expect(items.find(({ id }) => id === 'GV-01:find-evidence')).toMatchObject({ state: 'not-begun' });
  });
});
