import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { MailConfig } from '../../src/platform/config/mail-config.js';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { signedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsAt, defectsOf, windowOf } from './windows.js';

/* How people choose their mail. No mail leaves: nothing is ordered here. */

const MAIL: MailConfig = {
  ...{ host: 'localhost', port: 1, encryption: 'starttls', user: undefined, password: undefined },
  ...{ authorities: undefined, from: 'readiness@example.nhs.uk', publicUrl: 'https://readiness.example.nhs.uk' },
};

let service: TestService;
let browser: Browser;
let url: string;
let lead: Page;
let other: Page;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService({ mail: MAIL });
  url = service.url.replace('127.0.0.1', 'localhost');
  const { trustId } = await setUpAssessment(service);
  lead = await windowOf(browser, url, (await signedIn(service, [{ role: 'trust-lead', trustId }])).email);
  other = await windowOf(browser, url, (await signedIn(service, [{ role: 'trust-lead', trustId }])).email);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

describe('the page of an account', () => {
  it('should let somebody choose by the keyboard what mail they get, with no defect', async () => {
    expect(await defectsAt(lead, url, '/account')).toEqual([]);
    const topic = lead.getByRole('group', { name: 'Evidence that expires soon' });
    expect(await topic.getByRole('radio', { name: 'In one mail a day, at 7am' }).isChecked()).toBe(true);
    await topic.getByRole('radio', { name: 'In one mail a day, at 7am' }).focus();
    await lead.keyboard.press('ArrowDown');
    await lead.keyboard.press('Enter');
    await lead.waitForURL(/done=mail$/);
    await lead.getByText('What mail you get was saved.').waitFor();
    expect(await topic.getByRole('radio', { name: 'Not at all' }).isChecked()).toBe(true);
    expect(await defectsOf(lead)).toEqual([]);
    if (process.env.PICTURES !== undefined) {
      await lead.screenshot({ path: `${process.env.PICTURES}/account-320.png`, fullPage: true });
      await lead.setViewportSize({ width: 1280, height: 900 });
      await lead.screenshot({ path: `${process.env.PICTURES}/account-1280.png`, fullPage: true });
    }
    // nobody else's choice is touched
    await other.goto(`${url}/account`);
    const theirs = other.getByRole('group', { name: 'Evidence that expires soon' });
    expect(await theirs.getByRole('radio', { name: 'In one mail a day, at 7am' }).isChecked()).toBe(true);
  });

  it('should send a test mail where somebody asks for one', async () => {
    await lead.goto(`${url}/account`);
    await lead.getByRole('button', { name: 'Send a test mail to me' }).click();
    await lead.waitForURL(/done=mail-test$/);
    await lead.getByText('The test mail is being sent.', { exact: false }).waitFor();
    expect(await service.database.query('SELECT kind, state FROM mails')).toEqual([{ kind: 'test', state: 'waiting' }]);
  });
});
