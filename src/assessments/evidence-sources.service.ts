import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { AssessmentEntity } from './assessment.entity.js';
import { EvidenceEntity } from './evidence.entity.js';
import { RevisionEntity } from './revision.entity.js';

/** An answer that has an evidence item with a link. */
export interface LinkedAnswer {
  readonly deploymentId: string;
  readonly assessmentId: string;
  readonly section: string;
  readonly questionId: string;
  readonly url: string;
}

const WHICH = {
  open: "revision.state = 'open'",
  newest:
    'NOT EXISTS (SELECT 1 FROM revisions later ' +
    'WHERE later.assessment_id = revision.assessment_id AND later.number > revision.number)',
} as const;

/** Which answers rest on what the service itself links to. */
@Injectable()
export class EvidenceSources {
  constructor(@Inject(CATALOGUE) private readonly catalogue: Catalogue) {}

  /**
   * Answers of the open revisions of some deployments with evidence whose link begins with `prefix`. Revisions by a
   * version of the instrument that this release does not hold are left out: it cannot change them.
   *
   * @param of `newest`: of the newest revisions, whether open or submitted
   */
  linked(
    manager: EntityManager,
    deploymentIds: readonly string[],
    prefix: string,
    of: 'open' | 'newest' = 'open',
  ): Promise<LinkedAnswer[]> {
    const versions = this.catalogue.held.flatMap((name) => this.catalogue.at(name)?.instrument.version ?? []);
    const { id } = this.catalogue.instrument;
    return manager
      .createQueryBuilder(EvidenceEntity, 'evidence')
      .innerJoin(RevisionEntity, 'revision', 'revision.id = evidence.revisionId')
      .innerJoin(AssessmentEntity, 'assessment', 'assessment.id = evidence.assessmentId')
      .select('assessment.deploymentId', 'deploymentId')
      .addSelect('evidence.assessmentId', 'assessmentId')
      .addSelect('evidence.section', 'section')
      .addSelect('evidence.questionId', 'questionId')
      .addSelect('evidence.url', 'url')
      .where('assessment.deploymentId IN (:...deploymentIds)', { deploymentIds: ['', ...deploymentIds] })
      .andWhere('assessment.instrumentId = :id AND revision.instrumentVersion IN (:...versions)', { id, versions })
      .andWhere('evidence.url LIKE :links', { links: `${prefix}%` })
      .andWhere(WHICH[of])
      .orderBy('evidence.assessmentId')
      .addOrderBy('evidence.questionId')
      .getRawMany<LinkedAnswer>();
  }
}
