import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { launchOptions } from '../support/browser-place.mjs';
import { ask, startService, type TestService } from '../support/service.js';
import { PASSWORD, signedIn } from '../support/signed-in.js';
import { pdfOf } from '../support/uploads.js';
import { launchChromium } from './chromium.js';
import { keyboard, mouse, type Hands } from './hands.js';

/* From the first sign-in to the PDF of the support plan, by a lead and a colleague who never called the API. */

interface Way {
  readonly hands: (page: Page) => Hands;
  readonly options?: BrowserContextOptions;
  /** Size of text, per cent of the usual, as somebody sets it in the browser */
  readonly text?: number;
}

const WIDE = { width: 1280, height: 900 };
const WAYS: Readonly<Record<string, Way>> = {
  'by mouse': { hands: mouse },
  'by the keyboard alone': { hands: keyboard },
  'without scripts': { hands: mouse, options: { javaScriptEnabled: false } },
  'in a window 320 pixels wide': { hands: mouse, options: { viewport: { width: 320, height: 640 } } },
  'with text of twice the size': { hands: mouse, text: 200 },
};
/** Pages that hold tables which nothing can make narrower; the accessibility statement names them. */
const MAY_BE_WIDE = /\/(?:scorecard|plan)$/;

const TASKS = /EchoGo Pro at Fenmere Infirmary$/;

const SECTIONS = [
  ...['IT interoperability', 'Team size and capacity', 'Governance approvals', 'Training status'],
  ...['Clinical acceptance and oversight', 'Patient trust and transparency', 'Vendor support and communication'],
  'Resources and demand',
];

let service: TestService;
let url: string;
let number = 0;
const browsers: Browser[] = [];

beforeAll(async () => {
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
});

afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await (service as TestService | undefined)?.stop();
});

async function browserFor({ text }: Way): Promise<Browser> {
  const options = launchOptions();
  const size = text === undefined ? [] : [`--blink-settings=defaultFontSize=${String((16 * text) / 100)}`];
  const browser =
    text === undefined
      ? await launchChromium()
      : await chromium.launch({ ...options, args: [...(options.args ?? []), ...size] });
  browsers.push(browser);
  return browser;
}

/** Somebody at a browser of their own, who is told at each page what is wrong with it. */
class Visitor {
  readonly defects: string[] = [];
  readonly hands: Hands;

  private constructor(
    readonly page: Page,
    way: Way,
  ) {
    this.hands = way.hands(page);
    page.setDefaultTimeout(20_000);
    page.on('pageerror', ({ message }) => this.defects.push(message));
    page.on('response', (response) => {
      if (response.status() >= 400) this.defects.push(`${String(response.status())} ${response.url()}`);
      // what shows a PDF is the browser's own
      if (/^(?:http|ws)/.test(response.url()) && !response.url().startsWith(url)) this.defects.push(response.url());
    });
  }

  static async at(browser: Browser, way: Way): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: WIDE, ...way.options });
    return new Visitor(await context.newPage(), way);
  }

  /** Waits for the page with this heading, and looks whether it fits its window. */
  async arrive(heading: string | RegExp): Promise<void> {
    try {
      await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    } catch {
      const shown = await this.page.locator('main').innerText();
      throw new Error(`${String(heading)} did not come; ${this.page.url()} shows: ${shown.slice(0, 600)}`);
    }
    const { pathname } = new URL(this.page.url());
    const [width, window] = await this.page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    );
    if (width > window && !MAY_BE_WIDE.test(pathname)) {
      this.defects.push(`${pathname} is ${String(width)} pixels wide of ${String(window)}`);
    }
  }

  async signIn(email: string): Promise<void> {
    await this.page.goto(`${url}/`);
    await this.arrive('Sign in');
    await this.hands.type('Email address', email);
    await this.hands.type('Password', PASSWORD);
    await this.hands.press('Sign in');
    await this.arrive('Your assessments');
  }
}

