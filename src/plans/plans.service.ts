import { Inject, Injectable } from '@nestjs/common';
import { fingerprintOfAssessment } from '../answers/fingerprint.js';
import { SnapshotsService } from '../assessments/snapshots.service.js';
import { isoDate } from '../core/contracts/calendar.js';
import type { SupportPlan, WhatIf } from '../core/contracts/plan.js';
import type { ReportModel } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { checkChanges } from '../core/planning/check-changes.js';
import { checkAssessment, type CheckedAssessment } from '../core/scoring/check-assessment.js';
import { scoreAssessment } from '../core/scoring/score.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { invalidAnswers } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { reportOf } from './report-of.js';
import type { PlanTask } from './plan-tasks.js';
import { PlanThreads } from './plan-threads.js';
import type { WhatIfRequest } from './plans.dto.js';

/** A plan as PDF with the name to save it under. */
export interface PdfPlan {
  readonly bytes: Uint8Array;
  /** Letters, digits, hyphens and a full stop only */
  readonly fileName: string;
}

type Document = Readonly<Record<string, unknown>>;

@Injectable()
export class PlansService {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly threads: PlanThreads,
    private readonly clock: Clock,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** The plan of a submission. @throws Problem `not-found`, `busy` */
  async plan(actor: Actor, snapshotId: string): Promise<SupportPlan> {
    return this.threads.run('plan', await this.taskOf(actor, snapshotId));
  }

  /** The plan of a submission as a document, final in words and numbers. @throws Problem `not-found`, `busy` */
  async report(actor: Actor, snapshotId: string): Promise<ReportModel> {
    return this.threads.run('report', await this.taskOf(actor, snapshotId));
  }

  /** The scorecard of a submission as a document. @throws Problem `not-found` */
  async scorecardReport(actor: Actor, snapshotId: string): Promise<ReportModel> {
    const { view, scorecard, checked } = await this.snapshots.load(actor, snapshotId);
    return reportOf(checked, view.inputHash, scorecard);
  }

  /** @throws Problem `not-found`, `busy` */
  async pdf(actor: Actor, snapshotId: string): Promise<PdfPlan> {
    const task = await this.taskOf(actor, snapshotId);
    return { bytes: await this.threads.run('pdf', task), fileName: fileNameOf(task.document) };
  }

  /** What changes would do to a submission; nothing is stored. @throws Problem `not-found`, `invalid-answers`, `busy` */
  async whatIf(actor: Actor, snapshotId: string, request: WhatIfRequest): Promise<WhatIf> {
    const { view, checked } = await this.snapshots.load(actor, snapshotId);
    const changes = { ...request };
    const read = checkChanges(changes, checked.compiled, checked.input);
    if (!read.ok) throw invalidAnswers(read.defects);
    return this.threads.run('whatIf', { document: view.document, changes });
  }

  /** Scores a document; nothing is stored. @throws Problem `invalid-answers` */
  score(_actor: Actor, document: Document): Scorecard {
    const { compiled, input } = this.check(this.dated(document));
    return scoreAssessment(compiled, input);
  }

  /** Plans for a document; nothing is stored. @throws Problem `invalid-answers`, `busy` */
  async planFor(_actor: Actor, document: Document): Promise<SupportPlan> {
    return this.threads.run('plan', this.statelessTask(document));
  }

  /** @throws Problem `invalid-answers`, `busy` */
  async pdfFor(_actor: Actor, document: Document): Promise<PdfPlan> {
    const task = this.statelessTask(document);
    return { bytes: await this.threads.run('pdf', task), fileName: fileNameOf(task.document) };
  }

  private async taskOf(actor: Actor, snapshotId: string): Promise<PlanTask> {
    const { document, inputHash } = await this.snapshots.get(actor, snapshotId);
    return { document, fingerprint: inputHash };
  }

  private statelessTask(document: Document): PlanTask {
    const dated = this.dated(document);
    return { document: dated, fingerprint: fingerprintOfAssessment(this.check(dated)) };
  }

  /** The document for today where it names no day. */
  private dated(document: Document): Document {
    return { ...document, asOf: document.asOf ?? isoDate(this.clock.today()) };
  }

  private check(document: Document): CheckedAssessment {
    const checked = checkAssessment(document, this.catalogue);
    if (!checked.ok) throw invalidAnswers(checked.defects);
    return checked.value;
  }
}

function fileNameOf({ tool, asOf, site }: Document): string {
  const code = (site as { code?: string } | null | undefined)?.code;
  const parts = ['support-plan', ...(code === undefined ? [] : [code]), String(tool), String(asOf)];
  return `${parts.join('-').replace(/[^A-Za-z0-9-]+/g, '-')}.pdf`;
}
