import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, signedIn, type SignedIn } from '../support/signed-in.js';
import { pdfOf } from '../support/uploads.js';
import { launchChromium } from './chromium.js';
import { defectsOf, signIn, windowOf } from './windows.js';

/* One question a page, in Chromium: by mouse, by the keyboard alone, and left without a button. */

let service: TestService;
let browser: Browser;
let url: string;
let lead: Page;
let colleague: Page;
let assessment: string;
let assessmentId: string;
let leadId: string;
let leadEmail: string;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const made = await setUpAssessment(service, { context: { productVersion: '2.2' } });
  ({ assessmentId } = made);
  const { trustId } = made;
  assessment = `${url}/assessments/${assessmentId}`;
  const vendorId = await addVendor(service, 'Echo Vendor', ['echogo-pro']);
  const vendor = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
  const body = { toolId: 'echogo-pro', productVersion: '2.2', questionId: 'VS-01', answer: { value: 3 } };
  await askAs(service, vendor, 'POST', '/api/v1/statements', { body });
  const people = [
    await signedIn(service, [{ role: 'trust-lead', trustId }]),
    await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]),
  ];
  const [{ id, email }] = people as [SignedIn, SignedIn];
  [leadId, leadEmail] = [id, email];
  lead = await windowOf(browser, url, email);
  colleague = await windowOf(browser, url, people[1]?.email);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

async function answerOf(id: string): Promise<unknown> {
  const address = `/api/v1/assessments/${assessmentId}/sections/${id.slice(0, 2)}`;
  return (await ask<{ answers: Record<string, unknown> }>(service, 'GET', address)).body.answers[id];
}

