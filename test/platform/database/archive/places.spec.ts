import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { backUp, restore } from '../../../../src/platform/database/archive/archive.js';
import { MIGRATION_NAMES } from '../../../../src/platform/database/schema.js';
import { ENGINE, scratchDatabase, type ScratchDatabase } from '../../../support/databases.js';
import { startService } from '../../../support/service.js';
import { contentOf, scratchFolder, stoppingAt, UNWATCHED } from './archives.js';
import { emptyStoreOf, makeDatabase, rowWith } from './stores.js';

/* What is there already stays, and what is given up leaves nothing. */

const folder = scratchFolder();
let number = 0;
let file: string;
let source: ScratchDatabase;
let target: ScratchDatabase;

beforeEach(async () => {
  source = await scratchDatabase(true);
  target = await scratchDatabase(true);
  number += 1;
  file = path.join(folder, String(number), 'backup.gz');
});

afterEach(async () => {
  await source.remove();
  await target.remove();
});

const written = (): string[] => (fs.existsSync(path.dirname(file)) ? fs.readdirSync(path.dirname(file)) : []);
const place = (): { file: string; replace: boolean } => ({ file, replace: false });

/** What is in the folder of the target, but for the lock; on PostgreSQL its tables. */
async function leftAt({ place: { databasePath, databaseUrl }, query }: ScratchDatabase): Promise<string[]> {
  if (databaseUrl !== undefined) {
    return (await query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).map(({ tablename }) =>
      String(tablename),
    );
  }
  const beside = path.dirname(databasePath);
  return fs.existsSync(beside) ? fs.readdirSync(beside).filter((name) => !name.endsWith('.lock')) : [];
}

/** As many rows as take several steps. */
async function makeLarge(database: ScratchDatabase): Promise<void> {
  const store = await emptyStoreOf(database);
  const tables = await store.migrate();
  const trusts = tables.find(({ name }) => name === 'trusts');
  if (trusts === undefined) throw new Error('There is no table of trusts');
  const row = (at: number): Parameters<typeof rowWith>[1] => {
    const id = String(at);
    const texts = { id, code: id, name: id.repeat(30), name_searched: id, created_at: '2026', updated_at: '2026' };
    return { ...texts, version: 1 };
  };
  for (let from = 0; from < 3000; from += 500) {
    const rows = Array.from({ length: 500 }, (_, at) => rowWith(trusts, row(from + at)));
    await store.insert(trusts, rows);
  }
  await store.settle();
  await store.keep();
}

describe('a restore', () => {
  it('should refuse the place of a service that runs, and change nothing there', async () => {
    await makeDatabase(source, MIGRATION_NAMES);
    await backUp(source.place, place(), UNWATCHED);
    const service = await startService();
    try {
      const before = await contentOf(service.database);
      const restoring = restore(file, service.database.place, UNWATCHED);
      await expect(restoring).rejects.toThrow(/is at .+ already|it is not empty/);
      expect(await contentOf(service.database)).toEqual(before);
    } finally {
      await service.stop();
    }
  });

  it('should refuse a place where anything else is', async () => {
    await makeDatabase(source, MIGRATION_NAMES);
    await backUp(source.place, place(), UNWATCHED);
    if (ENGINE === 'postgres') {
      await target.query('CREATE TABLE others (id integer)');
      await expect(restore(file, target.place, UNWATCHED)).rejects.toThrow('it is not empty (others)');
      expect(await leftAt(target)).toEqual(['others']);
      return;
    }
    const { databasePath } = target.place;
    fs.mkdirSync(path.dirname(databasePath), { recursive: true });
    for (const [name, message] of [
      [databasePath, 'already: a restore never takes its place'],
      [`${databasePath}-wal`, 'a part of a database is left'],
    ] as const) {
      fs.writeFileSync(name, 'of somebody');
      await expect(restore(file, target.place, UNWATCHED)).rejects.toThrow(message);
      expect(fs.readFileSync(name, 'utf8')).toBe('of somebody');
      expect(await leftAt(target)).toEqual([path.basename(name)]);
      fs.rmSync(name);
    }
    await expect(restore(file, { ...target.place, databasePath: folder }, UNWATCHED)).rejects.toThrow('already');
  });

  it('should be done once where two are begun at once', async () => {
    await makeDatabase(source, MIGRATION_NAMES);
    await backUp(source.place, place(), UNWATCHED);
    const tried = await Promise.allSettled([1, 2, 3].map(() => restore(file, target.place, UNWATCHED)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await target.rows()).trusts).toHaveLength(1);
  });

  it.each([
    ['Checking', 400],
    ['Restoring', 1000],
    ['Comparing', 2000],
  ])('should leave nothing when it is stopped while %s', async (part, rows) => {
    await makeLarge(source);
    await backUp(source.place, place(), UNWATCHED);
    await expect(restore(file, target.place, stoppingAt(part, rows))).rejects.toMatchObject({ name: 'AbortError' });
    expect(await leftAt(target)).toEqual([]);
    await restore(file, target.place, UNWATCHED);
    expect((await target.rows()).trusts).toHaveLength(3000);
  });
});

