import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../actor/actor.js';
import { Clock } from '../clock/clock.js';
import { UnitOfWork } from '../database/unit-of-work.js';

/** Refusals of one person or program that are written down within a minute; more would let them fill the record. */
const MOST_A_MINUTE = 20;
const MINUTE_MILLISECONDS = 60_000;
const MOST_REMEMBERED = 10_000;

export interface Refusal {
  /** `method` and pattern of the route, never an address that may hold what somebody typed */
  readonly route: string;
  readonly permission: string;
  readonly outcome: string;
  /** The trust whose data it was about, so that the trust sees it */
  readonly trustId?: string | undefined;
}

/** Method and pattern of a request's route, which hold nothing that somebody typed. */
export function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { readonly path?: unknown };
  return `${request.method} ${typeof path === 'string' ? path : ''}`;
}

/** Puts on record what somebody known was refused. */
@Injectable()
export class Refusals {
  private readonly recent = new Map<string, { since: number; count: number }>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async record(actor: Actor, { trustId, ...data }: Refusal): Promise<void> {
    if (!this.counts(actor.id)) return;
    await this.unitOfWork.write(actor, ({ record }) => {
      record({
        type: 'access-refused',
        subjectId: actor.id,
        ...(trustId !== undefined && { trustId }),
        data: { ...data },
      });
      return Promise.resolve();
    });
  }

  /** A key that was known once and is not good: it ended, has expired, or only its beginning is right. */
  async recordKey(keyId: string, outcome: 'ended' | 'expired' | 'wrong', trustId: string | null): Promise<void> {
    if (!this.counts(keyId)) return;
    await this.unitOfWork.write({ id: keyId, role: 'program' }, ({ record }) => {
      record({ type: 'key-refused', subjectId: keyId, ...(trustId !== null && { trustId }), data: { outcome } });
      return Promise.resolve();
    });
  }

  private counts(id: string): boolean {
    const now = this.clock.now().getTime();
    const known = this.recent.get(id);
    if (known === undefined || now - known.since > MINUTE_MILLISECONDS) {
      if (this.recent.size >= MOST_REMEMBERED) this.recent.clear();
      this.recent.set(id, { since: now, count: 1 });
      return true;
    }
    known.count += 1;
    return known.count <= MOST_A_MINUTE;
  }
}
