import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { HandOverAccess } from '../accounts/hand-over-access.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { Clock } from '../platform/clock/clock.js';
import { notFound } from '../platform/problem/problem.js';
import { HandOverEntity } from './hand-over.entity.js';
import type { HandOverView } from './hand-overs.dto.js';

/** Hand-overs as they are shown, with whom they went to. */
@Injectable()
export class HandOverViews {
  constructor(
    private readonly clock: Clock,
    private readonly access: HandOverAccess,
  ) {}

  /** @throws Problem `not-found` */
  async one(manager: EntityManager, actor: Actor, id: string): Promise<HandOverView> {
    const [view] = await this.of(manager, actor, [await handOverOf(manager, id)]);
    return view as HandOverView;
  }

  async of(manager: EntityManager, actor: Actor, rows: readonly HandOverEntity[]): Promise<HandOverView[]> {
    const people = await this.access.describe(manager, this.clock.now(), rows);
    const later = await manager.findBy(HandOverEntity, { replacesId: In(rows.map(({ id }) => id)) });
    return rows.map(({ personId, ticketId: _ticket, trustId, ...row }, index) => {
      const { name, email, state, linkExpiresAt } = people[index] as (typeof people)[number];
      const manages = may(actor, 'handovers.manage', { trustId });
      return {
        ...row,
        to: { personId, name, email: manages ? email : null, state, linkExpiresAt },
        replacedById: later.find(({ replacesId }) => replacesId === row.id)?.id ?? null,
      };
    });
  }
}

/** @throws Problem `not-found` */
export async function handOverOf(manager: EntityManager, id: string): Promise<HandOverEntity> {
  const row = await manager.findOneBy(HandOverEntity, { id });
  if (row === null) throw notFound('hand over', id);
  return row;
}
