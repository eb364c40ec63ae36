import { afterAll, beforeEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';

/* What is known about a deployment: its trust sees and changes it on a page, others read it. */

let service: TestService;
let number = 0;
let trustId: string;
let assessment: string;
let page: string;
let deployment: string;
let lead: SignedIn;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.stop());

beforeEach(async () => {
  number += 1;
  const made = await setUpAssessment(service, { code: `ZD${String(number).padStart(2, '0')}` });
  ({ trustId } = made);
  assessment = `/assessments/${made.assessmentId}`;
  page = `${assessment}/details`;
  deployment = `/api/v1/deployments/${made.deploymentId}`;
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
});

/** What a browser would send of the page as it is, with other entries in some fields. */
function formOf(
  { html }: PageAnswer,
  entries: Readonly<Record<string, string | string[]>>,
): Record<string, string | string[]> {
  const plain = (text = ''): string => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  const inputs = [...html.matchAll(/<input [^>]*>/g)].map(([tag]) => tag);
  const sent = inputs.flatMap((tag) => {
    const name = / name="([^"]+)"/.exec(tag)?.[1] ?? '';
    const chosen = !/type="(?:radio|checkbox)"/.test(tag) || tag.includes(' checked');
    return chosen && name !== '' && name !== 'formToken' ? [[name, plain(/ value="([^"]*)"/.exec(tag)?.[1])]] : [];
  });
  return { ...Object.fromEntries(sent), ...entries };
}

const save = async (who: SignedIn, entries: Readonly<Record<string, string | string[]>>): Promise<PageAnswer> =>
  sendForm(service, who, page, formOf(await readAs(service, who, page), entries));

const stored = async (): Promise<Record<string, unknown>> => (await ask(service, 'GET', deployment)).body;

