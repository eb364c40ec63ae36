import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, signedIn, type SignedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsOf } from './windows.js';

/* A support lead saves views of the work list and brings an exported one back, with scripts or without, wide and narrow. */

const LONG = 'Averylongownerwithoutanyspaces'.repeat(6);

let service: TestService;
let browser: Browser;
let url: string;
let vendor: SignedIn;
let deploymentId: string;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  ({ deploymentId } = await setUpAssessment(service));
  const deployment = `/api/v1/deployments/${deploymentId}`;
  const headers = { 'if-match': (await ask(service, 'GET', deployment)).headers.get('etag') ?? '' };
  await ask(service, 'PUT', `${deployment}/vendor-access`, { body: { vendorAccess: true }, headers });
  const vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  await service.app.get(JobRunner).runDue();
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

async function windowOf(javaScriptEnabled: boolean): Promise<Page> {
  const [name = '', value = ''] = vendor.cookie.split('=');
  const inWindow = await browser.newContext({ locale: 'en-GB', javaScriptEnabled });
  await inWindow.addCookies([{ name, value, url: url.replace('http:', 'https:'), secure: true, httpOnly: true }]);
  return inWindow.newPage();
}

const fileOf = (...rows: readonly string[]): { name: string; mimeType: string; buffer: Buffer } => ({
  ...{ name: 'work-list.csv', mimeType: 'text/csv' },
  buffer: Buffer.from(['deploymentId,owner,queue', ...rows].join('\r\n')),
});

describe('a file with more wrong in it than anybody reads', () => {
  it('should show the first 100 errors, and say how many are left', async () => {
    const page = await windowOf(true);
    await page.goto(`${url}/portfolio/import`);
    const wrong = Array.from({ length: 150 }, () => `${randomUUID()},Ann,`);
    await page.getByLabel('The file').setInputFiles(fileOf(...wrong));
    await page.getByRole('button', { name: 'Show what it would change' }).click();
    await page.getByText('There is a problem').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(100);
    expect(await page.getByText('50 more are further down in the file').count()).toBe(1);
  });
});

describe.each([true, false])('the work list, scripts: %s', (scripts) => {
  it('should save a view and delete it', async () => {
    const page = await windowOf(scripts);
    const name = `${String(scripts)}${'x'.repeat(70)}`;
    await page.goto(`${url}/portfolio?queue=none`);
    await page.locator('summary', { hasText: 'Save this view' }).click();
    await page.getByRole('button', { name: 'Save the view' }).click();
    await page.getByText('There is a problem').waitFor();
    if (scripts) expect(await defectsOf(page)).toEqual([]);
    await page.getByLabel('Name of the view').fill(name);
    await page.getByRole('button', { name: 'Save the view' }).click();
    await page.waitForURL(/done=saved/);
    expect(await page.getByRole('link', { name, exact: true }).getAttribute('aria-current')).toBe('page');
    if (scripts) expect(await defectsOf(page)).toEqual([]);
    await page.locator('summary', { hasText: 'Delete a saved view' }).click();
    await page.getByRole('button', { name: `Delete the view ${name}` }).click();
    await page.waitForURL(/done=deleted/);
    expect(await page.getByRole('link', { name, exact: true }).count()).toBe(0);
  });

  it('should lead to where a file is brought back: wrong at first, then shown, then confirmed', async () => {
    const page = await windowOf(scripts);
    const owner = `${LONG}${String(scripts)}`;
    await page.goto(`${url}/portfolio`);
    await page.getByRole('link', { name: 'Bring such a file back' }).click();
    if (scripts) expect(await defectsOf(page)).toEqual([]);
    await page
      .getByLabel('The file')
      .setInputFiles(fileOf(`${randomUUID()},Ann,`, `${deploymentId},${'x'.repeat(201)},`));
    await page.getByRole('button', { name: 'Show what it would change' }).click();
    await page.getByText('There is a problem').waitFor();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.getByRole('row').count()).toBe(3);
    await page.getByRole('link', { name: /^Line 3, owner/ }).click();
    expect(page.url()).toMatch(/#fault-1$/);
    if (scripts) expect(await defectsOf(page)).toEqual([]);
    await page.getByLabel('The file').setInputFiles(fileOf(`${deploymentId},${owner},ignored`));
    await page.getByRole('button', { name: 'Show what it would change' }).click();
    await page.getByRole('heading', { name: 'What the file would change' }).waitFor();
    expect(await page.getByText(owner).isVisible()).toBe(true);
    if (scripts) expect(await defectsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Confirm, and change these sites' }).click();
    await page.waitForURL(/changed=1$/);
    expect(await page.getByText('1 site has another owner').isVisible()).toBe(true);
    if (scripts) expect(await defectsOf(page)).toEqual([]);
    const { body } = await ask(service, 'GET', `/api/v1/deployments/${deploymentId}`);
    expect(body.vendorOwner).toBe(owner);
  });
});
