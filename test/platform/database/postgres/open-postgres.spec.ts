import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TrustEntity } from '../../../../src/organisations/trust.entity.js';
import { openPostgres } from '../../../../src/platform/database/postgres/open-postgres.js';
import { openDatabase } from '../../../../src/platform/database/open-database.js';
import { scratchDatabase, type ScratchDatabase } from '../../../support/databases.js';
import { ask, startService } from '../../../support/service.js';
import { startProxy } from './silent-proxy.js';
import { ACTOR, addTrust, openScratch } from '../opened.js';

let database: ScratchDatabase;

beforeEach(async () => {
  database = await scratchDatabase(true);
});

afterEach(() => database.remove());

/** Ends every connection to the database, as a restart of the server does. */
async function cutAll(): Promise<void> {
  await database.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
}

describe('a database on PostgreSQL', () => {
  it('should be brought up to date once by several instances that start at the same time', async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => openDatabase(database.place, [TrustEntity])));
    const names = (await database.query('SELECT name FROM migrations ORDER BY name')).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(names.length);
    await Promise.all(opened.map(({ close }) => close()));
  });

  it('should be brought up to date from the first schema', async () => {
    const first = await openDatabase(database.place, []);
    while ((await database.query('SELECT name FROM migrations')).length > 1) await first.writer.undoLastMigration();
    await first.close();
    expect(await database.query("SELECT to_regclass('plans')::text AS plans")).toEqual([{ plans: null }]);
    const opened = await openScratch(database);
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    await opened.close();
    expect(await database.query("SELECT to_regclass('plans')::text AS plans")).toEqual([{ plans: 'plans' }]);
  });

  it('should be refused when a newer release has changed it', async () => {
    await (await openDatabase(database.place, [])).close();
    await database.query(
      `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(openDatabase(database.place, [])).rejects.toThrow('it was changed by a newer release');
  });

  it('should be named without its password when it cannot be used', async () => {
    const databaseUrl = 'postgres://somebody:hidden@127.0.0.1:1/nothing';
    const failed = openDatabase({ ...database.place, databaseUrl }, []);
    await expect(failed).rejects.toThrow(
      /^The database postgres:\/\/127\.0\.0\.1:1\/nothing cannot be used: .*ECONNREFUSED/,
    );
    await expect(failed).rejects.not.toThrow('hidden');
  });

  it('should be refused when it would not keep what was saved', async () => {
    const address = new URL(database.place.databaseUrl ?? '');
    address.searchParams.set('options', '-c synchronous_commit=off');
    const failed = openDatabase({ ...database.place, databaseUrl: address.href }, []);
    await expect(failed).rejects.toThrow('it would not keep what is saved: synchronous_commit off');
  });
});

describe('limits', () => {
  it('should hold beside options that the address gives', async () => {
    const address = new URL(database.place.databaseUrl ?? '');
    address.searchParams.set('options', '-c search_path=public');
    const opened = await openDatabase({ ...database.place, databaseUrl: address.href }, []);
    const [row] = await opened.reader.query<Record<string, string>[]>(
      "SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock, current_setting('search_path') AS path",
    );
    await opened.close();
    expect(row).toEqual({ statement: '1min', lock: '20s', path: 'public' });
  });
});

describe('the service on PostgreSQL', () => {
  it('should not be ready where nothing can be stored, and still read', async () => {
    const service = await startService(database.place);
    try {
      await database.query(`ALTER DATABASE "${database.name}" SET default_transaction_read_only = on`);
      await cutAll();
      const tried = await ask(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ84', name: 'A Trust' } });
      expect(tried.status).toBe(503);
      expect((await ask(service, 'GET', '/health/ready')).status).toBe(503);
      expect((await ask(service, 'GET', '/api/v1/trusts')).status).toBe(200);
    } finally {
      await service.app.close();
    }
  });

  it('should give connections up that have gone silent, and go on over new ones', async () => {
    const proxy = await startProxy(new URL(database.place.databaseUrl ?? ''));
    const limits = { connecting: 2000, statement: 500, answer: 1000, lock: 500, idle: 5000 };
    const opened = await openPostgres(proxy.url, 3, [], limits);
    try {
      const ask = (): Promise<unknown> => opened.transaction('read', (manager) => manager.query('SELECT 1 AS one'));
      await Promise.all([ask(), ask(), ask()]);
      proxy.swallow();
      const outcomes = await Promise.allSettled([ask(), ask(), ask()]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      expect(await ask()).toEqual([{ one: 1 }]);
      expect(await Promise.all([ask(), ask(), ask()])).toHaveLength(3);
    } finally {
      await opened.close();
      proxy.close();
    }
  });

  it('should answer 503 while the database is gone, and go on without a restart when it is back', async () => {
    const service = await startService(database.place);
    const make = (code: string): ReturnType<typeof ask> =>
      ask(service, 'POST', '/api/v1/trusts', { body: { code, name: 'A Trust' } });
    try {
      expect((await make('ZZ80')).status).toBe(201);
      await allowConnections(database, false);
      const gone = await make('ZZ81');
      expect(gone).toMatchObject({ status: 503, body: { code: 'storage-unavailable' } });
      expect(gone.headers.get('retry-after')).toBe('10');
      expect(gone.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect((await ask(service, 'GET', '/api/v1/trusts')).status).toBe(503);
      expect((await ask(service, 'GET', '/health/ready')).status).toBe(503);
      expect((await ask(service, 'GET', '/health/live')).status).toBe(200);
      await allowConnections(database, true);
      expect((await make('ZZ82')).status).toBe(201);
      expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
      const codes = await database.query('SELECT code FROM trusts ORDER BY code');
      expect(codes).toEqual([{ code: 'ZZ80' }, { code: 'ZZ82' }]);
    } finally {
      await service.stop();
    }
  });

  it('should lose no connection of its pool to requests that failed', async () => {
    const service = await startService({ ...database.place, databasePool: 3 });
    try {
      for (let round = 0; round < 5; round += 1) {
        await cutAll();
        // each may meet a connection that was cut under it
        await Promise.all(Array.from({ length: 6 }, () => ask(service, 'GET', '/api/v1/trusts')));
      }
      const after = await Promise.all(Array.from({ length: 12 }, () => ask(service, 'GET', '/api/v1/trusts')));
      expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]));
    } finally {
      await service.stop();
    }
  });
});

function nameOf({ place }: ScratchDatabase): string {
  return new URL(place.databaseUrl ?? '').pathname.slice(1);
}

/** By another database of the server, as this one takes no connection; those that are open are cut. */
async function allowConnections(changed: ScratchDatabase, allowed: boolean): Promise<void> {
  const other = await scratchDatabase(true);
  const name = nameOf(changed);
  await other.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS ${String(allowed)}`);
  if (!allowed) await other.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await other.remove();
}
