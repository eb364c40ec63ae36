import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { makeFolder, runCli } from '../support/cli.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

let service: TestService;
let file: string;
let seals: string;

beforeAll(async () => {
  service = await startService();
  await setUpAssessment(service);
  file = service.database.place.databasePath;
  seals = path.join(makeFolder(), 'kept', 'seals.jsonl');
});

afterAll(() => service.stop());

const run = (...args: string[]): ReturnType<typeof runCli> =>
  runCli(['audit', ...args], { env: { DATABASE_PATH: file, AUDIT_SEALS_PATH: seals } });

describe('readiness audit', () => {
  it('should say that nothing was changed, while the service runs', () => {
    expect(run('verify')).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^Warning: there is no seal in .+seals\.jsonl\. /),
      out: 'Nothing was changed: 4 events in 1 chain, 0 snapshots and plans, 0 seals.\n',
    });
  });

  it('should seal what there is, and hold later events against it', async () => {
    const sealed = run('seal');
    expect(sealed).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Sealed 1 chain with 4 events at 20\S+Z in /),
    });
    expect(fs.readFileSync(seals, 'utf8').trimEnd().split('\n')).toHaveLength(1);
    await ask(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ68', name: 'Another' } });
    expect(run('verify')).toMatchObject({
      err: '',
      out: 'Nothing was changed: 5 events in 2 chains, 0 snapshots and plans, 1 seal.\n',
    });
    expect(JSON.parse(run('verify', '--json').out)).toMatchObject({ events: 5, chains: 2, defects: [] });
  });

  it('should name the row that was changed, seal nothing then, and end with 1', () => {
    const database = new Database(file);
    database.exec('DROP TRIGGER events_unchanging; DROP TRIGGER events_never_deleted');
    database.exec("UPDATE events SET actor_id = 'nobody' WHERE sequence = 2");
    database.close();
    const { code, out, err } = run('verify');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^1 defect in 5 events in 2 chains.*:\nevent 2, chain \S+, position 2: It was changed after it was recorded\.\n$/,
    );
    expect(err).toContain('The record was changed.');
    expect(run('seal')).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was sealed.') });
    expect(fs.readFileSync(seals, 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });

  it('should refuse what is no database, no settings and no file of seals', () => {
    expect(runCli(['audit', 'verify'], { env: { DATABASE_PATH: `${file}.none` } })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/The database \S+ cannot be read: there is no such file\./),
    });
    expect(runCli(['audit', 'verify'], { env: { PORT: 'x' } })).toMatchObject({
      code: 2,
      err: expect.stringContaining('PORT must be integer'),
    });
    fs.writeFileSync(`${seals}.bad`, 'nonsense\n');
    expect(run('verify', '--seals', `${seals}.bad`)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\.bad:1: this seal was changed/),
    });
  });
});
