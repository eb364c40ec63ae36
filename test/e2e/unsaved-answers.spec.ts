import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PersonalDataService } from '../../src/accounts/personal-data.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addPerson, Visitor, type Page } from '../support/visitor.js';

/* Answers that were refused come back to whoever entered them, count for nothing, and go once they are saved or dropped. */

const NOTE = 'With the <b>SIRO</b> since May';
const SHOWN = 'With the &lt;b&gt;SIRO&lt;/b&gt; since May';
const NOT_SAVED = 'that is not saved yet';

type Fields = Record<string, string>;

let service: TestService;
let trustId: string;
let assessment: string;
let section: string;
let question: string;
let lead: Visitor;
let leadId: string;
let number = 0;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await (service as TestService | undefined)?.stop();
});

beforeEach(async () => {
  number += 1;
  const made = await setUpAssessment(service, { code: `ZV${String(number).padStart(2, '0')}` });
  ({ trustId } = made);
  assessment = `/assessments/${made.assessmentId}`;
  section = `${assessment}/sections/GV`;
  question = `${assessment}/questions/GV-04`;
  ({ visitor: lead, id: leadId } = await somebody());
});

async function somebody(): Promise<{ visitor: Visitor; id: string }> {
  number += 1;
  const email = `unsaved${String(number)}@example.nhs.uk`;
  const id = await addPerson(service, email, { role: 'trust-lead', trustId });
  const visitor = new Visitor(service.url);
  await visitor.signIn(email);
  await visitor.get(assessment);
  return { visitor, id };
}

/** What the form of a page would send. */
function fieldsOf({ html }: Page): Fields {
  const form = html.slice(html.indexOf('data-saves'));
  const of = (pattern: RegExp): [string, string][] =>
    [...form.matchAll(pattern)].map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries([
    ...of(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g),
    ...of(/name="([^"]+)" type="radio" value="([^"]+)" checked/g),
    ...of(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)<\/textarea>/g),
  ]);
}

const open = async (who: Visitor, page: string): Promise<Fields> => fieldsOf(await who.get(page));

async function answers(): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await ask<{ answers: Readonly<Record<string, unknown>> }>(service, 'GET', `/api/v1${section}`);
  return body.answers;
}

const kept = (): Promise<readonly unknown[]> =>
  service.database.query(`SELECT path FROM kept_forms WHERE person_id = '${leadId}'`);

function later(days: number): void {
  service.clock.set(new Date(service.clock.now().getTime() + days * 86_400_000));
}

/** A good answer, and a note that stands beside none. */
const refusedIn = (fields: Fields): Fields => ({ ...fields, 'GV-01': '2', 'GV-03-note': NOTE });