describe('the way from signing in to the support plan', () => {
  it.each(Object.entries(WAYS))(
    'should be gone %s',
    async (_, way) => {
      number += 1;
      const { email } = await trustWithLead();
      const browser = await browserFor(way);
      const lead = await Visitor.at(browser, way);

      await lead.signIn(email);
      await start(lead);
      const link = await handGovernanceOver(lead);
      const colleague = await Visitor.at(browser, way);
      await answerGovernance(colleague, link);
      await answerRest(lead);
      await submit(lead);
      const answers = await submittedBy(lead);
      const pdf = await readResult(lead);

      expect([...lead.defects, ...colleague.defects]).toEqual([]);
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.length).toBeGreaterThan(50_000);
      // what was entered is what was submitted
      expect(answers['GV-01']).toMatchObject({ value: 3, evidence: [{ title: 'DPIA 1.2', date: '2026-05-03' }] });
      expect(answers['GV-02']).toMatchObject({ notKnown: true });
      expect(Object.keys(answers).length).toBeGreaterThan(50);
      expect(answers['TR-01']).toMatchObject({ value: 2, note: 'Two of ninety so far' });
      await lead.page.context().close();
      await colleague.page.context().close();
    },
    400_000,
  );

  it('should be gone by two people at once, of whose answers none is lost', async () => {
    number += 1;
    const { trustId, email } = await trustWithLead();
    const browser = await browserFor({ hands: mouse });
    const lead = await Visitor.at(browser, { hands: mouse });
    await lead.signIn(email);
    await start(lead);
    const other = await Visitor.at(browser, { hands: mouse });
    await other.signIn((await signedIn(service, [{ role: 'trust-lead', trustId }])).email);
    await other.page.goto(lead.page.url());
    for (const visitor of [lead, other]) {
      await visitor.hands.follow('Governance approvals');
      await visitor.arrive(/Governance approvals$/);
    }
    const answer = ({ page, hands }: Visitor, id: string, level: number): Promise<void> =>
      hands.tick(page.locator(`input[name="${id}"]`).nth(level));
    await answer(other, 'GV-02', 2);
    await answer(other, 'GV-03', 1);
    await other.hands.press('Save this section');
    await other.arrive(TASKS);
    // what is refused the first time is meant to be
    const { defects } = lead;
    await answer(lead, 'GV-01', 1);
    await answer(lead, 'GV-02', 0);
    await lead.hands.press('Save this section');
    await lead.page.getByText('Nothing was saved yet').waitFor();
    expect(defects.splice(0).map((text) => text.slice(0, 3))).toEqual(['409']);
    expect(await lead.page.getByText('Saved meanwhile by somebody else').count()).toBe(1);
    expect(await lead.page.locator('input[name="GV-01"]').nth(1).isChecked()).toBe(true);
    await lead.hands.press('Save this section');
    await lead.arrive(TASKS);
    await submit(lead);
    expect([...defects, ...other.defects]).toEqual([]);
    const answers = await submittedBy(lead);
    expect(answers).toMatchObject({ 'GV-01': { value: 1 }, 'GV-02': { value: 0 }, 'GV-03': { value: 1 } });
    await browser.close();
  });
});

/** A trust without sites, and its lead. */
async function trustWithLead(): Promise<{ trustId: string; email: string }> {
  const body = { code: `ZJ0${String(number)}`, name: `Test Trust ${String(number)}` };
  const made = await ask<{ id: string }>(service, 'POST', '/api/v1/trusts', { body });
  const { email } = await signedIn(service, [{ role: 'trust-lead', trustId: made.body.id }]);
  return { trustId: made.body.id, email };
}

/** The answers of the last submission, of whatever assessment somebody's page is about. */
async function submittedBy({ page }: Visitor): Promise<Snapshot['document']['answers']> {
  const path = /\/(?:assessments|snapshots)\/[\w-]+/.exec(new URL(page.url()).pathname)?.[0] ?? '';
  const { body } = await ask<Snapshot & { latest?: { id: string } }>(service, 'GET', `/api/v1${path}`);
  if (body.latest === undefined) return body.document.answers;
  return (await ask<Snapshot>(service, 'GET', `/api/v1/snapshots/${body.latest.id}`)).body.document.answers;
}

interface Snapshot {
  readonly document: { readonly answers: Readonly<Record<string, object>> };
}

/** A site that is new, the tool, and what it needs before anything is filled in. */
async function start(lead: Visitor): Promise<void> {
  const { hands } = lead;
  await hands.press('Start an assessment');
  await lead.arrive(/Test Trust/);
  await hands.type('Name of the hospital or place', 'Fenmere Infirmary');
  await hands.press('Add the site and go on');
  await lead.arrive(/Fenmere Infirmary$/);
  await hands.tick('EchoGo Pro');
  await hands.press('Continue');
  await lead.arrive(/What it needs before you start$/);
  await hands.press('Start the assessment');
  await lead.arrive(TASKS);
}

