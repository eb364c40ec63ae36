import { In, type EntityManager } from 'typeorm';
import { SnapshotEntity } from './snapshot.entity.js';

/**
 * SQL for how many submissions a deployment has.
 *
 * @param column that holds the deployment's id, as `alias.column_name`
 */
export function submissionsOf(column: string): string {
  return `(SELECT COUNT(*) FROM snapshots counted WHERE counted.deployment_id = ${column})`;
}

/** How many submissions each of some deployments has; those without are left out. */
export async function submissionCounts(
  manager: EntityManager,
  deploymentIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await manager
    .createQueryBuilder(SnapshotEntity, 'snapshot')
    .select('snapshot.deploymentId', 'id')
    .addSelect('COUNT(*)', 'count')
    .where({ deploymentId: In([...deploymentIds]) })
    .groupBy('snapshot.deploymentId')
    .getRawMany<{ id: string; count: number | string }>();
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}
