import { Injectable } from '@nestjs/common';
import { AssessmentsService } from '../assessments/assessments.service.js';
import type { SnapshotSummary } from '../assessments/assessments.dto.js';
import { SnapshotsService } from '../assessments/snapshots.service.js';
import type { SupportPlan } from '../core/contracts/plan.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { CompiledInstrument } from '../core/instrument/compile.js';
import type { Actor } from '../platform/actor/actor.js';
import { Problem } from '../platform/problem/problem.js';
import { PlansService } from '../plans/plans.service.js';

/** The latest submission of an assessment with its plan. */
export interface CurrentPlan {
  readonly submission: SnapshotSummary;
  readonly plan: SupportPlan;
  readonly scorecard: Scorecard;
  readonly compiled: CompiledInstrument;
}

/** Plans that are remembered; one is some 200 KB. */
const MOST_KEPT = 100;

/** The plans that are being carried out. A plan is the same whenever it is made of a submission, so it is made once. */
@Injectable()
export class CurrentPlans {
  /** By the submission's id, the longest unused first */
  private readonly known = new Map<string, CurrentPlan>();

  constructor(
    private readonly assessments: AssessmentsService,
    private readonly snapshots: SnapshotsService,
    private readonly plans: PlansService,
  ) {}

  /** @throws Problem `nothing-submitted`, `instrument-unavailable`, `busy` */
  async of(actor: Actor, deploymentId: string): Promise<CurrentPlan> {
    const snapshotId = (await this.assessments.latestOf([deploymentId])).get(deploymentId);
    if (snapshotId === undefined) throw new Problem('nothing-submitted', 'Nothing was submitted yet.');
    const known = this.known.get(snapshotId) ?? (await this.make(actor, snapshotId));
    this.known.delete(snapshotId);
    this.known.set(snapshotId, known);
    for (const id of this.known.keys()) {
      if (this.known.size <= MOST_KEPT) break;
      this.known.delete(id);
    }
    return known;
  }

  private async make(actor: Actor, snapshotId: string): Promise<CurrentPlan> {
    const { view, scorecard, checked } = await this.snapshots.load('plan', snapshotId);
    const { document: _document, ...submission } = view;
    return { submission, scorecard, compiled: checked.compiled, plan: await this.plans.plan(actor, snapshotId) };
  }
}
