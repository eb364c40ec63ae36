import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { bestAnswers } from '../support/catalogue.js';
import { startService, type TestService } from '../support/service.js';
import { signedIn } from '../support/signed-in.js';
import { submitAnswers, type Submitted } from '../support/submitted.js';
import { launchChromium } from './chromium.js';
import { defectsAt, defectsOf, windowOf } from './windows.js';

/* The result and the plan at a browser: folded out, narrowed to a role without scripts, and on paper. */

let service: TestService;
let browser: Browser;
let url: string;
let page: Page;
let site: Submitted;
let empty: Submitted;
let email: string;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const note = `See https://example.invalid/${'evidence'.repeat(15)}`;
  const all = Object.fromEntries(
    Object.entries(bestAnswers()).map(([id, answer]) => [id, id.startsWith('GV') ? { value: 1, note } : answer]),
  );
  site = await submitAnswers(service, all, { code: 'ZZ61', context: { goLiveDate: '2026-01-05' } });
  empty = await submitAnswers(service, {}, { code: 'ZZ62' });
  const roles = [site, empty].map(({ trustId }) => ({ role: 'trust-lead' as const, trustId }));
  ({ email } = await signedIn(service, roles));
  page = await windowOf(browser, url, email);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

describe('the pages of a result', () => {
  it('should have no defect, in use without clearance or with nothing answered, folded out as well', async () => {
    expect(await defectsAt(page, url, `/snapshots/${site.snapshotId}/scorecard`)).toEqual([]);
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    expect(await defectsOf(page)).toEqual([]);
    expect(await defectsAt(page, url, `/snapshots/${empty.snapshotId}/scorecard`)).toEqual([]);
    expect(await defectsAt(page, url, `/snapshots/${site.snapshotId}/explanation`)).toEqual([]);
  });

  it('should lead from a closed gate to its action in the plan, by keyboard', async () => {
    await page.goto(`${url}/snapshots/${site.snapshotId}/scorecard`);
    await page.getByRole('link', { name: /^In the plan ?: GV-01/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/plan#action-GV-01/);
    expect(await page.locator('[id="action-GV-01:find-evidence"], #action-GV-01').first().isVisible()).toBe(true);
  });

  it('should narrow a plan to a role without scripts, with no defect', async () => {
    const plan = `${url}/snapshots/${site.snapshotId}/plan`;
    const context = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await page.context().storageState(),
    });
    const still = await context.newPage();
    await still.goto(plan);
    await still.selectOption('#owner', 'information-governance-lead');
    await still.getByRole('button', { name: 'Show' }).click();
    await still.waitForURL(`${plan}?owner=information-governance-lead`);
    expect(await still.getByText(/^Only the \d+ actions? that the information governance lead/).isVisible()).toBe(true);
    await context.close();
    expect(await defectsAt(page, url, `/snapshots/${site.snapshotId}/plan?owner=information-governance-lead`)).toEqual(
      [],
    );
  });

  it('should print as tables with their headings, without navigation, forms or addresses after links', async () => {
    await page.setViewportSize({ width: 700, height: 900 });
    await page.goto(`${url}/snapshots/${site.snapshotId}/plan`);
    await page.emulateMedia({ media: 'print' });
    const display = (selector: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).display`);
    for (const gone of ['.nhsuk-header', '.nhsuk-contents-list', '.nhsuk-breadcrumb', '.app-filter']) {
      expect(await page.locator(gone).first().isVisible()).toBe(false);
    }
    expect(await display('.nhsuk-table__head')).toBe('table-header-group');
    expect(await display('.nhsuk-table__body .nhsuk-table__row')).toBe('table-row');
    expect(await display('.nhsuk-table__body .nhsuk-table__cell')).toBe('table-cell');
    expect(await page.evaluate("getComputedStyle(document.querySelector('main a'), '::after').content")).toBe('none');
    await page.emulateMedia({ media: 'screen' });
  });
});
