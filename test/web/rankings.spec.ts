import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { JobEntity } from '../../src/platform/jobs/job.entity.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { MOST_IN_BACKGROUND, MOST_RANKED } from '../../src/portfolio/ranks.dto.js';
import { ToolsService } from '../../src/tools/tools.service.js';
import { bestAnswers } from '../support/catalogue.js';
import { copySite } from '../support/many-sites.js';
import { startService, type TestService } from '../support/service.js';
import { addVendor, signedIn, type SignedIn } from '../support/signed-in.js';
import { submitAnswers } from '../support/submitted.js';
import { letVendorTakePart } from '../support/vendor-part.js';
import { launchChromium } from './chromium.js';
import { defectsOf } from './windows.js';

/* A support lead ranks more sites than a page takes: in the background, without scripts, wide and narrow. */

const MONDAY = new Date('2026-11-23T12:00:00Z');
const RANKS = '/portfolio/ranks';
const ORDER = 'Rank them in the background';
const BACKGROUND = 'Ranked in the background';
/** With those, and the two that they are copies of, there are more than can be ranked at once. */
const COPIES = { ranked: 119, unranked: MOST_RANKED - 120 };

let service: TestService;
let browser: Browser;
let url: string;
let vendorId: string;
let vendor: SignedIn;
let first: string;
let second: string;

const invite = (deploymentId: string, vendorAccess?: boolean): Promise<void> =>
  letVendorTakePart(service, deploymentId, vendorAccess);

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  service.clock.set(MONDAY);
  url = service.url.replace('127.0.0.1', 'localhost');
  vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  first = (await submitAnswers(service, bestAnswers(), { code: 'ZP01' })).deploymentId;
  second = (await submitAnswers(service, {}, { code: 'ZP02' })).deploymentId;
  for (const id of [first, second]) await invite(id);
  await service.app.get(PortfolioRefresh).refreshStale();
  await copySite(service, first, COPIES.ranked, true);
  await copySite(service, second, COPIES.unranked, false);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

async function windowWith(javaScriptEnabled: boolean, who = vendor): Promise<Page> {
  const [name = '', value = ''] = who.cookie.split('=');
  const inWindow = await browser.newContext({ locale: 'en-GB', javaScriptEnabled });
  await inWindow.addCookies([{ name, value, url: url.replace('http:', 'https:'), secure: true, httpOnly: true }]);
  return inWindow.newPage();
}

/** What is wrong with a page that is shown in a window without scripts, which axe needs. */
async function defectsAsOf(page: Page, who = vendor): Promise<string[]> {
  const looked = await windowWith(true, who);
  await looked.goto(page.url());
  return defectsOf(looked);
}

