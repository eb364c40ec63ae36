import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { PlannerService } from '../../src/portfolio/planner.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { resultValues } from '../../src/web/portfolio/planner-page.js';
import { bestAnswers } from '../support/catalogue.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';
import { submitAnswers } from '../support/submitted.js';
import { launchChromium } from './chromium.js';
import { defectsOf } from './windows.js';

/* A lead and a colleague of a support team plan their week; another vendor has a site of its own. */

const PATH = '/portfolio/planner';

let service: TestService;
let browser: Browser;
let url: string;
let lead: SignedIn;
let supporter: SignedIn;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro', 'chest-xray-triage']);
  await addVendor(service, 'Other Imaging', ['ambient-scribe']);
  lead = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
  supporter = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  const { 'IT-05': _network, 'TM-01': _training, ...rest } = bestAnswers();
  const deployments = [
    (await submitAnswers(service, {}, { code: 'ZZ01' })).deploymentId,
    (await submitAnswers(service, rest, { code: 'ZZ02', tool: 'chest-xray-triage' })).deploymentId,
    (await setUpAssessment(service, { code: 'ZZ03' })).deploymentId,
    (await submitAnswers(service, {}, { code: 'ZZ04', tool: 'ambient-scribe' })).deploymentId,
  ];
  for (const id of deployments) {
    const headers = { 'if-match': '"1"' };
    await ask(service, 'PUT', `/api/v1/deployments/${id}/vendor-access`, { body: { vendorAccess: true }, headers });
  }
  await service.app.get(JobRunner).runDue();
  page = await windowWith({});
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** A window in which the lead is signed in; the service shows its cookie to secure places only. */
async function windowWith(options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const [name = '', value = ''] = lead.cookie.split('=');
  await context.addCookies([{ name, value, url: url.replace('http:', 'https:'), secure: true, httpOnly: true }]);
  return context.newPage();
}

