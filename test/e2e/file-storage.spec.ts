import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AUTHORISED } from '../support/operators-key.js';
import { operator } from '../../src/platform/actor/actor.js';
import { AssessmentFilesService } from '../../src/assessments/assessment-files.service.js';
import { FileContents } from '../../src/files/file-contents.js';
import { breakOff } from '../support/raw-http.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { ENGINE, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { spawnService, type ServiceProcess } from '../support/service-process.js';
import { download, pdfOf, spools, upload } from '../support/uploads.js';

/* How contents of files are kept: once, in pieces, and nothing of those that broke off. */

let service: TestService;
let assessmentId: string;

beforeEach(async () => {
  service = await startService();
  ({ assessmentId } = await setUpAssessment(service));
});

afterEach(() => service.stop());

async function count(table: 'files' | 'file_contents' | 'file_chunks'): Promise<number> {
  const [row] = await service.database.query(`SELECT COUNT(*) AS rows FROM ${table}`);
  return Number(row?.rows);
}

const counts = async () => [await count('files'), await count('file_contents'), await count('file_chunks')];

const later = (minutes: number): void => {
  service.clock.set(new Date(service.clock.now().getTime() + minutes * 60_000));
};

describe('the same content', () => {
  it('should be kept once, for as many files as have it', async () => {
    const content = pdfOf(500_000);
    const first = await upload(service, assessmentId, 'one.pdf', content);
    const other = await setUpAssessment(service, { code: 'ZZ91' });
    const second = await upload(service, other.assessmentId, 'two.pdf', content);
    expect(second.body.hash).toBe(first.body.hash);
    expect(second.body.id).not.toBe(first.body.id);
    expect(await counts()).toEqual([2, 1, 3]);
    expect((await download(service, second.body.id)).bytes.equals(content)).toBe(true);
  });

  it('should be kept once when several upload it at once', async () => {
    const content = pdfOf(900_000);
    const names = ['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf', 'e.pdf', 'f.pdf'];
    const made = await Promise.all(names.map((name) => upload(service, assessmentId, name, content)));
    expect(made.map(({ status }) => status)).toEqual(names.map(() => 201));
    expect(await counts()).toEqual([6, 1, 5]);
    for (const { body } of made) expect((await download(service, body.id)).bytes.equals(content)).toBe(true);
    expect(await service.database.defects()).toEqual([]);
  });

  it('should go on where somebody broke off, though in other pieces than are usual now', async () => {
    const content = pdfOf(1000);
    const { body } = await upload(service, assessmentId, 'once.pdf', content);
    // As an earlier release would have left it, with pieces of 400 bytes and one of three stored.
    await service.database.query('DELETE FROM files');
    await service.database.query('DELETE FROM file_chunks');
    const values = [body.hash, content.subarray(400, 800).toString('base64')];
    await service.database.query("UPDATE file_contents SET state = 'incomplete', chunk_bytes = 400");
    await service.database.query('INSERT INTO file_chunks (hash, position, content) VALUES ($1, 1, $2)', values);
    const again = await upload(service, assessmentId, 'again.pdf', content);
    expect(again.status).toBe(201);
    expect(await counts()).toEqual([1, 1, 3]);
    expect((await download(service, again.body.id)).bytes.equals(content)).toBe(true);
  });
});

