import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import type { Engine } from '../../../../src/platform/database/data-sources.js';
import type { Watch } from '../../../../src/platform/database/archive/watch.js';
import { ENGINE, type ScratchDatabase } from '../../../support/databases.js';
import { ask, setUpAssessment, type TestService } from '../../../support/service.js';
import { pdfOf, upload } from '../../../support/uploads.js';

/** From which engine to which: all four pairs, in the two projects together. */
export const PAIRS: readonly (readonly [from: Engine, to: Engine])[] =
  ENGINE === 'sqlite'
    ? [['sqlite', 'sqlite']]
    : [
        ['sqlite', 'postgres'],
        ['postgres', 'sqlite'],
        ['postgres', 'postgres'],
      ];

/** Nobody looks on, nobody stops it. */
export const UNWATCHED: Watch = {
  signal: new AbortController().signal,
  begin: () => ({ done: () => undefined, stop: () => undefined }),
};

/** Stops the work when a part of it has done so many rows. */
export function stoppingAt(part: string, rows: number): Watch {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    begin: (_total, what) => ({
      done: (count) => {
        if (what === part && count >= rows) controller.abort();
      },
      stop: () => undefined,
    }),
  };
}

/** A folder that goes when the tests of the file are done. */
export function scratchFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-archive-'));
  afterAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** What a database holds, read without any of the code that archives; yes and no as numbers, as SQLite has them. */
export async function contentOf(database: ScratchDatabase): Promise<Record<string, readonly string[]>> {
  const tables = Object.entries(await database.rows()).filter(([name]) => name !== 'migrations');
  return Object.fromEntries(
    tables.map(([name, rows]) => [
      name,
      rows
        .map((row) => {
          const cells = Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1));
          return JSON.stringify(cells.map(([key, value]) => [key, comparable(value)]));
        })
        .sort(),
    ]),
  );
}

function comparable(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Uint8Array ? digestOf(value) : value;
}

/** What stands for bytes in a comparison: of megabytes one by one jest makes minutes. */
export function digestOf(bytes: Uint8Array): string {
  return `${String(bytes.length)} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`;
}

const LARGE = 'Long text with “quotes”, a tab\t, a line\nand U+2028 \u2028 in it – 東京 🏥. '.repeat(400);
export const UNICODE = 'Ysbyty Môn “A” – 東京 🏥 \\ " %$1';

/** Trusts, answers, notes, a file, a submission and a plan, made through the API. @returns addresses of bytes that are kept */
export async function fill(service: TestService): Promise<string[]> {
  succeeded(await ask(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ01', name: UNICODE } }), 201);
  const { assessmentId } = await setUpAssessment(service, { context: { vendorOwner: UNICODE } });
  for (const [code, answers] of Object.entries(ANSWERS)) {
    const address = `/api/v1/assessments/${assessmentId}/sections/${code}`;
    const etag = (await ask(service, 'GET', address)).headers.get('etag') ?? '';
    succeeded(await ask(service, 'PUT', address, { body: { answers }, headers: { 'if-match': etag } }), 200);
  }
  const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
  const submission = await ask<{ id: string }>(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
    headers: { 'if-match': revision.headers.get('etag') ?? '' },
  });
  succeeded(submission, 201);
  const address = `/api/v1/snapshots/${submission.body.id}/plans`;
  const plan = await ask<{ id: string }>(service, 'POST', address, { body: { vendorHours: 7.5 } });
  succeeded(plan, 201);
  const file = await upload(service, assessmentId, 'A study – Môn.pdf', pdfOf(3_000_000));
  succeeded(file, 201);
  return [`/api/v1/plans/${plan.body.id}/plan.pdf`, `/api/v1/files/${file.body.id}/content`];
}

const ANSWERS = {
  IT: {
    'IT-01': { value: 1, note: LARGE.slice(0, 1900) },
    'IT-02': { notKnown: true },
    'IT-03': { value: 2, evidence: [{ title: UNICODE, date: '2026-10-01', owner: 'PACS manager' }, { title: 'B' }] },
  },
  TR: { 'TR-01': { value: 100 / 3 } },
};

function succeeded({ status, body }: { status: number; body: unknown }, expected: number): void {
  if (status !== expected) throw new Error(`Answered ${String(status)}: ${JSON.stringify(body)}`);
}

/** What a service gives at some addresses. */
export function bytesAt(service: TestService, addresses: readonly string[]): Promise<Buffer[]> {
  return Promise.all(
    addresses.map(async (address) => {
      const response = await fetch(`${service.url}${address}`, { headers: { accept: 'application/pdf, */*' } });
      if (response.status !== 200) throw new Error(`${address} answered ${String(response.status)}`);
      return Buffer.from(await response.arrayBuffer());
    }),
  );
}
