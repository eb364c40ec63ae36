import { Injectable } from '@nestjs/common';
import { Places } from '../platform/access/places.js';
import { DeploymentEntity } from './deployment.entity.js';

/**
 * SQL for whether the vendor takes part in a deployment, for lists of what hangs on one.
 *
 * @param column that holds the deployment's id, as `alias.column_name`
 */
export function vendorTakesPart(column: string): string {
  return `(SELECT taking.vendor_access FROM deployments taking WHERE taking.id = ${column})`;
}

/** Where deployments are. */
@Injectable()
export class DeploymentPlaces {
  constructor(places: Places) {
    places.register('deploymentId', async (manager, id) => {
      const deployment = await manager.findOneBy(DeploymentEntity, { id });
      if (deployment === null) return undefined;
      const { trustId, siteId, toolId, vendorAccess } = deployment;
      return { deploymentId: id, trustId, siteId, toolId, vendorAccess };
    });
  }
}
