import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { parse } from 'yaml';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';
import { submitAgain } from '../support/submitted.js';
import { launchChromium } from './chromium.js';
import { defectsOf } from './windows.js';

/* A support lead works on the page of one site: by the keyboard, without scripts, wide and narrow. */

const { context, answers } = parse(readFileSync('data/demo/fenmere-infirmary.yaml', 'utf8')) as {
  context: object;
  answers: Record<string, object>;
};
const LONG = `${'Averylongwordwithoutanyspaces'.repeat(6)} and more`;

let service: TestService;
let browser: Browser;
let url: string;
let vendor: SignedIn;
let trustLead: SignedIn;
let deploymentId: string;
let assessmentId: string;
let path: string;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  let trustId: string;
  ({ trustId, deploymentId, assessmentId } = await setUpAssessment(service, { context }));
  const deployment = `/api/v1/deployments/${deploymentId}`;
  const headers = { 'if-match': (await ask(service, 'GET', deployment)).headers.get('etag') ?? '' };
  await ask(service, 'PUT', `${deployment}/vendor-access`, { body: { vendorAccess: true }, headers });
  const vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  trustLead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  path = `/portfolio/sites/${deploymentId}`;
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** Of somebody who has given a second factor already. */
async function windowWith({ cookie }: SignedIn, javaScriptEnabled: boolean): Promise<Page> {
  const [name = '', value = ''] = cookie.split('=');
  const inWindow = await browser.newContext({ locale: 'en-GB', javaScriptEnabled });
  await inWindow.addCookies([{ name, value, url: url.replace('http:', 'https:'), secure: true, httpOnly: true }]);
  return inWindow.newPage();
}

/** Fields of the form of a page that does something. */
function fieldsOf({ html }: PageAnswer, act: string): Record<string, string> {
  const form = html.split('<form ').find((one) => one.includes(`name="act" value="${act}"`)) ?? '';
  const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(
    hidden.flatMap(([, name = '', value = '']) => (name === 'formToken' ? [] : [[name, value]])),
  );
}

