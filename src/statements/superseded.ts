import type { EntityManager } from 'typeorm';
import { ProductVersionEntity, type StatementEntity } from './statement.entity.js';

/**
 * The version of a tool that was published last among those that are material to clinical safety: statements from before
 * are superseded by it, whatever version they are about. Null while there is none.
 */
export function newestMaterial(manager: EntityManager, toolId: string): Promise<ProductVersionEntity | null> {
  const order = { createdAt: 'DESC', id: 'DESC' } as const;
  return manager.findOne(ProductVersionEntity, { where: { toolId, material: true }, order });
}

/** @param material see `newestMaterial`. Of the same instant it is superseded: what may be out of date is asked again */
export function isSuperseded(
  { createdAt }: Pick<StatementEntity, 'createdAt'>,
  material: Pick<ProductVersionEntity, 'createdAt'> | null,
): boolean {
  return material !== null && createdAt <= material.createdAt;
}
