import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import type { Actor } from '../actor/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Problem } from '../problem/problem.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';

/** How long a reply is kept and given again. */
export const REPLIES_KEPT_HOURS = 24;
const KEPT_MILLISECONDS = REPLIES_KEPT_HOURS * 3_600_000;
/** An attempt that has not ended by then never will: longer than a request may take. */
const ABANDONED_MILLISECONDS = 180_000;
/** By so much the clocks of two instances may differ */
const CLOCK_MILLISECONDS = 60_000;
/** Until then an attempt is most likely at work, and soon done; after it, most likely its process has ended. */
const USUAL_MILLISECONDS = 10_000;

/** The right to do what a key was given to, once. */
export interface Claim {
  readonly actorId: string;
  readonly key: string;
  readonly claim: string;
}

/** Either the reply that there was already, or the claim of whoever does it now. */
export type Claimed = { readonly reply: string } | { readonly claim: Claim };

/** Keys that callers give to requests, so that a request takes effect once however often it is sent. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * @param request hash of what is asked for
   * @throws Problem `idempotency-key-reused` when the key was given to another request, `request-in-progress` while the
   *   first one is being worked on
   */
  claim({ id: actorId }: Actor, key: string, request: string): Promise<Claimed> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const known = await manager.findOneBy(IdempotencyKeyEntity, { actorId, key });
      const age = known === null ? Infinity : now.getTime() - known.claimedAt.getTime();
      // Also where the clock was put back: nothing was claimed in the future.
      const counts = known !== null && age >= -CLOCK_MILLISECONDS && age < KEPT_MILLISECONDS;
      if (counts && known.request !== request) throw reused(key);
      if (counts && known.reply !== null) return { reply: known.reply };
      if (counts && age < ABANDONED_MILLISECONDS) throw inProgress(key, age);
      const claim = { actorId, key, claim: randomUUID() };
      if (known !== null) await manager.delete(IdempotencyKeyEntity, { actorId, key });
      await manager.insert(IdempotencyKeyEntity, { ...claim, request, claimedAt: now, reply: null });
      return { claim };
    });
  }

  /**
   * Stores the reply in the transaction of the change itself, so that both are there or neither.
   *
   * @throws Problem `request-in-progress` when somebody else has taken the key over meanwhile
   */
  async complete(manager: EntityManager, { actorId, key, claim }: Claim, reply: unknown): Promise<void> {
    const { affected } = await manager.update(
      IdempotencyKeyEntity,
      { actorId, key, claim },
      { reply: JSON.stringify(reply) },
    );
    if (affected !== 1) throw inProgress(key, 0);
  }

  /** Stores the reply of a request that found everything there and changed nothing. @throws as `complete` */
  settle(claim: Claim, reply: unknown): Promise<void> {
    return this.unitOfWork.keepBooks((manager) => this.complete(manager, claim, reply));
  }

  /** Lets go of a key whose request failed: nothing was stored, so it may be tried again. */
  release({ actorId, key, claim }: Claim): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager) => {
      const row = await manager.findOneBy(IdempotencyKeyEntity, { actorId, key, claim });
      // Stored after all, and only the way back broke: the reply stays for whoever asks again.
      if (row?.reply === null) await manager.delete(IdempotencyKeyEntity, { actorId, key, claim });
    });
  }

  /** Forgets keys that are older than a day. @returns how many */
  forgetOld(): Promise<number> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const before = new Date(now.getTime() - KEPT_MILLISECONDS);
      const { affected } = await manager.delete(IdempotencyKeyEntity, { claimedAt: LessThan(before) });
      return affected ?? 0;
    });
  }
}

function reused(key: string): Problem {
  return new Problem(
    'idempotency-key-reused',
    `The key "${key}" was given to another request within the last 24 hours.`,
  );
}

/** @param age of the attempt that has the key, milliseconds */
function inProgress(key: string, age: number): Problem {
  const seconds = age < USUAL_MILLISECONDS ? 1 : Math.ceil((ABANDONED_MILLISECONDS - age) / 1000);
  return new Problem('request-in-progress', `The request with the key "${key}" is being worked on.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}
