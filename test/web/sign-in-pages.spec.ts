import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { SetUpService } from '../../src/accounts/set-up.service.js';
import { startService, type TestService } from '../support/service.js';
import { launchChromium } from './chromium.js';
import { defectsOf, windowOf } from './windows.js';

/* The first administrator of an empty service comes in, and comes back, by the keyboard alone. */

const EMAIL = 'ada@example.nhs.uk';
const SECRET = 'marble lantern teacup';

let service: TestService;
let browser: Browser;
let page: Page;
let url: string;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  page = await windowOf(browser, url);
  page.setDefaultTimeout(20_000);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** Goes to a field with the Tab key, as somebody without a mouse does. */
async function tabTo(id: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate<string>('document.activeElement.id')) === id) return;
  }
  throw new Error(`The Tab key does not lead to ${id}`);
}

async function fillIn(fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, text] of Object.entries(fields)) {
    await tabTo(id);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
}

/** The error summary, whose first link leads to the field. */
async function expectError(field: string): Promise<void> {
  await page.getByText('There is a problem').waitFor();
  expect(await page.title()).toMatch(/^Error: /);
  await page.locator('.nhsuk-error-summary a').first().press('Enter');
  expect(await page.evaluate<string>('document.activeElement.id')).toBe(field);
  expect(await page.locator(`#${field}`).getAttribute('aria-describedby')).toContain('error');
  expect(await defectsOf(page)).toEqual([]);
  await page.evaluate('document.activeElement.blur()');
  await page.evaluate('window.scrollTo(0, 0)');
}

function codeOf(key: string): string {
  return TOTP.generate({ secret: Secret.fromBase32(key), timestamp: service.clock.now().getTime() });
}

describe('the pages by which people come in', () => {
  let key = '';

  it('should make the first administrator', async () => {
    await page.goto(`${url}${(await service.app.get(SetUpService).link()) ?? ''}`);
    expect(await defectsOf(page)).toEqual([]);
    await fillIn({ name: 'Ada Moss', email: 'ada', password: SECRET });
    await expectError('email');
    expect(await page.inputValue('#name')).toBe('Ada Moss');
    await fillIn({ email: EMAIL, password: 'password1234' });
    await expectError('password');
    await fillIn({ password: SECRET });
    await page.waitForURL(/second-factor/);
  });

  it('should set an authenticator app up', async () => {
    expect(await defectsOf(page)).toEqual([]);
    key = (await page.locator('code').first().innerText()).replaceAll(' ', '');
    await fillIn({ code: '000000' });
    await expectError('code');
    await fillIn({ code: codeOf(key) });
    await page.getByText('recovery codes', { exact: false }).first().waitFor();
    expect(await page.locator('code').count()).toBe(10);
    expect(await defectsOf(page)).toEqual([]);
    service.clock.set(new Date(service.clock.now().getTime() + 60_000));
  });

  it('should sign in again with both, and say in the same words what was not right', async () => {
    await page.getByRole('button', { name: 'Sign out' }).press('Enter');
    await page.waitForURL(/signed-out/);
    expect(await defectsOf(page)).toEqual([]);
    await page.goto(`${url}/account`);
    await page.waitForURL(/sign-in/);
    await fillIn({ email: EMAIL, password: 'not the password' });
    await expectError('email');
    expect(await page.inputValue('#password')).toBe('');
    await fillIn({ password: SECRET });
    await page.waitForURL(/sign-in\/second-factor/);
    expect(await defectsOf(page)).toEqual([]);
    await fillIn({ code: '000000' });
    await expectError('code');
    await fillIn({ code: codeOf(key) });
    await page.waitForURL(`${url}/account`);
    expect(await defectsOf(page)).toEqual([]);
  });
});
