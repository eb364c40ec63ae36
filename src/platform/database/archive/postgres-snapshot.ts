import type { EntityManager } from 'typeorm';
import { MIGRATION_NAMES } from '../schema.js';
import { ArchiveError } from './archive-error.js';
import { connectPostgres } from './postgres-connection.js';
import { postgresForeignKeys, postgresRows, postgresTables, foundTables, type ForeignKey } from './postgres-tables.js';
import { entriesOf, type Snapshot } from './stores.js';
import { MIGRATIONS_TABLE, quoted, type TableShape } from './table-shape.js';

/**
 * Opens one committed state of a PostgreSQL database, by a transaction that only reads: services may go on writing.
 *
 * @throws ArchiveError when it cannot be reached, is not one of this service, or holds rows against its foreign keys
 */
export async function openPostgresSnapshot(url: string): Promise<Snapshot> {
  const { manager, place, close } = await connectPostgres(url);
  try {
    await manager.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const migrations = await migrationsOf(manager);
    for (const key of await postgresForeignKeys(manager)) await assertHeld(manager, key);
    const tables = await postgresTables(manager);
    let total = 0;
    for (const table of tables) total += await countRows(manager, table);
    return {
      engine: 'postgres',
      place,
      migrations,
      tables,
      total,
      entries: () => entriesOf(tables, (table) => postgresRows(manager, table)),
      close,
    };
  } catch (error) {
    await close();
    throw new ArchiveError(`The database ${place} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function migrationsOf(manager: EntityManager): Promise<string[]> {
  const found = await foundTables(manager);
  if (!found.some(({ name }) => name === MIGRATIONS_TABLE)) throw new Error('it holds no data of this service.');
  const done = await manager.query<{ name: string }[]>(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY timestamp`);
  const names = done.map(({ name }) => name);
  if (names.every((name) => MIGRATION_NAMES.includes(name))) return names;
  throw new Error('it was changed by a newer release of this service. Use that one.');
}

/** The server holds its keys by itself; whoever switched that off, or restored a part, finds it here. */
async function assertHeld(manager: EntityManager, { table, parent, pairs }: ForeignKey): Promise<void> {
  const same = pairs.map(([own, other]) => `child.${quoted(own)} = parent.${quoted(other)}`).join(' AND ');
  const set = pairs.map(([own]) => `child.${quoted(own)} IS NOT NULL`).join(' AND ');
  const [row] = await manager.query<unknown[]>(
    `SELECT 1 FROM ${quoted(table)} child WHERE ${set}
      AND NOT EXISTS (SELECT 1 FROM ${quoted(parent)} parent WHERE ${same}) LIMIT 1`,
  );
  if (row !== undefined) throw new Error(`a row of ${table} refers to a row of ${parent} that is not there.`);
}

async function countRows(manager: EntityManager, { name }: TableShape): Promise<number> {
  const [row] = await manager.query<{ rows: string }[]>(`SELECT COUNT(*) AS rows FROM ${quoted(name)}`);
  return Number(row?.rows ?? 0);
}