describe('a section that was refused', () => {
  it('should be there again with what is wrong, wherever it is come to from, and count for nothing', async () => {
    const refused = await lead.post(section, refusedIn(await open(lead, section)));
    expect(refused.status).toBe(400);
    expect(refused.html).toMatch(/Nothing of it is saved, or counts as an answer, until you\s+mend what is listed/);
    const list = await lead.get(assessment);
    expect(list.html).toContain(`You entered something here ${NOT_SAVED}`);
    expect((await lead.get(`${assessment}/check`)).html).toContain('is not saved, and so is none of these answers');
    const again = await lead.get(section);
    expect(again.status).toBe(200);
    expect(again.html).toContain('There is a problem');
    expect(again.html).toContain('href="#GV-03"');
    expect(again.html).toContain(SHOWN);
    expect(again.html).toContain('it is kept for you until');
    expect(again.html).toMatch(/name="GV-01" type="radio" value="2" checked/);
    expect(await answers()).toEqual({});
    const [row] = await service.database.query(`SELECT * FROM kept_forms WHERE person_id = '${leadId}'`);
    expect(JSON.stringify(row)).not.toContain('SIRO');
  });

  it('should not be kept with a number of a patient, nor left silently', async () => {
    const fields = { ...(await open(lead, section)), 'GV-01': '2', 'GV-01-note': 'Patient 943 476 5919' };
    for (const then of [undefined, 'leave']) {
      const refused = await lead.post(section, { ...fields, ...(then !== undefined && { then }) });
      expect([refused.status, refused.html.includes('NHS number')]).toEqual([400, true]);
      expect(refused.html).toContain('943 476 5919');
    }
    expect(await kept()).toEqual([]);
  });

  it('should be kept until it is saved, and no longer', async () => {
    await lead.post(section, refusedIn(await open(lead, section)));
    const shown = await open(lead, section);
    expect((await lead.post(section, { ...shown, 'GV-02-note': 'Another' })).status).toBe(400);
    expect(await kept()).toHaveLength(1);
    const now = { ...(await open(lead, section)), 'GV-02': '1', 'GV-03': '3', 'GV-03-note': NOTE };
    expect((await lead.post(section, now)).status).toBe(303);
    expect([await kept(), (await answers())['GV-03']]).toEqual([[], { value: 3, note: NOTE }]);
    expect((await lead.get(assessment)).html).not.toContain(NOT_SAVED);
    expect((await lead.get(section)).html).not.toContain('Not saved yet');
  });

  it('should be dropped when its sender says so, after 14 days, and with the person', async () => {
    const fields = await open(lead, section);
    await lead.post(section, refusedIn(fields));
    expect((await lead.post('/kept-form/discard', { path: section })).location).toBe(section);
    expect((await lead.get(section)).html).not.toContain('Not saved yet');
    await lead.post(section, refusedIn(fields));
    service.clock.set(new Date(service.clock.now().getTime() + 60_000));
    await service.app.get(PersonalDataService).erase(operator('tests'), leadId);
    expect(await kept()).toEqual([]);
    const { visitor } = await somebody();
    await visitor.post(section, refusedIn(await open(visitor, section)));
    later(15);
    const email = `unsaved${String(number)}@example.nhs.uk`;
    await visitor.get('/sign-in');
    visitor.formToken = undefined;
    await visitor.signIn(email);
    expect((await visitor.get(section)).html).not.toContain('Not saved yet');
  });

  it('should be shown to nobody else', async () => {
    await lead.post(section, refusedIn(await open(lead, section)));
    const { visitor } = await somebody();
    for (const page of [section, assessment, `/kept-form?path=${section}`]) {
      expect((await visitor.get(page)).html).not.toMatch(/since May|[Nn]ot saved yet/);
    }
  });
});

describe('leaving', () => {
  it('should tell what is wrong once, and then lead on, with all of it kept', async () => {
    const leave = { then: 'leave', leaveTo: assessment };
    const first = await lead.post(section, { ...refusedIn(await open(lead, section)), ...leave });
    expect(first.status).toBe(400);
    const second = await lead.post(section, { ...fieldsOf(first), 'GV-02-note': 'Typed since', ...leave });
    expect([second.status, second.location]).toEqual([303, assessment]);
    expect((await lead.get(section)).html).toContain('Typed since');
    const mended = { ...(await open(lead, section)), 'GV-02-note': '', 'GV-03-note': '', ...leave };
    expect((await lead.post(section, mended)).status).toBe(303);
    expect([await kept(), await answers()]).toEqual([[], { 'GV-01': { value: 2 } }]);
  });

  it('should keep what a colleague overtook, and show both on coming back', async () => {
    const mine = await open(lead, section);
    const { visitor } = await somebody();
    await visitor.post(section, { ...(await open(visitor, section)), 'GV-01': '0' });
    const closed = await lead.post(section, { ...mine, 'GV-01': '2', then: 'leave', leaveTo: '/' });
    expect(closed.status).toBe(409);
    const back = await lead.get(section);
    expect(back.html).toContain('Saved meanwhile by somebody else');
    expect(back.html).toMatch(/name="GV-01" type="radio" value="2" checked/);
    expect((await lead.post(section, fieldsOf(back))).status).toBe(303);
    expect([await kept(), (await answers())['GV-01']]).toEqual([[], { value: 2 }]);
  });
});

