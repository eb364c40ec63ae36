import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { signedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsAt, defectsOf, windowOf } from './windows.js';

/* A lead submits twice and compares, by the keyboard; a viewer and somebody who was invited look on. */

const LONG = `${'https://intranet.example.nhs.uk/'.padEnd(120, 'a')} ${'A long note. '.repeat(40)}`;

let service: TestService;
let browser: Browser;
let url: string;
let path: string;
let lead: Page;
let viewer: Page;
let colleague: Page;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const { trustId, assessmentId } = await setUpAssessment(service);
  path = `/assessments/${assessmentId}`;
  const people = [
    await signedIn(service, [{ role: 'trust-lead', trustId }]),
    await signedIn(service, [{ role: 'trust-viewer', trustId }]),
    await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]),
  ];
  const windows: Page[] = [];
  for (const { email } of people) windows.push(await windowOf(browser, url, email));
  [lead, viewer, colleague] = windows as [Page, Page, Page];
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

async function save(answers: object): Promise<void> {
  const address = `/api/v1${path}/sections/GV`;
  const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
  expect((await ask(service, 'PUT', address, { body: { answers }, headers })).status).toBe(200);
}

/** From the assessment's page to the receipt, with keys alone. */
async function submitByKeyboard(): Promise<void> {
  await lead.goto(`${url}${path}`);
  await lead.getByRole('button', { name: 'Check your answers and submit' }).focus();
  await lead.keyboard.press('Enter');
  await lead.waitForURL(`${url}${path}/check`);
  await lead.getByRole('button', { name: 'Continue to the declaration' }).focus();
  await lead.keyboard.press('Enter');
  await lead.waitForURL(/\/submit\?seen=/);
  await lead.locator('#declared').focus();
  await lead.keyboard.press('Space');
  await lead.keyboard.press('Tab');
  await lead.keyboard.press('Enter');
  await lead.waitForURL(/\/receipt$/);
}

describe('the pages of a submission', () => {
  it('should have no defect while nothing is answered, nor for those who cannot submit', async () => {
    expect(await defectsAt(lead, url, `${path}/check`)).toEqual([]);
    expect(await defectsAt(viewer, url, `${path}/check`)).toEqual([]);
    expect(await defectsAt(colleague, url, `${path}/submit`)).toEqual([]);
    expect(await defectsAt(viewer, url, `${path}/compare`)).toEqual([]);
  });

  it('should have no defect with long answers, without the declaration, and after somebody was faster', async () => {
    const evidence = [{ title: LONG.slice(0, 200), date: '2026-10-01' }];
    await save({ 'GV-01': { value: 3, note: LONG, evidence }, 'GV-02': { notKnown: true }, 'GV-03': { value: 3 } });
    expect(await defectsAt(lead, url, `${path}/check`)).toEqual([]);
    await lead.getByRole('button', { name: 'Continue to the declaration' }).click();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByRole('button', { name: 'Submit the assessment' }).click();
    await lead.getByText('There is a problem').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    await save({ 'GV-01': { value: 1 } });
    await lead.locator('#declared').check();
    await lead.getByRole('button', { name: 'Submit the assessment' }).click();
    await lead.getByText('Nothing was submitted yet').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should lead by the keyboard to the receipt, and to the next revision', async () => {
    await submitByKeyboard();
    expect(await lead.getByRole('heading', { level: 1 }).innerText()).toBe('Assessment submitted');
    expect(await defectsOf(lead)).toEqual([]);
    await lead.emulateMedia({ media: 'print' });
    expect(await lead.getByText('Fingerprint of the inputs').isVisible()).toBe(true);
    expect(await lead.getByText('What happens next').isVisible()).toBe(false);
    await lead.emulateMedia({ media: 'screen' });
    expect(await defectsAt(lead, url, path)).toEqual([]);
    await lead.getByRole('button', { name: 'Open a new revision' }).focus();
    await lead.keyboard.press('Enter');
    await lead.waitForURL(/saved=revision$/);
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should compare two submissions without a defect, whether or not something changed', async () => {
    await save({ 'GV-01': { value: 3, evidence: [{ title: 'DPIA', date: '2026-10-01' }] }, 'GV-02': { value: 2 } });
    await submitByKeyboard();
    expect(await defectsAt(viewer, url, `${path}/compare`)).toEqual([]);
    expect(await viewer.getByText('What moved the index most').isVisible()).toBe(true);
    expect(await defectsAt(viewer, url, `${path}/compare?from=2&to=2`)).toEqual([]);
    await lead.goto(`${url}${path}`);
    await lead.getByRole('button', { name: 'Open a new revision' }).click();
    await lead.waitForURL(/saved=revision$/);
    await submitByKeyboard();
    expect(await defectsAt(viewer, url, `${path}/compare`)).toEqual([]);
    expect(await viewer.getByText('Nothing changed between these two submissions').isVisible()).toBe(true);
  });
});
