import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { DeploymentEntity } from './deployment.entity.js';

/** Every deployment under the alias `deployment`, for what the service itself looks after. */
export function allDeployments(manager: EntityManager): SelectQueryBuilder<object> {
  return manager.createQueryBuilder(DeploymentEntity, 'deployment');
}
