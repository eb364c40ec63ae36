import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATORS_ID } from '../support/operators-key.js';
import { officeDocument } from '../support/office.js';
import { exchangeRaw } from '../support/raw-http.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { download, pdfOf, sectionTag, sendParts, spools, upload, type StoredFile } from '../support/uploads.js';

interface Refused {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { pointer: string; code: string; detail: string }[];
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const JPEG = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.from('ffd9', 'hex'),
]);
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let service: TestService;
let assessmentId: string;

beforeAll(async () => {
  service = await startService({ maxFileMegabytes: 1 });
  ({ assessmentId } = await setUpAssessment(service));
});

afterAll(() => service.stop());

// Whatever became of a file.
afterEach(() => expect(spools()).toEqual([]));

const refused = (name: string, content: Buffer | string) => upload<Refused>(service, assessmentId, name, content);

describe('a file', () => {
  it('should be uploaded, listed, and downloaded byte for byte as something to save', async () => {
    const content = pdfOf(700_001);
    const made = await upload(service, assessmentId, 'DPIA signed.pdf', content);
    const hash = createHash('sha256').update(content).digest('hex');
    expect(made).toMatchObject({
      status: 201,
      body: { assessmentId, name: 'DPIA signed.pdf', mediaType: 'application/pdf', bytes: 700_001, hash },
    });
    expect(made.body).toMatchObject({ uploadedAt: '2026-11-23T12:00:00.000Z', uploadedBy: OPERATORS_ID });
    expect(made.headers.get('location')).toBe(`/api/v1/files/${made.body.id}`);
    expect((await ask(service, 'GET', `/api/v1/files/${made.body.id}`)).body).toEqual(made.body);
    const { headers, bytes } = await download(service, made.body.id);
    expect(bytes.equals(content)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '700001',
      'content-disposition': 'attachment; filename="DPIA signed.pdf"',
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'cache-control': 'private, no-store',
    });
    const head = await fetch(`${service.url}/api/v1/files/${made.body.id}/content`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '700001']);
    const history = await ask<{ items: { type: string; subjectId: string; data: object }[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/history?limit=2`,
    );
    expect(history.body.items).toMatchObject([
      { type: 'file-downloaded', subjectId: made.body.id },
      { type: 'file-uploaded', subjectId: made.body.id, data: { hash, bytes: 700_001, mediaType: 'application/pdf' } },
    ]);
    expect(JSON.stringify(history.body.items)).not.toContain('DPIA');
  });

  it('should be listed page by page, the newest first', async () => {
    const own = await setUpAssessment(service, { code: 'ZZ91' });
    for (const [minute, name] of ['one.txt', 'two.txt', 'three.txt'].entries()) {
      service.clock.set(new Date(Date.UTC(2026, 10, 23, 12, minute)));
      await upload(service, own.assessmentId, name, name);
    }
    const address = `/api/v1/assessments/${own.assessmentId}/files?limit=2`;
    const first = await ask<{ items: StoredFile[]; next: string }>(service, 'GET', address);
    const second = await ask<{ items: StoredFile[]; next: null }>(
      service,
      'GET',
      `${address}&cursor=${first.body.next}`,
    );
    expect([...first.body.items, ...second.body.items].map(({ name }) => name)).toEqual([
      'three.txt',
      'two.txt',
      'one.txt',
    ]);
    expect(second.body.next).toBeNull();
    const nowhere = '/api/v1/assessments/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/files';
    expect((await ask(service, 'GET', nowhere)).status).toBe(404);
  });

  it.each([
    ['scan.png', PNG, 'image/png'],
    ['photo.JPG', JPEG, 'image/jpeg'],
    ['letter.docx', officeDocument('docx'), DOCX],
    ['rota.xlsx', officeDocument('xlsx'), XLSX],
    ['packed.docx', officeDocument('docx', { 'word/data.bin': 'x' }, { deflated: true }), DOCX],
    ['packed.xlsx', officeDocument('xlsx', {}, { deflated: true }), XLSX],
    ['list.csv', 'name;day\r\nÅsa;1', 'text/csv; charset=utf-8'],
    ['with-mark.csv', '\uFEFFa,b\n', 'text/csv; charset=utf-8'],
    ['page.txt', '<html><script>alert(1)</script></html>', 'text/plain; charset=utf-8'],
    ['picture.txt', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'text/plain; charset=utf-8'],
    ['no extension', 'Notes\tof a meeting', 'text/plain; charset=utf-8'],
    ['no extension', pdfOf(50), 'application/pdf'],
  ])('should be what its content says: %s', async (name, content, type) => {
    const made = await upload(service, assessmentId, name, content);
    expect(made.status).toBe(201);
    const { headers, bytes } = await download(service, made.body.id);
    expect(bytes.equals(Buffer.from(content))).toBe(true);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toMatch(/^attachment; /);
  });

  it.each([
    ['macro.docm', officeDocument('docm')],
    ['macro.docx', officeDocument('docm')],
    ['macro.xlsx', officeDocument('xlsm')],
    ['hidden-macro.docx', officeDocument('docx', { 'word/vbaProject.bin': 'x' })],
    ...[
      'application/vnd.ms-office.vbaProject',
      'application/vnd.ms-office.VBAPROJECT',
      'application/vnd.ms-office.vba&#80;roject',
      'application/vnd.ms-excel.intlmacrosheet+xml',
      'application/vnd.ms-office.activeX+xml',
    ].flatMap((type): [string, Buffer][] => {
      const types = `<Override PartName="/word/data.bin" ContentType="${type}"/>`;
      return [false, true].map((deflated) => [
        `${type.slice(-12)}-${String(deflated)}.docx`.replaceAll(/[&#;+]/g, '-'),
        officeDocument('docx', { 'word/data.bin': 'x' }, { types, deflated }),
      ]);
    }),
    ['old-macro.xlsx', officeDocument('xlsx', { 'xl/macrosheets/sheet1.xml': '<x/>' })],
    ['program.pdf', Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1')],
    ['program.txt', Buffer.from('\x7fELF\x02\x01\x01\x00', 'latin1')],
    ['latin.csv', Buffer.from('Stra\xdfe', 'latin1')],
    ['half.txt', Buffer.from([0x61, 0xe2, 0x82])],
    ['nul.txt', 'a\0b'],
    ['bell.txt', 'a\u0007b'],
    ['archive.zip', Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')],
    ['picture.gif', Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1')],
    ['letter.docx', Buffer.from('PK\x03\x04 broken', 'latin1')],
  ])('should not be taken when it is of another kind: %s', async (name, content) => {
    expect(await refused(name, content)).toMatchObject({ status: 415, body: { code: 'unsupported-file' } });
  });

  it.each([
    ['report.docx', pdfOf(60), 'The name ends in .docx, but by its content this is PDF. Name it .pdf, or'],
    ['run.bat', 'del *.*', 'The name ends in .bat, but by its content this is plain text. Name it .txt or .csv, or'],
    ['page.html', '<html></html>', 'The name ends in .html, but by its content this is plain text.'],
    ['list.txt.', PNG, 'The name ends in .txt, but by its content this is PNG.'],
  ])('should not be taken when its name says otherwise: %s', async (name, content, sentence) => {
    const reply = await refused(name, content);
    expect(reply).toMatchObject({ status: 415, body: { code: 'unsupported-file' } });
    expect(reply.body.detail).toContain(sentence);
  });

  it('should be as large as allowed, and not a byte larger or empty', async () => {
    expect((await upload(service, assessmentId, 'large.pdf', pdfOf(1_048_576))).status).toBe(201);
    const larger = await refused('larger.pdf', pdfOf(1_048_577));
    expect(larger).toMatchObject({
      status: 413,
      body: { code: 'body-too-large', detail: 'A file may have at most 1 MB.' },
    });
    const huge = await refused('huge.pdf', pdfOf(3_000_000));
    expect(huge).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    const empty = await refused('empty.pdf', '');
    expect(empty).toMatchObject({ status: 400, body: { errors: [{ pointer: '/file', code: 'empty-file' }] } });
  });
});

describe('the name of a file', () => {
  it.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\me\\notes.txt', 'notes.txt'],
    ['..\\..\\evil.txt', 'evil.txt'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie_ x=1.txt'],
    ['say "hello".txt', 'say _hello_.txt'],
    ['Einwilligung für Größe – 2026.txt', 'Einwilligung für Größe – 2026.txt'],
    ['診療.txt', '診療.txt'],
    ['cod\u202Etxt.fdp.txt', 'codtxt.fdp.txt'],
    ['zero\u200Bwidth.txt', 'zerowidth.txt'],
    ['.htaccess.txt', 'htaccess.txt'],
    ['e\u0301.txt', 'é.txt'],
  ])('should be cleaned, and come back whole: %j', async (name, cleaned) => {
    const made = await upload(service, assessmentId, name, 'text');
    expect(made).toMatchObject({ status: 201, body: { name: cleaned } });
    const { headers } = await download(service, made.body.id);
    const disposition = headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(
      /^attachment; filename=(?:[\w.-]+|"[\x20-\x7e\xa0-\xff]*")(?:; filename\*=UTF-8''[\w%.~!*-]+)?$/,
    );
    const [, encoded] = /filename\*=UTF-8''(.*)$/.exec(disposition) ?? [];
    const [, plain] = /filename="?([^"]*)"?$/.exec(disposition) ?? [];
    expect(encoded === undefined ? plain : decodeURIComponent(encoded)).toBe(cleaned);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it.each([
    ['...', 'empty-text'],
    ['\u200B\u200D', 'empty-text'],
    [`${'x'.repeat(297)}.txt`, 'too-long'],
    ['Scan of 943 476 5919.txt', 'nhs-number'],
    ['scan_943_476_5919.txt', 'nhs-number'],
    ['9434765919.pdf', 'nhs-number'],
  ])('should be refused: %j', async (name, code) => {
    const reply = await refused(name, 'text');
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ pointer: '/file', code }] },
    });
  });
});

describe('what is sent to where a file belongs', () => {
  const PART = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ntext';

  it.each([
    ['nothing', []],
    ['a field', ['Content-Disposition: form-data; name="file"\r\n\r\ntext']],
    ['a file under another name', ['Content-Disposition: form-data; name="other"; filename="a.txt"\r\n\r\ntext']],
    ['two files', [PART, PART]],
    ['a file and a field', [PART, 'Content-Disposition: form-data; name="note"\r\n\r\nhello']],
    ['a field and a file', ['Content-Disposition: form-data; name="__proto__"\r\n\r\nhello', PART]],
  ])('should be exactly one part: %s', async (_, parts) => {
    const reply = await sendParts(service, assessmentId, parts);
    expect(reply.status).toBe(400);
    expect(['invalid-request', 'malformed-request']).toContain(reply.body.code);
  });

  it('should be multipart, in one piece, without parameters, for an assessment that there is', async () => {
    const address = `/api/v1/assessments/${assessmentId}/files`;
    const send = async (path: string, headers: Record<string, string>, body: string) =>
      (await fetch(`${service.url}${path}`, { method: 'POST', headers, body })).status;
    const multipart = { 'content-type': 'multipart/form-data; boundary=limit' };
    const body = `--limit\r\n${PART}\r\n--limit--\r\n`;
    expect(await send(address, { 'content-type': 'application/json' }, '{}')).toBe(415);
    expect(await send(address, { 'content-type': 'text/plain' }, 'x')).toBe(415);
    expect(await send(address, { ...multipart, 'content-encoding': 'gzip' }, body)).toBe(415);
    expect(await send(address, { 'content-type': 'multipart/form-data' }, body)).toBe(400);
    expect(await send(address, multipart, `--limit\r\n${PART}`)).toBe(400);
    expect(await send(`${address}?x=1`, multipart, body)).toBe(400);
    expect(await send('/api/v1/assessments/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/files', multipart, body)).toBe(404);
    expect(await send('/api/v1/score', multipart, body)).toBe(415);
    expect(await send(address, multipart, body)).toBe(201);
  });
});

describe('a large file that is refused before it is read', () => {
  it.each([
    ['its parameters are wrong', '?x=1', 900_000, 400],
    ['it says that it is too large', '', 5_000_000, 413],
  ])('should be answered because %s', async (_, query, length, status) => {
    const head =
      `POST /api/v1/assessments/${assessmentId}/files${query} HTTP/1.1\r\nHost: localhost\r\n` +
      `Content-Type: multipart/form-data; boundary=limit\r\nContent-Length: ${String(length)}\r\n\r\n`;
    expect((await exchangeRaw(service.url, head, Buffer.alloc(length, 'x'))).status).toBe(status);
  });

  it('should be answered when it turns out to be too large on the way', async () => {
    const piece = 'x'.repeat(65_536);
    const chunk = `${piece.length.toString(16)}\r\n${piece}\r\n`;
    const start = '--limit\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
    const head =
      `POST /api/v1/assessments/${assessmentId}/files HTTP/1.1\r\nHost: localhost\r\n` +
      'Content-Type: multipart/form-data; boundary=limit\r\nTransfer-Encoding: chunked\r\n\r\n' +
      `${start.length.toString(16)}\r\n${start}\r\n`;
    const reply = await exchangeRaw(service.url, head, chunk.repeat(80), '0\r\n\r\n');
    expect(reply.status).toBe(413);
  });
});

describe('an evidence item', () => {
  it('should name a file of its own assessment, and no other', async () => {
    const own = await setUpAssessment(service, { code: 'ZZ92' });
    const other = await setUpAssessment(service, { code: 'ZZ93' });
    const mine = await upload(service, own.assessmentId, 'dpia.pdf', pdfOf(100));
    const theirs = await upload(service, other.assessmentId, 'dpia.pdf', pdfOf(100));
    const section = `/api/v1/assessments/${own.assessmentId}/sections/GV`;
    const save = (fileId: string, tag: string) =>
      ask<{ answers: Record<string, { evidence: { id: string; fileId: string }[] }> }>(service, 'PUT', section, {
        body: { answers: { 'GV-01': { value: 3, evidence: [{ title: 'DPIA', fileId, date: '2026-10-01' }] } } },
        headers: { 'if-match': tag },
      });
    const wrong = await save(theirs.body.id, '"1"');
    expect(wrong).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/answers/GV-01/evidence/0/fileId', code: 'unknown-file' }] },
    });
    const saved = await save(mine.body.id, '"1"');
    expect(saved).toMatchObject({
      status: 200,
      body: { answers: { 'GV-01': { evidence: [{ fileId: mine.body.id }] } } },
    });
    const evidenceId = saved.body.answers['GV-01']?.evidence[0]?.id ?? '';
    const item = await ask<{ item: object }>(service, 'GET', `/api/v1/evidence/${evidenceId}`);
    expect(item.body.item).toMatchObject({ title: 'DPIA', fileId: mine.body.id });
    // The record stays when the evidence goes, and can be attached again.
    const tag = await sectionTag(service, own.assessmentId, 'GV');
    const removed = await ask(service, 'DELETE', `/api/v1/evidence/${evidenceId}`, { headers: { 'if-match': tag } });
    expect(removed.status).toBe(204);
    expect((await ask(service, 'GET', `/api/v1/files/${mine.body.id}`)).body).toEqual(mine.body);
    expect((await download(service, mine.body.id)).bytes).toHaveLength(100);
    expect((await save(mine.body.id, removed.headers.get('etag') ?? '')).status).toBe(200);
    const revision = await ask(service, 'GET', `/api/v1/assessments/${own.assessmentId}/revision`);
    const submitted = await ask<{ id: string }>(service, 'POST', `/api/v1/assessments/${own.assessmentId}/submit`, {
      headers: { 'if-match': revision.headers.get('etag') ?? '' },
    });
    const snapshot = await ask<{ document: { answers: Record<string, object> } }>(
      service,
      'GET',
      `/api/v1/snapshots/${submitted.body.id}`,
    );
    expect(snapshot.body.document.answers['GV-01']).toMatchObject({ evidence: [{ fileId: mine.body.id }] });
    expect(await service.database.defects()).toEqual([]);
  });
});