describe('the page of a site', () => {
  it('should take contacts before anything was submitted, and show everything once it was', async () => {
    const empty = await readAs(service, vendor, path);
    expect(empty.html).toContain('being worked out');
    const page = await windowWith(vendor, true);
    await page.goto(`${url}${path}`);
    expect(await defectsOf(page)).toEqual([]);
    await submitAgain(service, assessmentId, answers);
    service.clock.set(new Date('2026-11-23T12:30:00Z'));
    await service.app.get(JobRunner).runDue();
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
    await submitAgain(service, assessmentId, {});
    await service.app.get(JobRunner).runDue();
    const body = { kind: 'question', subject: LONG, text: 'Which?', questionId: 'IT-05' };
    await askAs(service, trustLead, 'POST', `/api/v1/assessments/${assessmentId}/concerns`, { body });
    await page.goto(`${url}${path}`);
    expect(await defectsOf(page)).toEqual([]);
    for (const name of ['Standing', 'When it goes live', 'What your hours would bring', 'History']) {
      expect(await page.getByRole('heading', { name, exact: true }).isVisible()).toBe(true);
    }
    expect(await page.getByRole('link', { name: LONG }).isVisible()).toBe(true);
    expect(await page.getByRole('link', { name: 'Support plan as PDF' }).isVisible()).toBe(true);
    // a closed gate stands before the number, and no band beside it
    const index = (await page.locator('.nhsuk-summary-list__row', { hasText: 'of 100' }).first().textContent()) ?? '';
    expect(index).toMatch(/\d+ of 100.*\d+ gates? closed/s);
    expect(index).not.toMatch(/ready|Developing|Strong/i);
  });

  it('should log a contact and make a promise by the keyboard alone, and show what is missing', async () => {
    const page = await windowWith(vendor, true);
    await page.goto(`${url}${path}`);
    await page.locator('summary', { hasText: 'Log a contact' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Log it' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('There is a problem').waitFor();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await defectsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Choose how it took place' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    for (let field = 0; field < 4; field += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('1.25');
    await page.keyboard.press('Tab');
    await page.keyboard.type(LONG);
    await page.getByRole('button', { name: 'Log it' }).press('Enter');
    await page.waitForURL(/done=logged$/);
    expect(await page.getByRole('cell', { name: /1\.25 hours/ }).isVisible()).toBe(true);
    expect(await defectsOf(page)).toEqual([]);
    await page.locator('summary', { hasText: 'Make a promise' }).press('Enter');
    await page.getByLabel('What you promise').fill('Send the ports');
    await page.keyboard.press('Tab');
    for (const part of ['4', '12', '2026']) {
      await page.keyboard.type(part);
      await page.keyboard.press('Tab');
    }
    await page.getByRole('button', { name: 'Promise it' }).press('Enter');
    await page.waitForURL(/done=promised$/);
    expect(await page.getByRole('heading', { name: 'Send the ports' }).isVisible()).toBe(true);
    expect(await defectsOf(page)).toEqual([]);
  });

  it('should work without scripts: another day, a promise kept, a contact withdrawn, an owner', async () => {
    const page = await windowWith(vendor, false);
    await page.goto(`${url}${path}`);
    await page.getByText('Give it another day').click();
    await page.getByRole('button', { name: 'Save the day' }).click();
    await page.getByText('There is a problem').waitFor();
    await page.getByLabel('Day', { exact: true }).first().fill('11');
    await page.getByLabel('Month', { exact: true }).first().fill('12');
    await page.getByLabel('Year', { exact: true }).first().fill('2026');
    await page.getByRole('button', { name: 'Save the day' }).click();
    await page.waitForURL(/done=moved$/);
    expect(await page.getByText('By 11 December 2026', { exact: false }).first().isVisible()).toBe(true);
    await page.getByRole('button', { name: /^Kept/ }).click();
    await page.waitForURL(/done=settled$/);
    expect(await page.getByText('Nothing is promised and open.').isVisible()).toBe(true);
    await page.getByText('It is wrong').click();
    await page.getByLabel('Why', { exact: true }).selectOption('entered-twice');
    await page.getByRole('button', { name: /^Withdraw it/ }).click();
    await page.waitForURL(/done=withdrawn$/);
    expect(await page.getByText('Withdrawn: it was entered twice').isVisible()).toBe(true);
    expect(await page.getByText('0 hours').first().isVisible()).toBe(true);
    await page.getByLabel('Who looks after it').fill('Amira');
    await page.getByRole('button', { name: 'Save the owner' }).click();
    await page.waitForURL(/done=owner$/);
    expect(await page.getByText('Looked after by Amira.').isVisible()).toBe(true);
  });

  it('should store once what is sent twice, keep what was typed, and tell of what changed meanwhile', async () => {
    const before = await readAs(service, vendor, path);
    const contact = {
      ...fieldsOf(before, 'log'),
      kind: 'visit',
      onDay: '20',
      onMonth: '11',
      onYear: '2026',
      hours: '6',
    };
    for (let time = 0; time < 2; time += 1) {
      expect((await sendForm(service, vendor, path, contact)).location).toBe(`${path}?done=logged`);
    }
    const { body } = await askAs<{ items: object[] }>(
      service,
      vendor,
      'GET',
      `/api/v1/deployments/${deploymentId}/contacts`,
    );
    expect(body.items).toHaveLength(2);
    const future = await sendForm(service, vendor, path, { ...contact, formKey: '', onYear: '2027', note: 'Kept <b>' });
    expect(future.status).toBe(400);
    expect(future.html).toContain('The day must be today or in the past');
    expect(future.html).toContain('Kept &lt;b&gt;</textarea>');
    const patient = await sendForm(service, vendor, path, { ...contact, formKey: '', note: 'For 943 476 5919' });
    expect([patient.status, patient.html.includes('Leave patients out')]).toEqual([400, true]);
    const owner = fieldsOf(before, 'owner');
    expect((await sendForm(service, vendor, path, { ...owner, owner: 'Ben' })).status).toBe(303);
    const stale = await sendForm(service, vendor, path, { ...owner, owner: 'Cleo' });
    expect([stale.status, stale.html.includes('Nothing was stored')]).toEqual([409, true]);
    expect(stale.html).toContain('Looked after by Ben.');
    expect((await sendForm(service, vendor, path, { act: 'dance' })).status).toBe(400);
  });

  it('should not change a promise of another site, nor be seen by the trust', async () => {
    const next = await setUpAssessment(service, { code: 'ZV01' });
    const keeper = await signedIn(service, [{ role: 'administrator' }]);
    const deployment = `/api/v1/deployments/${next.deploymentId}`;
    const headers = { 'if-match': (await ask(service, 'GET', deployment)).headers.get('etag') ?? '' };
    await ask(service, 'PUT', `${deployment}/vendor-access`, { body: { vendorAccess: true }, headers });
    const body = { what: 'Elsewhere', dueOn: '2026-12-24' };
    const made = await askAs<{ id: string }>(service, vendor, 'POST', `${deployment}/promises`, { body });
    const bent = { act: 'settle', id: made.body.id, version: '1', state: 'kept' };
    expect((await sendForm(service, vendor, path, bent)).status).toBe(404);
    expect((await askAs(service, vendor, 'GET', `/api/v1/promises/${made.body.id}`)).body.state).toBe('open');
    expect((await readAs(service, trustLead, path)).status).toBe(403);
    const { html, status } = await readAs(service, keeper, path);
    expect([status, html.includes('name="act"')]).toEqual([200, false]);
  });

  it('should lead there from the work list, which tells of contacts and hours', async () => {
    const page = await windowWith(vendor, true);
    await page.goto(`${url}/portfolio`);
    expect(await page.getByText('Visit on 20 November 2026').isVisible()).toBe(true);
    expect(await page.getByText(/6 hours spent, 6 hours of them in 4 weeks/).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Test Hospital', exact: true }).first().click();
    await page.waitForURL(/\/portfolio\/sites\//);
    await page.getByRole('link', { name: 'Work list' }).first().click();
    await page.waitForURL(/\/portfolio$/);
    expect(await defectsOf(page)).toEqual([]);
  });
});
