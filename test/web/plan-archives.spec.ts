import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { SignInService } from '../../src/accounts/sign-in.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { bestAnswers } from '../support/catalogue.js';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, readAs, signedIn, type SignedIn } from '../support/signed-in.js';
import { submitAnswers } from '../support/submitted.js';
import { letVendorTakePart } from '../support/vendor-part.js';
import { launchChromium } from './chromium.js';
import { defectsOf } from './windows.js';

/* A support lead takes all plans of the work list away: by the keyboard, without scripts, wide and narrow. */

const MONDAY = new Date('2026-11-23T12:00:00Z');

let service: TestService;
let browser: Browser;
let url: string;
let vendor: SignedIn;

const invite = (deploymentId: string): Promise<void> => letVendorTakePart(service, deploymentId);

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  service.clock.set(MONDAY);
  url = service.url.replace('127.0.0.1', 'localhost');
  const vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  await invite((await submitAnswers(service, bestAnswers(), { code: 'ZP01' })).deploymentId);
  await invite((await setUpAssessment(service, { code: 'ZP02' })).deploymentId);
  await service.app.get(PortfolioRefresh).refreshStale();
});

/** Somebody who is signed in at the time of the clock. */
async function again(who: SignedIn): Promise<SignedIn> {
  const token = await service.app
    .get(UnitOfWork)
    .write(operator('tests'), (scope) => service.app.get(SignInService).enter(scope, who.id, 'password', 'Test', true));
  return { ...who, cookie: `__Host-session=${token}` };
}

// The clock is put a day on here, when sessions end.
beforeEach(async () => {
  vendor = await again(vendor);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

async function windowWith({ cookie }: SignedIn, javaScriptEnabled: boolean): Promise<Page> {
  const [name = '', value = ''] = cookie.split('=');
  const inWindow = await browser.newContext({ locale: 'en-GB', javaScriptEnabled });
  await inWindow.addCookies([{ name, value, url: url.replace('http:', 'https:'), secure: true, httpOnly: true }]);
  return inWindow.newPage();
}

/** Orders the plans of what the work list shows. */
async function orderOn(page: Page, query = ''): Promise<void> {
  await page.goto(`${url}/portfolio${query}`);
  await page.getByRole('button', { name: 'Make all plans of these sites as one file' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'All plans as one file' }).waitFor();
}

const textOf = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replace(/\s+/g, ' ');

describe('the page of all plans as one file', () => {
  it('should tell how far they are, and give them when they are done', async () => {
    const page = await windowWith(vendor, true);
    await orderOn(page);
    expect(await textOf(page)).toContain('Waiting for its turn.');
    expect(await textOf(page)).toContain('Last looked at on 23 November 2026 at 12:00 pm.');
    expect(await defectsOf(page)).toEqual([]);
    await service.app.get(JobRunner).runDue();
    await page.getByRole('link', { name: 'Look again' }).click();
    await page.getByText('One plan is ready.').waitFor();
    expect(await textOf(page)).toContain('For 1 site there is none');
    expect(await defectsOf(page)).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the plans (zip)' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('support-plans-2026-11-23.zip');
    const stream = await file.createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const files = unzipSync(new Uint8Array(Buffer.concat(chunks)));
    expect(Object.keys(files)).toHaveLength(2);
    expect(strFromU8(files['index.csv'] ?? new Uint8Array())).toContain('nothing was submitted yet');
  });

  it('should keep to the sites that are shown, and say when its day has passed', async () => {
    const page = await windowWith(vendor, true);
    await orderOn(page, '?queue=none');
    await service.app.get(JobRunner).runDue();
    await page.getByRole('link', { name: 'Look again' }).click();
    expect(await textOf(page)).toContain('There is no plan: nothing could be made for these sites. Left out: 1 site');
    service.clock.set(new Date(MONDAY.getTime() + 24 * 3_600_000));
    const { html } = await readAs(service, await again(vendor), new URL(page.url()).pathname);
    service.clock.set(MONDAY);
    expect(html).toContain('could be downloaded until 24 November 2026 at 12:00 pm');
    expect(html).not.toContain('plans.zip');
  });

  it('should let them be cancelled without scripts', async () => {
    const page = await windowWith(vendor, false);
    await orderOn(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await textOf(page)).toContain('This was cancelled.');
    // axe needs scripts, which this window has none of
    const looked = await windowWith(vendor, true);
    await looked.goto(page.url());
    expect(await defectsOf(looked)).toEqual([]);
    await service.app.get(JobRunner).runDue();
    await page.reload();
    expect(await textOf(page)).toContain('This was cancelled.');
  });
});
