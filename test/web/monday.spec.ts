import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import type { Browser, Page } from 'playwright-core';
import { addDemoPeople } from '../../src/demo/demo-people.js';
import { loadDemo } from '../../src/demo/load-demo.js';
import type { PortfolioItem } from '../../src/portfolio/portfolio.dto.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { readPdf } from '../support/pdf.js';
import { ask, startService, type TestService } from '../support/service.js';
import { askAs, signedIn, type SignedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsAt } from './windows.js';

/* Monday morning of a support lead, on the demonstration's cohort: whom to call, why, what to offer, what hours buy. */

let service: TestService;
let browser: Browser;
let url: string;
let page: Page;
let lead: SignedIn;
let list: readonly PortfolioItem[];

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  await loadDemo(service.app, service.clock, () => undefined);
  url = service.url.replace('127.0.0.1', 'localhost');
  await addDemoPeople(service.app);
  await service.app.get(JobRunner).runDue();
  const { body: vendors } = await ask<{ items: { id: string; name: string }[] }>(service, 'GET', '/api/v1/vendors');
  const vendorId = vendors.items.find(({ name }) => name === 'Example Imaging')?.id ?? '';
  lead = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
  page = await leadIn(true);
  const { body } = await askAs<{ items: PortfolioItem[] }>(service, lead, 'GET', '/api/v1/portfolio?limit=100');
  list = body.items;
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** A window in which the lead is signed in; the service shows its cookie to secure places only. */
async function leadIn(javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled });
  const [name = '', value = ''] = lead.cookie.split('=');
  await context.addCookies([{ name, value, url: url.replace('http:', 'https:'), secure: true, httpOnly: true }]);
  return context.newPage();
}

const textOf = async (of: Page): Promise<string> =>
  (await of.locator('main').evaluate((main) => main.textContent)).replace(/\s+/g, ' ');

/** Goes on with the Tab key until the focus is on something. */
async function tabTo(of: Page, isIt: string): Promise<void> {
  for (let step = 0; step < 150; step += 1) {
    await of.keyboard.press('Tab');
    if (await of.evaluate<boolean>(`((at) => ${isIt})(document.activeElement)`)) return;
  }
  throw new Error(`The Tab key never comes to ${isIt}`);
}

/** What is behind a link of the page, for the person who is signed in. */
async function taken(of: Page, name: string): Promise<{ readonly type: string; readonly bytes: Buffer }> {
  const href = await of.getByRole('link', { name, exact: true }).getAttribute('href');
  const response = await fetch(`${service.url}${href ?? ''}`, { headers: { cookie: lead.cookie } });
  expect(response.status).toBe(200);
  return {
    type: response.headers.get('content-type') ?? '',
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

describe('Monday morning', () => {
  it.each(['/portfolio', '/portfolio?sort=site', '/portfolio?mine=yes', '/portfolio?queue=unblock-now&q=hospital'])(
    'should find a work list without a defect at %s',
    async (address) => {
      expect(await defectsAt(page, url, address)).toEqual([]);
    },
  );

  it('should begin with whom to call, why, and what to offer, and lead there by the keyboard alone', async () => {
    const [first] = list;
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${url}/portfolio`);
    const card = page.locator('.app-site').first();
    const text = (await card.textContent())?.replace(/\s+/g, ' ') ?? '';
    expect(text).toContain(first?.site.name);
    expect(text).toContain(first?.place?.reason);
    expect(text).toContain(first?.place?.advice);
    await tabTo(page, `at.closest('.app-site__name') !== null`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/portfolio/sites/${first?.deploymentId ?? ''}`);
    expect(await page.locator('h1').textContent()).toContain(first?.site.name);
    expect(await textOf(page)).toContain(first?.place?.reason);
  });

  it('should be narrowed, put in another order and led on from without scripts', async () => {
    const plain = await leadIn(false);
    await plain.goto(`${url}/portfolio`);
    expect(await plain.locator('.app-site').count()).toBe(Math.min(25, list.length));
    await plain.locator('summary', { hasText: 'Choose sites' }).click();
    await plain.selectOption('#queue', 'wait-on-trust');
    await plain.getByRole('button', { name: 'Show these sites' }).click();
    const waiting = list.filter(({ queue }) => queue === 'wait-on-trust');
    expect(await plain.locator('.app-site').count()).toBe(waiting.length);
    await plain.getByRole('link', { name: 'By name of the site' }).click();
    const names = (await plain.locator('.app-site__name a').allTextContents()).map((name) => name.trim());
    expect(names).toEqual(waiting.map(({ site }) => site.name).sort((a, b) => a.localeCompare(b, 'en-GB')));
    await plain.getByRole('link', { name: 'Capacity planner' }).click();
    expect(new URL(plain.url()).searchParams.get('queue')).toBe('wait-on-trust');
    await plain.context().close();
  });

  it('should show what other hours buy, and be taken to the meeting as PDF and spreadsheet', async () => {
    await page.goto(`${url}/portfolio/planner`);
    const before = await textOf(page);
    const hours = page.locator('#hours');
    await hours.fill('40');
    await hours.press('Enter');
    await page.waitForLoadState('load');
    expect(await hours.inputValue()).toBe('40');
    expect(await textOf(page)).not.toBe(before);
    await page.goto(`${url}/portfolio`);
    const excel = await taken(page, 'Excel');
    expect(excel.type).toContain('spreadsheetml');
    const rows = await readSheet(excel.bytes);
    expect(rows).toHaveLength(1 + list.length);
    await page.goto(`${url}/portfolio/cohort`);
    const report = await taken(page, 'Report for a meeting (PDF)');
    const { pages } = await readPdf(new Uint8Array(report.bytes));
    expect(pages).toHaveLength(2 + list.length);
  });
});
