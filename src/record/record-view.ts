import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NamesService } from '../accounts/names.service.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { TrustsService } from '../organisations/trusts.service.js';
import type { Actor } from '../platform/actor/actor.js';
import type { EventPageRequest } from '../platform/database/event-log.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { RecordedEvent, RecordFilter } from './record.dto.js';
import { RecordService } from './record.service.js';

/** What an event is about, as it is called today; left out what it is not about, or what has no name. */
export interface EventSubject {
  /** The person or the key that it was done to */
  readonly name?: string;
  readonly site?: string;
  readonly trust?: string;
}

export interface ShownEvent extends RecordedEvent {
  readonly about: EventSubject;
}

export interface ShownPage {
  readonly items: readonly ShownEvent[];
  /** Cursor of the page below; null on the last */
  readonly older: string | null;
  /** What to give as `newerThan` for the page above; null on the first */
  readonly newer: string | null;
}

/** The record for people who read it: with the names of what it is about. */
@Injectable()
export class RecordView {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly record: RecordService,
    private readonly names: NamesService,
    private readonly trusts: TrustsService,
    private readonly deployments: DeploymentsService,
  ) {}

  /** @throws Problem `invalid-cursor`, `invalid-request` when `who` may be too many */
  page(actor: Actor, filter: RecordFilter, request: EventPageRequest): Promise<ShownPage> {
    return this.unitOfWork.read(async (manager) => {
      const { items, next, newer } = await this.record.page(manager, actor, filter, request);
      const about = await this.subjectsOf(manager, items);
      return { items: items.map((event) => ({ ...event, about: about(event) })), older: next, newer };
    });
  }

  private async subjectsOf(
    manager: EntityManager,
    events: readonly RecordedEvent[],
  ): Promise<(event: RecordedEvent) => EventSubject> {
    const ids = (key: 'subjectId' | 'trustId' | 'deploymentId'): string[] =>
      events.flatMap((event) => event[key] ?? []);
    const names = await this.names.of(manager, ids('subjectId'));
    const trusts = await this.trusts.findAll(manager, ids('trustId'));
    const deployments = await this.deployments.findAll(manager, ids('deploymentId'));
    const sites = new Map(deployments.map(({ id, site }) => [id, site.name]));
    return ({ actor, subjectId, trustId, deploymentId }) => {
      const name = subjectId === actor.id ? undefined : names.get(subjectId);
      const trust = trustId === null ? undefined : trusts.get(trustId)?.name;
      const site = deploymentId === null ? undefined : sites.get(deploymentId);
      return {
        ...(name !== undefined && { name }),
        ...(site !== undefined && { site }),
        ...(trust !== undefined && { trust }),
      };
    };
  }
}
