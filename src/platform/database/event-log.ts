import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Problem } from '../problem/problem.js';
import { EventEntity } from './event.entity.js';
import { LARGEST_INTEGER, type Page, type PageRequest } from './paging.js';

/** An event as it is shown. */
export interface EventView {
  readonly sequence: number;
  readonly at: Date;
  readonly actor: { readonly id: string; readonly role: string };
  readonly type: string;
  readonly subjectId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type EventFilter = { readonly assessmentId: string } | { readonly deploymentId: string };

/** Reads the events table, newest first. */
@Injectable()
export class EventLog {
  /** @throws Problem `invalid-cursor` */
  async list(manager: EntityManager, filter: EventFilter, { limit, cursor }: PageRequest): Promise<Page<EventView>> {
    const [[property, id]] = Object.entries(filter) as [[string, string]];
    const query = manager.createQueryBuilder(EventEntity, 'event').where(`event.${property} = :id`, { id });
    if (cursor !== undefined) {
      if (!/^[1-9]\d{0,9}$/.test(cursor) || Number(cursor) > LARGEST_INTEGER)
        throw new Problem('invalid-cursor', 'This cursor was not given by this list.');
      query.andWhere('event.sequence < :before', { before: Number(cursor) });
    }
    const rows = await query
      .orderBy('event.sequence', 'DESC')
      .limit(limit + 1)
      .getMany();
    const items = rows.slice(0, limit).map(viewOf);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last !== undefined ? String(last.sequence) : null };
  }

  /** Numbers of the events that name somebody: who acted, who was acted upon, or an id in what was recorded. */
  async naming(manager: EntityManager, id: string): Promise<number[]> {
    const rows = await manager
      .createQueryBuilder(EventEntity, 'event')
      .select('event.sequence', 'sequence')
      .where('event.actorId = :id OR event.subjectId = :id OR event.data LIKE :within', { id, within: `%${id}%` })
      .orderBy('event.sequence', 'ASC')
      .getRawMany<{ sequence: number | string }>();
    return rows.map(({ sequence }) => Number(sequence));
  }
}

function viewOf({ sequence, at, actorId, actorRole, type, subjectId, data }: EventEntity): EventView {
  return { sequence, at, actor: { id: actorId, role: actorRole }, type, subjectId, data };
}
