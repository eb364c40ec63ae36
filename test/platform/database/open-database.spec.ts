import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getMetadataArgsStorage } from 'typeorm';
import { TrustEntity } from '../../../src/organisations/trust.entity.js';
import { EventEntity } from '../../../src/platform/database/event.entity.js';
import { DATA_SOURCES, type DataSources } from '../../../src/platform/database/data-sources.js';
import { verifyEvents } from '../../../src/platform/audit/verify-events.js';
import { ENGINE, scratchDatabase } from '../../support/databases.js';
import { startService } from '../../support/service.js';
import { ACTOR, addTrust, openScratch, type Opened } from './opened.js';

async function tables({ writer }: DataSources): Promise<string[]> {
  const sql = {
    sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    postgres: "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  };
  return (await writer.query<{ name: string }[]>(sql[ENGINE])).map(({ name }) => name).sort();
}

/** Everything that was made: tables, indices, rules. */
function schema({ writer }: DataSources): Promise<unknown[]> {
  return writer.query(
    {
      sqlite: "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name",
      postgres: `
        SELECT table_name AS place, column_name AS name, ordinal_position::text || data_type || is_nullable
          || COALESCE(character_maximum_length::text, '') || COALESCE(collation_name, '') || COALESCE(column_default, '') AS what
          FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        ORDER BY 1, 2, 3`,
    }[ENGINE],
  );
}

describe('the database', () => {
  let opened: Opened;

  beforeEach(async () => {
    // without the schema, so that opening it makes it
    opened = await openScratch(await scratchDatabase(true));
  });

  afterEach(() => opened.remove());

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

  it('links the events that an earlier release has recorded', async () => {
    for (const code of ['A', 'B', 'C']) await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, code));
    const { writer } = opened.sources;
    while ((await writer.query<unknown[]>('SELECT name FROM migrations')).length > 1) {
      await writer.undoLastMigration({ transaction: 'each' });
    }
    opened = await opened.reopen();
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'D'));
    const report = await opened.unitOfWork.read((manager) => verifyEvents((work) => work(manager)));
    expect(report).toMatchObject({ events: 4, chains: 4, defects: [] });
  });

  it('goes down to nothing and up to the same schema again', async () => {
    const { sources } = opened;
    const { writer } = sources;
    const [before, all] = [await schema(sources), await tables(sources)];
    for (const migration of writer.migrations) {
      expect(migration.name).toBeDefined();
      await writer.undoLastMigration({ transaction: 'each' });
    }
    expect(await tables(sources)).toEqual(['migrations']);
    await writer.runMigrations({ transaction: 'each' });
    expect(await tables(sources)).toEqual(all);
    expect(await schema(sources)).toEqual(before);
  });
});

describe('entities and migrations', () => {
  it('agree for every entity of the service', async () => {
    const service = await startService();
    try {
      const sources = service.app.get<DataSources>(DATA_SOURCES);
      const { writer } = sources;
      const { upQueries } = await writer.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
      const declared = getMetadataArgsStorage().tables.map(({ target }) => target);
      expect(writer.entityMetadatas.map(({ target }) => target)).toEqual(expect.arrayContaining(declared));
      expect(await tables(sources)).toEqual(
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
