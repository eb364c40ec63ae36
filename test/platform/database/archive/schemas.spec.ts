import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { backUp, restore } from '../../../../src/platform/database/archive/archive.js';
import { fillStore } from '../../../../src/platform/database/archive/fill-store.js';
import { differences } from '../../../../src/platform/database/archive/digests.js';
import type { EmptyStore, RowSource } from '../../../../src/platform/database/archive/stores.js';
import type { Row, TableShape } from '../../../../src/platform/database/archive/table-shape.js';
import { MIGRATION_NAMES } from '../../../../src/platform/database/schema.js';
import { runCli } from '../../../support/cli.js';
import { scratchDatabase, type ScratchDatabase } from '../../../support/databases.js';
import { ask, startService } from '../../../support/service.js';
import { contentOf, PAIRS, scratchFolder, UNWATCHED } from './archives.js';
import { emptyStoreOf, makeDatabase, runOn } from './stores.js';

/* Schemas that are older than this release, and such as later migrations may make. */

const folder = scratchFolder();
const [FIRST] = MIGRATION_NAMES as [string];
let databases: ScratchDatabase[] = [];

async function scratch(engine?: 'sqlite' | 'postgres'): Promise<ScratchDatabase> {
  const database = await scratchDatabase(true, engine);
  databases.push(database);
  return database;
}

afterEach(async () => {
  for (const database of databases) await database.remove();
  databases = [];
});

describe.each(PAIRS)('an archive of %s at the first migration, restored to %s', (from, to) => {
  it('should be brought to the newest schema with everything in it', async () => {
    const old = await scratch(from);
    await makeDatabase(old, [FIRST]);
    const before = await contentOf(old);
    expect(before.plans).toBeUndefined();
    const file = path.join(folder, `old-${from}-${to}.gz`);
    const summary = await backUp(old.place, { file, replace: false }, UNWATCHED);
    expect(summary.header.migrations).toEqual([FIRST]);

    const target = await scratchDatabase(true, to);
    await restore(file, target.place, UNWATCHED);
    const done = await target.query('SELECT name FROM migrations ORDER BY timestamp');
    expect(done.map(({ name }) => name)).toEqual(MIGRATION_NAMES);
    const after = await contentOf(target);
    // later migrations have added columns
    const columns = (rows: readonly string[] = []): unknown[] => rows.map((row) => JSON.parse(row));
    expect(columns(after.trusts)).toEqual(
      columns(before.trusts).map((row) => expect.arrayContaining(row as unknown[])),
    );
    expect(columns(after.events)).toEqual(
      columns(before.events).map((row) => expect.arrayContaining(row as unknown[])),
    );
    const service = await startService({}, target);
    try {
      const { body } = await ask<{ items: { name: string }[] }>(service, 'GET', '/api/v1/trusts');
      expect(body.items.map(({ name }) => name)).toEqual(['Old Trust']);
      const trust = { code: 'ZZ91', name: 'New Trust' };
      expect((await ask(service, 'POST', '/api/v1/trusts', { body: trust })).status).toBe(201);
      const [last] = await target.query('SELECT MAX(sequence) AS sequence FROM events');
      expect(Number(last?.sequence)).toBe(8);
      const verified = runCli(['audit', 'verify', '--seals', path.join(folder, 'none')], { env: target.settings });
      expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was changed') });
    } finally {
      await service.stop();
    }
  });
});

describe('a store that is filled', () => {
  /** A table that refers to itself, rows that a migration put there, and a rule against changes. */
  async function withFolk(): Promise<{ store: EmptyStore; folk: TableShape }> {
    const store = await emptyStoreOf(await scratch());
    await store.migrate();
    await runOn(store, 'CREATE TABLE folk (id varchar(36) PRIMARY KEY, boss varchar(36) REFERENCES folk (id))');
    await runOn(store, "INSERT INTO folk VALUES ('seed', NULL)");
    const tables = await store.migrate();
    return { store, folk: tables.find(({ name }) => name === 'folk') as TableShape };
  }

  async function sourceOf(store: EmptyStore, folk: TableShape, rows: readonly Row[]): Promise<RowSource> {
    const entries = async function* (): AsyncGenerator<readonly [TableShape, Row]> {
      for (const row of rows) yield [folk, row];
    };
    const tables = await store.migrate();
    return { migrations: MIGRATION_NAMES, tables, total: rows.length, entries };
  }

  it('should take rows that refer to later ones, in place of those of a migration', async () => {
    const { store, folk } = await withFolk();
    expect(folk.columns.map(({ name }) => name)).toEqual(['boss', 'id']);
    const rows = [
      ['b', 'a'],
      [null, 'b'],
    ];
    const { source, store: held } = await fillStore(store, await sourceOf(store, folk, rows), UNWATCHED);
    expect(differences(source, held)).toEqual([]);
    expect(held.find(({ name }) => name === 'folk')?.rows).toBe(2);
    await store.discard();
  });

  it('should refuse rows that refer to none', async () => {
    const { store, folk } = await withFolk();
    const filling = fillStore(store, await sourceOf(store, folk, [['nobody', 'a']]), UNWATCHED);
    await expect(filling).rejects.toThrow(/foreign key/i);
    await store.discard();
  });

  it('should tell which table holds something else than it was given', async () => {
    const { store, folk } = await withFolk();
    const source = await sourceOf(store, folk, [
      [null, 'a'],
      [null, 'b'],
    ]);
    const { insert } = store;
    store.insert = async (table, rows) => insert.call(store, table, rows.slice(1));
    const proof = await fillStore(store, source, UNWATCHED);
    expect(differences(proof.source, proof.store)).toEqual(['folk']);
    await store.discard();
  });

  it('should refuse tables that this release does not make', async () => {
    const { store, folk } = await withFolk();
    const source = await sourceOf(store, folk, []);
    const filling = fillStore(store, { ...source, tables: source.tables.slice(1) }, UNWATCHED);
    await expect(filling).rejects.toThrow('Its tables are not those that this release makes');
    await store.discard();
  });
});
