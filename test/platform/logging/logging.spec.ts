import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pathForLog } from '../../../src/platform/logging/logging.js';
import { spawnService, type ServiceProcess } from '../../support/service-process.js';

type Line = Readonly<Record<string, unknown>>;

const SECRETS = ['s3cret-token', 's3cret-cookie', 's3cret-query', 's3cret-body', 's3cret-referer'];

describe('the log', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-log-'));
  const databasePath = path.join(folder, 'log.sqlite');
  let service: ServiceProcess;
  let url: string;

  beforeAll(async () => {
    service = spawnService({ PORT: '0', DATABASE_PATH: databasePath, LOG_LEVEL: 'info' });
    url = await service.listening;
  });

  afterAll(async () => {
    service.kill('SIGTERM');
    await service.ended;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Sends a request and gives the lines that carry its id. */
  async function linesOf(
    id: string,
    method: string,
    address: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<{ lines: readonly Line[]; status: number; text: string }> {
    const response = await fetch(`${url}${address}`, {
      method,
      headers: { 'x-request-id': id, ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const find = (): Line[] =>
      service
        .logged()
        .map((line) => JSON.parse(line) as Line)
        .filter(({ requestId }) => requestId === id);
    for (let tries = 0; tries < 100 && !find().some(({ res }) => res !== undefined); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { lines: find(), status: response.status, text };
  }

  it('has one JSON line for a request, with its id, method, path, status and time', async () => {
    const { lines } = await linesOf('one-line', 'GET', '/api/v1/tools', { headers: { 'x-correlation-id': 'corr-1' } });
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        requestId: 'one-line',
        correlationId: 'corr-1',
        req: { method: 'GET', path: '/api/v1/tools' },
        res: { status: 200 },
        milliseconds: expect.any(Number),
        msg: 'request',
      },
    ]);
  });

  it.each([
    ['warn-404', '/nothing', 404, 40],
    ['warn-400', '/api/v1/trusts?limit=x', 400, 40],
    ['info-200', '/health/live', 200, 30],
  ])('gives the level by the status: %s', async (id, address, status, level) => {
    const { lines } = await linesOf(id, 'GET', address, { headers: { accept: 'application/json' } });
    expect(lines.map((line) => [line.level, line.res])).toEqual([[level, { status }]]);
  });

  it('keeps no query string, body, credential or cookie', async () => {
    await linesOf('secretive', 'POST', '/api/v1/trusts?q=s3cret-query', {
      headers: {
        authorization: 'Bearer s3cret-token',
        cookie: 'session=s3cret-cookie',
        referer: 'http://localhost/s3cret-referer',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ code: 'ZZ01', name: 's3cret-body' }),
    });
    await linesOf('secretive-2', 'POST', '/api/v1/trusts', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 's3cret-body', name: 's3cret-body', 's3cret-body': 1 }),
    });
    await linesOf('secretive-3', 'POST', '/api/v1/score', {
      headers: { 'content-type': 'application/json' },
      body: '{"s3cret-body',
    });
    const all = service.logged().join('\n');
    expect(all).toContain('secretive-3');
    expect(SECRETS.filter((secret) => all.includes(secret))).toEqual([]);
  });

  it('cannot be given a line of its own by a caller', async () => {
    const before = service.logged().length;
    const { lines } = await linesOf('forged', 'GET', '/x%0a%7B%22level%22:60%7D', {
      headers: { accept: 'application/json' },
    });
    expect(lines).toHaveLength(1);
    expect(service.logged().length).toBe(before + 1);
  });

  it('tells an unexpected error with its request’s id, of which the caller learns nothing but the id', async () => {
    const database = new Database(databasePath);
    database.pragma('foreign_keys = OFF');
    database.exec('ALTER TABLE trusts RENAME TO trusts_hidden');
    let reply;
    try {
      reply = await linesOf('broken-1', 'GET', '/api/v1/trusts?name=s3cret-query');
    } finally {
      database.exec('ALTER TABLE trusts_hidden RENAME TO trusts');
      database.close();
    }
    expect(reply.status).toBe(500);
    expect(JSON.parse(reply.text)).toEqual({
      type: '/problems/internal',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      detail: 'The service met an error that it did not expect.',
      instance: '/api/v1/trusts',
      requestId: 'broken-1',
    });
    const [told, request] = reply.lines;
    expect(reply.lines).toHaveLength(2);
    expect(told).toMatchObject({ level: 50, path: '/api/v1/trusts', msg: 'Unexpected error' });
    expect(told?.err).toMatchObject({
      message: expect.stringContaining('no such table: trusts'),
      stack: expect.stringContaining('at '),
    });
    expect(request).toMatchObject({ level: 50, res: { status: 500 } });
    expect(JSON.stringify(reply.lines)).not.toContain('s3cret-query');
    expect((await linesOf('mended', 'GET', '/api/v1/trusts')).status).toBe(200);
  });

  it('is JSON, line by line, from beginning to end', () => {
    for (const line of service.logged()) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});

describe('a path in the log', () => {
  it.each([
    ['/api/v1/assessments/0c2b3f0e-0000-4000-8000-000000000000/sections/GV?x=1'],
    ['/assessments/0c2b3f0e-0000-4000-8000-000000000000/sections/GV/evidence/GV-01'],
    ['/api/v1/instruments/ai-site-readiness/1.0.0'],
    ['/api/v1/plans/0c2b3f0e-0000-4000-8000-000000000000/plan.pdf'],
    ['/assets/nhsuk-frontend.min.css'],
    ['/'],
  ])('should be told as it is: %s', (address) => {
    expect(pathForLog(address)).toBe(address.split('?')[0]);
  });

  it.each([
    ['/foo/Jane%20Smith/9434765919', '/foo/…/…'],
    [`/invitations/${'a'.repeat(43)}/decline`, '/invitations/…/decline'],
    ['/trusts/RX1%2F..%2Fx', '/trusts/…'],
    [`/${'a/'.repeat(500)}`, '/a/a/a/a/a/a/a/a/a/a/a'],
  ])('should hold nothing that was typed: %s', (address, told) => {
    expect(pathForLog(address)).toBe(told);
  });
});
