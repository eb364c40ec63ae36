import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { planIdOf } from '../answers/fingerprint.js';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { SnapshotsService, type Lineage } from '../assessments/snapshots.service.js';
import type { ReportModel } from '../core/contracts/report.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { ReportIdentity } from '../core/reporting/report-input.js';
import { vendorTakesPart } from '../deployments/deployment-places.js';
import type { Actor } from '../platform/actor/actor.js';
import { onlyVisible } from '../platform/access/visible.js';
import { frozenHash } from '../platform/database/frozen-rows.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { hashOf } from '../platform/hash/stable-json.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { CURRENT } from '../rendering/renderers.js';
import { PlanDocumentEntity, type PlanFormat } from './plan-document.entity.js';
import { HOLDS_KEPT_NOTES } from './plan-places.js';
import { PlanEntity, PlanWithoutNotesEntity } from './plan.entity.js';
import type { PlanDocument, PlanOrder, PlanTask, PreviousSubmission } from './plan-tasks.js';
import { PlanThreads } from './plan-threads.js';
import type { PlansQuery, PlanView } from './stored-plans.dto.js';

/** A plan that is to be made from a submission: what it is called, and what it depends on. */
interface NamedPlan {
  readonly lineage: Lineage;
  readonly identity: ReportIdentity & { readonly planId: string };
  readonly vendorHours: number | undefined;
}

/** Another submission came while a plan was made. */
class Overtaken extends Error {}

/** Makes plans of submissions once and keeps them as they were made. */
@Injectable()
export class StoredPlansService {
  /** Plans that are being made, by submission and reference: whoever asks for one meanwhile waits for the same. */
  private readonly making = new Map<string, Promise<PlanView>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly snapshots: SnapshotsService,
    private readonly assessments: AssessmentsService,
    private readonly threads: PlanThreads,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /**
   * The plan of a submission as it stands: the one that was made before from the same inputs, or else a new one, which is
   * kept. It tells on its first page when a newer submission has taken its place.
   *
   * @throws Problem `not-found`, `instrument-unavailable`, `busy`
   */
  async obtain(actor: Actor, snapshotId: string, vendorHours?: number): Promise<PlanView> {
    // What the instrument says anyway is no other plan.
    const usual = this.catalogue.instrument.method.plan.vendorHoursPerWeek;
    const hours = vendorHours === usual ? undefined : vendorHours;
    const named = nameOf(await this.snapshots.lineage(actor, snapshotId), hours);
    const known = await this.find(named);
    if (known !== null) return viewOf(known);
    const key = `${snapshotId} ${named.identity.planId}`;
    const making = this.making.get(key) ?? this.make(actor, named).finally(() => this.making.delete(key));
    this.making.set(key, making);
    return making;
  }

  private async make(actor: Actor, named: NamedPlan): Promise<PlanView> {
    const made = await this.threads.run('document', await this.taskOf(named));
    try {
      return await this.store(actor, named, made);
    } catch (error) {
      // Somebody submitted while it was made: it would not say that it is superseded.
      if (error instanceof Overtaken) return this.obtain(actor, named.lineage.snapshot.id, named.vendorHours);
      // Somebody else asked for the same plan meanwhile: theirs was stored first, and says the same.
      const theirs = error instanceof Problem && error.code === 'conflict' ? await this.find(named) : null;
      if (theirs === null) throw error;
      return viewOf(theirs);
    }
  }

  /** The plan as PDF without keeping it, for hours that somebody tries out. @throws as `obtain` */
  async tryOut(actor: Actor, snapshotId: string, { vendorHours, signal }: PlanOrder): Promise<Uint8Array> {
    const named = nameOf(await this.snapshots.lineage(actor, snapshotId), vendorHours);
    return this.threads.run('pdf', await this.taskOf(named), signal);
  }

  /** @throws Problem `not-found` */
  async get(_actor: Actor, id: string): Promise<PlanView> {
    return viewOf(await this.unitOfWork.read((manager) => planOf(manager, id)));
  }

