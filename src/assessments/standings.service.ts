import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AssessmentInput } from '../core/contracts/answers.js';
import type { Use } from '../core/contracts/instrument.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import { isoDate } from '../core/contracts/calendar.js';
import type { CompiledInstrument } from '../core/instrument/compile.js';
import type { CheckedAssessment } from '../core/scoring/check-assessment.js';
import { scoreAssessment } from '../core/scoring/score.js';
import { contextFor } from '../deployments/check-context.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { checkStored, heldVersion } from './check-stored.js';
import { SnapshotEntity } from './snapshot.entity.js';
import { summaryOfSnapshot } from './snapshot-summaries.js';
import type { StandingView } from './snapshots.dto.js';

/** A submission as it was frozen, with what it came to. */
export interface FrozenSubmission {
  readonly id: string;
  readonly asOf: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly scorecard: Scorecard;
}

/** The latest submitted answers of a deployment, ready to be scored on the day of today. */
export interface ScorableAnswers {
  /** Id of the deployment */
  readonly id: string;
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
}

/** A standing with the document that it was worked out from, for whatever else is worked out from that. */
export interface StandingBasis {
  readonly standing: StandingView;
  /** The answers of the latest submission, in the context and on the day of the standing */
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * What the latest submitted answers say today: evidence lapses by itself, and a go-live day or a change of systems that
 * was recorded since then counts. The use stays the one that was assessed, since it decides which questions were asked.
 */
@Injectable()
export class StandingsService {
  private readonly log = new Logger(StandingsService.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly deployments: DeploymentsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** @throws Problem `not-found`, `nothing-submitted`, `instrument-unavailable` */
  standing(_actor: Actor, deploymentId: string): Promise<StandingView> {
    return this.unitOfWork.read(async (manager) => {
      const deployment = await this.deployments.find(manager, deploymentId);
      const snapshot = await latestOf(manager, deploymentId);
      if (snapshot !== null) return this.standingOf(deployment, snapshot);
      throw new Problem('nothing-submitted', 'No assessment of this deployment was submitted yet.');
    });
  }

  /**
   * The standings of several deployments by their ids. Those without one are left out: nothing was submitted, it was
   * answered by a version of the instrument that this release does not hold, or it breaks a rule that came later.
   */
  standings(_actor: Actor, deployments: readonly DeploymentView[]): Promise<ReadonlyMap<string, StandingView>> {
    return this.unitOfWork.read(async (manager) => {
      const found = new Map<string, StandingView>();
      for (const deployment of deployments) {
        const standing = await this.within(manager, deployment);
        if (standing !== undefined) found.set(deployment.id, standing);
      }
      return found;
    });
  }

  /** The standing of one deployment in somebody's transaction; undefined where it is left out as in `standings`. */
  async within(manager: EntityManager, deployment: DeploymentView): Promise<StandingView | undefined> {
    return (await this.basisOf(manager, deployment))?.standing;
  }

  /** The same with the document that it was worked out from. */
  async basisOf(manager: EntityManager, deployment: DeploymentView): Promise<StandingBasis | undefined> {
    const snapshot = await latestOf(manager, deployment.id);
    if (snapshot === null) return undefined;
    try {
      const context = this.contextOf(deployment, snapshot);
      return {
        standing: this.standingOf(deployment, snapshot),
        document: { ...snapshot.document, asOf: isoDate(this.clock.today()), context },
      };
    } catch (error) {
      this.leaveOut(deployment, error);
      return undefined;
    }
  }

  /** What the standings of several deployments are scored from; those without one are left out as in `standings`. */
  async answers(manager: EntityManager, deployments: readonly DeploymentView[]): Promise<ScorableAnswers[]> {
    const found: ScorableAnswers[] = [];
    for (const deployment of deployments) {
      const snapshot = await latestOf(manager, deployment.id);
      if (snapshot === null) continue;
      try {
        const { compiled, input } = this.checked(deployment, snapshot);
        found.push({ id: deployment.id, compiled, input: { ...input, asOf: this.clock.today() } });
      } catch (error) {
        this.leaveOut(deployment, error);
      }
    }
    return found;
  }

  /**
   * The submissions of a deployment by one version of the instrument, as they were frozen, in the order of their numbers.
   *
   * @param instrument id and version, as the document of a submission names it
   */
  submissions(deploymentId: string, instrument: unknown): Promise<FrozenSubmission[]> {
    return this.unitOfWork.read(async (manager) => {
      const snapshots = await manager.find(SnapshotEntity, { where: { deploymentId }, order: { number: 'ASC' } });
      return snapshots
        .filter(({ document }) => document.instrument === instrument)
        .map(({ id, asOf, document, scorecard }) => ({ id, asOf, document, scorecard }));
    });
  }

  /** One whose answers cannot be scored keeps nothing from the others; what nobody expected is told of. */
  private leaveOut({ id }: DeploymentView, error: unknown): void {
    if (!(error instanceof Problem)) this.log.error(`Deployment ${id} cannot be scored`, (error as Error).stack);
  }

  /** The deployment's facts of today, for the use that was assessed. */
  private contextOf(
    deployment: DeploymentView,
    { document }: Pick<SnapshotEntity, 'document'>,
  ): Readonly<Record<string, unknown>> {
    const { use } = document.context as { use: Use };
    return { ...contextFor(deployment, heldVersion(String(document.instrument), this.catalogue)), use };
  }

  private checked(deployment: DeploymentView, snapshot: SnapshotEntity): CheckedAssessment {
    const catalogue = heldVersion(String(snapshot.document.instrument), this.catalogue);
    return checkStored({ ...snapshot.document, context: this.contextOf(deployment, snapshot) }, catalogue);
  }

  private standingOf(deployment: DeploymentView, snapshot: SnapshotEntity): StandingView {
    const { use } = snapshot.document.context as { use: Use };
    const { compiled, input } = this.checked(deployment, snapshot);
    const scorecard = scoreAssessment(compiled, { ...input, asOf: this.clock.today() });
    return {
      deploymentId: deployment.id,
      snapshot: summaryOfSnapshot(snapshot),
      assessedUse: use,
      currentUse: deployment.use,
      scorecard,
    };
  }
}

/** By its number, which counts up: the clock of a machine is put back now and then. */
function latestOf(manager: EntityManager, deploymentId: string): Promise<SnapshotEntity | null> {
  return manager.findOne(SnapshotEntity, {
    where: { deploymentId },
    order: { number: 'DESC', submittedAt: 'DESC' },
  });
}
