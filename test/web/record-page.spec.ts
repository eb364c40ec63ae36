import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { UnitOfWork, type EventRecord } from '../../src/platform/database/unit-of-work.js';
import { EVENT_TYPES, wordsOf } from '../../src/record/event-words.js';
import { AUTHORISED } from '../support/operators-key.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { launchChromium } from './chromium.js';
import { attributes, expectSoundPage, readPage, type PageReply } from './page-text.js';

const HOSTILE = '<b>Ada</b> & "Co"';
const ESCAPED = '&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;Co&quot;';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let service: TestService;
let ada: string;

/** Has somebody do something, some times. */
async function happen(actorId: string, event: EventRecord, times = 1): Promise<void> {
  const unitOfWork = service.app.get(UnitOfWork);
  await unitOfWork.write({ id: actorId, role: 'trust-lead' }, ({ record }) => {
    for (let time = 0; time < times; time += 1) record(event);
    return Promise.resolve();
  });
}

async function addPerson(name: string): Promise<string> {
  const id = randomUUID();
  await service.database.query(
    'INSERT INTO people (id, email, name, state, created_at, created_by, version) VALUES ($1, $2, $3, $4, $5, $6, 1)',
    [id, `${id}@example.invalid`, name, 'active', '2026-01-01T00:00:00.000Z', 'test'],
  );
  return id;
}

