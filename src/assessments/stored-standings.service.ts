import { setImmediate as turn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { isoDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { Use } from '../core/contracts/instrument.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork, type EventRecord, type WriteScope } from '../platform/database/unit-of-work.js';
import { JobKinds, type RunningJob } from '../platform/jobs/job-kinds.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import type { StandingSummary, StandingView } from './snapshots.dto.js';
import { StandingEntity, type LapsingGate } from './standing.entity.js';
import { StandingsService } from './standings.service.js';

/** Days before a gate closes by itself from which the record warns of it: a DPIA takes weeks to review. */
const WARNING_DAYS = 60;
/** Hour of the night in London from which standings are looked at again: evidence lapses at midnight. */
const FROM_HOUR = 1;
const PAGE = 100;

/** Somebody else looked at it meanwhile. */
class Overtaken extends Error {}

/** Standings as they were last worked out, so that long lists need not work out each of them. */
@Injectable()
export class StoredStandings {
  constructor(
    kinds: JobKinds,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly deployments: DeploymentsService,
    private readonly standings: StandingsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {
    kinds.register('refresh-standings', {
      title: 'Look at every deployment as it stands today, and warn of evidence that lapses soon',
      dailyFromHour: FROM_HOUR,
      run: (job) => this.refreshAll(job),
    });
  }

  /** What deployments come to today, by id: as it was worked out today, else worked out now. Those without one are left out. */
  async summaries(actor: Actor, deployments: readonly DeploymentView[]): Promise<ReadonlyMap<string, StandingSummary>> {
    const ids = deployments.map(({ id }) => id);
    const rows = await this.unitOfWork.read((manager) => manager.findBy(StandingEntity, { deploymentId: In(ids) }));
    const stored = new Map(rows.map((row) => [row.deploymentId, row]));
    const found = new Map<string, StandingSummary>();
    const stale: DeploymentView[] = [];
    for (const deployment of deployments) {
      const row = stored.get(deployment.id);
      if (row !== undefined && this.holds(row, deployment)) found.set(deployment.id, summaryOf(row, deployment));
      else stale.push(deployment);
    }
    for (const [id, standing] of await this.standings.standings(actor, stale)) {
      found.set(id, summaryOfView(standing));
    }
    return found;
  }

  /** In the transaction of a submission or another change: works the standing out and keeps it. */
  async keep({ manager, now, record }: WriteScope, deploymentId: string): Promise<void> {
    const deployment = await this.deployments.find(manager, deploymentId);
    const standing = await this.standings.within(manager, deployment);
    if (standing === undefined) return;
    const before = await manager.findOneBy(StandingEntity, { deploymentId });
    // The change itself says how the stage moved; what is about to lapse nobody says but this.
    for (const event of this.eventsOf(deployment, before, standing)) {
      if (event.type === 'evidence-lapsing') record(event);
    }
    await this.store(manager, now, deployment, standing);
  }

  /** Works all standings out that are not of today, a page at a time. */
  private async refreshAll({ actor, progress, signal }: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    let [looked, changed, lapsing] = [0, 0, 0];
    const total = await this.deployments.count();
    let cursor: string | undefined;
    do {
      const page = await this.deployments.list(actor, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
      for (const deployment of page.items) {
        signal.throwIfAborted();
        const events = await this.refresh(actor, deployment);
        // Where the database works in this thread, nobody else would have a turn.
        await turn();
        changed += events.filter(({ type }) => type === 'standing-changed').length;
        lapsing += events.filter(({ type }) => type === 'evidence-lapsing').length;
      }
      looked += page.items.length;
      cursor = page.next ?? undefined;
      await progress(looked, Math.max(total, looked));
    } while (cursor !== undefined);
    return { deployments: looked, changed, lapsing };
  }

  private async refresh(actor: Actor, deployment: DeploymentView): Promise<readonly EventRecord[]> {
    const look = (manager: EntityManager): Promise<Look | undefined> => this.lookAt(manager, deployment);
    const found = await this.unitOfWork.read(look);
    if (found === undefined) return [];
    if (found.events.length === 0) {
      await this.unitOfWork.keepBooks(async (manager, now) => {
        // Once more: somebody may have submitted meanwhile, and stored what that came to.
        const again = await look(manager);
        if (again?.events.length === 0) await this.store(manager, now, deployment, again.standing);
      });
      return [];
    }
    try {
      return await this.unitOfWork.write(actor, async ({ manager, now, record }) => {
        const again = await look(manager);
        if (again === undefined || again.events.length === 0) throw new Overtaken();
        await this.store(manager, now, deployment, again.standing);
        for (const event of again.events) record(event);
        return again.events;
      });
    } catch (error) {
      if (error instanceof Overtaken) return this.refresh(actor, deployment);
      throw error;
    }
  }

  private async lookAt(manager: EntityManager, deployment: DeploymentView): Promise<Look | undefined> {
    const row = await manager.findOneBy(StandingEntity, { deploymentId: deployment.id });
    if (row !== null && this.holds(row, deployment)) return undefined;
    const standing = await this.standings.within(manager, deployment);
    return standing && { standing, events: this.eventsOf(deployment, row, standing) };
  }

  /** What has come about by itself since the last look. */
  private eventsOf(
    deployment: DeploymentView,
    before: StandingEntity | null,
    { scorecard }: StandingView,
  ): EventRecord[] {
    const place = {
      subjectId: deployment.id,
      trustId: deployment.trust.id,
      toolId: deployment.toolId,
      deploymentId: deployment.id,
    };
    const stage = scorecard.stage.number;
    const known = new Set(before?.lapsing.map(({ id, until }) => `${id} ${until}`));
    const lapsing = this.lapsingOf(scorecard).filter(({ id, until }) => !known.has(`${id} ${until}`));
    const inUse = scorecard.inUseWithoutClearance;
    const moved = before !== null && (before.stage !== stage || before.inUseWithoutClearance !== inUse);
    return [
      ...(moved
        ? [
            {
              ...place,
              type: 'standing-changed',
              data: { from: before.stage, to: stage, inUseWithoutClearance: inUse },
            },
          ]
        : []),
      ...(lapsing.length > 0 ? [{ ...place, type: 'evidence-lapsing', data: { gates: lapsing } }] : []),
    ];
  }

  private lapsingOf({ gates }: Scorecard): LapsingGate[] {
    const last = this.clock.today() + WARNING_DAYS;
    return gates.flatMap(({ id, until }) =>
      until !== undefined && (parseDay(until) as DayNumber) <= last ? [{ id, until }] : [],
    );
  }

  private async store(
    manager: EntityManager,
    now: Date,
    deployment: DeploymentView,
    { scorecard, snapshot, assessedUse }: StandingView,
  ): Promise<void> {
    const row: StandingEntity = {
      ...{ deploymentId: deployment.id, trustId: deployment.trust.id, snapshotId: snapshot.id },
      ...{ snapshotAsOf: snapshot.asOf, instrument: this.instrument(), deploymentVersion: deployment.version },
      ...{ asOf: isoDate(this.clock.today()), assessedUse, stage: scorecard.stage.number },
      ...{ index: scorecard.index.value, upper: scorecard.index.upper, headline: scorecard.headline },
      inUseWithoutClearance: scorecard.inUseWithoutClearance,
      lapsing: this.lapsingOf(scorecard),
      computedAt: now,
    };
    const values = row as QueryDeepPartialEntity<StandingEntity>;
    const { affected } = await manager.update(StandingEntity, { deploymentId: deployment.id }, values);
    if (affected === 0) await manager.insert(StandingEntity, values);
  }

  private holds({ asOf, deploymentVersion, instrument }: StandingEntity, { version }: DeploymentView): boolean {
    return asOf === isoDate(this.clock.today()) && deploymentVersion === version && instrument === this.instrument();
  }

  private instrument(): string {
    return `${this.catalogue.instrument.id}@${this.catalogue.instrument.version}`;
  }
}

interface Look {
  readonly standing: StandingView;
  readonly events: readonly EventRecord[];
}

function summaryOf(row: StandingEntity, { use }: DeploymentView): StandingSummary {
  const { snapshotId, snapshotAsOf, stage, index, upper, headline, inUseWithoutClearance } = row;
  return {
    ...{ snapshotId, snapshotAsOf, stage, index, upper, headline, inUseWithoutClearance },
    assessedUse: row.assessedUse as Use,
    currentUse: use,
  };
}

function summaryOfView({ snapshot, scorecard, assessedUse, currentUse }: StandingView): StandingSummary {
  const { stage, index, headline, inUseWithoutClearance } = scorecard;
  return {
    ...{ snapshotId: snapshot.id, snapshotAsOf: snapshot.asOf, stage: stage.number, index: index.value },
    ...{ upper: index.upper, headline, inUseWithoutClearance, assessedUse, currentUse },
  };
}