describe('two windows of one person', () => {
  it('should keep what was refused in each, and save over nothing', async () => {
    const [one, other] = [await open(lead, section), await open(lead, section)];
    await lead.post(section, { ...one, 'GV-01': '2', 'GV-03-note': NOTE });
    const both = await lead.post(section, { ...other, 'GV-02': '1', 'GV-04-note': 'From the other window' });
    expect(both.status).toBe(400);
    expect(fieldsOf(both)).toMatchObject({ 'GV-01': '2', 'GV-02': '1', 'GV-04-note': 'From the other window' });
    expect(both.html).toMatch(/href="#GV-04"[^]*href="#GV-03"|href="#GV-03"[^]*href="#GV-04"/);
    expect(await kept()).toHaveLength(1);
  });

  it('should leave what another window could not save, and ask where both changed the same', async () => {
    const [one, other] = [await open(lead, section), await open(lead, section)];
    await lead.post(section, refusedIn(one));
    expect((await lead.post(section, { ...other, 'GV-01': '1' })).status).toBe(303);
    expect(await kept()).toHaveLength(1);
    const back = await lead.get(section);
    expect(back.html).toContain('You saved this section yourself');
    expect(back.html).toContain('Saved meanwhile: ');
    expect(back.html).not.toMatch(/both changed|somebody else/);
    expect(fieldsOf(back)).toMatchObject({ 'GV-01': '2' });
    expect(back.html).toContain(SHOWN);
  });

  it('should take what is saved by now as saved', async () => {
    const fields = await open(lead, section);
    await lead.post(section, { ...fields, 'GV-03': '9' });
    const id = fieldsOf(await lead.get(section)).sentAgain ?? '';
    await lead.post(section, { ...fields, 'GV-03': '2' });
    await lead.post(section, { ...fields, 'GV-03': '3', sentAgain: id });
    await lead.post(section, { ...(await open(lead, section)), 'GV-03': '3' });
    expect([await kept(), (await answers())['GV-03']]).toEqual([[], { value: 3 }]);
  });
});

describe('a question that was refused', () => {
  it('should be there again, be told of in the list and in its section, and go once it is saved', async () => {
    const refused = await lead.post(question, { ...(await open(lead, question)), 'GV-04-note': NOTE });
    expect(refused.status).toBe(400);
    const list = await lead.get(assessment);
    expect(list.html).toContain(`You entered something at GV-04 ${NOT_SAVED}`);
    expect(list.html).toContain(`href="${question}"`);
    expect((await lead.get(section)).html).toContain(`<a href="${question}">GV-04</a> ${NOT_SAVED}`);
    const back = await lead.get(question);
    expect(back.html).toContain('There is a problem');
    expect(back.html).toContain(SHOWN);
    expect((await lead.post(question, { ...fieldsOf(back), 'GV-04': '1', 'GV-04-note': NOTE })).status).toBe(303);
    expect([await kept(), (await answers())['GV-04']]).toEqual([[], { value: 1, note: NOTE }]);
  });

  it('should stand beside what somebody else saved meanwhile, and go where theirs is kept', async () => {
    await lead.post(question, { ...(await open(lead, question)), 'GV-04-note': NOTE });
    const { visitor } = await somebody();
    await visitor.post(question, { ...(await open(visitor, question)), 'GV-04': '0' });
    const back = await lead.get(question);
    expect(back.html).toContain('saved this section on');
    expect(back.html).toContain('Saved meanwhile by somebody else');
    const chosen = await lead.post(question, { ...fieldsOf(back), then: 'theirs' });
    expect([chosen.status, await kept(), (await answers())['GV-04']]).toEqual([303, [], { value: 0 }]);
  });
});
