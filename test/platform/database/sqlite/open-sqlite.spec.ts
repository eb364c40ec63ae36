import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { TrustEntity } from '../../../../src/organisations/trust.entity.js';
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

  it('refuses a file that is not a database', async () => {
    const file = path.join(path.dirname(opened.file), 'notes.txt');
    fs.writeFileSync(file, 'This is not a database, and long enough not to be taken for an empty one.'.repeat(20));
    await expect(openSqlite(file, [])).rejects.toMatchObject({ cause: { code: 'SQLITE_NOTADB' } });
  });

  it('refuses a folder where the file should be', async () => {
    await expect(openSqlite(path.dirname(opened.file), [])).rejects.toThrow('it is not a file');
  });
});
