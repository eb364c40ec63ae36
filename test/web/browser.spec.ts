import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chooseBrowser } from '../support/browser-place.mjs';
import { AUTHORISED } from '../support/operators-key.js';
import { ask, startService, type TestService } from '../support/service.js';
import { launchChromium } from './chromium.js';
import { submitDemo } from './submission.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 640 };
const LONG_WORD = `https://example.invalid/${'evidence'.repeat(15)}`;
const LONG_NAME = `The Royal ${'Northwesterly '.repeat(9)}Infirmary`;

let service: TestService;
let browser: Browser;
let pages: readonly (readonly [string, string])[];

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService({ demo: true });
  const id = await submitDemo(service, { trust: `${LONG_NAME} NHS Trust`, site: LONG_NAME }, `See ${LONG_WORD}`);
  pages = [
    ['list', '/'],
    ['scorecard', `/snapshots/${id}/scorecard`],
    ['plan', `/snapshots/${id}/plan`],
    ['kept plan', `/plans/${await keptPlan(id)}`],
    ['numbers', `/snapshots/${id}/explanation`],
    ['problems', '/problems'],
    ['problem', '/problems/invalid-request'],
    ['not found', '/nothing-here'],
  ];
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** The id of the submission's plan, which is made and kept. */
async function keptPlan(snapshotId: string): Promise<string> {
  const { body } = await ask<{ id: string }>(service, 'POST', `/api/v1/snapshots/${snapshotId}/plans`, { body: {} });
  return body.id;
}

/** Opens a page, with what went wrong in the browser while it did. */
async function visit(options: BrowserContextOptions, address: string): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext({ locale: 'en-GB', extraHTTPHeaders: AUTHORISED, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 404')) wrong.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(service.url) && !request.url().startsWith('data:')) wrong.push(request.url());
  });
  await page.goto(`${service.url}${address}`, { waitUntil: 'load' });
  return { page, wrong };
}

