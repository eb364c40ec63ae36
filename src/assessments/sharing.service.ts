import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { AssessmentEntity } from './assessment.entity.js';
import type { AssessmentView, ShareAssessment } from './assessments.dto.js';
import { AssessmentsService } from './assessments.service.js';
import { assessmentOf } from './revisions.js';

/** What a trust shows to the vendor. */
@Injectable()
export class SharingService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly assessments: AssessmentsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /**
   * Says what a trust shows to the vendor: sections of the open revision, and whether it keeps its free notes back.
   *
   * @throws Problem `not-found`, `invalid-request` for a section that there is not
   */
  share(actor: Actor, id: string, { sharedSections, notesKept }: ShareAssessment): Promise<AssessmentView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const { trustId, toolId, deploymentId } = await assessmentOf(manager, id);
      refuseUnknownSections(this.catalogue, sharedSections);
      await manager.update(
        AssessmentEntity,
        { id },
        { sharedSections: [...sharedSections], notesKept, updatedAt: now },
      );
      record({
        type: 'sharing-changed',
        subjectId: id,
        assessmentId: id,
        trustId,
        toolId,
        deploymentId,
        data: { sharedSections, notesKept },
      });
      return this.assessments.find(manager, actor, id);
    });
  }
}

function refuseUnknownSections({ instrument }: Catalogue, sections: readonly string[]): void {
  const codes = instrument.domains.map(({ code }) => code);
  const errors = sections.flatMap((section, place) =>
    codes.includes(section)
      ? []
      : [{ pointer: `/sharedSections/${String(place)}`, code: 'not-allowed', detail: `One of ${codes.join(', ')}.` }],
  );
  if (errors.length > 0)
    throw new Problem('invalid-request', 'There are no such sections. Nothing was stored.', { errors });
}
