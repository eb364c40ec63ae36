import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { askAs, signedIn, type SignedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsOf, windowOf } from './windows.js';

/* A lead hands a section over and copies the link; the colleague answers and says that it is finished. */

let service: TestService;
let browser: Browser;
let url: string;
let path: string;
let assessmentId: string;
let lead: Page;
let colleague: Page;
let people: readonly [SignedIn, SignedIn];

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const made = await setUpAssessment(service);
  assessmentId = made.assessmentId;
  path = `${url}/assessments/${assessmentId}`;
  people = [
    await signedIn(service, [{ role: 'trust-lead', trustId: made.trustId }]),
    await signedIn(service, [{ role: 'trust-viewer', trustId: made.trustId }]),
  ];
  lead = await windowOf(browser, url, people[0].email);
  colleague = await windowOf(browser, url, people[1].email);
}, 120_000);

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

describe('a section that is handed over', () => {
  it('should have a link that is seen whole, and copied by a button that says so', async () => {
    await lead.goto(`${path}/hand-over/new?section=IT`);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByLabel('Somebody who is not in the list').check();
    await lead.fill('#name', 'Priya Nair');
    await lead.fill('#email', 'priya.nair@example.nhs.uk');
    await lead.getByRole('button', { name: 'Hand it over' }).click();
    await lead.locator('#link').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    // At 320 px, where the check left it
    expect(await lead.evaluate('(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(link)')).toBe(0);
    await lead.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await lead.getByRole('button', { name: 'Copy the link' }).click();
    await lead.getByRole('status').getByText('The link is copied.').waitFor();
    expect(await lead.evaluate('navigator.clipboard.readText()')).toBe(await lead.inputValue('#link'));
    expect(await defectsOf(lead)).toEqual([]);
  });

  it('should be finished with what was not saved yet, or say why it cannot be', async () => {
    const body = { section: 'GV', personId: people[1].id, message: 'You know this.', wishedFor: '2026-12-11' };
    const reply = await askAs(service, people[0], 'POST', `/api/v1/assessments/${assessmentId}/hand-overs`, { body });
    expect(reply.status).toBe(201);
    await colleague.goto(`${url}/`);
    expect(await defectsOf(colleague)).toEqual([]);
    await colleague.getByRole('link', { name: /asks you to answer Governance approvals/ }).click();
    await colleague.waitForURL(`${path}/sections/GV`);
    await colleague.getByText('You know this.').waitFor();
    expect(await defectsOf(colleague)).toEqual([]);

    // A note alone cannot be saved: it stays on the page, and nothing is said to be finished.
    await colleague.fill('#GV-02-note', 'A note alone');
    await colleague.getByRole('button', { name: 'I have finished' }).click();
    await colleague.getByText('There is a problem').waitFor();
    expect(await colleague.inputValue('#GV-02-note')).toBe('A note alone');

    await colleague.locator('#GV-02-question').locator('xpath=ancestor::section').getByRole('radio').first().check();
    await colleague.getByRole('button', { name: 'I have finished' }).click();
    await colleague.waitForURL(/hand-over\/[\w-]+\?done=returned$/);
    await colleague.goto(`${path}/sections/GV`);
    expect(await colleague.inputValue('#GV-02-note')).toBe('A note alone');
    await lead.goto(`${url}/`);
    await lead.getByRole('link', { name: /has finished Governance approvals/ }).waitFor();
    expect(await defectsOf(lead)).toEqual([]);
  });
});
