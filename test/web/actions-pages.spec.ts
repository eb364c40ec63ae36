import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setUpAssessment, startService, ask, type TestService } from '../support/service.js';
import { signedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { submitDemo } from './submission.js';
import { defectsAt, defectsOf, windowOf } from './windows.js';

/* A lead carries out the actions of a plan in a browser, by keyboard and without scripts; a viewer reads. */

const LONG = 'Wardroom'.repeat(12);

let service: TestService;
let browser: Browser;
let url: string;
let lead: Page;
let viewer: Page;
let actions: string;
let empty: string;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const snapshotId = await submitDemo(service, { trust: 'Fenmere NHS Trust', site: 'Fenmere Infirmary' });
  const { body } = await ask<{ assessmentId: string; deploymentId: string }>(
    service,
    'GET',
    `/api/v1/snapshots/${snapshotId}`,
  );
  const deployment = await ask<{ trust: { id: string } }>(service, 'GET', `/api/v1/deployments/${body.deploymentId}`);
  const other = await setUpAssessment(service, { code: 'ZZ91' });
  const held = [deployment.body.trust.id, other.trustId];
  const people = [
    await signedIn(
      service,
      held.map((trustId) => ({ role: 'trust-lead', trustId })),
    ),
    await signedIn(
      service,
      held.map((trustId) => ({ role: 'trust-viewer', trustId })),
    ),
  ];
  actions = `/assessments/${body.assessmentId}/actions`;
  empty = `/assessments/${other.assessmentId}/actions`;
  const windows: Page[] = [];
  for (const { email } of people) windows.push(await windowOf(browser, url, email));
  [lead, viewer] = windows as [Page, Page];
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

describe('the actions of a plan', () => {
  it('should be reached from the assessment, and have no defect before and after a submission', async () => {
    expect(await defectsAt(lead, url, empty)).toEqual([]);
    await lead.goto(`${url}${actions.replace(/\/actions$/, '')}`);
    await lead.getByRole('link', { name: 'Actions of the plan' }).click();
    await lead.waitForURL(`${url}${actions}`);
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should be kept up to date by keyboard alone, with what is wrong told at the top', async () => {
    await lead.setViewportSize({ width: 1280, height: 900 });
    await lead.getByRole('link', { name: /^GV-01 / }).focus();
    await lead.keyboard.press('Enter');
    await lead.waitForURL(`${url}${actions}/GV-01`);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.locator('#state').focus();
    await lead.keyboard.press('ArrowDown');
    await lead.keyboard.press('ArrowDown');
    await lead.keyboard.press('Tab');
    await lead.keyboard.type('31');
    await lead.keyboard.press('Tab');
    await lead.keyboard.type('2');
    await lead.keyboard.press('Tab');
    await lead.keyboard.type('2027');
    await lead.keyboard.press('Tab');
    await lead.keyboard.type(LONG);
    await lead.keyboard.press('Enter');
    await lead.getByText('There is a problem').waitFor();
    expect(await lead.title()).toMatch(/^Error: /);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.fill('#dateDay', '28');
    await lead.fill('#note', `${LONG}\nTo the SIRO in June.`);
    await lead.keyboard.press('Tab');
    await lead.keyboard.press('Enter');
    await lead.waitForURL(`${url}${actions}?saved=GV-01`);
    expect(await lead.getByText(/It is a promise until a submission holds the answer/).isVisible()).toBe(true);
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should tell without a defect that somebody else saved meanwhile', async () => {
    const other = await lead.context().newPage();
    await lead.goto(`${url}${actions}/GV-05`);
    await other.goto(`${url}${actions}/GV-05`);
    await other.fill('#note', 'From the other window');
    await other.getByRole('button', { name: 'Save' }).click();
    await other.waitForURL(/saved=GV-05$/);
    await other.close();
    await lead.fill('#note', 'From this window');
    await lead.getByRole('button', { name: 'Save' }).click();
    await lead.getByText('Nothing was saved yet').waitFor();
    expect(await lead.getByText('From the other window').isVisible()).toBe(true);
    expect(await lead.inputValue('#note')).toBe('From this window');
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should work without scripts: choose, see what would change, filter', async () => {
    const context = await browser.newContext({
      ...{ javaScriptEnabled: false, storageState: await lead.context().storageState() },
    });
    const page = await context.newPage();
    await page.goto(`${url}${actions}`);
    await page.selectOption('#state', 'done');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: 'See what would change' }).click();
    expect(await page.getByRole('heading', { name: 'If this was done' }).isVisible()).toBe(true);
    await page.locator('input[type="checkbox"]:not(:checked)').first().check();
    await page.getByRole('button', { name: 'See what would change' }).click();
    await page.waitForURL(/done=[^&]+%2C/);
    expect(await page.getByRole('heading', { name: 'If these were done' }).isVisible()).toBe(true);
    await context.close();
  });

  it('should be read by a viewer, with long words and of each kind, without a defect', async () => {
    for (const path of ['', '?state=done', '?owner=Nobody', '/GV-01', '/what-if', '/what-if?done=none']) {
      expect([path, await defectsAt(viewer, url, `${actions}${path}`)]).toEqual([path, []]);
    }
    await viewer.goto(`${url}${actions}/GV-01`);
    expect(await viewer.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await viewer.getByText('To the SIRO in June.').isVisible()).toBe(true);
  });
});