/** @returns the link to pass on */
async function handGovernanceOver(lead: Visitor): Promise<string> {
  const { hands, page } = lead;
  await hands.follow('Governance approvals');
  await lead.arrive(/Governance approvals$/);
  await hands.follow('Hand this section to a colleague');
  await lead.arrive(/Hand to a colleague/);
  await hands.type('Their full name', 'Priya Shah');
  await hands.type('Their email address', `priya${String(number)}@fenmere.example`);
  await hands.press('Hand it over');
  await lead.arrive(/Pass the link on to Priya Shah$/);
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  await hands.follow('Back to the sections');
  await lead.arrive(TASKS);
  return link;
}

/** Makes an account, answers two questions with a document behind one, and gives the section back. */
async function answerGovernance(colleague: Visitor, link: string): Promise<void> {
  const { hands, page } = colleague;
  await page.goto(link.replace('127.0.0.1', 'localhost'));
  await colleague.arrive('You are invited');
  await hands.type('Password', PASSWORD);
  await hands.press('Accept and make my account');
  await colleague.arrive('Your sections');
  await hands.follow('Governance approvals');
  await colleague.arrive(/Governance approvals$/);
  await hands.follow('Answer one question a page instead');
  await colleague.arrive(/data protection impact/);
  await hands.tick('The DPIA is approved and signed');
  await hands.press('Save, and add evidence');
  await colleague.arrive(/evidence/i);
  await hands.type('Name of the document', 'DPIA 1.2');
  const date = page.getByRole('group', { name: 'Date of the document' });
  for (const [label, text] of Object.entries({ Day: '3', Month: '5', Year: '2026' })) {
    await hands.type(date.getByLabel(label, { exact: true }), text);
  }
  const file = { name: 'dpia.pdf', mimeType: 'application/pdf', buffer: pdfOf(2000) };
  await hands.upload('Upload it (optional)', file);
  await hands.press('Add the evidence');
  await colleague.arrive(/data protection impact/);
  await hands.press('Save and continue');
  await colleague.arrive(/data.processing agreement/);
  await hands.tick('I don’t know yet');
  await hands.press('Save and go back to the sections');
  await colleague.arrive(TASKS);
  await hands.press(/^I have finished/);
  await page.getByText('You said that you have finished').first().waitFor();
}

/** Every section that is left, on its own page: the second level of each question that nobody answered. */
async function answerRest(lead: Visitor): Promise<void> {
  const { hands, page } = lead;
  await page.reload();
  await page.getByText('Finished').first().waitFor();
  for (const section of SECTIONS) {
    await hands.follow(section);
    await lead.arrive(new RegExp(`${section}$`));
    for (const asked of await page.locator('section.app-question').all()) {
      if ((await asked.locator('input:checked').count()) > 0) continue;
      const number = asked.getByLabel('I know the number');
      if ((await number.count()) === 0) await hands.tick(asked.locator('input[type="radio"]').nth(1));
      else {
        await hands.tick(number);
        await hands.type(asked.locator('input[inputmode="decimal"]'), '2');
      }
    }
    if (section === 'Training status') await hands.type('Note on TR-01 (optional)', 'Two of ninety so far');
    await hands.press('Save this section');
    await lead.arrive(TASKS);
  }
}

async function submit(lead: Visitor): Promise<void> {
  const { hands } = lead;
  await hands.press('Check your answers and submit');
  await lead.arrive(/Check your answers/);
  await hands.press('Continue to the declaration');
  await lead.arrive(/Submit/);
  await hands.tick('I declare');
  await hands.press('Submit the assessment');
  await lead.arrive('Assessment submitted');
}

/** Why it is not ready, what to do first, and the PDF to hand over. */
async function readResult(lead: Visitor): Promise<Buffer> {
  const { hands, page } = lead;
  await hands.follow('See the result');
  await lead.arrive(/^Scorecard: EchoGo Pro at Fenmere Infirmary/);
  expect(await page.locator('main').innerText()).toMatch(
    /Not ready: \d+ data gates must open before any patient data leaves the trust/,
  );
  await hands.follow('Support plan');
  await lead.arrive(/Support plan/);
  expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toContain('What to do first');
  // it is made when it is asked for the first time
  const answer = page.waitForResponse(/plan\.pdf$/, { timeout: 180_000 });
  await hands.follow('Support plan as PDF');
  const {
    headers,
    ok,
    url: address,
  } = await answer.then((response) => ({
    ...{ headers: response.headers(), ok: response.ok(), url: response.url() },
  }));
  expect([ok, headers['content-type']]).toEqual([true, 'application/pdf']);
  // what a browser shows in its own window for PDFs, playwright does not read
  return (await page.request.get(address)).body();
}
