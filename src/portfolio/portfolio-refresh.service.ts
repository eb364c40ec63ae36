import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { In } from 'typeorm';
import { StandingsService, type FrozenSubmission, type StandingBasis } from '../assessments/standings.service.js';
import { isoDate } from '../core/contracts/calendar.js';
import type { SiteOutlook } from '../core/contracts/portfolio.js';
import { workListKey } from '../core/portfolio/queue.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { TrustView } from '../organisations/organisations.dto.js';
import { TrustsService } from '../organisations/trusts.service.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobKinds, type RunningJob } from '../platform/jobs/job-kinds.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { Problem } from '../platform/problem/problem.js';
import type { OutlookTask } from '../plans/plan-tasks.js';
import { PlanThreads } from '../plans/plan-threads.js';
import {
  NO_OUTLOOK,
  NO_STANDING,
  orderOf,
  outlookFingerprint,
  valuesOfDeployment,
  valuesOfOutlook,
  valuesOfStanding,
  valuesWithoutOutlook,
  valuesWithoutStanding,
} from './entry-values.js';
import { GainCurveEntity } from './gain-curve.entity.js';
import { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { PortfolioPriorities } from './portfolio-priorities.service.js';
import { StaleEntries } from './stale-entries.js';
import { StandingPoints } from './standing-points.service.js';

const KIND = 'refresh-portfolio';
/** Deployments that are looked at in one read. */
const PAGE = 100;
/** Times that an outlook is begun: a thread that fell over may have been unlucky. */
const MOST_ATTEMPTS = 2;
/** Pause before an outlook is tried again that found too many plans waiting: people go first. */
const PAUSE_MILLISECONDS = 2000;

/** A deployment with its standing, before anything that takes time is worked out. */
interface Looked {
  readonly deployment: DeploymentView;
  readonly trust: TrustView | undefined;
  readonly submissions: number;
  readonly before: PortfolioEntryEntity | undefined;
  readonly found: StandingBasis | undefined;
}

/** An outlook, and what it was made from. */
interface Made {
  readonly outlook: SiteOutlook;
  readonly submissions: readonly FrozenSubmission[];
  readonly history: readonly number[];
}

/**
 * Keeps what support teams see of every deployment up to date, beside the requests: once a day, and soon after a submission
 * or a change. Forecasts are made again only where what they follow from has changed.
 */
@Injectable()
export class PortfolioRefresh {
  private readonly log = new Logger(PortfolioRefresh.name);

  constructor(
    kinds: JobKinds,
    private readonly jobs: JobsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly deployments: DeploymentsService,
    private readonly trusts: TrustsService,
    private readonly standings: StandingsService,
    private readonly threads: PlanThreads,
    private readonly stale: StaleEntries,
    private readonly points: StandingPoints,
    private readonly priorities: PortfolioPriorities,
  ) {
    kinds.register(KIND, {
      title: 'Work out where every deployment stands for its support team, and forecast it',
      isDue: () => this.stale.exist(),
      run: ({ progress, signal }) => this.refreshStale(signal, progress),
    });
  }

  /** Has everything that is out of date worked out as soon as the service gets to it. */
  order(): Promise<void> {
    return this.jobs.scheduleOne(KIND);
  }

  /**
   * Works out everything that is out of date.
   *
   * @param progress told how many deployments are done
   * @returns how many there were, for how many a forecast was made, and how many could not be worked out, which are tried
   *   again on the next day or when they change. @throws the signal's reason
   */
  async refreshStale(
    signal: AbortSignal = new AbortController().signal,
    progress: RunningJob['progress'] = () => Promise.resolve(),
  ): Promise<{ deployments: number; forecasts: number; failed?: number }> {
    const ids = await this.stale.ids();
    let [done, made, failed] = [0, 0, 0];
    for (let start = 0; start < ids.length; start += PAGE) {
      for (const looked of await this.lookAt(ids.slice(start, start + PAGE))) {
        const outcome = await this.attempt(looked, signal);
        if (outcome === 'made') made += 1;
        if (outcome === 'failed') failed += 1;
        done += 1;
        await progress(done, ids.length);
      }
    }
    await this.priorities.refresh();
    return { deployments: ids.length, forecasts: made, ...(failed > 0 && { failed }) };
  }

  private lookAt(ids: readonly string[]): Promise<Looked[]> {
    return this.unitOfWork.read(async (manager) => {
      const deployments = await this.deployments.findAll(manager, ids);
      const trusts = await this.trusts.findAll(
        manager,
        deployments.map(({ trust }) => trust.id),
      );
      const rows = await manager.findBy(PortfolioEntryEntity, { id: In([...ids]) });
      const entries = new Map(rows.map((row) => [row.id, row]));
      const counts = await this.stale.submissions(manager, ids);
      const looked: Looked[] = [];
      for (const deployment of deployments) {
        looked.push({
          deployment,
          trust: trusts.get(deployment.trust.id),
          submissions: counts.get(deployment.id) ?? 0,
          before: entries.get(deployment.id),
          found: await this.standings.basisOf(manager, deployment),
        });
      }
      return looked;
    });
  }

  /** One that cannot be worked out keeps the others from nothing: it is shown as such. */
  private async attempt(looked: Looked, signal: AbortSignal): Promise<'made' | 'kept' | 'failed'> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return (await this.refresh(looked, signal)) ? 'made' : 'kept';
      } catch (error) {
        if (signal.aborted || error instanceof Problem) throw error;
        this.log.error(`Deployment ${looked.deployment.id} cannot be worked out`, (error as Error).stack);
        if (attempts < MOST_ATTEMPTS) continue;
        await this.store(looked, null, null);
        return 'failed';
      }
    }
  }

  /** @returns whether a forecast was made */
  private async refresh(looked: Looked, signal: AbortSignal): Promise<boolean> {
    const { found, before } = looked;
    if (found === undefined) {
      await this.store(looked, null, null);
      return false;
    }
    const context = found.document.context as Readonly<Record<string, unknown>>;
    const fingerprint = outlookFingerprint(this.stale.basis, found.standing, context, this.clock.today());
    if (before?.fingerprint === fingerprint) {
      await this.store(looked, fingerprint, null);
      return false;
    }
    const { id } = looked.deployment;
    const submissions = await this.standings.submissions(id, found.document.instrument);
    const history = await this.points.missing(id, submissions);
    const outlook = await this.outlookOf({ document: found.document, submissions, history }, signal);
    await this.store(looked, fingerprint, { outlook, submissions, history });
    return true;
  }

  private async outlookOf(task: OutlookTask, signal: AbortSignal): Promise<SiteOutlook> {
    for (;;) {
      try {
        return await this.threads.run('outlook', task, signal);
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'busy') throw error;
        await pause(PAUSE_MILLISECONDS, undefined, { signal });
      }
    }
  }

  /** @param made null where the outlook that is kept still holds, or there is none */
  private store(looked: Looked, fingerprint: string | null, made: Made | null): Promise<void> {
    const { deployment, trust, submissions, before, found } = looked;
    const today = isoDate(this.clock.today());
    const kept =
      before !== undefined && fingerprint !== null ? outlookPart(before) : { ...NO_OUTLOOK, forecastOn: null };
    const values = {
      ...valuesOfDeployment(deployment, trust),
      ...(found === undefined ? NO_STANDING : valuesOfStanding(found.standing)),
      ...(made === null ? kept : { ...valuesOfOutlook(made.outlook), forecastOn: today }),
      ...this.valuesOfUnknown(looked, fingerprint),
      ...{ submissions, asOf: today, fingerprint, instrument: this.stale.basis },
      priority: before?.priority ?? 0,
    };
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const row = {
        ...values,
        sortKey: workListKey({ ...orderOf(values), priority: values.priority }),
        computedAt: now,
      } satisfies Omit<PortfolioEntryEntity, 'revision'>;
      // Counted by the database, so that no two that are worked out at once come to the same number.
      const nextRevision = { revision: (): string => 'revision + 1' };
      const { affected } = await manager.update(
        PortfolioEntryEntity,
        { id: deployment.id },
        { ...row, ...nextRevision },
      );
      if (affected === 0) await manager.insert(PortfolioEntryEntity, { ...row, revision: 1 });
      if (fingerprint === null) await manager.delete(GainCurveEntity, { deploymentId: deployment.id });
      if (made === null || found === undefined) return;
      await manager.upsert(GainCurveEntity, { deploymentId: deployment.id, curve: made.outlook.curve }, [
        'deploymentId',
      ]);
      await this.points.add(manager, { ...made, deployment, standing: found.standing, on: today });
    });
  }

  /** What has to be said although the standing, or the outlook, is not known; nothing where both are. */
  private valuesOfUnknown(
    { deployment, submissions, before, found }: Looked,
    fingerprint: string | null,
  ): Partial<PortfolioEntryEntity> {
    if (found === undefined) {
      return valuesWithoutStanding(deployment, { today: this.clock.today(), hasSubmitted: submissions > 0 });
    }
    return fingerprint === null ? valuesWithoutOutlook(found.standing, before) : {};
  }
}

type OutlookPart = ReturnType<typeof valuesOfOutlook> & Pick<PortfolioEntryEntity, 'forecastOn'>;

function outlookPart(entry: PortfolioEntryEntity): OutlookPart {
  const { queue, waitingSince, place, tier, vendorHours, yearlyStudies, barriers } = entry;
  const { weeksIfNothingSlips, weeksP50, weeksP90, forecastOn } = entry;
  return {
    ...{ queue, waitingSince, place, tier, vendorHours, yearlyStudies, barriers },
    ...{ weeksIfNothingSlips, weeksP50, weeksP90, forecastOn },
  };
}
