import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { smallCohort } from '../support/cohort.js';
import { startService, type TestService } from '../support/service.js';
import { PASSWORD, signedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsOf, windowOf } from './windows.js';

/* The portfolio as a whole and the page on its forecasts: what they show of four sites, and by which means they can be used. */

let service: TestService;
let browser: Browser;
let url: string;
let page: Page;
let email: string;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService({ demo: true });
  url = service.url.replace('127.0.0.1', 'localhost');
  await smallCohort(service);
  ({ email } = await signedIn(service, [{ role: 'administrator' }]));
  page = await windowOf(browser, url, email);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** Opens every part that can be opened. */
const openAll = (): Promise<void> =>
  page.evaluate(`document.querySelectorAll('details').forEach((part) => { part.open = true; })`);

/** Cells of the rows of the table with a caption. */
async function tableOf(caption: string): Promise<string[][]> {
  const rows = page.locator('table', { has: page.locator('caption', { hasText: caption }) }).locator('tbody tr');
  return rows.evaluateAll((found) =>
    found.map((row) =>
      [...row.children].map((cell) => (cell.lastElementChild?.textContent ?? '').replace(/\s+/g, ' ').trim()),
    ),
  );
}

describe('the cohort page', () => {
  it('should have no defect, with every part closed or open', async () => {
    await page.goto(`${url}/portfolio/cohort`);
    expect(await defectsOf(page)).toEqual([]);
    await openAll();
    expect(await defectsOf(page)).toEqual([]);
  });

  it('should show the numbers of each chart in a table, and never a score without its closed gates', async () => {
    await page.goto(`${url}/portfolio/cohort`);
    expect(await page.locator('main [role=img]').count()).toBe(4);
    const stages = await tableOf('Sites by stage');
    expect(stages[0]).toEqual(['0 Not started', '0', '3']);
    expect(stages[4]).toEqual(['4 Live', '1', '1']);
    const scores = await tableOf('Scores by domain');
    expect(scores).toHaveLength(4);
    for (const [, stage, gates, index] of scores) {
      expect(`${String(stage)}; ${String(gates)}; ${String(index)}`).toMatch(
        /^(?:4 of 4, Live; None; \d+|1 of 4, Preparing; .*GV-01 \(data\).*; \d+(?: to \d+)?|Not known yet; Not known yet; –)$/,
      );
    }
    const chart = page.getByRole('img', { name: /^Scores by domain of 4 sites/ });
    expect(await chart.getAttribute('aria-label')).toContain('2 sites with a closed data gate');
    expect(await chart.locator('.app-heat__gate').count()).toBe(2);
    const months = await tableOf('Sites live at the end of each month');
    expect(months).toHaveLength(36);
    expect(months[0]?.[0]).toBe('November 2026');
    expect((await tableOf('Sites by stage in the last 12 months')).at(-1)?.[0]).toBe('23 November 2026');
    expect(await page.getByText('4.5 hours a week of your time').count()).toBe(1);
    expect(await page.getByText('The forecasts were made between 5 October 2026 and 23 November 2026').count()).toBe(1);
  });

  it('should name the site factor that its months rest on, and the planner its own', async () => {
    await page.goto(`${url}/portfolio/cohort?tool=echogo-pro`);
    const basis = await page.getByText('as your outcomes so far make it').innerText();
    const [, median] =
      /EchoGo Pro (\d\.\d\d) \(published 1\.37\)\. The capacity planner uses the published one\./.exec(basis) ?? [];
    await page.getByRole('link', { name: 'See how right forecasts have been' }).click();
    expect((await tableOf('Site factor'))[0]?.slice(0, 3)).toEqual(['EchoGo Pro', '1.37', median]);
    await page.goto(`${url}/portfolio/cohort?tool=chest-xray-triage`);
    expect(await page.getByText('as it is published: no outcome of yours has moved it yet').count()).toBe(1);
    await page.goto(`${url}/portfolio/planner?tool=echogo-pro`);
    expect(await page.getByText('worked out with the published site factor').count()).toBe(1);
    await page.getByRole('link', { name: 'cohort page' }).click();
    await page.waitForURL(`${url}/portfolio/cohort?tool=echogo-pro#live`);
  });

  it('should lead from a gate that sites wait on to those sites, with the choice kept', async () => {
    await page.goto(`${url}/portfolio/cohort?tool=echogo-pro`);
    await page.getByRole('link', { name: /^See the sites where this gate is closed\s?: .*GV-01/ }).click();
    await page.waitForURL(`${url}/portfolio?tool=echogo-pro&blocker=GV-01`);
    expect(await page.locator('article').count()).toBe(1);
    await page.getByRole('link', { name: 'Cohort', exact: true }).click();
    await page.waitForURL(`${url}/portfolio/cohort?tool=echogo-pro&blocker=GV-01`);
    expect(await page.getByText('1 site', { exact: true }).count()).toBe(1);
  });

  it('should say so when no site fits the choice', async () => {
    await page.goto(`${url}/portfolio/cohort?q=nowhere`);
    expect(await page.getByText('No site fits your choice.').count()).toBe(1);
    expect(await page.locator('main [role=img]').count()).toBe(0);
    expect(await defectsOf(page)).toEqual([]);
  });

  it('should open its tables and scroll its charts by the keyboard alone', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${url}/portfolio/cohort`);
    const chart = page.getByRole('group', { name: 'Scores by domain, in the order of the work list, chart' });
    const summary = page.getByText('All barriers, by question');
    const reached: string[] = [];
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      if (await summary.evaluate((element) => element.closest('summary')?.matches(':focus') === true)) {
        await page.keyboard.press('Enter');
        reached.push('summary');
      }
      if (await chart.evaluate((element) => element.matches(':focus'))) {
        reached.push('chart');
        break;
      }
    }
    expect(reached).toEqual(['summary', 'chart']);
    expect(await page.getByRole('table', { name: 'What sites wait on, by question' }).isVisible()).toBe(true);
    await page.keyboard.press('ArrowRight');
    let scrolled = 0;
    for (let looks = 0; looks < 100 && scrolled === 0; looks += 1) {
      await page.waitForTimeout(50);
      scrolled = await chart.evaluate((element) => element.scrollLeft);
    }
    expect(scrolled).toBeGreaterThan(0);
  });
});

describe('the work list by name', () => {
  it('should say the queue of each site, keep its order in its links, and lead back', async () => {
    await page.goto(`${url}/portfolio?stage=1`);
    await page.getByRole('link', { name: 'By name of the site' }).click();
    await page.waitForURL(`${url}/portfolio?stage=1&sort=site`);
    expect(await defectsOf(page)).toEqual([]);
    expect(await page.getByRole('heading', { level: 2, name: 'Sites by name' }).count()).toBe(1);
    const names = await page.locator('article h3 > a').allInnerTexts();
    expect(names.length).toBeGreaterThan(1);
    expect(names).toEqual([...names].sort());
    expect(await page.locator('article dt', { hasText: 'Queue' }).count()).toBe(names.length);
    expect(await page.getByRole('link', { name: 'CSV' }).getAttribute('href')).toContain('stage=1&sort=site');
    await page.getByText('Choose sites').click();
    await page.getByLabel('Tool').selectOption('chest-xray-triage');
    await page.getByRole('button', { name: 'Show these sites' }).click();
    await page.waitForURL(/tool=chest-xray-triage.*sort=site/);
    await page.getByRole('link', { name: 'In the order of the work list' }).click();
    await page.waitForURL((address) => !address.search.includes('sort'));
    expect(await page.getByRole('heading', { level: 2, name: 'Sites by name' }).count()).toBe(0);
  });
});

describe('the page on forecasts', () => {
  it('should have no defect, with every part closed or open', async () => {
    await page.goto(`${url}/portfolio/forecasts`);
    expect(await defectsOf(page)).toEqual([]);
    await openAll();
    expect(await defectsOf(page)).toEqual([]);
  });

  it('should name what came of each forecast, and say how little it rests on', async () => {
    await page.goto(`${url}/portfolio/forecasts`);
    expect(await page.getByText('All of this rests on 1 site that is live. That is few').count()).toBe(1);
    expect(await page.getByText('1 site went into use without having been cleared').count()).toBe(1);
    const chart = page.getByRole('img', { name: /^1 live sites? and 1 that/ });
    expect(await chart.locator('circle').count()).toBe(1);
    expect(await chart.locator('path.app-chart__half').count()).toBe(1);
    const [live, waiting] = await tableOf('Weeks forecast (P50) against weeks taken');
    expect(live?.slice(0, 2)).toEqual([expect.stringContaining('Test Trust ZC01'), '5 October 2026']);
    expect(live?.[5]).toBe('6.6');
    expect(live?.[6]).toMatch(/^Live /);
    expect(waiting?.[5]).toBe('7 so far');
    expect(waiting?.[6]).toMatch(/^Not live yet/);
    expect(await tableOf('Site factor')).toEqual([
      ['EchoGo Pro', '1.37', expect.stringMatching(/^\d\.\d\d$/), expect.stringMatching(/ to /), '1', '1'],
    ]);
  });

  it('should say so where no forecast was kept', async () => {
    await page.goto(`${url}/portfolio/forecasts?q=nowhere`);
    expect(await page.getByText('No forecast has been kept yet').count()).toBe(1);
    expect(await page.locator('main [role=img]').count()).toBe(0);
  });
});

describe('without JavaScript', () => {
  it('should show charts and open tables all the same', async () => {
    const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(`${url}/sign-in`);
    await plain.fill('#email', email);
    await plain.fill('#password', PASSWORD);
    await plain.getByRole('button', { name: 'Sign in' }).click();
    await plain.waitForURL(`${url}/`);
    await plain.goto(`${url}/portfolio/cohort`);
    expect(await plain.locator('main [role=img]').count()).toBe(4);
    const table = plain.getByRole('table', { name: 'What sites wait on, by question' });
    expect(await table.isVisible()).toBe(false);
    await plain.getByText('All barriers, by question').click();
    expect(await table.isVisible()).toBe(true);
    await plain.getByText('Choose sites').click();
    await plain.getByLabel('Tool').selectOption('chest-xray-triage');
    await plain.getByRole('button', { name: 'Show these sites' }).click();
    await plain.waitForURL(/tool=chest-xray-triage/);
    expect(await plain.getByText('1 site', { exact: true }).count()).toBe(1);
    await context.close();
  });
});
