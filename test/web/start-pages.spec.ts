import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ask, startService, type TestService } from '../support/service.js';
import { signedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsOf, windowOf } from './windows.js';

/* A lead starts an assessment, and an administrator takes trusts over, each at a browser of their own. */

let service: TestService;
let browser: Browser;
let url: string;
let lead: Page;
let administrator: Page;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const name = `The ${'Very Long Named '.repeat(8)}NHS Trust`;
  const { body } = await ask<{ id: string }>(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ40', name } });
  const { email } = await signedIn(service, [{ role: 'trust-lead', trustId: body.id }]);
  lead = await windowOf(browser, url, email);
  // An administrator gives a second factor, which other tests are about: here the session is there already.
  const [cookieName = '', value = ''] = (await signedIn(service, [{ role: 'administrator' }])).cookie.split('=');
  administrator = await windowOf(browser, url);
  const secure = url.replace('http:', 'https:');
  await administrator.context().addCookies([{ name: cookieName, value, url: secure, secure: true }]);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

describe('starting an assessment', () => {
  it('should lead from an empty first page to the task list by the keyboard alone, with no defect on the way', async () => {
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByRole('button', { name: 'Start an assessment' }).focus();
    await lead.keyboard.press('Enter');
    await lead.getByRole('button', { name: 'Add the site and go on' }).focus();
    await lead.keyboard.press('Enter');
    await lead.getByText('There is a problem').waitFor();
    expect(await lead.title()).toMatch(/^Error: /);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.locator('#name').focus();
    await lead.keyboard.type(`Hospital ${'of Long Names '.repeat(12)}`);
    await lead.keyboard.press('Enter');
    await lead.getByText('Which tool?').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByRole('button', { name: 'Continue' }).focus();
    await lead.keyboard.press('Enter');
    await lead.getByText('There is a problem').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.locator('#tool').focus();
    await lead.keyboard.press('Space');
    await lead.keyboard.press('Enter');
    await lead.getByText('Documents to have at hand').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.goBack();
    await lead.getByText('Which tool?').waitFor();
    await lead.goForward();
    await lead.getByRole('button', { name: 'Start the assessment' }).focus();
    await lead.keyboard.press('Enter');
    await lead.waitForURL(/\/assessments\/[0-9a-f-]{36}$/);
    await lead.goto(`${url}/`);
    expect(await lead.getByText('In progress').count()).toBe(1);
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should look for a place, and tell what was not found', async () => {
    for (const q of ['', 'long', 'nothing of the kind']) {
      await administrator.goto(`${url}/assessments/new?q=${encodeURIComponent(q)}`);
      expect(await defectsOf(administrator)).toEqual([]);
    }
    expect(await administrator.getByText('Nothing was found').count()).toBe(1);
  });
});

describe('the official file of trusts', () => {
  it('should be sent, looked at and confirmed, with no defect on the way', async () => {
    const row = (code: string, name: string): string => `"${code}","${name}"${',""'.repeat(25)}`;
    const send = async (text: string): Promise<void> => {
      await administrator.goto(`${url}/trusts/import`);
      const file = { name: 'etr.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
      await administrator.locator('#file').setInputFiles(file);
      await administrator.getByRole('button', { name: 'Show what it would change' }).click();
    };
    await administrator.goto(`${url}/trusts/import`);
    expect(await defectsOf(administrator)).toEqual([]);
    await send(`${row('zz', 'WRONG')}\n${row('ZZ41', '')}`);
    await administrator.getByText('There is a problem').waitFor();
    expect(await defectsOf(administrator)).toEqual([]);
    await send(`${row('ZZ40', 'ANOTHER NAME')}\n${row('ZZ41', `${'LONG '.repeat(30)}TRUST`)}`);
    await administrator.getByText('New: 1').waitFor();
    expect(await defectsOf(administrator)).toEqual([]);
    await administrator.getByRole('button', { name: 'Confirm, and change these trusts' }).click();
    await administrator.getByText('Done: 1 added, 1 changed').waitFor();
    expect(await defectsOf(administrator)).toEqual([]);
  });
});
