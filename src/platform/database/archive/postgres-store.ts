import type { EntityManager } from 'typeorm';
import { assertUsable, MIGRATION_LOCK } from '../postgres/open-postgres.js';
import { MIGRATION_NAMES } from '../schema.js';
import { ArchiveError } from './archive-error.js';
import { migrateTo } from './migrate-to.js';
import { connectPostgres, type Connection } from './postgres-connection.js';
import { foundTables, postgresForeignKeys, postgresRows, postgresTables } from './postgres-tables.js';
import type { EmptyStore } from './stores.js';
import { columnList, quoted, type Row, type TableShape } from './table-shape.js';

/** Columns that count up by themselves, with what counts. */
const COUNTERS = `
  SELECT c.relname AS "table", a.attname AS "column",
    pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) AS sequence
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    AND pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) IS NOT NULL`;

/**
 * Prepares a PostgreSQL database that has no tables. Schema and rows come in one transaction: until it is kept nobody
 * sees anything of it, and whatever ends this process leaves the database empty. Instances of the service that start
 * meanwhile wait.
 *
 * @throws ArchiveError when it cannot be used or has tables
 */
export async function openPostgresStore(url: string): Promise<EmptyStore> {
  const connection = await connectPostgres(url);
  const { source, runner, manager, place } = connection;
  try {
    await assertUsable(source);
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runner.startTransaction('READ COMMITTED');
    const tables = await foundTables(manager);
    if (tables.length > 0) {
      const names = tables.map(({ name }) => name).sort();
      throw new Error(
        `it is not empty (${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}). Name one without tables.`,
      );
    }
    return new PostgresStore(connection);
  } catch (error) {
    await connection.close();
    throw new ArchiveError(`Nothing can be restored to ${place}: ${(error as Error).message}`, { cause: error });
  }
}

class PostgresStore implements EmptyStore {
  readonly engine = 'postgres';
  readonly place: string;
  private readonly manager: EntityManager;
  /** Foreign keys, as SQL names them, that are held at the end only */
  private postponed: readonly string[] = [];

  constructor(private readonly connection: Connection) {
    this.place = connection.place;
    this.manager = connection.manager;
  }

  async migrate(names: readonly string[] = MIGRATION_NAMES): Promise<readonly TableShape[]> {
    const { source, runner } = this.connection;
    await migrateTo(source, runner, names);
    return postgresTables(this.manager);
  }

  async clear(tables: readonly TableShape[]): Promise<void> {
    for (const { name } of tables.toReversed()) await this.manager.query(`DELETE FROM ${quoted(name)}`);
    await this.postpone(tables.map(({ name }) => name));
  }

  async insert(table: TableShape, rows: readonly Row[]): Promise<void> {
    const values: unknown[] = [];
    const lines = rows.map((row) => `(${row.map((value) => `$${values.push(value)}`).join(', ')})`);
    await this.manager.query(
      `INSERT INTO ${quoted(table.name)} (${columnList(table)}) VALUES ${lines.join(', ')}`,
      values,
    );
  }

  async settle(): Promise<void> {
    if (this.postponed.length > 0) await this.manager.query('SET CONSTRAINTS ALL IMMEDIATE');
    for (const key of this.postponed) await this.manager.query(`ALTER TABLE ${key} NOT DEFERRABLE`);
    const counters = await this.manager.query<{ table: string; column: string; sequence: string }[]>(COUNTERS);
    for (const { table, column, sequence } of counters) {
      const largest = `MAX(${quoted(column)})`;
      await this.manager.query(`SELECT setval($1, ${largest}) FROM ${quoted(table)} HAVING ${largest} IS NOT NULL`, [
        sequence,
      ]);
    }
  }

  rows(table: TableShape): AsyncIterable<Row> {
    return postgresRows(this.manager, table);
  }

  async keep(): Promise<void> {
    await this.connection.runner.commitTransaction();
    await this.connection.close();
  }

  discard(): Promise<void> {
    return this.connection.close();
  }

  /** A row may come before the one that it refers to only where tables refer to themselves or in a circle. */
  private async postpone(order: readonly string[]): Promise<void> {
    const keys = await postgresForeignKeys(this.manager);
    this.postponed = keys
      .filter(({ table, parent }) => order.indexOf(parent) >= order.indexOf(table))
      .map(({ name, table }) => `${quoted(table)} ALTER CONSTRAINT ${quoted(name)}`);
    for (const key of this.postponed) await this.manager.query(`ALTER TABLE ${key} DEFERRABLE INITIALLY DEFERRED`);
  }
}
