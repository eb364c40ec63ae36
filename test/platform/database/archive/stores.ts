import { randomUUID } from 'node:crypto';
import { openPostgresStore } from '../../../../src/platform/database/archive/postgres-store.js';
import { openSqliteStore } from '../../../../src/platform/database/archive/sqlite-store.js';
import type { EmptyStore } from '../../../../src/platform/database/archive/stores.js';
import type { Row, TableShape } from '../../../../src/platform/database/archive/table-shape.js';
import { MIGRATION_NAMES } from '../../../../src/platform/database/schema.js';
import type { ScratchDatabase } from '../../../support/databases.js';

/** The empty store at the place of a test's database. */
export function emptyStoreOf({ place: { databasePath, databaseUrl } }: ScratchDatabase): Promise<EmptyStore> {
  return databaseUrl === undefined
    ? Promise.resolve(databasePath).then(openSqliteStore)
    : openPostgresStore(databaseUrl);
}

/** A statement on a store's own connection, in its transaction: what a later migration may do. */
export async function runOn(store: EmptyStore, sql: string): Promise<void> {
  const inner = store as unknown as {
    database?: { exec(sql: string): void };
    connection?: { manager: { query(sql: string): Promise<unknown> } };
  };
  inner.database?.exec(sql);
  await inner.connection?.manager.query(sql);
}

/** A row of a table with what is given; everything else is null. */
export function rowWith({ columns }: TableShape, values: Readonly<Record<string, string | number>>): Row {
  return columns.map(({ name }) => values[name] ?? null);
}

/** A database with one trust and its event from the first schema, brought to that of some migrations. */
export async function makeDatabase(database: ScratchDatabase, migrations: readonly string[]): Promise<void> {
  const store = await emptyStoreOf(database);
  const tables = await store.migrate(MIGRATION_NAMES.slice(0, 1));
  const named = (name: string): TableShape => tables.find((table) => table.name === name) as TableShape;
  const [id, now] = [randomUUID(), '2026-11-23T12:00:00.000Z'];
  const trust = { id, code: 'ZZ90', name: 'Old Trust', name_searched: 'old trust', version: 1 };
  await store.insert(named('trusts'), [rowWith(named('trusts'), { ...trust, created_at: now, updated_at: now })]);
  const event = { sequence: 7, at: now, actor_id: 'a', actor_role: 'b', type: 'trust-created', subject_id: id };
  await store.insert(named('events'), [rowWith(named('events'), { ...event, trust_id: id, data: '{}' })]);
  await store.settle();
  await store.migrate(migrations);
  await store.keep();
}
