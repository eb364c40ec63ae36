import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { TrustEntity } from '../../../../src/organisations/trust.entity.js';
import { problemOfDatabase } from '../../../../src/platform/database/database-errors.js';
import { MIGRATION_LOCK, openPostgres } from '../../../../src/platform/database/postgres/open-postgres.js';
import { openDatabase } from '../../../../src/platform/database/open-database.js';
import { scratchDatabase, type ScratchDatabase } from '../../../support/databases.js';
import { ask, startService } from '../../../support/service.js';
import { startProxy, type SilentProxy } from './silent-proxy.js';
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

describe('a function that is there already', () => {
  it('should be named when it is of somebody else, and left as it is', async () => {
    await database.query(`CREATE FUNCTION refuse_change() RETURNS integer LANGUAGE sql AS 'SELECT 1'`);
    const opening = openDatabase(database.place, []);
    await expect(opening).rejects.toThrow(
      /cannot be used: it has a function public\.refuse_change\(\) that is not of this service\. Name a database/,
    );
    expect(await database.query('SELECT refuse_change() AS said')).toEqual([{ said: 1 }]);
    await database.query('DROP FUNCTION refuse_change()');
    await (await openDatabase(database.place, [])).close();
  });

  it('should not be replaced either where somebody else has a trigger by it', async () => {
    const body = 'BEGIN RETURN NEW; END';
    await database.query(`CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS '${body}'`);
    await expect(openDatabase(database.place, [])).rejects.toThrow('that is not of this service');
    const [left] = await database.query(`SELECT prosrc FROM pg_proc WHERE proname = 'refuse_change'`);
    expect(left?.prosrc).toBe(body);
  });

  it('should be used again when it is left of tables of ours', async () => {
    await (await openDatabase(database.place, [])).close();
    const tables = await database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    await database.query(`DROP TABLE ${tables.map(({ tablename }) => `"${String(tablename)}"`).join(', ')} CASCADE`);
    const opened = await openScratch(database);
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    await opened.close();
    await expect(database.query('DELETE FROM events')).rejects.toThrow('events are never changed');
  });
});

/** Until somebody waits for an advisory lock of the database. */
async function someoneWaits(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  while ((await database.query(waiting)).length === 0) await pause(20);
}

/** The database's address with options of its own. */
function withOptions(options: string): string {
  const address = new URL(database.place.databaseUrl ?? '');
  address.searchParams.set('options', options);
  return address.href;
}

describe('the limits of a connection', () => {
  it('should hold beside options that the address gives, which may be tighter', async () => {
    const databaseUrl = withOptions('-c search_path=public -c lock_timeout=5s');
    const opened = await openDatabase({ ...database.place, databaseUrl }, []);
    const [row] = await opened.reader.query<Record<string, string>[]>(
      "SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('search_path') AS path",
    );
    await opened.close();
    expect(row).toEqual({ statement: '1min', lock: '5s', idle: '1min', path: 'public' });
  });

  it.each([
    ['statement_timeout', '0'],
    ['statement_timeout', '2h'],
    ['lock_timeout', '0'],
    ['idle_in_transaction_session_timeout', '2h'],
  ])('should not be taken away by the address: %s=%s', async (name, value) => {
    const databaseUrl = withOptions(`-c ${name}=${value}`);
    const opening = openDatabase({ ...database.place, databaseUrl }, []);
    await expect(opening).rejects.toThrow(
      `cannot be used: its connections are not limited as they have to be: ${name}`,
    );
  });

  it('should not be those of a start, which waits for other instances and changes large tables', async () => {
    const other = new pg.Client({ connectionString: database.place.databaseUrl });
    await other.connect();
    await other.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const limits = { connecting: 2000, statement: 300, lock: 300, idle: 300, silence: 600 };
    const opening = openPostgres(database.place.databaseUrl ?? '', 3, [], limits);
    await someoneWaits();
    await other.query('SELECT pg_sleep(1.2)');
    await other.end();
    await (await opening).close();
  });
});

describe('a connection that has gone silent', () => {
  const limits = { connecting: 2000, statement: 500, lock: 500, idle: 5000, silence: 1000 };
  let proxy: SilentProxy;

  beforeEach(async () => {
    proxy = await startProxy(new URL(database.place.databaseUrl ?? ''));
  });

  afterEach(() => {
    proxy.close();
  });

  it('should be given up, and what comes next should go over new ones', async () => {
    const opened = await openPostgres(proxy.url, 3, [], limits);
    try {
      const ask = (): Promise<unknown> => opened.transaction('read', (manager) => manager.query('SELECT 1 AS one'));
      await Promise.all([ask(), ask(), ask()]);
      proxy.swallow();
      const outcomes = await Promise.allSettled([ask(), ask(), ask()]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      for (const outcome of outcomes) {
        const { reason } = outcome as PromiseRejectedResult;
        expect(problemOfDatabase(reason, 'read')).toMatchObject({ code: 'storage-unavailable' });
      }
      expect(await ask()).toEqual([{ one: 1 }]);
      expect(await Promise.all([ask(), ask(), ask()])).toHaveLength(3);
    } finally {
      await opened.close();
    }
  });

  it('should not make a service unready for ever that gets nothing but questions after its health', async () => {
    const opened = await openPostgres(proxy.url, 1, [], limits);
    try {
      await opened.check();
      proxy.swallow();
      await expect(opened.check()).rejects.toThrow();
      await opened.check();
    } finally {
      await opened.close();
    }
  });

  it('should be given up in the midst of a transaction', async () => {
    const opened = await openPostgres(proxy.url, 1, [], limits);
    try {
      const cut = opened.transaction('write', async (manager) => {
        await manager.query('SELECT 1');
        proxy.swallow();
        await manager.query('SELECT 1');
      });
      await expect(cut).rejects.toThrow();
      expect(await opened.transaction('write', (manager) => manager.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    } finally {
      await opened.close();
    }
  });

  it('should end a start that it happens to', async () => {
    const other = new pg.Client({ connectionString: database.place.databaseUrl });
    await other.connect();
    await other.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      const opening = openPostgres(proxy.url, 1, [], limits, {
        ...limits,
        statement: 60_000,
        lock: 60_000,
        silence: 1000,
      });
      await someoneWaits();
      proxy.swallow();
      await expect(opening).rejects.toThrow(/cannot be used: .*silent/);
    } finally {
      await other.end();
    }
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
      const ready = await ask(service, 'GET', '/health/ready');
      expect(ready).toMatchObject({ status: 503, body: { detail: 'Not ready: read-only.' } });
      expect((await ask(service, 'GET', '/api/v1/trusts')).status).toBe(200);
      await expect(openDatabase(database.place, [])).rejects.toThrow('cannot be used: it takes no changes');
      const back = `ALTER DATABASE "${database.name}" RESET default_transaction_read_only`;
      await database.query(`BEGIN READ WRITE; ${back}; COMMIT`);
      await cutAll();
      // The first may meet a connection that was cut under it.
      while ((await ask(service, 'GET', '/health/ready')).status !== 200) await pause(20);
    } finally {
      await service.app.close();
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