/** Orders the ranks of what the page of ranks shows. */
async function orderOn(page: Page, query = ''): Promise<void> {
  await page.goto(`${url}${RANKS}${query}`);
  await page.getByRole('button', { name: ORDER }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Ranks worked out in the background' }).waitFor();
}

const textOf = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replace(/\s+/g, ' ');

/** A job as it stands while it runs. */
async function setJob(page: Page, values: Partial<Pick<JobEntity, 'state' | 'done' | 'total'>>): Promise<void> {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await service.app.get(UnitOfWork).keepBooks((manager) => manager.update(JobEntity, { id }, values));
}

describe('ranks of more sites than a page takes', () => {
  it('should be offered in the background, told how far they are, and shown page by page, without scripts', async () => {
    const page = await windowWith(false);
    await page.goto(`${url}${RANKS}`);
    expect(await textOf(page)).toContain('501 sites are too many to rank while somebody waits; 500 can be.');
    expect(await defectsAsOf(page)).toEqual([]);
    await orderOn(page);
    expect(await textOf(page)).toContain('Waiting for its turn.');
    await setJob(page, { state: 'running', done: 40, total: 100 });
    await page.getByRole('link', { name: 'Look again' }).click();
    expect(await textOf(page)).toContain('40% done.');
    expect(await page.getByRole('progressbar', { name: 'How far the ranks are' }).getAttribute('value')).toBe('40');
    expect(await defectsAsOf(page)).toEqual([]);
    await setJob(page, { state: 'waiting', done: 0, total: null });
    await service.app.get(JobRunner).runDue();
    await page.getByRole('link', { name: 'Look again' }).click();
    const text = await textOf(page);
    expect(text).toContain('Worked out on 23 November 2026 for the 121 sites with a submission');
    expect(text).toContain('It does not change by itself');
    expect(text).toContain('Not an order of help');
    expect(text).toContain('380 sites have nothing that could be ranked, so no rank.');
    expect(text).toContain('Places 1 to 100 of 121');
    expect(await page.locator('.app-ranks__row').count()).toBe(100);
    expect(await defectsAsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Next' }).click();
    expect(await textOf(page)).toContain('Places 101 to 121 of 121');
    expect(await page.locator('.app-ranks__row').count()).toBe(21);
    const last = page.locator('table').first().locator('tbody tr').last();
    // Of the second site alone something is wrong with its gates.
    expect(await last.innerText()).toMatch(/closed: .*GV-01/);
    await last.getByRole('link', { name: 'Compare' }).click();
    const compared = page.locator('#compare');
    expect(await compared.innerText()).toContain('Test Hospital beside the first 10 and its neighbours');
    expect(await compared.innerText()).toContain('Behind');
    expect(await compared.innerText()).toContain('This compares sites by their answers of today');
    expect(await defectsAsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Previous' }).click();
    expect(await textOf(page)).toContain('Places 1 to 100 of 121');
  });

  it('should keep to the choice of sites and to weights, and lead back to them', async () => {
    const page = await windowWith(false);
    await page.goto(`${url}${RANKS}?tool=echogo-pro`);
    await page.getByLabel('Governance', { exact: false }).first().fill('60');
    await page.getByRole('button', { name: 'Rank with these weights' }).click();
    expect(await textOf(page)).toContain('With the weights that you have moved.');
    await page.getByRole('button', { name: ORDER }).click();
    await service.app.get(JobRunner).runDue();
    await page.getByRole('link', { name: 'Look again' }).click();
    expect(await textOf(page)).toContain('With weights that were moved.');
    const back = await page.getByRole('link', { name: 'Back to the ranks' }).getAttribute('href');
    const query = new URL(back ?? '', url).searchParams;
    expect(query.get('tool')).toBe('echogo-pro');
    expect(query.get('weights')).toContain('GV:60');
    expect(await page.locator('#weight-GV').inputValue()).toBe('60');
    await page.getByRole('link', { name: 'Back to the ranks' }).click();
    expect(await page.getByRole('button', { name: ORDER }).isVisible()).toBe(true);
  });

  it('should say how many sites are left out because their trust took its invitation back', async () => {
    const page = await windowWith(false);
    await orderOn(page);
    await service.app.get(JobRunner).runDue();
    await invite(second, false);
    await page.goto(`${page.url()}?from=101`);
    const text = await textOf(page);
    await invite(second);
    expect(text).toContain(
      '1 site of this page is left out: you do not see it any more, or nothing is known of it now.',
    );
    expect(text).not.toContain('GV-01');
    await service.app.get(PortfolioRefresh).refreshStale();
  });

  it('should be cancelled without scripts', async () => {
    const page = await windowWith(false);
    await orderOn(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await textOf(page)).toContain('This was cancelled.');
    expect(await defectsAsOf(page)).toEqual([]);
    await service.app.get(JobRunner).runDue();
    await page.reload();
    expect(await textOf(page)).toContain('This was cancelled.');
  });
});

describe('ranks that were ordered before', () => {
  const listOf = (page: Page): ReturnType<Page['locator']> => page.locator('#background + ul > li');

  it('should be led back to by whoever ordered them, the newest first, and by nobody else', async () => {
    const colleague = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    const page = await windowWith(false, colleague);
    await page.goto(`${url}${RANKS}`);
    expect(await page.getByRole('heading', { name: BACKGROUND }).count()).toBe(0);
    await orderOn(page, '?tool=echogo-pro');
    await service.app.get(JobRunner).runDue();
    service.clock.set(new Date(MONDAY.getTime() + 60_000));
    await orderOn(page, '?weights=GV:60,IT:20');
    service.clock.set(MONDAY);
    const waiting = page.url();
    await page.goto(`${url}${RANKS}?q=ZP01`);
    expect(await page.getByRole('heading', { name: BACKGROUND }).isVisible()).toBe(true);
    expect(await listOf(page).allInnerTexts()).toEqual([
      expect.stringMatching(
        /^23 November 2026 at 12:01 pm: All sites, with weights that were moved; waiting for its turn$/,
      ),
      expect.stringMatching(/^23 November 2026 at 12:00 pm: EchoGo Pro.*; 121 sites ranked$/),
    ]);
    expect(await defectsAsOf(page, colleague)).toEqual([]);
    await page.goto(`${url}${RANKS}`);
    expect(await textOf(page)).toContain('You have ordered ranks already that are not ready yet');
    await page.getByRole('link', { name: /^ranks of 23 November/ }).click();
    expect(page.url()).toBe(waiting);
    await setJob(page, { state: 'running', done: 40, total: 100 });
    await page.goto(`${url}${RANKS}`);
    expect(await listOf(page).first().innerText()).toMatch(/; 40% done$/);
    await page.goto(waiting);
    await setJob(page, { state: 'waiting', done: 0, total: null });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.goto(`${url}${RANKS}`);
    expect(await textOf(page)).not.toContain('not ready yet');
    await listOf(page).getByRole('link').click();
    expect(await textOf(page)).toContain('Worked out on 23 November 2026');
    const other = await windowWith(false, await signedIn(service, [{ role: 'vendor-support', vendorId }]));
    await other.goto(`${url}${RANKS}`);
    expect(await other.getByRole('heading', { name: BACKGROUND }).count()).toBe(0);
    expect((await other.goto(page.url()))?.status()).toBe(404);
  });
});

describe('ranks that are worked out at once', () => {
  it('should show a hundred sites on a page, and keep the choice while pages are turned and sites compared', async () => {
    const page = await windowWith(false);
    await page.goto(`${url}${RANKS}?q=ZP01`);
    expect(await textOf(page)).toContain('Places 1 to 100 of 120');
    expect(await page.locator('.app-ranks__row').count()).toBe(100);
    expect(await defectsAsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Next' }).click();
    expect(await textOf(page)).toContain('Places 101 to 120 of 120');
    await page.getByRole('link', { name: 'Compare' }).last().click();
    const address = new URL(page.url());
    expect([address.searchParams.get('q'), address.searchParams.get('from')]).toEqual(['ZP01', '101']);
    expect(await page.locator('#compare').innerText()).toContain('Cannot be told apart');
    await page.getByRole('link', { name: 'Previous' }).click();
    expect(await textOf(page)).toContain('Places 1 to 100 of 120');
    await page.goto(`${url}${RANKS}?q=ZP01&from=500`);
    await page.getByRole('link', { name: 'Previous' }).click();
    expect(await textOf(page)).toContain('Places 21 to 120 of 120');
  });
});

describe('ranks that cannot be worked out in the background', () => {
  it('should not be offered where no domain has any weight', async () => {
    const page = await windowWith(false);
    const none = service.app
      .get(ToolsService)
      .sections()
      .map(({ code }) => `${code}:0`)
      .join(',');
    await page.goto(`${url}${RANKS}?weights=${none}`);
    expect(await textOf(page)).toContain('The weights cannot be used. No domain has any weight.');
    expect(await textOf(page)).not.toContain('Choose fewer sites');
    expect(await page.getByRole('button', { name: ORDER }).count()).toBe(0);
  });

  it('should not be offered for more sites than that takes, but say what to do', async () => {
    await copySite(service, second, MOST_IN_BACKGROUND, false);
    const page = await windowWith(false);
    await page.goto(`${url}${RANKS}`);
    const text = await textOf(page);
    expect(text).toContain(`${String(MOST_IN_BACKGROUND)} sites can be ranked, and these are 10501.`);
    expect(text).toContain('Choose fewer sites with the filters above');
    expect(await page.getByRole('button', { name: ORDER }).count()).toBe(0);
    expect(await defectsAsOf(page)).toEqual([]);
  });
});
