import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { PASSWORD, signedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsOf, signIn, windowOf } from './windows.js';

/* A lead and a colleague who was invited to the governance section, each at a browser of their own. */

let service: TestService;
let browser: Browser;
let url: string;
let colleague: Page;
let lead: Page;
let viewer: Page;
let section: string;
let emails: readonly string[];

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const { trustId, assessmentId } = await setUpAssessment(service);
  const sections = ['GV'];
  const people = [
    await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections }]),
    await signedIn(service, [{ role: 'trust-lead', trustId }]),
    await signedIn(service, [{ role: 'trust-viewer', trustId }]),
  ];
  section = `${url}/assessments/${assessmentId}/sections/GV`;
  emails = people.map(({ email }) => email);
  const windows: Page[] = [];
  for (const { email } of people) windows.push(await windowOf(browser, url, email));
  [colleague, lead, viewer] = windows as [Page, Page, Page];
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

const save = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Save this section' }).click({ timeout: 20_000 });

describe('the pages of a section', () => {
  it('should lead whoever was invited from sign-in to saved answers, with no defect on the way', async () => {
    expect(await defectsOf(colleague)).toEqual([]);
    await colleague.getByRole('link', { name: 'Governance approvals' }).click();
    await colleague.waitForURL(section);
    expect(await defectsOf(colleague)).toEqual([]);
    await colleague.getByLabel('The DPIA is approved and signed', { exact: false }).check();
    await colleague.getByRole('button', { name: 'Save, and add evidence for GV-01' }).click();
    await colleague.waitForURL(`${section}/evidence/GV-01`);
    expect(await defectsOf(colleague)).toEqual([]);
    await colleague.getByRole('button', { name: 'Add the evidence' }).click();
    await colleague.getByText('There is a problem').waitFor();
    expect(await defectsOf(colleague)).toEqual([]);
    await colleague.fill('#title', 'DPIA of the trust');
    for (const [part, value] of Object.entries({ Day: '3', Month: '5', Year: '2026' })) {
      await colleague.fill(`#date${part}`, value);
    }
    await colleague.getByRole('button', { name: 'Add the evidence' }).click();
    await colleague.waitForURL(`${section}#GV-01-evidence`);
    expect(await defectsOf(colleague)).toEqual([]);
    await save(colleague);
    await colleague.waitForURL(/saved=GV$/);
    expect(await defectsOf(colleague)).toEqual([]);
  });

  it('should let a lead say who sees it, with no defect', async () => {
    await lead.goto(section.replace(/sections.*$/, 'sharing'));
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByLabel('Keep our notes back').check();
    await lead.getByRole('button', { name: 'Save' }).click();
    await lead.waitForURL(/saved=sharing$/);
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should show again what was typed when somebody had been signed out, with no defect on the way', async () => {
    await lead.goto(section);
    await lead.fill('#GV-03-note', 'Typed before lunch');
    service.clock.set(new Date(service.clock.now().getTime() + 61 * 60_000));
    await save(lead);
    await lead.getByText('You were signed out before').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.fill('#email', emails[1] ?? '');
    await lead.fill('#password', PASSWORD);
    await lead.getByRole('button', { name: 'Sign in' }).click();
    await lead.waitForURL(section);
    expect(await lead.getByText('Nothing was saved yet').isVisible()).toBe(true);
    expect(await lead.inputValue('#GV-03-note')).toBe('Typed before lunch');
    expect(await defectsOf(lead)).toEqual([]);
    await lead.goto(`${url}/kept-form?path=${new URL(section).pathname}`);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByRole('button', { name: 'Throw it away' }).click();
    await lead.waitForURL(section);
    expect(await lead.inputValue('#GV-03-note')).toBe('');
    // the others were away for as long
    for (const [page, email] of [
      [colleague, emails[0]],
      [viewer, emails[2]],
    ] as const) {
      await signIn(page, url, email ?? '');
    }
  });

  it('should save by the keyboard alone, and Enter should not lead to the evidence of the first question', async () => {
    await lead.goto(section.replace('GV', 'IT'));
    await lead.locator('input[type="radio"]').first().focus();
    await lead.keyboard.press('Space');
    await lead.keyboard.press('ArrowDown');
    await lead.keyboard.press('Enter');
    await lead.waitForURL(/saved=IT$/);
    await lead.goto(section.replace('GV', 'IT'));
    expect(await lead.locator('input[type="radio"]').nth(1).isChecked()).toBe(true);
  });

  it('should show without a defect that somebody else saved meanwhile, what is wrong, and what may only be read', async () => {
    await lead.goto(section);
    await colleague.goto(section);
    await colleague.fill('#GV-01-note', 'From the colleague');
    await save(colleague);
    await colleague.waitForURL(/saved=GV$/);
    await lead.fill('#GV-01-note', 'From the lead');
    await lead.fill('#GV-02-note', 'A note alone');
    await save(lead);
    await lead.getByText('Nothing was saved yet').waitFor();
    expect(await lead.getByText('Note: “From the colleague”').isVisible()).toBe(true);
    expect(await lead.inputValue('#GV-01-note')).toBe('From the lead');
    expect(await defectsOf(lead)).toEqual([]);
    await save(lead);
    await lead.getByText('There is a problem').waitFor();
    expect(await lead.title()).toMatch(/^Error: /);
    expect(await defectsOf(lead)).toEqual([]);
    await viewer.goto(section);
    expect(await viewer.getByText('From the colleague').isVisible()).toBe(true);
    expect(await defectsOf(viewer)).toEqual([]);
  });
});
