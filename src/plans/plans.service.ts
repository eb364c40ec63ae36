import { Inject, Injectable } from '@nestjs/common';
import { fingerprintOfAssessment, planIdOf } from '../answers/fingerprint.js';
import { SnapshotsService } from '../assessments/snapshots.service.js';
import { isoDate } from '../core/contracts/calendar.js';
import type { SupportPlan, WhatIf } from '../core/contracts/plan.js';
import type { ReportModel } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Wording } from '../core/contracts/wording.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { checkChanges } from '../core/planning/check-changes.js';
import { checkAssessment, type CheckedAssessment } from '../core/scoring/check-assessment.js';
import { scoreAssessment } from '../core/scoring/score.js';
import type { Download } from '../platform/access/downloads.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { invalidAnswers } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { reportOf } from '../core/assess.js';
import type { PlanOrder, PlanTask } from './plan-tasks.js';
import { PlanThreads } from './plan-threads.js';
import { StoredPlansService } from './stored-plans.service.js';
import type { WhatIfRequest } from './plans.dto.js';

/** A plan as PDF with the name to save it under. */
export interface PdfPlan {
  readonly bytes: Uint8Array;
  /** Letters, digits, hyphens and a full stop only */
  readonly fileName: string;
}

/** The same with what the record is told when it is taken away. */
export interface SubmittedPdfPlan extends PdfPlan {
  readonly download: Download;
}

/** The texts of documents. */
export const WORDING = Symbol('wording');

type Document = Readonly<Record<string, unknown>>;

@Injectable()
export class PlansService {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly threads: PlanThreads,
    private readonly stored: StoredPlansService,
    private readonly clock: Clock,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @Inject(WORDING) private readonly wording: Wording,
  ) {}

  /** The plan of a submission. @throws Problem `not-found`, `instrument-unavailable`, `busy` */
  async plan(_actor: Actor, snapshotId: string, order: PlanOrder = {}): Promise<SupportPlan> {
    return this.threads.run('plan', await this.taskOf(snapshotId, order), order.signal);
  }

  /** The scorecard of a submission as a document. @throws Problem `not-found`, `instrument-unavailable` */
  async scorecardReport(actor: Actor, snapshotId: string): Promise<ReportModel> {
    const { view, scorecard, checked } = await this.snapshots.load(actor, snapshotId);
    return reportOf(checked, { wording: this.wording, identity: { fingerprint: view.inputHash }, scorecard });
  }

  /**
   * The plan of a submission as PDF: as it was made and kept, or, for hours that somebody tries out, made and not kept.
   *
   * @throws as `plan`
   */
  async pdf(actor: Actor, snapshotId: string, order: PlanOrder = {}): Promise<SubmittedPdfPlan> {
    const { document } = await this.snapshots.get(actor, snapshotId);
    const [fileName, type] = [fileNameOf(document), 'plan-downloaded'] as const;
    const { vendorHours } = order;
    if (vendorHours !== undefined) {
      const bytes = await this.stored.tryOut(actor, snapshotId, order);
      return { bytes, fileName, download: { type, by: 'snapshotId', id: snapshotId, data: { vendorHours } } };
    }
    const { id } = await this.stored.obtain(actor, snapshotId);
    return { bytes: await this.stored.pdf(actor, id), fileName, download: { type, by: 'planId', id } };
  }

  /** What changes would do to a submission; nothing is stored. @throws as `plan`, and Problem `invalid-answers` */
  async whatIf(
    _actor: Actor,
    snapshotId: string,
    request: WhatIfRequest,
    { vendorHours, signal }: PlanOrder = {},
  ): Promise<WhatIf> {
    const { view, checked } = await this.snapshots.load('plan', snapshotId);
    const changes = { ...request };
    const read = checkChanges(changes, checked.compiled, checked.input);
    if (!read.ok) throw invalidAnswers(read.defects);
    return this.threads.run('whatIf', { document: view.document, changes, vendorHours }, signal);
  }

  /** Scores a document; nothing is stored. @throws Problem `invalid-answers` */
  score(_actor: Actor, document: Document): Scorecard {
    const { compiled, input } = this.check(this.dated(document));
    return scoreAssessment(compiled, input);
  }

  /** Plans for a document; nothing is stored. @throws Problem `invalid-answers`, `busy` */
  async planFor(_actor: Actor, document: Document, order: PlanOrder = {}): Promise<SupportPlan> {
    return this.threads.run('plan', this.statelessTask(document, order), order.signal);
  }

  /** @throws Problem `invalid-answers`, `busy` */
  async pdfFor(_actor: Actor, document: Document, order: PlanOrder = {}): Promise<PdfPlan> {
    const task = this.statelessTask(document, order);
    return { bytes: await this.threads.run('pdf', task, order.signal), fileName: fileNameOf(task.document) };
  }

  /** Checked here, so that what cannot be planned is refused before it waits for a thread. */
  private async taskOf(snapshotId: string, { vendorHours }: PlanOrder): Promise<PlanTask> {
    const { document, inputHash: fingerprint } = (await this.snapshots.load('plan', snapshotId)).view;
    return { document, identity: { fingerprint }, vendorHours };
  }

  private statelessTask(document: Document, { vendorHours }: PlanOrder): PlanTask {
    const dated = this.dated(document);
    const fingerprint = fingerprintOfAssessment(this.check(dated), vendorHours);
    return { document: dated, identity: { fingerprint, planId: planIdOf({ fingerprint }) }, vendorHours };
  }

  /** The document for today where it names no day: a field that is null counts as left out. */
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
  const code = (site as { code?: string | null } | null | undefined)?.code;
  const parts = ['support-plan', ...(code === undefined || code === null ? [] : [code]), String(tool), String(asOf)];
  return `${parts.join('-').replace(/[^A-Za-z0-9-]+/g, '-')}.pdf`;
}