describe('an upload that broke off', () => {
  it('should leave nothing, neither here nor there, when the connection breaks', async () => {
    const head =
      `POST /api/v1/assessments/${assessmentId}/files HTTP/1.1\r\nHost: localhost\r\n` +
      'Content-Type: multipart/form-data; boundary=limit\r\nContent-Length: 500000\r\n\r\n' +
      '--limit\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n';
    await breakOff(service.url, head + 'x'.repeat(100_000));
    // The service works on, and has tidied up by the time that it has done something else.
    expect((await upload(service, assessmentId, 'whole.pdf', pdfOf(300_000))).status).toBe(201);
    for (let tries = 0; tries < 200 && spools().length > 0; tries++) {
      await ask(service, 'GET', '/health/ready');
    }
    expect(spools()).toEqual([]);
    expect(await counts()).toEqual([1, 1, 2]);
  });

  it('should leave no temporary file of a process that was killed after the next start, and those of one that lives', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-spools-'));
    const databases = [await scratchDatabase(), await scratchDatabase()] as const;
    const started: ServiceProcess[] = [];
    const start = async ({ settings }: ScratchDatabase): Promise<ServiceProcess> => {
      const seals = path.join(folder, 'seals');
      const one = spawnService({ ...settings, PORT: '0', TMPDIR: folder, AUDIT_SEALS_PATH: seals, JOBS: 'off' });
      started.push(one);
      await one.listening;
      return one;
    };
    const found = (): string[] => fs.readdirSync(folder).filter((name) => name.startsWith('site-readiness-upload-'));
    try {
      const first = await start(databases[0]);
      const { port } = new URL(await first.listening);
      const there = await setUpAssessment({ url: await first.listening } as TestService);
      const socket = net.connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        `POST /api/v1/assessments/${there.assessmentId}/files HTTP/1.1\r\nHost: localhost\r\n` +
          `Authorization: ${AUTHORISED.authorization}\r\n` +
          'Content-Type: multipart/form-data; boundary=limit\r\nContent-Length: 500000\r\n\r\n' +
          '--limit\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n' +
          'x'.repeat(100_000),
      );
      while (found().length === 0) await pause(5);
      const [receiving] = found();
      // of another machine that has the same folder
      const elsewhere = String(receiving).replace(/-[0-9a-f]{8}-/, '-00000000-');
      fs.writeFileSync(path.join(folder, elsewhere), '');
      await start(databases[1]);
      expect(found().sort()).toEqual([elsewhere, receiving].sort());
      first.kill('SIGKILL');
      await first.ended;
      await start(databases[0]);
      expect(found()).toEqual([elsewhere]);
    } finally {
      for (const one of started) one.kill('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      for (const database of databases) await database.remove();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('should leave no temporary file of an earlier process that had the number of this one', async () => {
    expect((await upload(service, assessmentId, 'a.pdf', pdfOf(1000))).status).toBe(201);
    const machine = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8);
    const name = `site-readiness-upload-${String(process.pid)}-${machine}-earlier`;
    fs.writeFileSync(path.join(os.tmpdir(), name), '');
    const next = await startService();
    await next.stop();
    expect(spools()).toEqual([]);
  });

  it('should be removed once it is an hour old, and not while somebody may be at it', async () => {
    const contents = service.app.get(FileContents);
    await upload(service, assessmentId, 'kept.pdf', pdfOf(300_000));
    const { body } = await upload(service, assessmentId, 'broken.pdf', pdfOf(400_000));
    // The process ended when all but the file's row was stored.
    await service.database.query('DELETE FROM files WHERE id = $1', [body.id]);
    await service.database.query("UPDATE file_contents SET state = 'incomplete' WHERE hash = $1", [body.hash]);
    later(59);
    expect(await contents.removeAbandoned()).toBe(0);
    expect(await counts()).toEqual([1, 2, 5]);
    later(2);
    expect(await contents.removeAbandoned()).toBe(1);
    expect(await counts()).toEqual([1, 1, 2]);
    expect(await contents.removeAbandoned()).toBe(0);
    expect((await download(service, (await onlyFile()).id)).bytes).toHaveLength(300_000);
  });

  it('should be removed when it came while the clock was a year ahead', async () => {
    const contents = service.app.get(FileContents);
    service.clock.set(new Date('2027-11-23T12:00:00Z'));
    const { body } = await upload(service, assessmentId, 'broken.pdf', pdfOf(400_000));
    await service.database.query('DELETE FROM files WHERE id = $1', [body.id]);
    service.clock.set(new Date('2027-11-23T11:01:00Z'));
    expect(await contents.removeAbandoned()).toBe(0);
    service.clock.set(new Date('2026-11-23T12:00:00Z'));
    expect(await contents.removeAbandoned()).toBe(1);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('should be removed when the service starts', async () => {
    const { body } = await upload(service, assessmentId, 'broken.pdf', pdfOf(400_000));
    await service.database.query('DELETE FROM files WHERE id = $1', [body.id]);
    await service.database.query("UPDATE file_contents SET state = 'incomplete', touched_at = $1", [
      '2026-11-23T10:00:00.000Z',
    ]);
    // Another instance on the same PostgreSQL; a SQLite file is held by one process, so there the first one stops.
    if (ENGINE === 'sqlite') await service.app.close();
    const next = await startService(service.database.place);
    try {
      expect(await counts()).toEqual([0, 0, 0]);
    } finally {
      await next.stop();
    }
  });

  it('should be stored again when it was removed before its file was attached', async () => {
    const contents = service.app.get(FileContents);
    const content = pdfOf(400_000);
    const { body } = await upload(service, assessmentId, 'first.pdf', content);
    await service.database.query('DELETE FROM files');
    later(120);
    // Removal and a new upload of the same content side by side, in whatever order they come.
    const [removed, again] = await Promise.all([
      contents.removeAbandoned(),
      upload(service, assessmentId, 'again.pdf', content),
    ]);
    expect([0, 1]).toContain(removed);
    expect(again).toMatchObject({ status: 201, body: { hash: body.hash } });
    expect(await counts()).toEqual([1, 1, 3]);
    expect((await download(service, again.body.id)).bytes.equals(content)).toBe(true);
    expect(await service.database.defects()).toEqual([]);
  });

  it('should not be attached when the assessment is gone', async () => {
    const files = service.app.get(AssessmentFilesService);
    const spooled = { path: '/nowhere', bytes: 5, hash: 'x', originalname: 'a.txt' };
    const nowhere = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
    await expect(files.add(operator('a'), nowhere, spooled)).rejects.toMatchObject({ code: 'not-found' });
    expect(await counts()).toEqual([0, 0, 0]);
  });
});

describe('a content that is not what was uploaded', () => {
  it('should not be handed out', async () => {
    const small = await upload(service, assessmentId, 'a.pdf', pdfOf(1000));
    const large = await upload(service, assessmentId, 'b.pdf', pdfOf(500_000));
    const other = pdfOf(1000).toString('base64');
    await service.database.query('UPDATE file_chunks SET content = $1 WHERE position <> 1', [other]);
    const address = `/api/v1/files/${small.body.id}/content`;
    expect(await ask(service, 'GET', address)).toMatchObject({ status: 500, body: { code: 'internal' } });
    // The first pieces are on their way when it is noticed: the connection breaks before the last.
    await expect(download(service, large.body.id)).rejects.toThrow();
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
  });
});

async function onlyFile(): Promise<{ id: string }> {
  const { body } = await ask<{ items: [{ id: string }] }>(service, 'GET', `/api/v1/assessments/${assessmentId}/files`);
  return body.items[0];
}
