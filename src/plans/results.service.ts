import { Inject, Injectable } from '@nestjs/common';
import { SnapshotsService, type Lineage, type PlacedSummary } from '../assessments/snapshots.service.js';
import { reportOf } from '../core/assess.js';
import type { Comparison } from '../core/contracts/comparison.js';
import type { Explanation } from '../core/contracts/explanation.js';
import type { ReportModel } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Sensitivity } from '../core/contracts/sensitivity.js';
import type { CheckedAssessment } from '../core/scoring/check-assessment.js';
import { compareAssessments } from '../core/scoring/compare.js';
import { explainScorecard } from '../core/scoring/explain.js';
import { sensitivityOf } from '../core/scoring/sensitivity.js';
import type { Actor } from '../platform/actor/actor.js';
import { Problem } from '../platform/problem/problem.js';
import { WORDING } from './plans.service.js';
import type { Wording } from '../core/contracts/wording.js';

/** Everything that a submission comes to, read once. */
export interface Result {
  readonly scorecard: Scorecard;
  readonly explanation: Explanation;
  readonly sensitivity: Sensitivity;
  /** The scorecard as a document */
  readonly report: ReportModel;
  readonly lineage: Lineage;
  /** What changed since the submission before; null when there was none, or it answers another version of the instrument */
  readonly changes: Comparison | null;
}

@Injectable()
export class ResultsService {
  constructor(
    private readonly snapshots: SnapshotsService,
    @Inject(WORDING) private readonly wording: Wording,
  ) {}

  /** @throws Problem `not-found`, `instrument-unavailable` */
  async of(actor: Actor, snapshotId: string): Promise<Result> {
    const lineage = await this.snapshots.lineage(actor, snapshotId);
    const { view, scorecard, checked } = await this.snapshots.load(actor, snapshotId);
    const { compiled, input } = checked;
    const identity = { fingerprint: view.inputHash };
    return {
      scorecard,
      explanation: explainScorecard(compiled, input),
      sensitivity: sensitivityOf(compiled, input),
      report: reportOf(checked, { wording: this.wording, identity, scorecard }),
      lineage,
      changes: await this.changes(actor, lineage.previous, { ...checked, scorecard }),
    };
  }

  private async changes(
    actor: Actor,
    previous: PlacedSummary | null,
    now: CheckedAssessment & { readonly scorecard: Scorecard },
  ): Promise<Comparison | null> {
    if (previous === null) return null;
    try {
      const { checked, scorecard } = await this.snapshots.load(actor, previous.id);
      return compareAssessments({ ...checked, scorecard }, now);
    } catch (error) {
      if (error instanceof Problem && error.code === 'instrument-unavailable') return null;
      throw error;
    }
  }
}
