import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getMetadataArgsStorage, type DataSource } from 'typeorm';
import { TrustEntity } from '../../../src/organisations/trust.entity.js';
import { EventEntity } from '../../../src/platform/database/event.entity.js';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { DATA_SOURCES, type DataSources } from '../../../src/platform/database/unit-of-work.js';
import { startService } from '../../support/service.js';
import { ACTOR, addTrust, openScratch, type Opened } from './opened.js';

async function pragma(source: DataSource, name: string): Promise<unknown> {
  const [row] = await source.query<Record<string, unknown>[]>(`PRAGMA ${name}`);
  return Object.values(row ?? {})[0];
}

async function tables(source: DataSource): Promise<string[]> {
  const rows = await source.query<{ name: string }[]>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  return rows.map(({ name }) => name);
}

describe('the database', () => {
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

  it('keeps everything when it is closed and opened again, and migrates only once', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'KEPT', { name: 'Åse & Söner – 東京 🏥' }));
    const before = await opened.unitOfWork.read(async (manager) => [
      await manager.find(TrustEntity),
      await manager.find(EventEntity),
    ]);
    const migrations = await opened.sources.reader.query('SELECT * FROM migrations');
    opened = await opened.reopen();
    const after = await opened.unitOfWork.read(async (manager) => [
      await manager.find(TrustEntity),
      await manager.find(EventEntity),
    ]);
    expect(before.map((rows) => rows.length)).toEqual([1, 1]);
    expect(after).toEqual(before);
    expect(await opened.sources.reader.query('SELECT * FROM migrations')).toEqual(migrations);
  });

  it('leaves no write-ahead log behind when it is closed', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    await opened.close();
    const name = path.basename(opened.file);
    expect(fs.readdirSync(path.dirname(opened.file)).sort()).toEqual([name, `${name}.lock`]);
  });

  it('goes down to nothing and up to the same schema again', async () => {
    const { writer } = opened.sources;
    const schema = (): Promise<unknown[]> =>
      writer.query("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name");
    const [before, all] = [await schema(), await tables(writer)];
    for (const migration of writer.migrations) {
      expect(migration.name).toBeDefined();
      await writer.undoLastMigration({ transaction: 'each' });
    }
    expect(await tables(writer)).toEqual(['migrations']);
    await writer.runMigrations({ transaction: 'each' });
    expect(await tables(writer)).toEqual(all);
    expect(await schema()).toEqual(before);
  });

  it('is for one process at a time, and free again when that one has closed it', async () => {
    await expect(openDatabase(opened.file, [])).rejects.toThrow('another process is using it');
    await opened.close();
    const next = await openDatabase(opened.file, [TrustEntity]);
    await next.close();
  });

  it('is for one process by whatever path its file is named', async () => {
    const other = path.join(path.dirname(opened.file), 'link.sqlite');
    fs.symlinkSync(opened.file, other);
    await expect(openDatabase(other, [])).rejects.toThrow('another process is using it');
  });

  it('acknowledges nothing that would go into a file that was taken away', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    fs.renameSync(opened.file, `${opened.file}.away`);
    await expect(opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'B'))).rejects.toThrow(/ENOENT/);
    fs.renameSync(`${opened.file}.away`, opened.file);
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'C'));
    const codes = await opened.unitOfWork.read((manager) => manager.find(TrustEntity, { order: { code: 'ASC' } }));
    expect(codes.map(({ code }) => code)).toEqual(['A', 'C']);
  });

  it('knows when its file was taken away or changed for another', () => {
    const { assertInPlace } = opened.sources;
    expect(assertInPlace).not.toThrow();
    fs.renameSync(opened.file, `${opened.file}.away`);
    expect(assertInPlace).toThrow(/ENOENT/);
    fs.writeFileSync(opened.file, '');
    expect(assertInPlace).toThrow('another file');
  });

  it('refuses a file that is not a database', async () => {
    const file = path.join(path.dirname(opened.file), 'notes.txt');
    fs.writeFileSync(file, 'This is not a database, and long enough not to be taken for an empty one.'.repeat(20));
    await expect(openDatabase(file, [])).rejects.toMatchObject({ cause: { code: 'SQLITE_NOTADB' } });
  });

  it('refuses a folder where the file should be', async () => {
    await expect(openDatabase(path.dirname(opened.file), [])).rejects.toThrow('it is not a file');
  });
});

describe('entities and migrations', () => {
  it('agree for every entity of the service', async () => {
    const service = await startService();
    try {
      const { writer } = service.app.get<DataSources>(DATA_SOURCES);
      const { upQueries } = await writer.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
      const declared = getMetadataArgsStorage().tables.map(({ target }) => target);
      expect(writer.entityMetadatas.map(({ target }) => target)).toEqual(expect.arrayContaining(declared));
      expect(await tables(writer)).toEqual(
        [...writer.entityMetadatas.map(({ tableName }) => tableName), 'migrations'].sort(),
      );
    } finally {
      await service.stop();
    }
  });

  it('are found out when they do not agree', async () => {
    const opened = await openScratch();
    try {
      const { writer } = opened.sources;
      await writer.query('ALTER TABLE trusts ADD COLUMN surplus text');
      const { upQueries } = await writer.driver.createSchemaBuilder().log();
      expect(upQueries.length).toBeGreaterThan(0);
    } finally {
      await opened.remove();
    }
  });

  it('use only the kinds of column that SQLite and PostgreSQL both have', async () => {
    const opened = await openScratch();
    const entities = opened.sources.writer.entityMetadatas;
    const kinds = new Set(entities.flatMap(({ columns }) => columns.map(({ type }) => String(type))));
    await opened.remove();
    const allowed = ['boolean', 'double precision', 'integer', 'simple-json', 'text', 'varchar'];
    expect([...kinds].filter((kind) => !allowed.includes(kind))).toEqual([]);
    expect(kinds.size).toBeGreaterThan(2);
  });
});
