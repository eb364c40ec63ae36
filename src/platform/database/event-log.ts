import { Injectable } from '@nestjs/common';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../actor/actor.js';
import { onlyVisible } from '../access/visible.js';
import { Problem } from '../problem/problem.js';
import { EventEntity } from './event.entity.js';
import { LARGEST_INTEGER, type Page, type PageRequest } from './paging.js';

/** An event as the history of one thing shows it. */
export interface EventView {
  readonly sequence: number;
  readonly at: Date;
  readonly actor: { readonly id: string; readonly role: string };
  readonly type: string;
  readonly subjectId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event with everything that is known of where it belongs. */
export interface PlacedEvent extends EventView {
  readonly trustId: string | null;
  readonly toolId: string | null;
  readonly deploymentId: string | null;
  readonly assessmentId: string | null;
  readonly requestId: string | null;
}

/** What events must have in common. */
export interface EventFilter {
  readonly type?: string | undefined;
  /** Whoever did it is one of these */
  readonly actorIds?: readonly string[] | undefined;
  readonly subjectId?: string | undefined;
  readonly trustId?: string | undefined;
  readonly deploymentId?: string | undefined;
  readonly assessmentId?: string | undefined;
  /** The first instant */
  readonly from?: Date | undefined;
  /** The first instant that is too late */
  readonly before?: Date | undefined;
}

export interface EventPageRequest extends PageRequest {
  /** The page that ends just above this event, in place of the one that begins below `cursor` */
  readonly newerThan?: string | undefined;
}

/** One page of events, newest first. */
export interface EventsPage extends Page<PlacedEvent> {
  /** What to give as `newerThan` for the page above; null on the first */
  readonly newer: string | null;
}

/** Reads the events table, newest first. */
@Injectable()
export class EventLog {
  /** What was done with one thing, for whoever may see its history. @throws Problem `invalid-cursor` */
  async list(manager: EntityManager, filter: EventFilter, page: PageRequest): Promise<Page<EventView>> {
    const { items, next } = await pageFrom(narrowed(manager, filter), page);
    return { items: items.map(withoutPlace), next };
  }

  /** The record, as far as somebody may read it. @throws Problem `invalid-cursor` */
  find(manager: EntityManager, actor: Actor, filter: EventFilter, page: EventPageRequest): Promise<EventsPage> {
    const query = narrowed(manager, filter);
    return pageFrom(onlyVisible(query, actor, 'record.read', { trustId: 'event.trustId' }), page);
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

const EQUAL = ['type', 'subjectId', 'trustId', 'deploymentId', 'assessmentId'] as const;

function narrowed(manager: EntityManager, filter: EventFilter): SelectQueryBuilder<EventEntity> {
  const query = manager.createQueryBuilder(EventEntity, 'event').where('1 = 1');
  for (const property of EQUAL) {
    if (filter[property] !== undefined) query.andWhere(`event.${property} = :${property}`, filter);
  }
  const { actorIds, from, before } = filter;
  if (actorIds?.length === 0) query.andWhere('1 = 0');
  else if (actorIds !== undefined) query.andWhere('event.actorId IN (:...actorIds)', { actorIds });
  if (from !== undefined) query.andWhere('event.at >= :from', { from: from.toISOString() });
  if (before !== undefined) query.andWhere('event.at < :before', { before: before.toISOString() });
  return query;
}

async function pageFrom(
  query: SelectQueryBuilder<EventEntity>,
  { limit, cursor, newerThan }: EventPageRequest,
): Promise<EventsPage> {
  const upwards = newerThan !== undefined;
  if (upwards) query.andWhere('event.sequence > :after', { after: sequenceOf(newerThan) });
  if (cursor !== undefined) query.andWhere('event.sequence < :below', { below: sequenceOf(cursor) });
  const rows = await query
    .orderBy('event.sequence', upwards ? 'ASC' : 'DESC')
    .limit(limit + 1)
    .getMany();
  const more = rows.length > limit;
  const items = rows.slice(0, limit).map(viewOf);
  if (upwards) items.reverse();
  const [first, last] = [items.at(0), items.at(-1)];
  const hasNewer = upwards ? more : cursor !== undefined;
  return {
    items,
    next: last !== undefined && (upwards || more) ? String(last.sequence) : null,
    newer: first !== undefined && hasNewer ? String(first.sequence) : null,
  };
}

/** @throws Problem `invalid-cursor` */
function sequenceOf(cursor: string): number {
  if (/^[1-9]\d{0,9}$/.test(cursor) && Number(cursor) <= LARGEST_INTEGER) return Number(cursor);
  throw new Problem('invalid-cursor', 'This cursor was not given by this list.');
}

function viewOf(event: EventEntity): PlacedEvent {
  const { sequence, at, actorId, actorRole, type, subjectId, data } = event;
  const { trustId, toolId, deploymentId, assessmentId, requestId } = event;
  return {
    ...{ sequence, at, actor: { id: actorId, role: actorRole }, type, subjectId },
    ...{ trustId, toolId, deploymentId, assessmentId, requestId, data },
  };
}

function withoutPlace({ sequence, at, actor, type, subjectId, data }: PlacedEvent): EventView {
  return { sequence, at, actor, type, subjectId, data };
}