async function close(page: Page): Promise<void> {
  await page.context().close();
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Of a long table the first rows stand for the others, which are made by the same lines: all of them take a minute. */
const REPEATED = 'tbody > tr:nth-child(n+3)';

/** What axe, which has to be on the page already, finds wrong. */
async function violations(page: Page, runOnly: readonly string[], without: readonly string[] = []): Promise<string[]> {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const options = JSON.stringify({ resultTypes: ['violations'], runOnly, rules });
  const found = await page.evaluate<{
    violations: readonly Violation[];
    passes: readonly unknown[];
  }>(`axe.run({ exclude: ['${REPEATED}'] }, ${options})`);
  expect(found.passes.length).toBeGreaterThanOrEqual(3);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Width of what a page holds beside that of its window. */
function widths(page: Page): Promise<readonly number[]> {
  return page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]');
}

describe('the pages in a browser', () => {
  it('should break no rule of WCAG 2.2 AA, wide or narrow, scroll sideways nowhere and call no other host', async () => {
    for (const [name, address] of pages) {
      const { page, wrong } = await visit({ viewport: WIDE }, address);
      await page.evaluate(AXE);
      expect({ name, violations: await violations(page, RULES), wrong }).toEqual({ name, violations: [], wrong: [] });
      expect({ name, widths: await widths(page) }).toEqual({ name, widths: [1280, 1280] });
      await page.setViewportSize(NARROW);
      // colours are the same at every width, and take axe longest
      expect({ name, violations: await violations(page, RULES, ['color-contrast']) }).toEqual({
        name,
        violations: [],
      });
      expect({ name, widths: await widths(page) }).toEqual({ name, widths: [320, 320] });
      await close(page);
    }
  });

  it('should lead from the list to a scorecard, its numbers and its plan without scripts', async () => {
    const { page } = await visit({ viewport: NARROW, javaScriptEnabled: false }, '/');
    const heading = (): Promise<string> => page.locator('h1').innerText();
    await page.getByRole('link', { name: /^Scorecard/ }).click();
    expect(await heading()).toMatch(/^Scorecard: EchoGo Pro at The Royal/);
    await page.getByRole('link', { name: 'How every number comes about' }).click();
    expect(await heading()).toMatch(/^Every number: EchoGo Pro/);
    // On a narrow screen the trail is one link back.
    await page.getByRole('link', { name: 'Back to Scorecard' }).click();
    await page.getByRole('link', { name: 'Support plan', exact: true }).click();
    expect(await heading()).toMatch(/^Support plan: EchoGo Pro/);
    await page.getByRole('link', { name: 'Gates', exact: true }).click();
    expect(page.url()).toMatch(/#gates$/);
    await close(page);
  });

  it('should be usable by keyboard: first the skip link, then each link in order, each with a visible focus', async () => {
    const { page } = await visit({ viewport: WIDE }, '/');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatchObject({ text: 'Skip to main content', outlined: true });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    // past the header: the first link of the content
    expect(await focused(page)).toMatchObject({ text: 'Start an assessment', inMain: true });
    const seen: string[] = [];
    for (let step = 0; step < 20; step += 1) {
      const { text, outlined, inBody } = await focused(page);
      if (!inBody) break;
      expect({ text, outlined }).toEqual({ text, outlined: true });
      seen.push(text);
      await page.keyboard.press('Tab');
    }
    expect(seen.slice(0, 6)).toEqual([
      'Start an assessment',
      expect.stringMatching(/^Scorecard/),
      expect.stringMatching(/^Support plan/),
      expect.stringMatching(/^Plan as PDF/),
      expect.stringMatching(/^Assessment/),
      'API description',
    ]);
    expect(seen.indexOf('Help')).toBeGreaterThan(5);
    expect(seen.at(-1)).toBe('Errors of the API');
    await close(page);
  });

  it('should show the API description with every operation, calling no other host, at any width', async () => {
    const { page, wrong } = await visit({ viewport: NARROW }, '/api/docs');
    await page.locator('.opblock').first().waitFor();
    const { tags, paths } = await page.evaluate<Description>(
      `fetch('/api/openapi.json').then((reply) => reply.json())`,
    );
    // Of so many operations the page draws only those in sight, so they are looked at tag by tag.
    const shown = new Set<string>();
    for (const { name } of tags) {
      await page.locator('.operation-filter-input').fill(name);
      await page
        .locator(`[id^="operations-${name.replaceAll(' ', '_')}-"]`)
        .first()
        .waitFor();
      for (const one of await page.locator('.opblock').all()) shown.add((await one.getAttribute('id')) ?? '');
    }
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).flatMap(({ operationId }) => operationId ?? []),
    );
    expect([...shown].map((id) => id.split('-').at(-1)).sort()).toEqual(ids.sort());
    expect(await page.locator('.info ol > li').count()).toBe(5);
    expect(await widths(page)).toEqual([320, 320]);
    await page.evaluate(AXE);
    expect(await violations(page, ['color-contrast', 'document-title', 'html-has-lang', 'image-alt'])).toEqual([]);
    expect(wrong).toEqual([]);
    await close(page);
  });
});

/** What is read of the API's description. */
interface Description {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

interface Focused {
  readonly text: string;
  readonly inMain: boolean;
  readonly inBody: boolean;
  /** Whether the design system's yellow background or an outline shows where the focus is */
  readonly outlined: boolean;
}

function focused(page: Page): Promise<Focused> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    const { backgroundColor, outlineStyle, outlineColor } = getComputedStyle(element);
    const outline = outlineStyle !== 'none' && !/, 0\\)$|transparent/.test(outlineColor);
    return {
      text: element.innerText?.trim().replace(/\\s+/g, ' ') ?? '',
      inMain: element.closest('main') !== null,
      inBody: element !== document.body,
      outlined: backgroundColor === 'rgb(255, 235, 59)' || outline,
    };
  })()`);
}

describe('a machine without a browser', () => {
  it('should use the one that was named, else one in a usual place, else that of the package registry', () => {
    expect(chooseBrowser('/mine', (path) => path === '/mine')).toBe('/mine');
    expect(chooseBrowser(undefined, (path) => path === '/usr/bin/google-chrome')).toBe('/usr/bin/google-chrome');
    expect(chooseBrowser(undefined, () => false)).toBeUndefined();
    expect(chooseBrowser('packaged', () => true)).toBeUndefined();
    expect(() => chooseBrowser('/nowhere', () => false)).toThrow('There is no browser at /nowhere');
  });
});
