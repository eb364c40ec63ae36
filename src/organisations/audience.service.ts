import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { NetworkTrustEntity } from './network.entity.js';
import { TenantsService } from './tenants.service.js';

/** Who besides a trust can come to see what it submits on a tool, by name. */
export interface Audience {
  /** Undefined while no vendor of the tool is recorded */
  readonly vendor: string | undefined;
  readonly networks: readonly string[];
}

/** Tells a trust who will see what it is about to submit. */
@Injectable()
export class AudienceService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tenants: TenantsService,
  ) {}

  of(trustId: string, toolId: string): Promise<Audience> {
    return this.unitOfWork.read(async (manager) => {
      const trustIds = await this.tenants.withSuccessors(manager, trustId);
      const parts = await manager.findBy(NetworkTrustEntity, { trustId: In(trustIds) });
      const vendorId = await this.tenants.vendorOf(manager, toolId);
      const networkIds = [...new Set(parts.map(({ networkId }) => networkId))];
      const names = await this.tenants.namesOf(manager, [...networkIds, ...(vendorId === undefined ? [] : [vendorId])]);
      return {
        vendor: vendorId === undefined ? undefined : names.get(vendorId),
        networks: networkIds.flatMap((id) => names.get(id) ?? []).sort((one, other) => one.localeCompare(other, 'en')),
      };
    });
  }
}
