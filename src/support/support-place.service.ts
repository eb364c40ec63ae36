import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NamesService } from '../accounts/names.service.js';
import { Topics } from '../concerns/topics.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { Problem } from '../platform/problem/problem.js';

/** Where something of a support team's log belongs. */
export interface SupportPlace {
  readonly deploymentId: string;
  readonly trustId: string;
  readonly toolId: string;
}

/** Finds what everything in a support team's log has: the site, the action that it is about, the name of who made it. */
@Injectable()
export class SupportPlaceService {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly topics: Topics,
    private readonly names: NamesService,
  ) {}

  /** @throws Problem `not-found` */
  async of(manager: EntityManager, deploymentId: string): Promise<SupportPlace> {
    const { trust, toolId } = await this.deployments.find(manager, deploymentId);
    return { deploymentId, trustId: trust.id, toolId };
  }

  /** @returns the action, or null where none is named @throws Problem `invalid-request` where there is none such */
  actionOf(actionId: string | undefined): string | null {
    if (actionId === undefined) return null;
    if (this.topics.named(undefined, actionId) !== undefined) return actionId;
    throw wrongField('actionId', 'actionId must be the id of an action of a support plan.');
  }

  namesOf(manager: EntityManager, rows: readonly { readonly madeBy: string }[]): Promise<ReadonlyMap<string, string>> {
    return this.names.of(
      manager,
      rows.map(({ madeBy }) => madeBy),
    );
  }
}

export function wrongField(field: string, detail: string): Problem {
  return new Problem('invalid-request', 'Nothing was stored.', {
    errors: [{ pointer: `/${field}`, code: 'not-allowed', detail }],
  });
}

/** How it stands on record. The columns by which a trust finds its events stay empty: the log is the vendor's own. */
export function recordedAs(
  type: string,
  { id, deploymentId, toolId }: { readonly id: string } & Omit<SupportPlace, 'trustId'>,
  data: Readonly<Record<string, unknown>>,
): { type: string; subjectId: string; toolId: string; data: Readonly<Record<string, unknown>> } {
  return { type, subjectId: id, toolId, data: { deploymentId, ...data } };
}
