import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import writeWorkbook, { type SheetData } from 'write-excel-file/node';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { readAs, sendForm, signedIn, type PageAnswer, type SignedIn } from '../support/signed-in.js';

/* The same answers by a spreadsheet: what is downloaded is filled in, uploaded, looked through and confirmed. */

type Cells = (string | number | Date | boolean | null)[][];
type Answers = Record<string, Record<string, unknown>>;

let service: TestService;
let assessmentId: string;
let lead: SignedIn;
let colleague: SignedIn;
let viewer: SignedIn;
let page: string;
let number = 0;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.stop());

beforeEach(async () => {
  number += 1;
  const made = await setUpAssessment(service, { code: `ZX${String(number).padStart(2, '0')}` });
  ({ assessmentId } = made);
  const { trustId } = made;
  page = `/assessments/${assessmentId}/spreadsheet`;
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  colleague = await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]);
});

const COLUMN = { question: 0, answer: 4, note: 5, reason: 6, document: 7, date: 8, expires: 9, link: 11, mark: 12 };

async function bytesOf(who: SignedIn): Promise<Buffer> {
  const reply = await fetch(`${service.url}${page}/answers.xlsx`, { headers: { cookie: who.cookie } });
  expect(reply.headers.get('content-type')).toContain('spreadsheetml.sheet');
  expect(reply.headers.get('content-disposition')).toContain('EchoGo Pro at Test Hospital.xlsx');
  return Buffer.from(await reply.arrayBuffer());
}

async function download(who: SignedIn): Promise<Cells> {
  const sheets = await readWorkbook(await bytesOf(who));
  return sheets.find(({ sheet }) => sheet === 'Answers')?.data as Cells;
}

const rowOf = (cells: Cells, id: string): (string | number | Date | boolean | null)[] =>
  cells.find(([first]) => first === id) ?? [];

async function upload(who: SignedIn, content: Cells | Buffer, name = 'filled.xlsx'): Promise<PageAnswer> {
  const rows = Buffer.isBuffer(content)
    ? content
    : await writeWorkbook(
        content.map((row) =>
          row.map((value) => (value instanceof Date ? { value, format: 'dd/mm/yyyy' } : value)),
        ) as SheetData,
        { sheet: 'Answers' },
      ).toBuffer();
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(rows)]), name);
  const headers = { cookie: who.cookie, origin: service.url, accept: 'text/html' };
  const reply = await fetch(`${service.url}${page}`, { method: 'POST', headers, body, redirect: 'manual' });
  return { status: reply.status, location: null, cookie: undefined, html: await reply.text() };
}

/** What a browser would send of the page that shows the changes: what is ticked. */
function ticked({ html }: PageAnswer, more: readonly string[] = []): Record<string, string | string[]> {
  const boxes = [...html.matchAll(/<input class="nhsuk-checkboxes__input"[^>]*value="([^"]+)"[^>]*>/g)];
  const take = boxes.filter(
    ([tag, value = '']) => tag.includes(' checked') || more.includes(value.split('/')[0] ?? ''),
  );
  const sheet = /name="sheet" value="([^"]*)"/.exec(html)?.[1] ?? '';
  return { sheet, take: take.map(([, value = '']) => value) };
}

const confirm = (who: SignedIn, shown: PageAnswer, more?: readonly string[]): Promise<PageAnswer> =>
  sendForm(service, who, `${page}/confirm`, ticked(shown, more));

async function answers(code: string): Promise<Answers> {
  const address = `/api/v1/assessments/${assessmentId}/sections/${code}`;
  return (await ask<{ answers: Answers }>(service, 'GET', address)).body.answers;
}

async function save(code: string, given: object): Promise<void> {
  const address = `/api/v1/assessments/${assessmentId}/sections/${code}`;
  const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
  expect((await ask(service, 'PUT', address, { body: { answers: given }, headers })).status).toBe(200);
}

