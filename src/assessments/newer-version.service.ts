import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Question } from '../core/contracts/instrument.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { compareVersions } from '../core/instrument/compare-versions.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { staleVersion } from '../platform/http/versions.js';
import { Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { AssessmentEntity } from './assessment.entity.js';
import type { RevisionView } from './assessments.dto.js';
import { AssessmentsService } from './assessments.service.js';
import { carriedAnswers, carriedData, carryAnswers } from './carry-answers.js';
import { catalogueOf } from './check-stored.js';
import { readContent } from './content.js';
import type { NewerVersionView, QuestionReference } from './newer-version.dto.js';
import { RevisionEntity } from './revision.entity.js';
import { assessmentOf, openRevisionOf, sectionsOf } from './revisions.js';
import { SectionEntity } from './section.entity.js';

/** Moves an open revision on to the newest version of the instrument, after saying what that changes. */
@Injectable()
export class NewerVersionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deployments: DeploymentsService,
    private readonly assessments: AssessmentsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /**
   * What the newest version asks that the last revision was not asked, and what would become of its answers.
   *
   * @throws Problem `not-found`, `instrument-unavailable`
   */
  show(_actor: Actor, assessmentId: string): Promise<NewerVersionView> {
    return this.unitOfWork.read(async (manager) => {
      const assessment = await assessmentOf(manager, assessmentId);
      const { toolId, use } = await this.deployments.find(manager, assessment.deploymentId);
      const revision = await lastRevisionOf(manager, assessmentId);
      const own = catalogueOf(assessment, revision, this.catalogue);
      const [before, after] = [own.compiled(toolId, use), this.catalogue.compiled(toolId, use)];
      const { added, removed, changed } = compareVersions(before, after);
      const carried = carriedAnswers(await readContent(manager, revision.id), before, after);
      const subjectOf = (id: string): string => (after.byId.get(id) ?? before.byId.get(id))?.question.subject ?? id;
      const withFate = (fate: 'reopened' | 'dropped'): NewerVersionView['reopened'] =>
        carried
          .filter((one) => one.fate === fate)
          .map(({ questionId, former }) => ({ id: questionId, subject: subjectOf(questionId), former }));
      return {
        from: revision.instrumentVersion,
        to: this.catalogue.instrument.version,
        open: revision.state === 'open',
        added: added.map(referenceTo),
        removed: removed.map(referenceTo),
        changed: changed.map(({ question, changes }) => ({ ...referenceTo(question), changes: [...changes] })),
        kept: carried.filter(({ fate }) => fate === 'kept').length,
        reopened: withFate('reopened'),
        dropped: withFate('dropped'),
      };
    });
  }

  /** The newest version, where the last revision is by an older one; undefined where it is not. @throws Problem `not-found` */
  newest(_actor: Actor, assessmentId: string): Promise<string | undefined> {
    return this.unitOfWork.read(async (manager) => {
      const { instrumentVersion } = await lastRevisionOf(manager, assessmentId);
      const { version } = this.catalogue.instrument;
      return instrumentVersion === version ? undefined : version;
    });
  }

  /**
   * Moves the open revision.
   *
   * @param expectedVersion the revision's version that was seen
   * @throws Problem `not-found`, `no-open-revision`, `stale-version`, `instrument-unavailable`, `invalid-answers`, `conflict` when it is by the newest version already
   */
  move(actor: Actor, assessmentId: string, expectedVersion: string): Promise<RevisionView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const assessment = await assessmentOf(manager, assessmentId);
      const revision = await openRevisionOf(manager, assessmentId);
      const { version: to } = this.catalogue.instrument;
      const { instrumentVersion: from } = revision;
      if (from === to) throw new Problem('conflict', `The revision is by version ${to} of the questions already.`);
      const view = await this.assessments.revisionView(manager, actor, assessment);
      if (view.version !== expectedVersion) throw staleVersion(view.version);
      const own = catalogueOf(assessment, revision, this.catalogue);
      const carrying = { assessment, revision, deployment: view.deployment, from: own, to: this.catalogue };
      const carried = await carryAnswers(scope, actor, carrying);
      await manager.update(RevisionEntity, { id: revision.id }, { instrumentVersion: to });
      // whoever has a section open was asked other questions
      for (const { code, version } of await sectionsOf(manager, revision.id)) {
        await manager.update(SectionEntity, { revisionId: revision.id, code }, { version: version + 1 });
      }
      await manager.update(AssessmentEntity, { id: assessmentId }, { updatedAt: now });
      const { trustId, toolId, deploymentId } = assessment;
      record({
        type: 'revision-moved',
        subjectId: revision.id,
        ...{ trustId, toolId, deploymentId, assessmentId },
        data: { revision: revision.number, ...carriedData(revision, { instrumentVersion: to }, carried) },
      });
      return this.assessments.revisionView(manager, actor, assessment);
    });
  }
}

async function lastRevisionOf(manager: EntityManager, assessmentId: string): Promise<RevisionEntity> {
  return manager.findOneOrFail(RevisionEntity, { where: { assessmentId }, order: { number: 'DESC' } });
}

function referenceTo({ id, subject, question, domain }: Question): QuestionReference {
  return { id, subject, question, section: domain };
}
