import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { TrustEntity } from '../../../../src/organisations/trust.entity.js';
import { openSqliteSnapshot } from '../../../../src/platform/database/archive/sqlite-snapshot.js';
import { openSqliteForReading } from '../../../../src/platform/database/sqlite/open-sqlite-for-reading.js';
import { openSqlite } from '../../../../src/platform/database/sqlite/open-sqlite.js';
import { ACTOR, addTrust, openScratch, type Opened } from '../opened.js';

async function pragma(source: DataSource, name: string): Promise<unknown> {
  const [row] = await source.query<Record<string, unknown>[]>(`PRAGMA ${name}`);
  return Object.values(row ?? {})[0];
}

describe('a database on SQLite', () => {
  let opened: Opened;

  beforeEach(async () => {
    opened = await openScratch();
  });

  afterEach(() => opened.remove());

  it.each(['writer', 'reader'] as const)('is durable and checks references on the %s', async (name) => {
    const source = opened.sources[name];
    expect({
      synchronous: await pragma(source, 'synchronous'),
      journal: await pragma(source, 'journal_mode'),
      foreignKeys: await pragma(source, 'foreign_keys'),
      busy: await pragma(source, 'busy_timeout'),
    }).toEqual({ synchronous: 2, journal: 'wal', foreignKeys: 1, busy: 50 });
  });

  it('makes the folder of its file', () => {
    expect(fs.existsSync(opened.file)).toBe(true);
  });

  it('leaves no write-ahead log behind when it is closed', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    await opened.close();
    const name = path.basename(opened.file);
    expect(fs.readdirSync(path.dirname(opened.file)).sort()).toEqual([name, `${name}.lock`]);
  });

  it('is for one process at a time, and free again when that one has closed it', async () => {
    await expect(openSqlite(opened.file, [])).rejects.toThrow('another process is using it');
    await opened.close();
    const next = await openSqlite(opened.file, [TrustEntity]);
    await next.close();
  });

  it('is for one process by whatever path its file is named', async () => {
    const other = path.join(path.dirname(opened.file), 'link.sqlite');
    fs.symlinkSync(opened.file, other);
    await expect(openSqlite(other, [])).rejects.toThrow('another process is using it');
  });

  it('acknowledges nothing that would go into a file that was taken away', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    fs.renameSync(opened.file, `${opened.file}.away`);
    await expect(opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'B'))).rejects.toThrow(
      'not at its place any more',
    );
    fs.renameSync(`${opened.file}.away`, opened.file);
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'C'));
    const codes = await opened.unitOfWork.read((manager) => manager.find(TrustEntity, { order: { code: 'ASC' } }));
    expect(codes.map(({ code }) => code)).toEqual(['A', 'C']);
  });

  it('knows when its file was taken away or changed for another', () => {
    const { assertInPlace } = opened.sources;
    expect(assertInPlace).not.toThrow();
    fs.renameSync(opened.file, `${opened.file}.away`);
    expect(assertInPlace).toThrow('not at its place any more');
    fs.writeFileSync(opened.file, '');
    expect(assertInPlace).toThrow('another file');
  });

  it('acknowledges nothing that would go into a log that was taken away, and keeps all that was when it stops', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    fs.rmSync(`${opened.file}-wal`);
    const refused = {
      code: 'storage-unavailable',
      detail: expect.stringContaining('log (-wal) of the database is not'),
    };
    await expect(opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'B'))).rejects.toMatchObject(refused);
    await expect(opened.unitOfWork.check()).rejects.toMatchObject(refused);
    // Somebody else who looks makes a log of that name anew.
    const other = new Database(opened.file);
    other.pragma('user_version');
    other.prepare('SELECT COUNT(*) FROM migrations').get();
    await expect(opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'C'))).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
    other.close();
    opened = await opened.reopen();
    const codes = await opened.unitOfWork.read((manager) => manager.find(TrustEntity));
    expect(codes.map(({ code }) => code)).toEqual(['A']);
  });

  it('keeps its log while others look, back up and put it into the file', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    for (const code of ['B', 'C']) {
      const other = new Database(opened.file);
      other.pragma('wal_checkpoint(TRUNCATE)');
      other.close();
      await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, code));
      await opened.unitOfWork.check();
    }
  });

  it('has its schema in the file itself once it is open', () => {
    const alone = `${opened.file}.alone`;
    fs.copyFileSync(opened.file, alone);
    const database = new Database(alone, { readonly: true });
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE name = 'events'").all();
    database.close();
    expect(tables).toHaveLength(1);
  });

  it.each(['missing', 'empty'])('makes no new database beside the log of one whose file is %s', async (state) => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    // As after a kill: both files as they are while the service runs.
    const place = path.join(path.dirname(opened.file), 'copy.sqlite');
    fs.copyFileSync(`${opened.file}-wal`, `${place}-wal`);
    if (state === 'empty') fs.writeFileSync(place, '');
    const before = fs.readFileSync(`${place}-wal`);
    await expect(openSqlite(place, [TrustEntity])).rejects.toThrow(`a part of a database is left at ${place}-wal`);
    if (state === 'empty') await expect(openSqliteForReading(place)).rejects.toThrow('a part of a database is left');
    expect(fs.readFileSync(`${place}-wal`).equals(before)).toBe(true);
    fs.copyFileSync(opened.file, place);
    const found = await openSqlite(place, [TrustEntity]);
    expect(await found.reader.manager.find(TrustEntity)).toMatchObject([{ code: 'A' }]);
    await found.close();
  });

  it('refuses a file that has a second name, by both', async () => {
    await opened.close();
    const other = path.join(path.dirname(opened.file), 'link.sqlite');
    fs.linkSync(opened.file, other);
    for (const name of [other, opened.file]) {
      await expect(openSqlite(name, [])).rejects.toThrow('it has more than one name (a hard link)');
      await expect(openSqliteForReading(name)).rejects.toThrow('it has more than one name (a hard link)');
      expect(() => openSqliteSnapshot(name)).toThrow('it has more than one name (a hard link)');
    }
    fs.rmSync(other);
    await (await openSqlite(opened.file, [])).close();
  });

  it('says the same when its folder was taken away or is no folder any more', async () => {
    const folder = path.dirname(opened.file);
    fs.renameSync(folder, `${folder}.away`);
    expect(opened.sources.assertInPlace).toThrow('not at its place any more');
    fs.writeFileSync(folder, 'no folder');
    const write = opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    await expect(write).rejects.toMatchObject({ code: 'storage-unavailable', headers: { 'Retry-After': '10' } });
    fs.rmSync(folder);
    fs.renameSync(`${folder}.away`, folder);
  });

  it('refuses a file that is not a database', async () => {
    const file = path.join(path.dirname(opened.file), 'notes.txt');
    fs.writeFileSync(file, 'This is not a database, and long enough not to be taken for an empty one.'.repeat(20));
    await expect(openSqlite(file, [])).rejects.toMatchObject({ cause: { code: 'SQLITE_NOTADB' } });
  });

  it('refuses a folder where the file should be', async () => {
    await expect(openSqlite(path.dirname(opened.file), [])).rejects.toThrow('it is not a file');
  });
});
