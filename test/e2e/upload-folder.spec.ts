import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { spawnService, type ServiceProcess } from '../support/service-process.js';
import { setUpAssessment, type TestService } from '../support/service.js';
import { upload } from '../support/uploads.js';

/* Uploads wait in the folder for temporary files, which can be missing, full or shut while everything else works. */

let database: ScratchDatabase;
let folder: string;
let started: ServiceProcess | undefined;

beforeEach(async () => {
  database = await scratchDatabase();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-upload-folder-'));
});

afterEach(async () => {
  started?.kill('SIGKILL');
  await started?.ended;
  await database.remove();
  fs.rmSync(folder, { recursive: true, force: true });
});

it('should answer 503 while the folder for uploads cannot be used, and go on when it can be', async () => {
  const TMPDIR = path.join(folder, 'uploads');
  started = spawnService({ PORT: '0', LOG_LEVEL: 'error', JOBS: 'off', TMPDIR, ...database.settings });
  const service = { url: await started.listening } as TestService;
  const { assessmentId } = await setUpAssessment(service);
  const send = () => upload<{ code: string }>(service, assessmentId, 'note.txt', 'a note');
  const refused = { status: 503, body: { code: 'storage-unavailable' } };

  const missing = await send();
  expect(missing).toMatchObject(refused);
  expect(missing.headers.get('retry-after')).toBe('60');
  expect(JSON.stringify(missing.body)).not.toContain(folder);
  fs.writeFileSync(TMPDIR, 'no folder');
  expect(await send()).toMatchObject(refused);
  fs.rmSync(TMPDIR);
  fs.mkdirSync(TMPDIR, { mode: 0o555 });
  // The superuser may write everywhere.
  if (process.getuid?.() !== 0) expect(await send()).toMatchObject(refused);
  fs.chmodSync(TMPDIR, 0o755);
  expect((await send()).status).toBe(201);
  expect(fs.readdirSync(TMPDIR)).toEqual([]);
});
