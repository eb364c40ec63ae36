import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, it } from '@jest/globals';
import { ENGINE } from '../../../support/databases.js';

/* The check of reliability, a few times; by hand it runs a hundred times. */

const SCRIPT = path.resolve(import.meta.dirname, '../../../reliability/backups.mjs');
const RUNS = 3;

it('every backup under load is restored with equal hashes', () => {
  const { TEST_POSTGRES_URL = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [SCRIPT, '--engine', ENGINE, '--runs', String(RUNS), '--writers', '2'],
    { encoding: 'utf8', env: { ...process.env, DATABASE_URL: TEST_POSTGRES_URL } },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^3 of 3 backups on \w+ restored with equal row hashes; \d+ changes acknowledged, [1-9]/);
});
