import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { vendorTakesPart } from '../deployments/deployment-places.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import { onlyVisible } from '../platform/access/visible.js';
import { EventLog, type EventView } from '../platform/database/event-log.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork, type EventRecord, type WriteScope } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { AssessmentEntity } from './assessment.entity.js';
import type { AssessmentQuery, AssessmentView, CreateAssessment, RevisionView } from './assessments.dto.js';
import { knownOf, noteReferences, readContent } from './content.js';
import { carriedData, carryAnswers } from './carry-answers.js';
import { catalogueOf } from './check-stored.js';
import { copyContent } from './copy-content.js';
import { OpenedRevisions } from './opened-revisions.js';
import { ownPart } from './own-questions.js';
import { documentOf } from './revision-document.js';
import { RevisionEntity } from './revision.entity.js';
import { assessmentOf, openRevisionOf, revisionVersion, sectionsOf, summaryOf } from './revisions.js';
import { SectionEntity } from './section.entity.js';
import type { NoteReference } from './snapshot.entity.js';
import { summariesOf } from './snapshot-summaries.js';

/** The open revision as it would be submitted, without the day for which it is scored. */
export interface Draft {
  readonly assessment: AssessmentEntity;
  readonly revision: RevisionEntity;
  readonly deployment: DeploymentView;
  readonly version: string;
  /** The answers document without `asOf`, notes included */
  readonly document: Readonly<Record<string, unknown>>;
  readonly notes: Readonly<Record<string, NoteReference>>;
}

/** By what a list of assessments is narrowed to those that somebody may see. */
const VISIBLE_BY = {
  trustId: 'assessment.trustId',
  toolId: 'assessment.toolId',
  vendorAccess: vendorTakesPart('assessment.deployment_id'),
  assessmentId: 'assessment.id',
} as const;

