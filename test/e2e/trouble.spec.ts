import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATA_SOURCES, type DataSources } from '../../src/platform/database/data-sources.js';
import { ENGINE } from '../support/databases.js';
import { ask, startService, type Reply, type TestService } from '../support/service.js';

let service: TestService;
let sources: DataSources;
let made = 0;

beforeAll(async () => {
  service = await startService();
  sources = service.app.get<DataSources>(DATA_SOURCES);
});

afterAll(() => service.stop());

const make = (): Promise<Reply> => {
  made += 1;
  const code = `T${String(made).padStart(4, '0')}`;
  return ask(service, 'POST', '/api/v1/trusts', { body: { code, name: 'x'.repeat(200) } });
};
const stored = async (): Promise<number> => {
  const [row] = await service.database.query('SELECT COUNT(*) AS count FROM trusts');
  return Number(row?.count);
};

interface Trouble {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
  readonly retrySeconds: string;
}

const pragma = (sql: string) => () => sources.writer.query(`PRAGMA ${sql}`);

/** What PostgreSQL says by this code, at every write of a trust. */
const saying = (code: string): Pick<Trouble, 'begin' | 'end'> => ({
  begin: () =>
    service.database.query(`
      CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'trouble' USING ERRCODE = '${code}'; END $$;
      CREATE TRIGGER trouble BEFORE INSERT ON trusts FOR EACH ROW EXECUTE FUNCTION trouble()`),
  end: () => service.database.query('DROP TRIGGER trouble ON trusts; DROP FUNCTION trouble()'),
});

const TROUBLES: Readonly<Record<string, Trouble>> =
  ENGINE === 'sqlite'
    ? {
        'a full disk': {
          begin: async () => {
            const [row] = await sources.writer.query<{ page_count: number }[]>('PRAGMA page_count');
            await sources.writer.query(`PRAGMA max_page_count = ${String(row?.page_count)}`);
            // what is free inside the file is filled first
            while ((await make()).status === 201);
          },
          end: pragma('max_page_count = 1073741823'),
          retrySeconds: '60',
        },
        'a file that cannot be written': {
          begin: pragma('query_only = ON'),
          end: pragma('query_only = OFF'),
          retrySeconds: '60',
        },
        'a file that was taken away': {
          begin: () =>
            fs.promises.rename(service.database.place.databasePath, `${service.database.place.databasePath}.away`),
          end: () =>
            fs.promises.rename(`${service.database.place.databasePath}.away`, service.database.place.databasePath),
          retrySeconds: '10',
        },
      }
    : {
        'a full disk': { ...saying('53100'), retrySeconds: '60' },
        'a disk that fails': { ...saying('58030'), retrySeconds: '60' },
        'a database that can only be read': { ...saying('25006'), retrySeconds: '60' },
        'too many connections': { ...saying('53300'), retrySeconds: '10' },
        'a server that is shutting down': { ...saying('57P01'), retrySeconds: '10' },
      };

describe.each(Object.entries(TROUBLES))('%s', (_, { begin, end, retrySeconds }) => {
  it('should be answered with 503 and when to come again, and be over without a restart when it is over', async () => {
    expect((await make()).status).toBe(201);
    await begin();
    const file = ENGINE === 'sqlite' && !fs.existsSync(service.database.place.databasePath);
    const before = file ? undefined : await stored();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const refused = await make();
      expect(refused).toMatchObject({ status: 503, body: { code: 'storage-unavailable', status: 503 } });
      expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(refused.headers.get('retry-after')).toBe(retrySeconds);
      expect(JSON.stringify(refused.body)).not.toMatch(/SQLITE|trouble|insert into/i);
    }
    if (before !== undefined) expect(await stored()).toBe(before);
    expect((await ask(service, 'GET', '/health/live')).status).toBe(200);
    await end();
    const count = await stored();
    expect((await make()).status).toBe(201);
    expect(await stored()).toBe(count + 1);
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
    expect(await service.database.defects()).toEqual([]);
  });
});
