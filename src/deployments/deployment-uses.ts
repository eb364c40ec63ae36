import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TrustUses } from '../organisations/trust-uses.js';
import { DeploymentEntity } from './deployment.entity.js';

/** Tells how many deployments hang on a trust. */
@Injectable()
export class DeploymentUses {
  constructor(uses: TrustUses) {
    uses.register(countByTrust);
  }
}

async function countByTrust(manager: EntityManager, trustIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await manager
    .createQueryBuilder(DeploymentEntity, 'deployment')
    .select('deployment.trustId', 'trustId')
    .addSelect('COUNT(*)', 'count')
    .where('deployment.trustId IN (:...trustIds)', { trustIds: ['', ...trustIds] })
    .groupBy('deployment.trustId')
    .getRawMany<{ trustId: string; count: number | string }>();
  return new Map(rows.map(({ trustId, count }) => [trustId, Number(count)]));
}
