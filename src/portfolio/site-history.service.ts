import { Injectable } from '@nestjs/common';
import { isoDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { GainCurve } from '../core/contracts/allocation.js';
import type { StandingChanges, StandingPoint } from '../core/contracts/standing-changes.js';
import { changesBetween } from '../core/portfolio/standing-changes.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { GainCurveEntity } from './gain-curve.entity.js';
import { pointOf } from './portfolio-views.js';
import { StandingPoints } from './standing-points.service.js';

/** A day on which something became known of a site. */
export interface HistoryPoint extends StandingPoint {
  /** The submission that it rests on */
  readonly snapshotId: string;
  /** What changed since the day before; null on the first day */
  readonly change: StandingChanges | null;
}

/** What is kept of one site beside where it stands today. */
export interface SiteHistory {
  /** The earliest day first */
  readonly points: readonly HistoryPoint[];
  /** What the vendor's hours would bring; null while nothing was worked out */
  readonly curve: GainCurve | null;
}

/** How a site came to where it stands, and what hours would bring it. */
@Injectable()
export class SiteHistoryService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deployments: DeploymentsService,
    private readonly points: StandingPoints,
  ) {}

  /** @throws Problem `not-found` */
  get(_actor: Actor, deploymentId: string): Promise<SiteHistory> {
    return this.unitOfWork.read(async (manager) => {
      await this.deployments.find(manager, deploymentId);
      const kept = await this.points.history(manager, deploymentId);
      const curve = await manager.findOneBy(GainCurveEntity, { deploymentId });
      return {
        curve: curve?.curve ?? null,
        points: kept.map((point, position): HistoryPoint => {
          const after = pointOf(point, point.on);
          const earlier = kept[position - 1];
          // A forecast counts its weeks anew each day: what is held against is what was known the evening before.
          const eve = isoDate((parseDay(point.on) as DayNumber) - 1);
          const change = earlier === undefined ? null : changesBetween(pointOf(earlier, eve), after);
          return { ...after, snapshotId: point.snapshotId, change };
        }),
      };
    });
  }
}
