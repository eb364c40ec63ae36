import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnService } from '../../support/service-process.js';

const LONG = 300_000;

describe('the service as a process', () => {
  let folder: string;
  let databasePath: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-file-'));
    databasePath = path.join(folder, 'made', 'service.sqlite');
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['is a folder', (file: string): unknown => fs.mkdirSync(file, { recursive: true })],
    [
      'is no database',
      (file: string): void => {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, 'not a database '.repeat(500));
      },
    ],
  ])(
    'ends with 1 and a sentence that names the file when the database %s',
    async (_, make) => {
      make(databasePath);
      const service = spawnService({ PORT: '0', DATABASE_PATH: databasePath, LOG_LEVEL: 'silent' });
      expect(await service.ended).toEqual({ code: 1, signal: null });
      expect(service.said()).toMatch(/^The service cannot start: [^\n]+\n$/);
      expect(service.said()).toContain(databasePath);
    },
    LONG,
  );
});