/** The rows of the page's table, as text. */
function rowsOf({ html }: PageReply): string[] {
  return [...html.matchAll(/<tr class="nhsuk-table__row" role="row">(.*?)<\/tr>/gs)].slice(1).map(([, row = '']) =>
    row
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

function linkOf({ html }: PageReply, start: string): string | undefined {
  return attributes(html, 'href')
    .map((link) => link.replaceAll('&amp;', '&'))
    .find((link) => link.startsWith(start));
}

beforeAll(async () => {
  service = await startService();
  await setUpAssessment(service, { code: 'ZZ90' });
  ada = await addPerson(HOSTILE);
  service.clock.set(new Date('2026-06-30T23:30:00Z'));
  await happen(ada, { type: 'signed-in', subjectId: ada, data: { method: 'password' } });
  await happen(ada, { type: 'of-another-release', subjectId: randomUUID(), data: { text: HOSTILE } });
  service.clock.set(new Date('2026-11-23T12:00:00Z'));
});

afterAll(() => service.stop());

describe('the page of the record', () => {
  it('should show what was done in words, newest first, with everything escaped', async () => {
    const page = await readPage(service, '/record');
    expect(page.status).toBe(200);
    expectSoundPage(page, 'Record');
    expect(page.html).toContain(ESCAPED);
    expect(page.html).not.toContain('<b>');
    const rows = rowsOf(page);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatch(
      /^When 1 July 2026 at 12:30 ?am Who .*Trust lead What Of-another-release Details of event 6/,
    );
    expect(rows[1]).toContain('What Signed in Details of event 5');
    expect(rows[2]).toMatch(
      /^When 23 November 2026 at 12:00 ?pm Who Tests Administrator What Started an assessment .* On what EchoGo Pro at Test Hospital Test Trust ZZ90$/,
    );
    expect(rows[5]).toMatch(/What Added a trust .* On what Test Trust ZZ90$/);
  });

  it('should say what somebody was refused', async () => {
    const data = { route: 'GET /api/v1/people', permission: 'people.manage', outcome: 'not-permitted' };
    const id = await addPerson('Refused Once');
    await happen(id, { type: 'access-refused', subjectId: id, data });
    const [row] = rowsOf(await readPage(service, '/record?who=refused+once'));
    expect(row).toMatch(/What Was refused .* On what GET \/api\/v1\/people$/);
  });

  it('should show what was chosen, and keep the choice', async () => {
    const day = 'fromDay=1&fromMonth=7&fromYear=2026&toDay=01&toMonth=07&toYear=2026';
    const chosen = async (query: string): Promise<number> => rowsOf(await readPage(service, `/record?${query}`)).length;
    expect(await chosen('type=trust-created')).toBe(1);
    expect(await chosen('who=ADA%3C')).toBe(2);
    expect(await chosen(`who=${ada}`)).toBe(2);
    expect(await chosen(day)).toBe(2);
    expect(await chosen('type=&who=+&fromDay=&fromMonth=&fromYear=')).toBe(await chosen(''));
    const page = await readPage(service, `/record?type=signed-in&who=ada&${day}`);
    expect(rowsOf(page)).toHaveLength(1);
    expect(page.html).toMatch(/<option value="signed-in" selected>Signed in<\/option>/);
    expect(page.html).toMatch(/name="who"[^>]* value="ada"/);
    expect(page.html).toMatch(/name="toMonth"[^>]* value="07"/);
    const exported = linkOf(page, '/api/v1/events/export') ?? '';
    expect(exported).toBe('/api/v1/events/export?format=csv&type=signed-in&who=ada&from=2026-07-01&to=2026-07-01');
    const csv = await (await fetch(`${service.url}${exported}`)).text();
    expect(csv.trimEnd().split('\r\n')).toHaveLength(2);
    const nothing = await readPage(service, '/record?type=nothing-such');
    expectSoundPage(nothing, 'Record');
    expect(nothing.html).toContain('Nothing was done that fits all of this.');
    expect(nothing.html).toContain('<option value="nothing-such" selected>Nothing-such</option>');
  });

  it.each([
    ['fromDay=31&fromMonth=2&fromYear=2026', 'fromDay', 'The first day must be a real date'],
    ['fromDay=1&fromYear=2026', 'fromMonth', 'The first day must include a month'],
    ['toMonth=7', 'toDay', 'The last day must include a day and year'],
    ['toDay=x&toMonth=7&toYear=2026', 'toDay', 'The last day must be a real date'],
    [
      'fromDay=2&fromMonth=7&fromYear=2026&toDay=1&toMonth=7&toYear=2026',
      'toDay',
      'The last day must be the same as or after the first day',
    ],
  ])('should say what is wrong with %s, and keep what was typed', async (query, field, message) => {
    const page = await readPage(service, `/record?who=ada&${query}`);
    expect(page.status).toBe(400);
    expectSoundPage(page, 'Error: Record');
    expect(page.html).toMatch(new RegExp(`<a href="#${field}">\\s*${message}\\s*</a>`));
    expect(page.html.match(new RegExp(message, 'g'))).toHaveLength(2);
    expect(attributes(page.html, 'id')).toContain(field);
    expect(page.html).toContain('value="ada"');
    for (const [name, value] of new URLSearchParams(query)) {
      expect(page.html).toMatch(new RegExp(`name="${name}"[^>]* value="${value}"`));
    }
    expect(rowsOf(page)).toEqual([]);
  });

  it('should lead through older events and back to the newest', async () => {
    const many = await addPerson('Many Times');
    await happen(many, { type: 'signed-in', subjectId: many }, 120);
    const seen: string[] = [];
    const sizes: number[] = [];
    let address: string | undefined = '/record?who=many';
    const addresses: string[] = [];
    while (address !== undefined) {
      const page = await readPage(service, address);
      addresses.push(address);
      sizes.push(rowsOf(page).length);
      seen.push(...rowsOf(page));
      address = linkOf(page, '/record?who=many&older=');
    }
    expect(sizes).toEqual([50, 50, 20]);
    expect(new Set(seen).size).toBe(120);
    const last = await readPage(service, addresses[2] ?? '');
    const middle = await readPage(service, linkOf(last, '/record?who=many&newer=') ?? '');
    expect(rowsOf(middle)).toEqual(seen.slice(50, 100));
    const first = await readPage(service, linkOf(middle, '/record?who=many&newer=') ?? '');
    expect(rowsOf(first)).toEqual(seen.slice(0, 50));
    expect(linkOf(first, '/record?who=many&newer=')).toBeUndefined();
    expect((await readPage(service, '/record?older=x')).status).toBe(400);
  });

  it('should be for whoever may read the record', async () => {
    const reply = await fetch(`${service.url}/record`, {
      headers: { accept: 'text/html', 'x-nobody': '1' },
      redirect: 'manual',
    });
    expect([reply.status, reply.headers.get('location')]).toEqual([303, '/sign-in?next=%2Frecord']);
  });

  it('should ask for more of a name that too many have', async () => {
    const rows = Array.from({ length: 1001 }, (_, number) => {
      const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
      return `('${id}', 'Crowd ${String(number)}', 'active', '2026-01-01T00:00:00.000Z', 'test', 1)`;
    });
    await service.database.query(
      `INSERT INTO people (id, name, state, created_at, created_by, version) VALUES ${rows.join(', ')}`,
    );
    const page = await readPage(service, '/record?who=crowd');
    expectSoundPage(page, 'Error: Record');
    expect(page.html).toMatch(/<a href="#who">\s*More than 1000 people and programs have this in their name/);
    expect(rowsOf(await readPage(service, '/record?who=crowd+1000'))).toEqual([]);
    expect(await ask(service, 'GET', '/api/v1/events?who=crowd')).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'who', code: 'too-many' }] },
    });
  });
});

