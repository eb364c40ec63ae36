import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { StandingView } from '../assessments/snapshots.dto.js';
import type { FrozenSubmission } from '../assessments/standings.service.js';
import type { SiteOutlook, StandingOnDay } from '../core/contracts/portfolio.js';
import { closedGates } from '../core/portfolio/closed-gates.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { valuesOfStanding, weeksOf } from './entry-values.js';
import { StandingPointEntity } from './standing-point.entity.js';

/** What is known of a deployment on a day on which its outlook was made anew. */
export interface NewPoint {
  readonly deployment: DeploymentView;
  readonly standing: StandingView;
  readonly submissions: readonly FrozenSubmission[];
  readonly outlook: SiteOutlook;
  /** Submissions, by position, whose days `outlook.history` tells of */
  readonly history: readonly number[];
  /** Today, ISO */
  readonly on: string;
}

/** What was known of deployments day by day: kept as it was, so that forecasts can be held against what came of them. */
@Injectable()
export class StandingPoints {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Submissions, by position, of whose day nothing is kept yet. Of two on one day the later one counts. */
  missing(deploymentId: string, submissions: readonly FrozenSubmission[]): Promise<number[]> {
    return this.unitOfWork.read(async (manager) => {
      const days = submissions.map(({ asOf }) => asOf);
      const rows = await manager.findBy(StandingPointEntity, { deploymentId, on: In(days) });
      const known = new Set(rows.map(({ on }) => on));
      return [...days.keys()].filter((i) => !known.has(days[i] as string) && days.lastIndexOf(days[i] as string) === i);
    });
  }

  /** What was known of some deployments at the end of a day, by the deployment's id; those of which nothing was are left out. */
  async asOf(
    manager: EntityManager,
    deploymentIds: readonly string[],
    day: string,
  ): Promise<ReadonlyMap<string, StandingPointEntity>> {
    if (deploymentIds.length === 0) return new Map();
    const later = manager
      .createQueryBuilder(StandingPointEntity, 'later')
      .select('1')
      .where('later.deploymentId = point.deploymentId AND later.on > point.on AND later.on <= :day');
    const points = await manager
      .createQueryBuilder(StandingPointEntity, 'point')
      .where('point.deploymentId IN (:...deploymentIds)', { deploymentIds })
      .andWhere('point.on <= :day', { day })
      .andWhere(`NOT EXISTS (${later.getQuery()})`)
      .getMany();
    return new Map(points.map((point) => [point.deploymentId, point]));
  }

  /** Ids of the deployments of which something became known after a day. */
  async changedAfter(manager: EntityManager, day: string): Promise<ReadonlySet<string>> {
    const rows = await manager
      .createQueryBuilder(StandingPointEntity, 'point')
      .select('DISTINCT point.deploymentId', 'deploymentId')
      .where('point.on > :day', { day })
      .getRawMany<{ deploymentId: string }>();
    return new Set(rows.map(({ deploymentId }) => deploymentId));
  }

  /** Everything that was known of a deployment, the earliest day first. */
  history(manager: EntityManager, deploymentId: string): Promise<StandingPointEntity[]> {
    return manager.find(StandingPointEntity, { where: { deploymentId }, order: { on: 'ASC' } });
  }

  /** Adds what is known today, in place of what was known earlier today, and what earlier submissions knew on their days. */
  async add(
    manager: EntityManager,
    { deployment, standing, submissions, outlook, history, on }: NewPoint,
  ): Promise<void> {
    const place = { deploymentId: deployment.id, trustId: deployment.trust.id, toolId: deployment.toolId };
    const { scorecard, snapshot } = standing;
    const { gateEnds } = valuesOfStanding(standing);
    const today: StandingOnDay = {
      on,
      stage: scorecard.stage.number,
      index: scorecard.index.value,
      upper: scorecard.index.upper,
      closedGates: closedGates(scorecard).map(({ id }) => id),
      queue: outlook.place.queue,
      goLive: outlook.goLive,
    };
    const earlier = history
      .map((position, i) => {
        const { id, scorecard: frozen } = submissions[position] as FrozenSubmission;
        const ends = frozen.gates.flatMap(({ id: gate, until }) => (until === undefined ? [] : [{ id: gate, until }]));
        const known = outlook.history[i] as StandingOnDay;
        return { known, snapshotId: id, gateEnds: ends };
      })
      .filter(({ known }) => known.on !== on);
    const points = [...earlier, { known: today, snapshotId: snapshot.id, gateEnds }];
    await manager.delete(StandingPointEntity, { deploymentId: deployment.id, on });
    const rows = points.map(({ known, ...rest }): StandingPointEntity => {
      const { goLive, ...values } = known;
      return { ...place, ...rest, ...values, id: randomUUID(), live: goLive === null, ...weeksOf(goLive) };
    });
    await manager.insert(StandingPointEntity, rows);
  }
}