describe('a backup', () => {
  it.each([
    ['Backing up', 1000],
    ['Checking', 2000],
  ])('should leave nothing when it is stopped while %s', async (part, rows) => {
    await makeLarge(source);
    const backing = backUp(source.place, place(), stoppingAt(part, rows));
    await expect(backing).rejects.toMatchObject({ name: 'AbortError' });
    expect(written()).toEqual([]);
  });

  it('should take the place of an earlier archive only when that is said, and never of another file', async () => {
    await makeDatabase(source, MIGRATION_NAMES);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, 'of somebody');
    await expect(backUp(source.place, place(), UNWATCHED)).rejects.toThrow('is there already. Name another file');
    expect(fs.readFileSync(file, 'utf8')).toBe('of somebody');
    const replacing = { file, replace: true };
    await expect(backUp(source.place, replacing, UNWATCHED)).rejects.toThrow('is no archive of this service');
    expect(fs.readFileSync(file, 'utf8')).toBe('of somebody');
    fs.rmSync(file);
    await backUp(source.place, place(), UNWATCHED);
    await expect(backUp(source.place, place(), UNWATCHED)).rejects.toThrow('is there already. Name another file');
    const before = fs.statSync(file).ino;
    await backUp(source.place, replacing, UNWATCHED);
    expect(written()).toEqual([path.basename(file)]);
    expect(fs.statSync(file).ino).not.toBe(before);
    const inFolder = { file: path.dirname(file), replace: true };
    await expect(backUp(source.place, inFolder, UNWATCHED)).rejects.toThrow('is not a file');
  });

  it('should be for its owner alone', async () => {
    await makeDatabase(source, MIGRATION_NAMES);
    await backUp(source.place, place(), UNWATCHED);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  it('should refuse a place without data of this service, and make nothing there', async () => {
    await expect(backUp(target.place, place(), UNWATCHED)).rejects.toThrow(/There is no database|holds no data/);
    expect(await leftAt(target)).toEqual([]);
    expect(written()).toEqual([]);
  });

  it('should refuse data of a newer release', async () => {
    await makeDatabase(source, MIGRATION_NAMES);
    await source.query("INSERT INTO migrations (timestamp, name) VALUES (1999999999999, 'Later1999999999999')");
    await expect(backUp(source.place, place(), UNWATCHED)).rejects.toThrow('it was changed by a newer release');
  });

  it('should refuse a database that is damaged', async () => {
    await makeDatabase(source, MIGRATION_NAMES);
    const sql =
      "INSERT INTO sites (id, trust_id, name, code, version, created_at, updated_at) VALUES ('s', 'nobody', 'x', NULL, 1, '2026', '2026')";
    if (ENGINE === 'postgres') await source.query(`SET session_replication_role = replica; ${sql}`);
    else {
      const database = new Database(source.place.databasePath);
      database.pragma('foreign_keys = OFF');
      database.exec(sql);
      database.close();
    }
    await expect(backUp(source.place, place(), UNWATCHED)).rejects.toThrow('a row of sites refers to a row of trusts');
    expect(written()).toEqual([]);
  });

  it('should refuse a file whose pages are damaged', async () => {
    if (ENGINE === 'postgres') return;
    await makeLarge(source);
    const handle = fs.openSync(source.place.databasePath, 'r+');
    const middle = Math.floor(fs.fstatSync(handle).size / 2);
    fs.writeSync(handle, Buffer.alloc(8192, 7), 0, 8192, middle);
    fs.closeSync(handle);
    await expect(backUp(source.place, place(), UNWATCHED)).rejects.toThrow(/damaged|malformed/);
    expect(written()).toEqual([]);
  });
});
