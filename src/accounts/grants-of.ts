import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TenantsService } from '../organisations/tenants.service.js';
import type { Grant } from '../platform/access/grants.js';
import { GrantEntity } from './grant.entity.js';
import type { RoleColumns } from './role-columns.js';

/** Works out what stored roles reach to today: a vendor's tools, a network's trusts, trusts that merged. */
@Injectable()
export class GrantsOf {
  constructor(private readonly tenants: TenantsService) {}

  async person(manager: EntityManager, personId: string): Promise<Grant[]> {
    const rows = await manager.findBy(GrantEntity, { personId });
    const grants: Grant[] = [];
    for (const row of rows) grants.push(await this.grantOf(manager, row));
    return grants;
  }

  async grantOf(manager: EntityManager, row: RoleColumns): Promise<Grant> {
    const { role, trustId, vendorId, networkId, assessmentId, sections } = row;
    return {
      role,
      // A contributor's trust says who looks after the role, not what it reaches to.
      ...(trustId !== null &&
        role !== 'contributor' && { trustIds: await this.tenants.withMerged(manager, [trustId]) }),
      ...(vendorId !== null && { vendorId, toolIds: await this.tenants.toolsOf(manager, vendorId) }),
      ...(networkId !== null && { networkId, trustIds: await this.tenants.trustsOf(manager, networkId) }),
      ...(assessmentId !== null && { assessmentId, sections: sections ?? [] }),
    };
  }
}