describe('the details of a deployment', () => {
  it('should be found from the assessment, say what each is for, and be saved with an entry in the history', async () => {
    expect((await readAs(service, lead, assessment)).html).toContain(`href="${page}"`);
    const { html } = await readAs(service, lead, page);
    expect(html).toContain('It decides which questions are asked');
    expect(html).toMatch(/Asks as well: .*\(GV-\d\d\), which holds back patient data/);
    const saved = await save(lead, {
      ...{ productVersion: '3.4', targetDateDay: '1', targetDateMonth: '3', targetDateYear: '2027' },
      ...{ reporters: '1,200', physiologists: '12 physiologists', vendorOwner: 'Customer success', status: 'paused' },
    });
    expect([saved.status, saved.location]).toEqual([303, `${page}?saved=details`]);
    expect(await stored()).toMatchObject({
      ...{ use: 'routine', status: 'paused', productVersion: '3.4', targetDate: '2027-03-01', goLiveDate: null },
      ...{ reporters: 1200, physiologists: 12, projectStaff: null, vendorOwner: 'Customer success' },
    });
    const after = (await readAs(service, lead, saved.location ?? '')).html;
    expect(after).toContain('The details are saved.');
    expect(after).toContain('value="1200"');
    const history = await ask<{ items: { type: string; data: unknown }[] }>(service, 'GET', `${deployment}/history`);
    const changed = history.body.items.find(({ type }) => type === 'deployment-changed');
    const fields = ['productVersion', 'status', 'targetDate', 'reporters', 'physiologists', 'vendorOwner'];
    expect(changed?.data).toEqual({ fields });
    const { version } = await stored();
    expect((await save(lead, {})).status).toBe(303);
    expect((await stored()).version).toBe(version);
    expect((await save(lead, { productVersion: '', reporters: ' ' })).status).toBe(303);
    expect(await stored()).toMatchObject({ productVersion: null, reporters: null, physiologists: 12 });
  });

  it('should change the use, and with it the questions that are asked', async () => {
    const section = `/api/v1${assessment}/revision`;
    const count = async (): Promise<number> => {
      const { body } = await ask<{ sections: { questions: number }[] }>(service, 'GET', section);
      return body.sections.reduce((sum, { questions }) => sum + questions, 0);
    };
    const before = await count();
    const saved = await save(lead, { use: 'research' });
    expect(saved.location).toBe(`${page}?saved=use`);
    expect((await readAs(service, lead, saved.location ?? '')).html).toContain('The questions follow the new use');
    expect(await count()).toBeGreaterThan(before);
    const { html } = await readAs(service, lead, page);
    expect(html).toMatch(/No longer asks: .*What was answered is kept\./);
    expect(html).toMatch(/holds nothing back any more\./);
    expect((await save(lead, { use: 'evaluation' })).status).toBe(303);
    expect((await readAs(service, lead, page)).html).toMatch(/becomes a gate, which holds back patient data\./);
  });

  it('should name every field that is wrong, keep what was entered, and store nothing', async () => {
    const { status, html } = await save(lead, {
      ...{ targetDateDay: '31', targetDateMonth: '2', targetDateYear: '2027', goLiveDateDay: '1' },
      ...{ reporters: '1,5', projectStaff: '20000', physiologists: 'many', productVersion: 'x'.repeat(201) },
      ...{ vendorOwner: 'NHS number 943 476 5919', changeVersion: '4.0' },
    });
    expect(status).toBe(400);
    for (const [field, told] of [
      ['targetDateDay', 'The day on which you want to go live must be a real date'],
      ['goLiveDateMonth', 'The day on which the tool went into use must include a month and year'],
      ['reporters', 'The number of people who report with the tool must be a whole number from 0 to 10,000'],
      ['physiologists', 'The number of physiologists who scan for it must be a whole number'],
      ['projectStaff', 'The number of people in the project must be a whole number'],
      ['productVersion', 'The version of the product must have at most 200 characters'],
      ['vendorOwner', 'Who looks after the site at the vendor holds what looks like'],
      ['changeKind', 'Choose what changed'],
    ]) {
      expect(html.replace(/\s+/g, ' ')).toContain(`<a href="#${field ?? ''}"> ${told ?? ''}`);
      expect(html).toContain(`id="${field ?? ''}"`);
    }
    for (const entered of ['1,5', '20000', 'many', '4.0', '31']) expect(html).toContain(`value="${entered}"`);
    expect((await save(lead, { use: 'other' })).html).toContain('href="#use"');
    expect((await stored()).version).toBe(1);
  });

  it('should show what somebody else saved beside what was entered, and lose neither', async () => {
    const opened = await readAs(service, lead, page);
    const body = { productVersion: '5.0', vendorOwner: 'Team North', reporters: 7 };
    expect((await ask(service, 'PATCH', deployment, { body, headers: { 'if-match': '"1"' } })).status).toBe(200);
    const late = await sendForm(service, lead, page, formOf(opened, { productVersion: '4.1', projectStaff: '9' }));
    expect(late.status).toBe(409);
    expect(late.html).toContain('Nothing was saved yet');
    expect(late.html).toContain('Saved meanwhile by somebody else: <strong>5.0</strong>');
    expect(late.html.match(/Saved meanwhile by somebody else/g)).toHaveLength(1);
    for (const kept of ['4.1', '9', 'Team North', '7']) expect(late.html).toContain(`value="${kept}"`);
    expect(await stored()).toMatchObject(body);
    expect((await sendForm(service, lead, page, formOf(late, {}))).status).toBe(303);
    const merged = { productVersion: '4.1', projectStaff: 9, vendorOwner: 'Team North', reporters: 7 };
    expect(await stored()).toMatchObject(merged);
    const forged = formOf(await readAs(service, lead, page), { was: '[1', version: 'x', productVersion: '6' });
    expect((await sendForm(service, lead, page, forged)).status).toBe(409);
    expect(await stored()).toMatchObject(merged);
  });

  it('should take up changes of systems and other ways, and take them away again', async () => {
    const day = { changeOnDay: '1', changeOnMonth: '9', changeOnYear: '2026' };
    expect(
      (await save(lead, { changeKind: 'scanner', ...day, alternatives: ['gv-04-network-safety-officer'] })).status,
    ).toBe(303);
    const version = { changeKind: 'product-version', ...day, changeVersion: '2.2' };
    expect((await save(lead, version)).html).toContain('href="#changeMaterial"');
    expect((await save(lead, { ...version, changeMaterial: 'no' })).status).toBe(303);
    expect(await stored()).toMatchObject({
      alternatives: ['gv-04-network-safety-officer'],
      changes: [
        { kind: 'scanner', on: '2026-09-01' },
        { kind: 'product-version', on: '2026-09-01', material: false, productVersion: '2.2' },
      ],
    });
    const { html } = await readAs(service, lead, page);
    expect(html).toContain('A new version of the product (2.2), judged not material, 1 September 2026');
    for (const [entries, field] of [
      [{ changeKind: 'pacs' }, 'changeOnDay'],
      [{ changeKind: 'pacs', ...day, changeOnMonth: '' }, 'changeOnMonth'],
      [{ changeKind: 'pacs', ...day, changeVersion: '3' }, 'changeVersion'],
      [{ changeKind: 'pacs', ...day, changeMaterial: 'yes' }, 'changeMaterial'],
      [{ changeKind: 'moon', ...day }, 'changeKind'],
      [{ alternatives: ['no-such'] }, 'alternatives'],
    ] as const) {
      const wrong = await save(lead, entries as Readonly<Record<string, string | string[]>>);
      expect([wrong.status, wrong.html.includes(`href="#${field}"`)]).toEqual([400, true]);
    }
    expect((await save(lead, { changesAway: ['scanner|2026-09-01||'], alternatives: [] })).status).toBe(303);
    expect(await stored()).toMatchObject({ alternatives: [], changes: [{ kind: 'product-version' }] });
  });

  it('should be read by those who may not change it, and a vendor say only who looks after the site', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const { html } = await readAs(service, viewer, page);
    expect(html).toContain('You may read this. The trust lead can change it.');
    expect([html.includes('Save the details'), html.includes('Routine care')]).toEqual([false, true]);
    expect((await sendForm(service, viewer, page, { vendorOwner: 'Me' })).status).toBe(403);
    await ask(service, 'PUT', `${deployment}/vendor-access`, {
      ...{ body: { vendorAccess: true }, headers: { 'if-match': '"1"' } },
    });
    const vendorId = await addVendor(service, `Makers ${String(number)}`, ['echogo-pro']);
    const vendor = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
    const shown = await readAs(service, vendor, page);
    expect(shown.html).not.toContain('name="use"');
    expect((await save(vendor, { vendorOwner: 'Team South', use: 'research', status: 'ended' })).status).toBe(303);
    expect(await stored()).toMatchObject({ vendorOwner: 'Team South', use: 'routine', status: 'active' });
  });
});
