import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AUTHORISED } from '../../support/operators-key.js';
import { etagOf, versionNumber } from '../../../src/platform/http/versions.js';
import { ask, startService, type Reply, type TestService } from '../../support/service.js';
import { sendRaw } from './raw.js';

interface Trust {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

describe('versions over HTTP', () => {
  let service: TestService;
  let address: string;
  let made: Reply<Trust>;
  let count = 0;

  beforeAll(async () => {
    service = await startService();
  });

  beforeEach(async () => {
    count += 1;
    const body = { code: `ZZ${String(count).padStart(3, '0')}`, name: 'As it was' };
    made = await ask<Trust>(service, 'POST', '/api/v1/trusts', { body });
    address = `/api/v1/trusts/${made.body.id}`;
  });

  afterAll(() => service.stop());

  const patch = (headers: Record<string, string>): Promise<Reply> =>
    ask(service, 'PATCH', address, { body: { name: 'Changed' }, headers });

  it('are the ETag of what was made, read and changed', async () => {
    const read = await ask<Trust>(service, 'GET', address);
    const changed = await ask<Trust>(service, 'PATCH', address, {
      body: { name: 'Changed' },
      headers: { 'if-match': made.headers.get('etag') ?? '' },
    });
    expect([made, read, changed].map(({ headers, body }) => [headers.get('etag'), body.version])).toEqual([
      ['"1"', 1],
      ['"1"', 1],
      ['"2"', 2],
    ]);
  });

  it('are not on a list, which has none', async () => {
    const { headers } = await ask(service, 'GET', '/api/v1/trusts');
    expect(headers.get('etag')).toBeNull();
  });

  // A reply holds names of other things, too, whose changes its version does not tell.
  it.each(['"1"', 'W/"1"', '"9", "1"', '*'])('do not make a reply old news: If-None-Match %s', async (tag) => {
    const { pathname, port } = new URL(`${service.url}${address}`);
    const lines = [
      `GET ${pathname} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `If-None-Match: ${tag}`,
      `Authorization: ${AUTHORISED.authorization}`,
      'Connection: close',
    ];
    const reply = await sendRaw(service.url, `${lines.join('\r\n')}\r\n\r\n`);
    expect(reply.status).toBe(200);
    expect(reply.headers.etag).toBe('"1"');
    expect(reply.body).not.toBe('');
  });

  it('are asked for when they are missing: 428', async () => {
    const reply = await patch({});
    expect(reply.status).toBe(428);
    expect(reply.body.code).toBe('version-required');
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it.each(['1', "'1'", '"1', '1"', '"1", "2"', '*', '"a"b"', 'W/1', 'w/"1"', '" "', `"${'x'.repeat(201)}"`, ''])(
    'that cannot be read are 400: %s',
    async (tag) => {
      const reply = await patch({ 'if-match': tag });
      expect(reply.status).toBe(400);
      expect(reply.body).toMatchObject({
        code: 'invalid-request',
        errors: [{ parameter: 'If-Match', code: 'wrong-format' }],
      });
      expect((reply.body.errors as { detail: string }[])[0]?.detail).toContain('one ETag as the service gave it');
    },
  );

  it.each(['"2"', '"0"', '"-1"', '"01"', '"1.0"', '"abc"', '""', '"1e0"', 'W/"1"', '"99999999999999999999"'])(
    'that are not the current one are 412, which is told: %s',
    async (tag) => {
      const reply = await patch({ 'if-match': tag });
      expect(reply.status).toBe(412);
      expect(reply.body).toMatchObject({ code: 'stale-version', currentVersion: 1 });
      expect(reply.headers.get('etag')).toBe('"1"');
      const now = await ask<Trust>(service, 'GET', address);
      expect(now.body).toMatchObject({ name: 'As it was', version: 1 });
    },
  );

  it('let one of ten changes to the same version through', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => patch({ 'if-match': '"1"' })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    expect((await ask<Trust>(service, 'GET', address)).body.version).toBe(2);
  });

  it('of something that is not there are not asked for: 404', async () => {
    const reply = await ask(service, 'PATCH', '/api/v1/trusts/00000000-0000-4000-8000-000000000000', {
      body: { name: 'X' },
      headers: { 'if-match': '"1"' },
    });
    expect(reply.status).toBe(404);
  });
});

describe('the text of a version', () => {
  it.each([
    [1, '"1"'],
    ['1.2', '"1.2"'],
  ])('%p is the ETag %s', (version, tag) => {
    expect(etagOf(version)).toBe(tag);
  });

  it.each([
    ['1', 1],
    ['999999999', 999_999_999],
    ['0', -1],
    ['01', -1],
    ['1000000000', -1],
    ['+1', -1],
    ['1 ', -1],
    ['', -1],
    ['0x1', -1],
  ])('"%s" is the number %i', (text, number) => {
    expect(versionNumber(text)).toBe(number);
  });
});
