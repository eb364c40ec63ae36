import type { EntityManager, EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';

/**
 * Changes a row if it still has the expected version, and counts the version up. One statement, so that of two writers
 * who read the same version only one succeeds.
 *
 * @returns whether the row was changed; false when it has another version or is not there
 */
export async function updateVersion<Row extends ObjectLiteral & { version: number }>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  where: FindOptionsWhere<Row>,
  expectedVersion: number,
  values: QueryDeepPartialEntity<Row>,
): Promise<boolean> {
  const result = await manager
    .createQueryBuilder()
    .update(entity)
    .set({ ...values, version: expectedVersion + 1 })
    .where({ ...where, version: expectedVersion })
    .execute();
  return result.affected === 1;
}
