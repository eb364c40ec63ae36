import { ArchiveError } from './archive-error.js';
import { Digests, type TableDigest } from './digests.js';
import { lineOf, sizeOf } from './row-values.js';
import { entriesOf, type EmptyStore, type RowSource } from './stores.js';
import type { Row, TableShape } from './table-shape.js';
import { watched, type Watch } from './watch.js';

/** One statement takes about 32,000 values on SQLite and 65,000 on PostgreSQL; no table has 60 columns. */
const ROWS_A_BATCH = 500;
const CHARACTERS_A_BATCH = 4_000_000;

/** What a source gave and what a store holds of it. */
export interface Proof {
  readonly source: readonly TableDigest[];
  readonly store: readonly TableDigest[];
}

/**
 * Fills an empty store: makes the tables as of the source's migrations, puts every row in, and reads all of them back.
 * The schema stays as it was then.
 *
 * @throws ArchiveError when the tables are others than the source's; what the store throws; the signal's reason
 */
export async function fillStore(store: EmptyStore, source: RowSource, watch: Watch): Promise<Proof> {
  const tables = await store.migrate(source.migrations);
  if (JSON.stringify(tables) !== JSON.stringify(source.tables)) {
    throw new ArchiveError('Its tables are not those that this release makes by the same migrations.');
  }
  await store.clear(tables);
  const given = new Digests(tables);
  const entries = watched(watch, source.total, 'Restoring', source.entries());
  for await (const { table, rows } of batchesOf(entries, given)) {
    await stored(store, `Rows of ${table.name}`, () => store.insert(table, rows));
  }
  await stored(store, 'The rows', () => store.settle());
  const held = new Digests(tables);
  const kept = entriesOf(tables, (table) => store.rows(table));
  for await (const [table, row] of watched(watch, source.total, 'Comparing', kept)) held.add(table, lineOf(row));
  return { source: given.result(), store: held.result() };
}

/** @throws ArchiveError that says what the store did not take, and why */
async function stored({ place }: EmptyStore, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new ArchiveError(`${what} cannot be stored in ${place}: ${(error as Error).message}`, { cause: error });
  }
}

interface Batch {
  readonly table: TableShape;
  readonly rows: Row[];
}

/** Rows in groups of one table each, as large as one statement takes. */
async function* batchesOf(entries: AsyncIterable<readonly [TableShape, Row]>, digests: Digests): AsyncGenerator<Batch> {
  let batch: Batch | undefined;
  let characters = 0;
  for await (const [table, row] of entries) {
    digests.add(table, lineOf(row));
    const full = batch?.rows.length === ROWS_A_BATCH || characters > CHARACTERS_A_BATCH;
    if (batch !== undefined && (full || batch.table.name !== table.name)) {
      yield batch;
      batch = undefined;
    }
    if (batch === undefined) [batch, characters] = [{ table, rows: [] }, 0];
    batch.rows.push(row);
    characters += sizeOf(row);
  }
  if (batch !== undefined) yield batch;
}