/** Kinds of events that the source names, wherever one is recorded. */
function recordedTypes(folder = 'src'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return recordedTypes(file);
    if (!file.endsWith('.ts') || !/\brecord\(|EventRecord|SectionEvent|Downloads\b/.test(readFileSync(file, 'utf8')))
      return [];
    return [...readFileSync(file, 'utf8').matchAll(/\btype\b[:?]? ?:?=? ?'([a-z]+(?:-[a-z]+)+)'/g)].map(
      ([, type = '']) => type,
    );
  });
}

describe('the words of the record', () => {
  it('should be there for every kind of event that the source records', () => {
    const types = [...new Set(recordedTypes())];
    expect(types.length).toBeGreaterThan(25);
    expect(types).toEqual(expect.arrayContaining(['trust-created', 'access-refused', 'plan-downloaded', 'signed-in']));
    expect(types.filter((type) => wordsOf(type) === type)).toEqual([]);
  });

  it('should be plain English', () => {
    const odd = /took .*over|gave up|ordered|took away|second factor$/;
    expect(EVENT_TYPES.filter(([, words]) => odd.test(words))).toEqual([]);
    expect(wordsOf('mail-given-up')).toBe('stopped trying to send an email');
  });

  it('should be there for nothing that is never recorded', () => {
    const sources = readSources();
    expect(EVENT_TYPES.filter(([type]) => !sources.includes(`'${type}'`))).toEqual([]);
  });
});

/** All of the source but the words themselves. */
function readSources(folder = 'src'): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'event-words.ts')
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe('the page of the record in a browser', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ locale: 'en-GB' });
    await page.setExtraHTTPHeaders(AUTHORISED);
  });

  afterAll(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it.each([
    ['/record', 1280],
    ['/record', 320],
    ['/record?who=many&fromDay=31&fromMonth=2&fromYear=2026&toDay=1', 1280],
    ['/record?who=many&fromDay=31&fromMonth=2&fromYear=2026&toDay=1', 320],
  ])('should break no rule of WCAG 2.2 AA and scroll sideways nowhere: %s at %d', async (address, width) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${service.url}${address}`, { waitUntil: 'load' });
    await page.evaluate(AXE);
    for (const summary of (await page.locator('summary').all()).slice(0, 2)) await summary.click();
    const options = JSON.stringify({ resultTypes: ['violations'], runOnly: RULES });
    const found = await page.evaluate<{ violations: readonly Violation[] }>(
      `axe.run({ exclude: ['tbody > tr:nth-child(n+3)'] }, ${options})`,
    );
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  it('should be looked through by its form, and an event be opened, without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, extraHTTPHeaders: AUTHORISED });
    const plain = await context.newPage();
    await plain.goto(`${service.url}/record`);
    await plain.getByLabel('What was done').selectOption('trust-created');
    await plain.getByRole('group', { name: 'First day' }).getByLabel('Year').fill('2026');
    await plain.getByRole('button', { name: 'Show' }).click();
    expect(await plain.title()).toMatch(/^Error: Record/);
    await plain.getByRole('group', { name: 'First day' }).getByLabel('Day').fill('1');
    await plain.getByRole('group', { name: 'First day' }).getByLabel('Month').fill('1');
    await plain.getByRole('button', { name: 'Show' }).click();
    expect(await plain.locator('tbody tr').count()).toBe(1);
    await plain.getByText('Details of event').click();
    expect(await plain.getByText('trust-created', { exact: true }).isVisible()).toBe(true);
    await context.close();
  });
});
