import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCli } from '../support/cli.js';
import { spawnService } from '../support/service-process.js';

/* An address of PostgreSQL that cannot be read as it was meant: nobody is told what may be a password. */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-address-'));
/** What else is none: test/platform/config/config.spec.ts */
const ADDRESSES = ['postgres://u:99#SECRET@127.0.0.1:1/x', 'postgres://u:SECRET%zz@127.0.0.1:1/x'];

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe.each(ADDRESSES)('%s as the database', (address) => {
  it('should end the service with 2', async () => {
    const service = spawnService({ PORT: '0', DATABASE_URL: address });
    expect(await service.ended).toEqual({ code: 2, signal: null });
    expect(service.said()).toMatch(/^DATABASE_URL must be like [^\n]+\n$/);
    expect(service.said()).not.toContain('SECRET');
  });

  it('should end the commands with 2', () => {
    const archive = path.join(folder, 'archive.gz');
    for (const args of [
      ['backup', '-o', archive, '--database-url', address],
      ['restore', archive, '--database-url', address],
      ['migrate-store', '--database-path', path.join(folder, 'x.sqlite'), '--to', address],
    ]) {
      const { code, out, err } = runCli(args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('DATABASE_URL must be like ');
      expect(err).not.toContain('SECRET');
    }
  });
});
