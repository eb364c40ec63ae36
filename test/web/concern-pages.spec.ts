import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, signedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsOf, windowOf } from './windows.js';

/* A trust lead asks, the vendor answers and publishes, each at a browser of their own. */

const LONG = `${'Averylongwordwithoutanyspaces'.repeat(6)} and more`;

let service: TestService;
let browser: Browser;
let url: string;
let lead: Page;
let vendor: Page;
let path: string;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const { trustId, assessmentId, deploymentId } = await setUpAssessment(service);
  const deployment = `/api/v1/deployments/${deploymentId}`;
  const headers = { 'if-match': (await ask(service, 'GET', deployment)).headers.get('etag') ?? '' };
  await ask(service, 'PUT', `${deployment}/vendor-access`, { body: { vendorAccess: true }, headers });
  const vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  const people = [
    await signedIn(service, [{ role: 'trust-lead', trustId }]),
    await signedIn(service, [{ role: 'vendor-lead', vendorId }]),
  ];
  path = `${url}/assessments/${assessmentId}/concerns`;
  lead = await windowOf(browser, url, people[0]?.email);
  vendor = await windowWith(people[1]?.cookie ?? '');
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** Of somebody who has given a second factor already. */
async function windowWith(cookie: string): Promise<Page> {
  const [name = '', value = ''] = cookie.split('=');
  const context = await browser.newContext({ locale: 'en-GB' });
  await context.addCookies([{ name, value, url: url.replace('http:', 'https:'), secure: true, httpOnly: true }]);
  return context.newPage();
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

describe('questions and concerns', () => {
  it('should be asked by the keyboard alone, and show what is missing', async () => {
    await lead.goto(path);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByRole('button', { name: 'Ask a question or raise a concern' }).focus();
    await lead.keyboard.press('Enter');
    await lead.waitForURL(`${path}/new`);
    expect(await defectsOf(lead)).toEqual([]);
    await press(lead, 'Send');
    await lead.getByText('There is a problem').waitFor();
    expect(await lead.title()).toMatch(/^Error: Ask a question/);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.goto(`${path}/new?action=IT-05:find-out`);
    await lead.locator('#kind').focus();
    await lead.keyboard.press('Space');
    await lead.keyboard.press('Tab');
    await lead.keyboard.type(LONG);
    await lead.keyboard.press('Tab');
    await lead.keyboard.type('A list, please.');
    await lead.keyboard.press('Tab');
    await lead.keyboard.press('Tab');
    await lead.keyboard.press('Enter');
    await lead.waitForURL(/done=asked$/);
    expect(await lead.getByText('Action on IT-05').isVisible()).toBe(true);
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should be answered from the inbox and published in words that were looked through', async () => {
    await vendor.goto(`${url}/concerns?state=settled`);
    expect(await vendor.getByText('Nothing fits your choice').isVisible()).toBe(true);
    expect(await defectsOf(vendor)).toEqual([]);
    await vendor.getByRole('link', { name: 'Questions and concerns' }).click();
    expect(await defectsOf(vendor)).toEqual([]);
    await vendor.getByRole('link', { name: LONG }).click();
    await press(vendor, 'Answer');
    await vendor.getByText('There is a problem').waitFor();
    expect(await defectsOf(vendor)).toEqual([]);
    await vendor.fill('#text', `Port 11112.\n${LONG}`);
    await press(vendor, 'Answer');
    await vendor.waitForURL(/done=replied$/);
    expect(await defectsOf(vendor)).toEqual([]);
    await vendor.getByRole('link', { name: 'publish an answer to every site' }).click();
    await press(vendor, 'See what every site will see');
    await vendor.getByText('There is a problem').waitFor();
    expect(await defectsOf(vendor)).toEqual([]);
    await vendor.fill('#question', 'Which ports?');
    await vendor.fill('#answer', 'As at Test Hospital: 11112.');
    await press(vendor, 'See what every site will see');
    await press(vendor, 'Publish to every site');
    await vendor.getByText('There is a problem').waitFor();
    expect(await vendor.getByText('Test Hospital (a site)').isVisible()).toBe(true);
    expect(await defectsOf(vendor)).toEqual([]);
    await press(vendor, 'Change it');
    await vendor.fill('#answer', 'Port 11112.');
    await press(vendor, 'See what every site will see');
    expect(await defectsOf(vendor)).toEqual([]);
    await press(vendor, 'Publish to every site');
    await vendor.waitForURL(/done=published$/);
    await vendor.goto(`${url}/concerns/published`);
    expect(await defectsOf(vendor)).toEqual([]);
    await vendor.getByRole('link', { name: 'Change or withdraw “Which ports?”' }).click();
    expect(await defectsOf(vendor)).toEqual([]);
  });

  it('should show what changed meanwhile beside what was typed, and what others asked, without a defect', async () => {
    await lead.fill('#text', 'Thank you all');
    await press(lead, 'Settle it');
    await lead.getByText('Nothing was stored').waitFor();
    expect(await lead.inputValue('#text')).toBe('Thank you all');
    expect(await defectsOf(lead)).toEqual([]);
    await press(lead, 'Settle it');
    await lead.waitForURL(/done=settled$/);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.goto(`${path}?text=PORTS`);
    await lead.getByText('Which ports?').click();
    expect(await lead.getByText('Port 11112.').isVisible()).toBe(true);
    expect(await defectsOf(lead)).toEqual([]);
  });
});