  /** Plans, the newest first. @throws Problem `invalid-cursor` */
  list(actor: Actor, { deploymentId, snapshotId, ...page }: PlansQuery): Promise<Page<PlanView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(PlanEntity, 'plan').where({
        ...(deploymentId !== undefined && { deploymentId }),
        ...(snapshotId !== undefined && { snapshotId }),
      });
      onlyVisible(query, actor, 'results.read', VISIBLE_BY);
      const sorting = sortingOf('plan', '-madeAt');
      const { items, next } = await pageOf(query, sorting, page, ({ madeAt }) => madeAt.toISOString());
      return { items: items.map(viewOf), next };
    });
  }

  /** What the plan says, as it was made. @throws Problem `not-found` */
  async report(_actor: Actor, id: string): Promise<ReportModel> {
    return JSON.parse(await this.content(id, 'report')) as ReportModel;
  }

  /** The PDF, byte for byte as it was made. @throws Problem `not-found` */
  async pdf(_actor: Actor, id: string): Promise<Uint8Array> {
    return Buffer.from(await this.content(id, 'pdf'), 'base64');
  }

  private content(planId: string, format: PlanFormat): Promise<string> {
    return this.unitOfWork.read(async (manager) => {
      const document = await manager.findOneBy(PlanDocumentEntity, { planId, format });
      if (document === null) throw notFound('plan', planId);
      return document.content;
    });
  }

  private find({ lineage, identity }: NamedPlan): Promise<PlanEntity | null> {
    const key = { snapshotId: lineage.snapshot.id, reference: identity.planId };
    return this.unitOfWork.read((manager) => manager.findOneBy(PlanEntity, key));
  }

  private async taskOf({ lineage, identity, vendorHours }: NamedPlan): Promise<PlanTask> {
    const { document } = (await this.snapshots.load('plan', lineage.snapshot.id)).view;
    const previous = await this.previous(lineage);
    return { document, identity, vendorHours, ...(previous !== undefined && { previous }) };
  }

  /** Undefined when there is one that cannot be compared: it answers another version of the instrument. */
  private async previous({ previous }: Lineage): Promise<PreviousSubmission | null | undefined> {
    if (previous === null) return null;
    try {
      const { view, scorecard } = await this.snapshots.load('plan', previous.id);
      return { document: view.document, scorecard };
    } catch (error) {
      if (error instanceof Problem && error.code === 'instrument-unavailable') return undefined;
      throw error;
    }
  }

  private store(actor: Actor, named: NamedPlan, { report, pdf }: PlanDocument): Promise<PlanView> {
    const { snapshot } = named.lineage;
    const { planId, fingerprint, supersededOn } = named.identity;
    const { assessmentId, deploymentId, trustId, toolId, number, asOf } = snapshot;
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const next = await this.snapshots.after(manager, snapshot);
      const keepsNotes = await this.assessments.keepsNotes(manager, assessmentId);
      if (next?.asOf !== supersededOn || keepsNotes !== named.lineage.notesKept) throw new Overtaken();
      const plan: PlanEntity = {
        ...{ id: randomUUID(), reference: planId, snapshotId: snapshot.id },
        ...{ assessmentId, deploymentId, trustId, toolId, number, asOf },
        vendorHours: named.vendorHours ?? null,
        supersededOn: supersededOn ?? null,
        madeAt: now,
        madeBy: actor.id,
        fingerprint,
        pdfHash: createHash('sha256').update(pdf).digest('hex'),
        pdfBytes: pdf.byteLength,
      };
      await manager.insert(PlanEntity, plan);
      await manager.insert(PlanDocumentEntity, [
        { planId: plan.id, format: 'report', version: report.version, content: JSON.stringify(report) },
        { planId: plan.id, format: 'pdf', version: CURRENT.pdf, content: Buffer.from(pdf).toString('base64') },
      ]);
      if (named.lineage.notesKept) await manager.insert(PlanWithoutNotesEntity, { planId: plan.id });
      const rowHash = await frozenHash(manager, 'plan-made', plan.id);
      const data = { reference: planId, number, pdfHash: plan.pdfHash, rowHash };
      record({ type: 'plan-made', subjectId: plan.id, trustId, toolId, deploymentId, assessmentId, data });
      return viewOf(plan);
    });
  }
}

/** By what a list of plans is narrowed to those that somebody may see. */
const VISIBLE_BY = {
  trustId: 'plan.trustId',
  toolId: 'plan.toolId',
  vendorAccess: vendorTakesPart('plan.deployment_id'),
  withNotes: HOLDS_KEPT_NOTES,
} as const;

/** The same inputs have the same name, so that a plan is made once. */
function nameOf(lineage: Lineage, vendorHours: number | undefined): NamedPlan {
  const { snapshot, previous, next } = lineage;
  const { inputHash } = snapshot;
  const fingerprint = vendorHours === undefined ? inputHash : hashOf({ inputHash, vendorHours });
  const supersededOn = next?.asOf;
  const planId = planIdOf({
    snapshotId: snapshot.id,
    fingerprint,
    previous: previous?.inputHash ?? null,
    supersededOn: supersededOn ?? null,
    // With notes that are kept back it is another plan than with them.
    ...(lineage.notesKept && { notesKept: true }),
  });
  return {
    lineage,
    identity: { fingerprint, planId, ...(supersededOn !== undefined && { supersededOn }) },
    vendorHours,
  };
}

async function planOf(manager: EntityManager, id: string): Promise<PlanEntity> {
  const plan = await manager.findOneBy(PlanEntity, { id });
  if (plan === null) throw notFound('plan', id);
  return plan;
}

/** The columns that a caller sees; the trust and the tool are the deployment's. */
function viewOf({ trustId: _trust, toolId: _tool, ...view }: PlanEntity): PlanView {
  return { ...view };
}