@Injectable()
export class AssessmentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deployments: DeploymentsService,
    private readonly events: EventLog,
    private readonly places: Places,
    private readonly opened: OpenedRevisions,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  list(
    actor: Actor,
    { sort = '-updatedAt', limit, cursor, ...filters }: AssessmentQuery,
  ): Promise<Page<AssessmentView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(AssessmentEntity, 'assessment');
      onlyVisible(query, actor, 'deployments.read', VISIBLE_BY);
      for (const [property, value] of Object.entries(filters) as [keyof typeof filters, string | undefined][]) {
        if (value !== undefined) query.andWhere(`assessment.${property} = :${property}`, { [property]: value });
      }
      const property = sort.replace(/^-/, '') as 'createdAt' | 'updatedAt';
      const { items, next } = await pageOf(query, sortingOf('assessment', sort), { limit, cursor }, (row) =>
        row[property].toISOString(),
      );
      return { items: await this.viewsOf(manager, actor, items), next };
    });
  }

  get(actor: Actor, id: string): Promise<AssessmentView> {
    return this.unitOfWork.read((manager) => this.find(manager, actor, id));
  }

  /** The assessments of several deployments by the current instrument, by the deployment's id. */
  ofDeployments(actor: Actor, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, AssessmentView>> {
    return this.unitOfWork.read(async (manager) => {
      const where = { deploymentId: In([...deploymentIds]), instrumentId: this.catalogue.instrument.id };
      const views = await this.viewsOf(manager, actor, await manager.findBy(AssessmentEntity, where));
      return new Map(views.map((view) => [view.deploymentId, view]));
    });
  }

  /** Ids of the latest submissions of several deployments, by the deployment's id, for what is made of them. */
  latestOf(deploymentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.unitOfWork.read(async (manager) => {
      const where = { deploymentId: In([...deploymentIds]), instrumentId: this.catalogue.instrument.id };
      const rows = await manager.find(AssessmentEntity, { select: { id: true, deploymentId: true }, where });
      const latest = await summariesOf(
        manager,
        rows.map(({ id }) => id),
      );
      return new Map(
        rows.flatMap(({ id, deploymentId }) => {
          const summary = latest.get(id);
          return summary === undefined ? [] : [[deploymentId, summary.id] as const];
        }),
      );
    });
  }

  /** Starts the assessment of a deployment, with its first revision. @throws Problem `invalid-request`, `conflict` */
  create(actor: Actor, { deploymentId }: CreateAssessment): Promise<AssessmentView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const [deployment] = await this.deployments.findAll(manager, [deploymentId]);
      const place = await this.places.find(manager, 'deploymentId', deploymentId);
      if (deployment === undefined || !may(actor, 'deployments.start', place ?? {})) {
        const detail = 'deploymentId must be the id of a deployment; there is none with this id.';
        throw new Problem('invalid-request', 'There is no such deployment.', {
          errors: [{ pointer: '/deploymentId', code: 'not-allowed', detail }],
        });
      }
      const instrumentId = this.catalogue.instrument.id;
      const existing = await manager.findOneBy(AssessmentEntity, { deploymentId, instrumentId });
      if (existing !== null) {
        throw new Problem('conflict', 'This deployment has an assessment already; open a new revision of it.', {
          errors: [{ pointer: '/deploymentId', code: 'taken', detail: 'A deployment has one assessment.' }],
          extra: { existingId: existing.id },
        });
      }
      const assessment: AssessmentEntity = {
        id: randomUUID(),
        deploymentId,
        trustId: deployment.trust.id,
        siteId: deployment.site.id,
        toolId: deployment.toolId,
        instrumentId,
        state: 'open',
        sharedSections: null,
        notesKept: false,
        createdAt: now,
        updatedAt: now,
      };
      await manager.insert(AssessmentEntity, assessment);
      await this.addRevision(scope, assessment, 1, new Map());
      record({ type: 'assessment-started', ...subjectOf(assessment) });
      return this.find(manager, actor, assessment.id);
    });
  }

  /** Opens the next revision with the answers of the last that still hold. @throws Problem `not-found`, `instrument-unavailable`, `conflict` when one is open */
  openRevision(actor: Actor, id: string): Promise<RevisionView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const assessment = await assessmentOf(manager, id);
      const last = await manager.findOneOrFail(RevisionEntity, {
        where: { assessmentId: id },
        order: { number: 'DESC' },
      });
      if (last.state === 'open') {
        throw new Problem('conflict', `Revision ${String(last.number)} is open already. Submit it first.`);
      }
      const from = catalogueOf(assessment, last, this.catalogue);
      const versions = new Map((await sectionsOf(manager, last.id)).map(({ code, version }) => [code, version]));
      const revision = await this.addRevision(scope, assessment, last.number + 1, versions);
      await copyContent(manager, last.id, revision.id);
      const deployment = await this.deployments.find(manager, assessment.deploymentId);
      const carrying = { assessment, revision, deployment, from, to: this.catalogue };
      const moved = last.instrumentVersion !== revision.instrumentVersion;
      const carried = moved ? carriedData(last, revision, await carryAnswers(scope, actor, carrying)) : {};
      await manager.update(AssessmentEntity, { id }, { state: 'open', updatedAt: now });
      record({ type: 'revision-opened', ...subjectOf(assessment), data: { revision: revision.number, ...carried } });
      await this.opened.settle(scope, actor, assessment);
      return this.revisionView(manager, actor, assessment);
    });
  }

  /** The open revision; a contributor sees the own sections of it. @throws Problem `not-found`, `no-open-revision` */
  revision(actor: Actor, id: string): Promise<RevisionView> {
    return this.unitOfWork.read(async (manager) => this.revisionView(manager, actor, await assessmentOf(manager, id)));
  }

  /** What was done with an assessment, newest first. @throws Problem `not-found`, `invalid-cursor` */
  history(_actor: Actor, id: string, page: PageRequest): Promise<Page<EventView>> {
    return this.unitOfWork.read(async (manager) => {
      await assessmentOf(manager, id);
      return this.events.list(manager, { assessmentId: id }, page);
    });
  }

  /** Whether the trust keeps its free notes from the vendor and the network. */
  async keepsNotes(manager: EntityManager, id: string): Promise<boolean> {
    return (await assessmentOf(manager, id)).notesKept;
  }

  /** The open revision as a document, in a transaction that another service has opened. */
  async draft(manager: EntityManager, id: string): Promise<Draft> {
    const assessment = await assessmentOf(manager, id);
    const deployment = await this.deployments.find(manager, assessment.deploymentId);
    const revision = await openRevisionOf(manager, id);
    const content = await readContent(manager, revision.id);
    return {
      assessment,
      revision,
      deployment,
      version: revisionVersion(revision, await sectionsOf(manager, revision.id), deployment),
      document: documentOf(deployment, revision, assessment, content, this.catalogue),
      notes: noteReferences(content),
    };
  }

  /** As somebody may see it, in a transaction that another service has opened. @throws Problem `not-found` */
  async find(manager: EntityManager, actor: Actor, id: string): Promise<AssessmentView> {
    const [view] = await this.viewsOf(manager, actor, [await assessmentOf(manager, id)]);
    return view as AssessmentView;
  }

  /**
   * @param lastVersions of the sections of the revision before, by code: versions go on from there, since the sections of
   *   all revisions have one address and a version of the last one must not pass for a version of this one
   */
  private async addRevision(
    { manager, now }: WriteScope,
    assessment: AssessmentEntity,
    number: number,
    lastVersions: ReadonlyMap<string, number>,
  ): Promise<RevisionEntity> {
    const { version, domains } = this.catalogue.instrument;
    const revision: RevisionEntity = {
      id: randomUUID(),
      assessmentId: assessment.id,
      number,
      state: 'open',
      instrumentVersion: version,
      createdAt: now,
      submittedAt: null,
    };
    await manager.insert(RevisionEntity, revision);
    await manager.insert(
      SectionEntity,
      domains.map(({ code }) => ({
        revisionId: revision.id,
        code,
        version: (lastVersions.get(code) ?? 0) + 1,
        updatedAt: null,
        updatedBy: null,
      })),
    );
    return revision;
  }

  /** The open revision as somebody may see it, in a transaction that another service has opened. */
  async revisionView(manager: EntityManager, actor: Actor, assessment: AssessmentEntity): Promise<RevisionView> {
    const revision = await openRevisionOf(manager, assessment.id);
    const deployment = await this.deployments.find(manager, assessment.deploymentId);
    const sections = await sectionsOf(manager, revision.id);
    const known = knownOf(await readContent(manager, revision.id));
    const { domains } = catalogueOf(assessment, revision, this.catalogue).compiled(deployment.toolId, deployment.use);
    const newest = this.catalogue.instrument.version;
    return {
      assessmentId: assessment.id,
      number: revision.number,
      instrumentVersion: revision.instrumentVersion,
      newerInstrumentVersion: revision.instrumentVersion === newest ? null : newest,
      deployment,
      sections: domains.flatMap((domain) => {
        const section = sections.find(({ code }) => code === domain.domain.code);
        const seen = ownPart(actor, assessment, domain);
        return section === undefined || seen === undefined ? [] : [summaryOf(section, seen, known)];
      }),
      version: revisionVersion(revision, sections, deployment),
      createdAt: revision.createdAt,
    };
  }

  private async viewsOf(
    manager: EntityManager,
    actor: Actor,
    rows: readonly AssessmentEntity[],
  ): Promise<AssessmentView[]> {
    const ids = rows.map(({ id }) => id);
    const deployments = await this.deployments.findAll(
      manager,
      rows.map(({ deploymentId }) => deploymentId),
    );
    const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
    const open = await manager.findBy(RevisionEntity, { assessmentId: In(ids), state: 'open' });
    const latest = await summariesOf(manager, ids);
    return rows.map(({ siteId: _siteId, trustId, sharedSections, ...row }) => {
      const { trust, site, toolId, vendorAccess } = byId.get(row.deploymentId) as DeploymentView;
      // Whoever was invited to a section, or holds a key for less, is not told what it all came to.
      const seesResult = may(actor, 'results.read', { trustId, toolId, vendorAccess });
      return {
        ...row,
        sharedSections: sharedSections ?? [],
        trust,
        site,
        openRevision: open.find(({ assessmentId }) => assessmentId === row.id)?.number ?? null,
        latest: (seesResult ? latest.get(row.id) : undefined) ?? null,
      };
    });
  }
}

function subjectOf({ id, trustId, toolId, deploymentId }: AssessmentEntity): Omit<EventRecord, 'type' | 'data'> {
  return { subjectId: id, trustId, toolId, deploymentId, assessmentId: id };
}
