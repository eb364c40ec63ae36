import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../../support/service.js';
import { sendRaw } from './raw.js';

let count = 0;

/** A trust with a code of its own. */
function trust(): { code: string; name: string } {
  count += 1;
  return { code: `ZB${String(count).padStart(3, '0')}`, name: 'Åse & Söner – 東京 🏥' };
}

describe('the body of a request', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ maxBodyKilobytes: 64 });
  });

  afterAll(() => service.stop());

  async function post(
    body: string | Uint8Array,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${service.url}/api/v1/trusts`, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it.each([
    ['application/json'],
    ['application/json; charset=utf-8'],
    ['application/JSON;charset="UTF-8"'],
    ['application/merge-patch+json'],
  ])('is taken as %s', async (type) => {
    const given = trust();
    const { status, body } = await post(JSON.stringify(given), { 'content-type': type });
    expect(status).toBe(201);
    expect(body.name).toBe(given.name);
  });

  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/xml'],
    ['application/jsonp'],
    ['application/json; charset=iso-8859-1'],
    ['application/json; charset=utf-7'],
    ['application/json; charset=utf-16le'],
    ['nonsense'],
    [''],
  ])('is refused as "%s": 415', async (type) => {
    const { status, body } = await post(new TextEncoder().encode(JSON.stringify(trust())), { 'content-type': type });
    expect(status).toBe(415);
    expect(body.code).toBe('unsupported-media-type');
  });

  it('is refused without any content type: 415', async () => {
    const body = JSON.stringify(trust());
    const reply = await sendRaw(
      service.url,
      `POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
    );
    expect(reply.status).toBe(415);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('is taken compressed with %s', async (encoding, compress) => {
    const given = trust();
    const reply = await post(compress(JSON.stringify(given)), {
      'content-type': 'application/json',
      'content-encoding': encoding,
    });
    expect(reply.status).toBe(201);
    expect(reply.body.name).toBe(given.name);
  });

  it('is measured unpacked: a bomb is 413', async () => {
    const bomb = gzipSync(JSON.stringify({ ...trust(), region: 'x'.repeat(20_000_000) }));
    const { status, body } = await post(bomb, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    expect(bomb.length).toBeLessThan(64 * 1024);
    expect(status).toBe(413);
    expect(body).toMatchObject({ code: 'body-too-large', detail: 'The body may have at most 64 KB.' });
  });

  it.each([
    ['gzip', 'this is not gzip', 400, 'malformed-request'],
    ['zstd-of-mine', '{}', 415, 'unsupported-media-type'],
  ])('that says it is %s but is not can be told apart', async (encoding, text, status, code) => {
    const reply = await post(text, { 'content-type': 'application/json', 'content-encoding': encoding });
    expect(reply.status).toBe(status);
    expect(reply.body.code).toBe(code);
  });

  it.each([
    ['text that is no JSON', 'hello', 'malformed-json'],
    ['half an object', '{"code": "ZZ', 'malformed-json'],
    ['two objects', '{}{}', 'malformed-json'],
    ['NaN', '{"code": NaN}', 'malformed-json'],
    ['a trailing comma', '{"code": "A",}', 'malformed-json'],
    ['nesting without end', `{"code": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'malformed-json'],
    ['33 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, 'malformed-json'],
    ['a list', '[]', 'invalid-request'],
    ['__proto__', '{"code":"ZZ01","name":"A","__proto__":{"x":1}}', 'invalid-request'],
    ['prototype', '{"code":"ZZ01","name":"A","prototype":{}}', 'invalid-request'],
    ['constructor', '{"code":"ZZ01","name":"A","constructor":{"prototype":{"x":1}}}', 'invalid-request'],
    ['toString', '{"code":"ZZ01","name":"A","toString":1}', 'invalid-request'],
    ['constructor alone', '{"code":"ZZ01","name":"A","constructor":1}', 'invalid-request'],
    ['half a character', String.raw`{"code":"ZZ01","name":"\ud83c"}`, 'invalid-request'],
    ['a NUL', String.raw`{"code":"ZZ01","name":"a\u0000b"}`, 'invalid-request'],
  ])('with %s is 400', async (_, text, code) => {
    const reply = await post(text);
    expect(reply.status).toBe(400);
    expect(reply.body.code).toBe(code);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it.each(['"text"', 'null', '7', 'true', ' '])('that is %s and no object is 400', async (text) => {
    const reply = await post(text);
    expect(reply.status).toBe(400);
    expect(['malformed-json', 'invalid-request']).toContain(reply.body.code);
  });

  it.each([
    ['__proto__', '{"a/b":{"__proto__":1}}', '/a~1b/__proto__', 'unknown-field'],
    ['half a character', String.raw`{"a":[{"b":"\udc00"}]}`, '/a/0/b', 'unreadable-text'],
    ['half a character in a name', String.raw`{"a":{"\ud800":1}}`, '/a', 'unreadable-text'],
  ])('says where %s is', async (_, text, pointer, code) => {
    const { body } = await post(text);
    expect(body.errors).toEqual([expect.objectContaining({ pointer, code })]);
  });

  it('of 64 KB to the byte is taken, of one more refused', async () => {
    const fits = JSON.stringify(trust());
    const most = 64 * 1024;
    const padded = (size: number): string => `${fits}${' '.repeat(size - Buffer.byteLength(fits))}`;
    expect((await post(padded(most))).status).toBe(201);
    expect((await post(padded(most + 1))).status).toBe(413);
  });

  it('is drained when it is too large, so that the caller reads the answer and goes on', async () => {
    const large = 'x'.repeat(12_000_000);
    const request = `POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${String(large.length)}\r\n\r\n${large}`;
    const reply = await sendRaw(service.url, request);
    expect(reply.status).toBe(413);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'body-too-large' });
    expect((await post(JSON.stringify(trust()))).status).toBe(201);
  });
});
