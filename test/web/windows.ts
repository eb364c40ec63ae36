import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { PASSWORD } from '../support/signed-in.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const SIZES = [
  { width: 1280, height: 900 },
  { width: 320, height: 640 },
];

/** A browser's window in which somebody has signed in, or nobody. @param url of the service, at `localhost` */
export async function windowOf(browser: Browser, url: string, email?: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  if (email !== undefined) await signIn(page, url, email);
  return page;
}

/** Signs somebody in at a window, once more where it was long ago. */
export async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.fill('#email', email);
  await page.fill('#password', PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${url}/`);
}

/** What axe finds wrong with the page that is shown, wide and narrow, and whether it scrolls sideways. */
export async function defectsOf(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    await page.evaluate(AXE);
    const options = JSON.stringify({ resultTypes: ['violations'], runOnly: RULES });
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      `axe.run(document, ${options})`,
    );
    found.push(...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`));
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > viewport.width) found.push(`${String(width)} wide of ${String(viewport.width)}`);
  }
  return found;
}

/** As `defectsOf`, of the page at a path. */
export async function defectsAt(page: Page, url: string, address: string): Promise<string[]> {
  await page.goto(`${url}${address}`, { waitUntil: 'load' });
  const found = await defectsOf(page);
  return page.url().includes('/sign-in') && !address.includes('/sign-in') ? ['was sent to sign in', ...found] : found;
}
