import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { onlyVisible } from '../platform/access/visible.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { DeploymentEntity } from './deployment.entity.js';
import type { DeploymentView } from './deployments.dto.js';
import { DeploymentsService, subjectOf, VISIBLE_BY } from './deployments.service.js';

/** Says who of a vendor looks after its deployments. */
@Injectable()
export class VendorOwners {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deployments: DeploymentsService,
  ) {}

  /** @throws Problem `not-found`, `stale-version` */
  set(actor: Actor, id: string, vendorOwner: string | null, expectedVersion: number): Promise<DeploymentView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const deployment = await this.deployments.find(scope.manager, id);
      await this.change(scope, { ...deployment, version: expectedVersion }, vendorOwner);
      return this.deployments.find(scope.manager, id);
    });
  }

  /**
   * The same in a transaction that another service has opened.
   *
   * @param deployment with the version that the change was made on
   * @throws Problem `stale-version`
   */
  async change(
    { manager, now, record }: WriteScope,
    { id, version, trust, toolId }: DeploymentView,
    vendorOwner: string | null,
  ): Promise<void> {
    const values = { vendorOwner, updatedAt: now };
    if (!(await updateVersion(manager, DeploymentEntity, { id }, version, values))) {
      const { version: current } = await this.deployments.find(manager, id);
      throw staleVersion(current);
    }
    const data = { fields: ['vendorOwner'] };
    record({ type: 'deployment-changed', ...subjectOf({ id, trustId: trust.id, toolId }), data });
  }

  /** Those of some deployments, by id, of which somebody may say who looks after them. */
  async reached(manager: EntityManager, actor: Actor, ids: readonly string[]): Promise<DeploymentView[]> {
    const query = manager.createQueryBuilder(DeploymentEntity, 'deployment').select('deployment.id');
    query.where('deployment.id IN (:...ids)', { ids: ['', ...ids] });
    const found = await onlyVisible(query, actor, 'portfolio.work', VISIBLE_BY).getMany();
    return this.deployments.findAll(
      manager,
      found.map(({ id }) => id),
    );
  }
}