describe('the page of a question', () => {
  it('should be answered with a file behind it, checked by a second person, with no defect on the way', async () => {
    await colleague.goto(`${assessment}/questions/GV-01`);
    expect(await defectsOf(colleague)).toEqual([]);
    await colleague.getByLabel('The DPIA is approved and signed', { exact: false }).check();
    await colleague.getByRole('button', { name: 'Save, and add evidence' }).click();
    await colleague.waitForURL(/evidence\/GV-01\?return=question$/);
    expect(await defectsOf(colleague)).toEqual([]);
    await colleague.fill('#dateDay', '3');
    const file = { name: 'dpia.pdf', mimeType: 'application/pdf', buffer: pdfOf(2000) };
    await colleague.setInputFiles('#file', file);
    await colleague.getByRole('button', { name: 'Add the evidence' }).click();
    await colleague.getByText('There is a problem').waitFor();
    expect(await colleague.title()).toMatch(/^Error: /);
    expect(await colleague.evaluate('document.activeElement.className')).toContain('nhsuk-error-summary');
    expect(await defectsOf(colleague)).toEqual([]);
    await colleague.fill('#dateMonth', '5');
    await colleague.fill('#dateYear', '2026');
    await colleague.getByRole('button', { name: 'Add the evidence' }).click();
    await colleague.getByText('The evidence was added.').waitFor();
    expect(await defectsOf(colleague)).toEqual([]);
    await lead.goto(`${assessment}/questions/GV-01`);
    await lead.getByRole('link', { name: /^Change or check/ }).click();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByRole('button', { name: 'I have looked at it, and it is right' }).click();
    await lead.getByText('You have checked the evidence.').waitFor();
    expect(await answerOf('GV-01')).toMatchObject({ value: 3, evidence: [{ title: 'dpia.pdf', date: '2026-05-03' }] });
  });

  it('should keep a form with a file on the page when its sender was signed out, until they signed in again', async () => {
    await lead.goto(`${assessment}/questions/GV-03`);
    await lead.locator('input[type="radio"]').nth(2).check();
    await lead.getByRole('button', { name: 'Save, and add evidence' }).click();
    await lead.fill('#title', 'Minutes');
    await lead.setInputFiles('#file', { name: 'minutes.pdf', mimeType: 'application/pdf', buffer: pdfOf(2000) });
    await service.database.query('DELETE FROM sessions WHERE person_id = $1', [leadId]);
    await lead.getByRole('button', { name: 'Add the evidence' }).click();
    await lead.getByText('You were signed out').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    expect(await lead.evaluate('document.activeElement.innerText')).toContain('Nothing was sent');
    const [other] = await Promise.all([
      lead.context().waitForEvent('page'),
      lead.getByRole('link', { name: 'Sign in in a new window' }).click(),
    ]);
    await signIn(other, url, leadEmail);
    await other.close();
    await lead.getByRole('button', { name: 'Add the evidence' }).click();
    await lead.getByText('The evidence was added.').waitFor();
    expect(await answerOf('GV-03')).toMatchObject({ evidence: [{ title: 'Minutes' }] });
  });

  it('should be answered by the keyboard alone, and go on', async () => {
    await lead.goto(`${assessment}/questions/IT-01`);
    await lead.locator('input[type="radio"]').first().focus();
    await lead.keyboard.press('Space');
    await lead.keyboard.press('ArrowDown');
    await lead.getByRole('button', { name: 'Save and continue' }).focus();
    await lead.keyboard.press('Enter');
    await lead.waitForURL(`${assessment}/questions/IT-02`);
    expect(await answerOf('IT-01')).toEqual({ value: 1 });
    await lead.goBack();
    await lead.locator('input[type="radio"]').first().focus();
    await lead.keyboard.press('Space');
    await lead.keyboard.press('Enter');
    await lead.waitForURL(`${assessment}/questions/IT-02`);
    expect(await answerOf('IT-01')).toEqual({ value: 0 });
  });

  it('should be saved when it is left by a link, by another form, or for another address', async () => {
    await lead.goto(`${assessment}/questions/IT-05`);
    await lead.locator('input[type="radio"]').nth(1).check();
    await lead.getByRole('link', { name: 'Back to the sections' }).click();
    await lead.waitForURL(assessment);
    expect(await answerOf('IT-05')).toEqual({ value: 1 });
    await lead.goto(`${assessment}/questions/IT-06`);
    await lead.locator('input[type="radio"]').nth(2).check();
    await lead.goto(`${url}/account`);
    await settled(async () => expect(await answerOf('IT-06')).toEqual({ value: 2 }));
    await lead.goto(`${assessment}/sections/PT`);
    await lead.locator('textarea').first().fill('A note alone');
    await lead.getByRole('link', { name: 'Back to the sections' }).click();
    await lead.getByText('There is a problem').waitFor();
    expect(await lead.locator('textarea').first().inputValue()).toBe('A note alone');
  });

  it('should keep what could not be saved when it is left by a link, by Back, or closed, with no defect', async () => {
    const note = lead.locator('#PT-01-note');
    // told once, a person may leave; what was changed since is kept as well
    await note.fill('Changed since');
    await lead.getByRole('link', { name: 'Back to the sections' }).click();
    await lead.waitForURL(assessment);
    await lead.getByText('You entered something here that is not saved yet').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.goto(`${assessment}/sections/PT`);
    expect(await note.inputValue()).toBe('Changed since');
    expect(await lead.title()).toMatch(/^Error: /);
    expect(await defectsOf(lead)).toEqual([]);
    await note.fill('Not to be saved');
    await lead.getByRole('button', { name: 'Throw it away' }).click();
    await lead.waitForURL(`${assessment}/sections/PT`);
    expect(await note.inputValue()).toBe('');
    expect(await answerOf('PT-01')).toBeUndefined();

    await lead.goto(assessment);
    await lead.goto(`${assessment}/sections/PT`);
    await note.fill('Left by Back');
    await lead.goBack();
    await settled(async () => {
      await lead.goto(`${assessment}/sections/PT`);
      expect(await note.inputValue()).toBe('Left by Back');
    });

    const tab = await lead.context().newPage();
    await tab.goto(`${assessment}/questions/PT-02`);
    await tab.locator('#PT-02-note').fill('Closed');
    await tab.close({ runBeforeUnload: true });
    await settled(async () => {
      await lead.goto(`${assessment}/questions/PT-02`);
      expect(await lead.inputValue('#PT-02-note')).toBe('Closed');
    });
    expect(await defectsOf(lead)).toEqual([]);
    await lead.locator('input[type="radio"]').nth(1).check();
    await lead.getByRole('button', { name: 'Save and continue' }).click();
    await lead.waitForURL(/PT-03$/);
    expect(await answerOf('PT-02')).toEqual({ value: 1, note: 'Closed' });
    expect(await answerOf('PT-01')).toBeUndefined();
  });

  it('should show what the vendor states, and take what the lead makes of it, with no defect', async () => {
    await lead.goto(`${assessment}/questions/VS-01`);
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByText('It is not so here').click();
    await lead.getByRole('button', { name: 'Dispute the statement' }).click();
    await lead.getByText('There is a problem').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByRole('button', { name: 'Accept it as our answer' }).click();
    await lead.getByText('You accepted the vendor’s statement').waitFor();
    expect(await answerOf('VS-01')).toMatchObject({ value: 3 });
  });

  it('should show both answers where two people changed one, with no defect, and take the one that is chosen', async () => {
    await lead.goto(`${assessment}/questions/GV-02`);
    await colleague.goto(`${assessment}/questions/GV-02`);
    await colleague.locator('input[type="radio"]').first().check();
    await colleague.getByRole('button', { name: 'Save and continue' }).click();
    await colleague.waitForURL(/GV-03$/);
    await lead.locator('input[type="radio"]').nth(1).check();
    await lead.getByRole('button', { name: 'Save and continue' }).click();
    await lead.getByText('Nothing was saved yet').waitFor();
    expect(await defectsOf(lead)).toEqual([]);
    await lead.getByRole('button', { name: 'Keep what is saved now' }).click();
    await lead.waitForURL(`${assessment}/questions/GV-02`);
    expect(await answerOf('GV-02')).toEqual({ value: 0 });
  });
});

/** What a browser sends while it leaves a page arrives a moment later. */
async function settled(holds: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await holds();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
