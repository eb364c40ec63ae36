import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { Problem } from '../platform/problem/problem.js';
import type { MergeTrust, TrustView } from './organisations.dto.js';
import { TenantsService } from './tenants.service.js';
import { TrustEntity } from './trust.entity.js';
import { TrustsService } from './trusts.service.js';

/**
 * Mergers of trusts. Nothing is moved: what was done stays with the trust that did it, and whoever acts for the successor
 * reaches the predecessor's things as well.
 */
@Injectable()
export class MergersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly trusts: TrustsService,
    private readonly tenants: TenantsService,
  ) {}

  /**
   * Records that a trust became part of another one.
   *
   * @param expectedVersion of the trust that is no more
   * @throws Problem `not-found`, `stale-version`; `invalid-request` for a successor that there is not, or a day to come;
   *   `conflict` when it was merged before, or would be its own successor
   */
  merge(actor: Actor, id: string, { intoId, on }: MergeTrust, expectedVersion: number): Promise<TrustView> {
    this.refuseDayToCome(on);
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const trust = await this.trusts.find(manager, id);
      if (trust.version !== expectedVersion) throw staleVersion(trust.version);
      refuseMerged(trust);
      await this.checkSuccessor(manager, id, intoId);
      const values = { mergedIntoId: intoId, mergedOn: on, updatedAt: now };
      if (!(await updateVersion(manager, TrustEntity, { id }, expectedVersion, values))) {
        throw staleVersion(trust.version);
      }
      record({ type: 'trust-merged', subjectId: id, trustId: id, data: { intoId, on } });
      return this.trusts.find(manager, id);
    });
  }

  private async checkSuccessor(manager: EntityManager, id: string, intoId: string): Promise<void> {
    if (!(await this.trusts.findAll(manager, [intoId])).has(intoId)) {
      throw new Problem('invalid-request', 'There is no such trust.', {
        errors: [{ pointer: '/intoId', code: 'not-allowed', detail: 'There is no trust with this id.' }],
      });
    }
    if (!(await this.tenants.withMerged(manager, [id])).includes(intoId)) return;
    throw new Problem('conflict', 'A trust cannot be its own successor. Nothing was stored.', {
      errors: [
        { pointer: '/intoId', code: 'not-allowed', detail: 'It is this trust, or one that was merged into it.' },
      ],
    });
  }

  private refuseDayToCome(on: string): void {
    if ((parseDay(on) as DayNumber) <= this.clock.today()) return;
    throw new Problem('invalid-request', 'A merger is recorded once it has happened. Nothing was stored.', {
      errors: [{ pointer: '/on', code: 'out-of-range', detail: 'on must be today or earlier.' }],
    });
  }
}

/** Nothing new begins at a trust that is no more. @throws Problem `conflict` */
export function refuseGone({ mergedIntoId, mergedOn, closedOn }: Gone, today: DayNumber): void {
  refuseMerged({ mergedIntoId, mergedOn });
  if (isClosed({ closedOn }, today)) throw new Problem('conflict', `The trust closed on ${String(closedOn)}.`);
}

/** Whether the last day of a trust is over. */
export function isClosed({ closedOn }: Pick<TrustView, 'closedOn'>, today: DayNumber): boolean {
  return closedOn !== null && (parseDay(closedOn) as DayNumber) < today;
}

type Gone = Pick<TrustView, 'mergedIntoId' | 'mergedOn' | 'closedOn'>;

/** @throws Problem `conflict` */
function refuseMerged({ mergedIntoId, mergedOn }: Pick<Gone, 'mergedIntoId' | 'mergedOn'>): void {
  if (mergedIntoId === null) return;
  throw new Problem('conflict', `The trust became part of another one on ${String(mergedOn)}.`, {
    extra: { mergedIntoId },
  });
}
