import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { TenantsService } from '../organisations/tenants.service.js';
import type { Grant, GrantedQuestion } from '../platform/access/grants.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { GrantEntity } from './grant.entity.js';
import type { Handed, RoleColumns } from './role-columns.js';

/** Works out what stored roles reach to today: a vendor's tools, a network's trusts, trusts that merged. */
@Injectable()
export class GrantsOf {
  constructor(
    private readonly tenants: TenantsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  async person(manager: EntityManager, personId: string): Promise<Grant[]> {
    const rows = await manager.findBy(GrantEntity, { personId });
    const grants: Grant[] = [];
    for (const row of rows) grants.push(await this.grantOf(manager, row));
    return grants;
  }

  async grantOf(manager: EntityManager, row: RoleColumns & Partial<Handed>): Promise<Grant> {
    const { role, trustId, vendorId, networkId, assessmentId, sections, questions } = row;
    return {
      role,
      // A contributor's trust says who looks after the role, not what it reaches to.
      ...(trustId !== null &&
        role !== 'contributor' && { trustIds: await this.tenants.withMerged(manager, [trustId]) }),
      ...(vendorId !== null && { vendorId, toolIds: await this.tenants.toolsOf(manager, vendorId) }),
      ...(networkId !== null && { networkId, trustIds: await this.tenants.trustsOf(manager, networkId) }),
      ...(assessmentId !== null && { assessmentId, sections: sections ?? [] }),
      ...(questions !== undefined && questions !== null && { questions: this.withSections(questions) }),
    };
  }

  private withSections(ids: readonly string[]): GrantedQuestion[] {
    const asked = this.catalogue.instrument.questions.filter(({ id }) => ids.includes(id));
    return asked.map(({ id, domain }) => ({ id, section: domain }));
  }
}
