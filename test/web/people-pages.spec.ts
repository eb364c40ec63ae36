import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { askAs, PASSWORD, pathOf, signedIn, type SignedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let service: TestService;
let browser: Browser;
let lead: SignedIn;
let pages: readonly string[];
let publicPages: readonly string[];

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  const { trustId } = await setUpAssessment(service);
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  const body = { email: 'ann@example.nhs.uk', name: 'Ann', role: 'trust-viewer', trustId, message: 'Welcome' };
  const made = await askAs(service, lead, 'POST', '/api/v1/invitations', { body });
  const reset = await askAs(service, lead, 'POST', `/api/v1/people/${viewer.id}/reset-link`);
  const path = `/people/${viewer.id}`;
  pages = [
    ...['/people', '/people/invite', '/people/invite?chosen=1', '/people/invite?role=contributor', path],
    ...[`${path}/role`, `${path}/role?role=trust-viewer`, `${path}?done=given`, '/account', '/account/second-factor'],
  ];
  publicPages = [
    pathOf(made.body.link),
    pathOf(reset.body.link),
    '/password-changed',
    '/invitations/spent',
    '/sign-in',
  ];
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** What axe finds wrong with a page, wide and narrow, and whether it scrolls sideways. @param email of who looks */
async function defectsOf(address: string, email: string | undefined): Promise<unknown[]> {
  const context = await browser.newContext({ locale: 'en-GB' });
  const url = service.url.replace('127.0.0.1', 'localhost');
  const page = await context.newPage();
  if (email !== undefined) {
    await page.goto(`${url}/sign-in`);
    await page.fill('#email', email);
    await page.fill('#password', PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${url}/`);
  }
  const found: unknown[] = [];
  for (const viewport of [
    { width: 1280, height: 900 },
    { width: 320, height: 640 },
  ]) {
    await page.setViewportSize(viewport);
    await page.goto(`${url}${address}`, { waitUntil: 'load' });
    if (page.url().includes('/sign-in') && !address.includes('/sign-in')) found.push('was sent to sign in');
    await page.evaluate(AXE);
    const options = JSON.stringify({ resultTypes: ['violations'], runOnly: RULES });
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      `axe.run(document, ${options})`,
    );
    found.push(...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`));
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > viewport.width) found.push(`${String(width)} wide of ${String(viewport.width)}`);
  }
  await context.close();
  return found;
}

describe('the pages about people', () => {
  it('should break no rule of WCAG 2.2 AA, wide or narrow, for a lead and for a visitor', async () => {
    const defects: Record<string, unknown[]> = {};
    for (const address of pages) defects[address] = await defectsOf(address, lead.email);
    for (const address of publicPages) defects[address] = await defectsOf(address, undefined);
    const all = [...pages, ...publicPages];
    expect(defects).toEqual(Object.fromEntries(all.map((address) => [address, []])));
  });
});
