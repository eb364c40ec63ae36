import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';

/** One statement takes about 32,000 values on SQLite and 65,000 on PostgreSQL; no table has 60 columns. */
const ROWS_A_STATEMENT = 500;

/** Inserts any number of rows, none too. */
export async function insertAll<Row extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  rows: readonly QueryDeepPartialEntity<Row>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    await manager.insert(entity, rows.slice(start, start + ROWS_A_STATEMENT));
  }
}