/** What a reader sees of a page. */
async function textOf(query = '', who = lead): Promise<string> {
  const { status, html } = await readAs(service, who, `${PATH}${query}`);
  expect(status).toBe(200);
  return html
    .replace(/<svg.*?<\/svg>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the capacity planner', () => {
  it('should start from a setting that it explains, with a day a week more beside it, and no defect', async () => {
    await page.goto(`${url}${PATH}`);
    expect(await page.inputValue('#hours')).toBe('6');
    expect(await page.inputValue('#hours2')).toBe('14');
    expect(await page.getByText('a day every four weeks for each site').isVisible()).toBe(true);
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await defectsOf(page)).toEqual([]);
  });

  it('should be worked by the keyboard alone, and keep in the address what was typed', async () => {
    await page.goto(`${url}${PATH}`);
    await page.focus('#hours');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('1.5');
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?&]hours=1\.5&/);
    expect(await page.inputValue('#hours')).toBe('1.5');
    expect(await page.getByText('No go-live comes forward').isVisible()).toBe(true);
    expect(await defectsOf(page)).toEqual([]);
  });

  it('should work without scripts', async () => {
    const plain = await windowWith({ javaScriptEnabled: false });
    await plain.goto(`${url}${PATH}`);
    await plain.fill('#hours2', '');
    await plain.getByRole('button', { name: 'Show what they buy' }).click();
    await plain.waitForURL(/hours2=&/);
    expect(await plain.getByRole('columnheader', { name: 'With these hours' }).first().isVisible()).toBe(true);
    expect(await plain.getByText('8 hours more a week').count()).toBe(0);
    await plain.context().close();
  });

  it('should draw the same numbers as its table has, in a picture that says what it shows', async () => {
    await page.goto(`${url}${PATH}?hours=20&equity=0.5`);
    const image = page.getByRole('img', { name: /^Line of sites expected to be live by month/ });
    expect(await image.count()).toBe(1);
    const told = /by 31 October 2027 ([\d.]+) of 3, ([\d.]+) with the base alone/.exec(
      (await image.getAttribute('aria-label')) ?? '',
    );
    await page.getByText('The same numbers as a table').click();
    const row = await page.getByRole('row', { name: /31 October 2027/ }).innerText();
    expect(row).toContain(`${told?.[2] ?? '?'} (`);
    expect(row).toContain(`${told?.[1] ?? '?'} (`);
  });

  it('should show other numbers when the hours change, and say the difference in words', async () => {
    const few = await textOf('?hours=1.5&equity=0.5');
    const many = await textOf('?hours=40&equity=0.5');
    expect(few).toContain('No go-live comes forward.');
    expect(many).toMatch(/They bring \d sites? forward by [\d,]+ weeks in all\./);
    const both = await textOf('?hours=1.5&equity=0.5&hours2=40&equity2=0.5&targetDay=1&targetMonth=6&targetYear=2028');
    expect(both).toMatch(/38\.5 hours more a week bring \d sites? forward by [\d,]+ weeks in all\./);
    expect(both).toContain('are expected to be live by 1 June 2028');
    const back = await textOf('?hours=40&equity=0.5&hours2=1.5&equity2=0.5');
    expect(back).toMatch(/38\.5 hours fewer a week bring \d sites? back by [\d,]+ weeks in all\./);
    expect(await textOf('?hours=40&equity=0.5&hours2=40&equity2=0.5')).toContain('Both settings are the same.');
  });

  it('should say of every site how far it is and how many gates are closed beside what it gets', async () => {
    const text = await textOf('?hours=40&equity=0.5');
    expect(text).toMatch(/Test Hospital EchoGo Pro, Test Trust ZZ01 Stage 0 of 4, Not started; \d+ gates closed/);
    expect(text).toContain(
      'Nothing was submitted that a forecast could be made from, so nobody can tell what extra hours would bring.',
    );
  });

  it("should plan for the chosen sites alone, and never show another vendor's", async () => {
    const all = await textOf('?hours=20&equity=0.5');
    expect(['ZZ01', 'ZZ02', 'ZZ03', 'ZZ04'].map((code) => all.includes(`Test Trust ${code}`))).toEqual([
      ...[true, true, true, false],
    ]);
    const chosen = await textOf('?hours=20&equity=0.5&tool=chest-xray-triage');
    expect(chosen).toContain('Test Trust ZZ02');
    expect(chosen).not.toContain('Test Trust ZZ01');
    expect(await textOf('?hours=20&equity=0.5&tool=ambient-scribe')).toContain('No site fits your choice');
    await page.goto(`${url}${PATH}?hours=20&equity=1&tool=chest-xray-triage`);
    await page.getByRole('button', { name: 'Show what they buy' }).click();
    await page.waitForURL(/tool=chest-xray-triage&hours=20&equity=1/);
    await page.getByRole('link', { name: 'Show all sites' }).click();
    expect(await page.inputValue('#hours')).toBe('20');
    expect(new URL(page.url()).searchParams.has('tool')).toBe(false);
  });

  it.each([
    ['hours=2001&equity=0.5', '#hours', 'Hours a week of the first setting must be a number from 0 to 2,000'],
    ['hours=&equity=0.5', '#hours', 'Enter hours a week of the first setting'],
    ['hours=12&equity=3', '#equity', 'Equity of the first setting must be a number from 0 to 2'],
    ['hours=12&equity=1&hours2=few&equity2=1', '#hours2', 'Hours a week of the second setting must be a number'],
    ['hours=12&equity=1&targetDay=31&targetMonth=2&targetYear=2027', '#targetDay', 'must be a real date'],
    ['hours=12&equity=1&targetDay=22&targetMonth=11&targetYear=2026', '#targetDay', 'must be today or in the future'],
  ])(
    'should show what is wrong with %s in its summary, lose nothing, and have no defect',
    async (query, href, text) => {
      const response = await page.goto(`${url}${PATH}?${query}`);
      expect(response?.status()).toBe(400);
      const link = page.locator('.nhsuk-error-summary a');
      expect(await link.innerText()).toContain(text);
      expect(await link.getAttribute('href')).toBe(href);
      const typed = new URLSearchParams(query);
      for (const field of ['hours', 'hours2', 'targetDay', 'targetYear']) {
        expect(await page.inputValue(`#${field}`)).toBe(typed.get(field) ?? '');
      }
      expect(await defectsOf(page)).toEqual([]);
    },
  );

  it("should let the lead keep a setting for the team, which a colleague's page then starts from", async () => {
    expect((await readAs(service, supporter, PATH)).html).not.toContain('name="keep"');
    await page.goto(`${url}${PATH}?hours=12&equity=0.5&hours2=30&equity2=1&targetDay=30&targetMonth=6&targetYear=2027`);
    await page.getByRole('button', { name: 'Keep the second as the team’s setting' }).click();
    await page.waitForURL(/done=kept/);
    expect(await page.inputValue('#hours')).toBe('12');
    expect(await defectsOf(page)).toEqual([]);
    const text = await textOf('', supporter);
    expect(text).toContain('30 hours a week, equity 1, target 30 June 2027');
    expect(text).toContain('The first setting is your team’s.');
  });

  it('should not put a setting in the place of one that was kept meanwhile, and show both', async () => {
    const fields = { hours: '25', equity: '2', keep: 'first', version: '1' };
    const { status, html } = await sendForm(service, lead, PATH, fields);
    expect(status).toBe(400);
    expect(html).toContain('Somebody else kept another setting meanwhile');
    expect(html).toContain('30 hours a week, equity 1, target 30 June 2027');
    expect(html).toMatch(/name="hours"[^>]* value="25"/);
    const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';
    const again = await sendForm(service, lead, PATH, { ...fields, version });
    expect(again).toMatchObject({ status: 303, location: `${PATH}?hours=25&equity=2&done=kept` });
    expect((await sendForm(service, supporter, PATH, { ...fields, version })).status).toBe(403);
  });
});

describe('a portfolio of hundreds of sites', () => {
  it('should have at most 100 of them in each list, and count the rest', async () => {
    const plan = { weeklyHours: 40, equity: 0.5, targetDate: null };
    const [few] = await service.app.get(PlannerService).compare(operator('tests'), {}, [plan]);
    const [own] = few?.allocation.sites ?? [];
    const [site] = few?.sites ?? [];
    if (few === undefined || own === undefined || site === undefined) throw new Error('no sites');
    const ids = Array.from({ length: 350 }, (_, i) => `site-${String(i)}`);
    const many = Object.assign({}, few, {
      allocation: { ...few.allocation, sites: ids.map((id, i) => ({ ...own, id, extraHours: i < 101 ? 1 : 0 })) },
      sites: ids.map((deploymentId) => Object.assign({}, site, { deploymentId })),
    });
    const { results } = resultValues([many], { toolName: (id) => id }) as {
      results: Record<'getting' | 'others', { rows: object[]; more: number; sites?: number }>;
    };
    expect([results.getting.rows.length, results.getting.more]).toEqual([100, 1]);
    expect([results.others.rows.length, results.others.more, results.others.sites]).toEqual([100, 149, 249]);
  });
});
