import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { MIGRATION_NAMES } from '../../../../../src/platform/database/schema.js';
import { runCli } from '../../../../support/cli.js';
import { scratchDatabase, type ScratchDatabase } from '../../../../support/databases.js';
import { startService } from '../../../../support/service.js';
import { bytesAt, contentOf, digestOf, fill } from '../archives.js';
import { makeDatabase } from '../stores.js';

/* `readiness migrate-store`: SQLite into PostgreSQL. */

let source: ScratchDatabase;
let target: ScratchDatabase;

beforeEach(async () => {
  source = await scratchDatabase(true, 'sqlite');
  target = await scratchDatabase(true);
});

afterEach(async () => {
  await source.remove();
  await target.remove();
});

const args = (): string[] => [
  'migrate-store',
  '--database-path',
  source.place.databasePath,
  '--to',
  target.place.databaseUrl ?? '',
];

it('copies everything, proves it table by table, and the service goes on there', async () => {
  const service = await startService({}, source);
  let addresses: string[];
  let kept: Buffer[];
  try {
    addresses = await fill(service);
    kept = await bytesAt(service, addresses);
    expect(runCli(args())).toMatchObject({ code: 1, err: expect.stringContaining('another process is using it') });
    expect(await target.rows()).toEqual({});
  } finally {
    await service.app.close();
  }
  const before = await contentOf(source);
  const { code, out, err } = runCli(args());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const [name, rows] of Object.entries(before)) {
    const count = String(rows.length);
    expect(out).toMatch(new RegExp(`^${name} +${count} +([0-9a-f]{64}) +${count} +\\1 +equal$`, 'm'));
  }
  expect(out).toMatch(/^Copied .+ rows of \d+ tables, all equal\.$/m);
  expect(await contentOf(target)).toEqual(before);
  expect(await contentOf(source)).toEqual(before);
  const next = await startService({}, target);
  try {
    expect((await bytesAt(next, addresses)).map(digestOf)).toEqual(kept.map(digestOf));
  } finally {
    await next.app.close();
  }
});

it('refuses a database that is not empty, and changes nothing there', async () => {
  await makeDatabase(source, MIGRATION_NAMES);
  await makeDatabase(target, MIGRATION_NAMES);
  const before = await target.rows();
  expect(runCli(args())).toMatchObject({ code: 1, out: '', err: expect.stringContaining('it is not empty') });
  expect(await target.rows()).toEqual(before);
});

it('says what is in the way when a function of somebody else has the name of ours', async () => {
  await makeDatabase(source, MIGRATION_NAMES);
  await target.query(`CREATE FUNCTION refuse_change() RETURNS integer LANGUAGE sql AS 'SELECT 1'`);
  const { code, err } = runCli(args());
  expect({ code, err }).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /Nothing was kept in .+: it has a function public\.refuse_change\(\) that is not of this/,
    ),
  });
  expect(await target.rows()).toEqual({});
  await target.query('DROP FUNCTION refuse_change()');
  expect(runCli(args())).toMatchObject({ code: 0, err: '' });
});

it('keeps nothing when PostgreSQL does not take a row that SQLite took', async () => {
  await makeDatabase(source, MIGRATION_NAMES);
  await source.query('UPDATE trusts SET code = $1', ['longer than ten characters']);
  const { code, err } = runCli(args());
  expect({ code, err }).toMatchObject({
    code: 1,
    err: expect.stringMatching(/Rows of trusts cannot be stored in .+ value too long/),
  });
  expect(await target.rows()).toEqual({});
});
