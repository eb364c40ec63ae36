import type { EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { EventEntity } from './event.entity.js';
import { hashOf } from '../hash/stable-json.js';

/** What an event says, without its place in a chain. */
export type UnchainedEvent = Omit<EventEntity, 'sequence' | 'chain' | 'position' | 'previousHash' | 'hash'>;

/** The chain of events that belong to no organisation. */
const SERVICE_CHAIN = 'service';
/** Before the first event of a chain */
export const NO_HASH = '0'.repeat(64);

/** The chain that an event belongs to: one for each organisation, so that organisations do not wait for each other. */
export function chainOf({ trustId }: Pick<EventEntity, 'trustId'>): string {
  return trustId ?? SERVICE_CHAIN;
}

/**
 * SHA-256 of everything that an event says and of its place: the chain, its position in it and the hash of the event
 * before, so that nothing can be changed, left out, put in or moved without all hashes after it being wrong.
 */
export function hashOfEvent(event: Omit<EventEntity, 'sequence' | 'hash'>): string {
  const { at, ...rest } = event;
  return hashOf({ form: 1, ...rest, at: at.toISOString() });
}

/** Adds events to the ends of their chains, within somebody's transaction. */
export async function appendEvents(manager: EntityManager, events: readonly UnchainedEvent[]): Promise<void> {
  const heads = new Map<string, { readonly position: number; readonly hash: string }>();
  const chained: Omit<EventEntity, 'sequence'>[] = [];
  for (const event of events) {
    const chain = chainOf(event);
    const { position, hash: previousHash } = heads.get(chain) ?? (await headOf(manager, chain));
    const placed = { ...event, chain, position: position + 1, previousHash };
    const hash = hashOfEvent(placed);
    heads.set(chain, { position: position + 1, hash });
    chained.push({ ...placed, hash });
  }
  await manager.insert(EventEntity, chained as QueryDeepPartialEntity<EventEntity>[]);
}

async function headOf(manager: EntityManager, chain: string): Promise<{ position: number; hash: string }> {
  const last = await manager.findOne(EventEntity, {
    where: { chain },
    order: { position: 'DESC' },
    select: { sequence: true, position: true, hash: true },
  });
  return last ?? { position: 0, hash: NO_HASH };
}