describe('the spreadsheet', () => {
  it('should come back with answers of every kind and documents, show them, and save them when they are confirmed', async () => {
    const cells = await download(lead);
    expect(cells.length).toBeGreaterThan(50);
    const fill = (id: string, at: keyof typeof COLUMN, value: string | number | Date): void => {
      rowOf(cells, id)[COLUMN[at]] = value;
    };
    fill('GV-01', 'answer', 3);
    fill('GV-01', 'note', '=HYPERLINK("https://evil.example")');
    fill('GV-01', 'document', 'DPIA v2');
    fill('GV-01', 'date', new Date('2026-05-03T00:00:00Z'));
    fill('GV-01', 'expires', '31/3/2028');
    fill('GV-02', 'answer', 'don’t know');
    fill('IT-01', 'answer', '2 = whatever stands there');
    fill('IT-02', 'answer', ' 72.5 % ');
    fill('TM-06', 'answer', '6 weeks');
    fill('GV-05', 'answer', 'the trust holds none of  the five documents, and nobody has asked for them with a date');
    fill('RD-03', 'answer', '1,200');
    fill('RD-03', 'note', '<b>bold</b>');
    fill('RD-03', 'document', 'Counts');
    fill('RD-03', 'date', '12/10/2026');
    cells.push(['GV-01', null, null, null, null, null, null, 'Annex', '4 May 2026']);
    const shown = await upload(lead, cells);
    expect(shown.status).toBe(200);
    expect(shown.html).toContain('What the spreadsheet would change');
    expect(shown.html).toContain(
      'DPIA v2 (new, dated 3 May 2026, expires on 31 March 2028); Annex (new, dated 4 May 2026)',
    );
    expect(shown.html).toContain('Counts (new, dated 12 October 2026)');
    expect(shown.html).toContain('GV-05: Has the trust received and accepted the vendor&#39;s assurance pack');
    expect(shown.html).toContain('1200 studies a year. Note: “&lt;b&gt;bold&lt;/b&gt;”');
    expect([await answers('GV'), await answers('IT')]).toEqual([{}, {}]);
    expect(await confirm(lead, shown)).toMatchObject({
      status: 303,
      location: `/assessments/${assessmentId}?saved=spreadsheet`,
    });
    expect(await answers('GV')).toMatchObject({
      'GV-01': {
        ...{ value: 3, note: '=HYPERLINK("https://evil.example")' },
        evidence: [
          { title: 'DPIA v2', date: '2026-05-03', expires: '2028-03-31' },
          { title: 'Annex', date: '2026-05-04' },
        ],
      },
      'GV-02': { notKnown: true },
      'GV-05': { value: 0 },
    });
    expect(await answers('IT')).toEqual({ 'IT-01': { value: 2 }, 'IT-02': { value: 72.5 } });
    expect([(await answers('TM'))['TM-06'], (await answers('RD'))['RD-03']]).toMatchObject([
      { value: 6 },
      { value: 1200 },
    ]);
    expect((await upload(lead, await download(lead))).html).toContain('says nothing that is not saved already');
    expect((await upload(lead, cells)).html).toContain('says nothing that is not saved already');
  });

  it('should tell every mistake once, with its row, its question, what was read and what is allowed, and save nothing', async () => {
    const cells = await download(lead);
    rowOf(cells, 'GV-01')[COLUMN.answer] = 9;
    rowOf(cells, 'GV-02')[COLUMN.answer] = 'n/a';
    rowOf(cells, 'GV-02')[COLUMN.document] = 'A document';
    rowOf(cells, 'GV-04')[COLUMN.note] = 'A note alone';
    rowOf(cells, 'GV-05')[COLUMN.document] = 'A pack';
    rowOf(cells, 'IT-02')[COLUMN.answer] = 'many';
    rowOf(cells, 'TM-06')[COLUMN.answer] = '1,5';
    rowOf(cells, 'TM-01')[COLUMN.answer] = '3 people';
    rowOf(cells, 'TR-03')[COLUMN.answer] = `maybe ${'x'.repeat(60)}`;
    rowOf(cells, 'IT-01')[COLUMN.date] = '30/2/2026';
    rowOf(cells, 'IT-01')[COLUMN.answer] = 1;
    rowOf(cells, 'IT-04')[COLUMN.answer] = 1;
    rowOf(cells, 'IT-04')[COLUMN.date] = '3 May 2026';
    const free = cells.find(([, , , choices]) => String(choices).includes('Does not apply here: '))?.[0] as string;
    rowOf(cells, free)[COLUMN.answer] = 'N/A';
    cells.push(['XX-99', null, null, null, 1], ['GV-01', null, null, null, 2]);
    const { status, html } = await upload(lead, cells);
    expect(status).toBe(400);
    const row = (id: string): string => String(cells.findIndex(([first]) => first === id) + 1);
    const known = 'or “I don’t know yet”';
    const never = '“Does not apply here” is not allowed here';
    const levels = `Enter 0, 1, 2 or 3, or the words of one of these answers as the sheet shows them, ${known}. ${never}`;
    const told = [
      `Row ${row('GV-01')}, GV-01: the sheet has “9”. ${levels}`,
      `Row ${row('GV-02')}, GV-02: the sheet has “n/a”, which is read as “Does not apply here”. ${levels}`,
      `Row ${row('GV-04')}, GV-04: there is a note, but no answer. ${levels}, or take the note away`,
      `Row ${row('GV-05')}, GV-05: there is a document, but no answer. ${levels}`,
      `Row ${row('IT-01')}, IT-01, Document date: the sheet has “30/2/2026”. Enter a day, such as 23/11/2026 or 23 November 2026`,
      `Row ${row('IT-04')}, IT-04, Document: there is a document without a name. Enter its name`,
      `Row ${row('IT-02')}, IT-02: the sheet has “many”. Enter a number from 0 to 100 (% of a 20-study sample), ${known}. ${never}`,
      `Row ${row('TM-06')}, TM-06: the sheet has “1,5”. Decimals follow a point: write 1.5. Enter a number from `,
      `Row ${row('TM-01')}, TM-01: the sheet has “3 people”. Nothing but the unit (person-days a week) may follow the number. `,
      `Row ${row('TR-03')}, TR-03: the sheet has “maybe ${'x'.repeat(34)}…”. `,
      `Row ${row(free)}, ${free}, Why it does not apply: say here why it does not apply, in at least 5 characters`,
      `Row ${String(cells.length - 1)}, XX-99: this is none of the questions that you may answer`,
      `Row ${String(cells.length)}, GV-01: it is answered in row ${row('GV-01')} already. A further row adds a document only: leave “Answer” empty`,
    ];
    for (const line of told) expect(html).toContain(line);
    expect(html.match(/<a href="#file">/g)).toHaveLength(told.length);
    expect(html.match(/Row \d+, /g)).toHaveLength(told.length);
    expect(html).toContain(`There are ${String(told.length)} problems in the spreadsheet`);
    expect(await answers('GV')).toEqual({});
  });

  it('should offer the answers of each question with levels in its cell, and take any of them back', async () => {
    await save('GV', { 'GV-01': { value: 3 } });
    await save('IT', { 'IT-02': { value: 72.5 } });
    const parts = unzipSync(await bytesOf(lead));
    const xml = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    const rules = [...xml.matchAll(/<dataValidation [^>]*sqref="E(\d+)"><formula1>Choices!\$A\$(\d+):\$A\$(\d+)</g)];
    expect(strFromU8(parts['xl/workbook.xml'] ?? new Uint8Array())).toContain('name="Choices" state="hidden"');
    const sheets = await readWorkbook(await bytesOf(lead));
    const cells = sheets.find(({ sheet }) => sheet === 'Answers')?.data as Cells;
    const choices = sheets.find(({ sheet }) => sheet === 'Choices')?.data as Cells;
    const asked = cells.slice(1).filter(([, , , allowed]) => !String(allowed).startsWith('A number'));
    expect(rules).toHaveLength(asked.length);
    expect([rowOf(cells, 'GV-01')[COLUMN.answer], rowOf(cells, 'IT-02')[COLUMN.answer]]).toEqual([3, '72.5']);
    const filled: unknown[] = [];
    for (const [, row, first, last] of rules) {
      const offered = choices.slice(Number(first) - 1, Number(last)).map(([text]) => String(text));
      const cell = cells[Number(row) - 1] ?? [];
      // the cell beside it shows the same, with when "Does not apply here" is right
      expect(String(cell[3]).startsWith(offered.join('\n'))).toBe(true);
      expect(offered).toContain('I don’t know yet');
      cell[COLUMN.answer] = offered.at(-1) ?? '';
      if (offered.at(-1) === 'Does not apply here') cell[COLUMN.reason] = 'Not in this hospital';
      filled.push(offered.at(-1));
    }
    expect(new Set(filled)).toEqual(new Set(['I don’t know yet', 'Does not apply here']));
    expect((await upload(lead, cells)).status).toBe(200);
  });

  it('should lose nothing that a colleague saved after it was downloaded', async () => {
    const cells = await download(lead);
    rowOf(cells, 'GV-01')[COLUMN.answer] = 1;
    rowOf(cells, 'GV-03')[COLUMN.answer] = 1;
    await save('GV', { 'GV-01': { value: 3 }, 'GV-02': { value: 2 } });
    const shown = await upload(lead, cells);
    expect(shown.html).toContain('A colleague saved this answer after you downloaded the spreadsheet');
    expect((await confirm(lead, shown)).status).toBe(303);
    expect(await answers('GV')).toEqual({ 'GV-01': { value: 3 }, 'GV-02': { value: 2 }, 'GV-03': { value: 1 } });
    const again = await upload(lead, cells);
    await save('GV', { 'GV-01': { value: 2 }, 'GV-03': { value: 1 } });
    const late = await confirm(lead, again, ['GV-01']);
    expect([late.status, late.html.includes('Somebody saved answers after this page was opened')]).toEqual([409, true]);
    expect((await confirm(lead, late, ['GV-01'])).status).toBe(303);
    expect(await answers('GV')).toEqual({ 'GV-01': { value: 1 }, 'GV-03': { value: 1 } });
  });

  it('should hold only what somebody was invited to, and be for those who answer', async () => {
    const cells = await download(colleague);
    expect(cells.slice(1).every(([id]) => String(id).startsWith('GV-'))).toBe(true);
    const others = await download(lead);
    rowOf(others, 'IT-01')[COLUMN.answer] = 1;
    const { status, html } = await upload(colleague, others);
    expect([status, html.includes('IT-01: this is none of the questions that you may answer')]).toEqual([400, true]);
    expect((await readAs(service, viewer, page)).status).toBe(403);
    // a sheet of another's, put into the page's hidden field by hand
    const given = { choice: '1', number: '', reason: '', note: '' };
    const sheet = Buffer.from(JSON.stringify([['IT-01', { given, was: '', items: [], row: 2 }]])).toString('base64url');
    expect((await sendForm(service, colleague, `${page}/confirm`, { sheet, take: 'IT-01/x' })).status).toBe(409);
    expect((await sendForm(service, colleague, `${page}/confirm`, { sheet: 'e30' })).location).toBe(page);
    expect(await answers('IT')).toEqual({});
  });

  it('should be refused in words when it is no workbook, another one, or one that would fill the memory', async () => {
    const bomb = Buffer.from(
      zipSync({ '[Content_Types].xml': new Uint8Array(30_000_000), 'xl/workbook.xml': new Uint8Array(10) }),
    );
    const other = await writeWorkbook([['Question']], { sheet: 'Other' }).toBuffer();
    const headless = await writeWorkbook([['Question', 'Answer']], { sheet: 'Answers' }).toBuffer();
    for (const [content, told] of [
      [Buffer.from('not a workbook'), 'not a workbook in the Excel format'],
      [Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(500)]), 'not a workbook in the Excel format'],
      [bomb, 'The workbook is too large'],
      [other, 'has no sheet “Answers”'],
      [headless, 'Row 1, Note: the column “Note” is missing from the first row'],
    ] as const) {
      const { status, html } = await upload(lead, content);
      expect([status, html.includes(told)]).toEqual([400, true]);
    }
    expect((await sendForm(service, lead, page, {})).html).toContain('Choose the spreadsheet that you filled in');
  });
});
