import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Place } from '../platform/access/grants.js';
import { Places } from '../platform/access/places.js';
import { AssessmentEntity } from './assessment.entity.js';
import { EvidenceEntity } from './evidence.entity.js';
import { SnapshotEntity } from './snapshot.entity.js';

/** Where assessments are, and what hangs on them. Whether the vendor takes part, their deployment says. */
@Injectable()
export class AssessmentPlaces {
  constructor(private readonly places: Places) {
    places.register('assessmentId', (manager, id) => this.find(manager, id));
    places.register('snapshotId', async (manager, id) => {
      const snapshot = await manager.findOne(SnapshotEntity, {
        select: { id: true, assessmentId: true },
        where: { id },
      });
      if (snapshot === null) return undefined;
      // Of what was submitted a contributor sees nothing: the invitation was to a section.
      return withoutAssessment(await this.find(manager, snapshot.assessmentId));
    });
    places.register('evidenceId', async (manager, id) => {
      const item = await manager.findOneBy(EvidenceEntity, { id });
      if (item === null) return undefined;
      const place = await this.find(manager, item.assessmentId);
      return place === undefined ? undefined : { ...place, section: item.section, question: item.questionId };
    });
  }

  private async find(manager: EntityManager, id: string): Promise<Place | undefined> {
    const assessment = await manager.findOneBy(AssessmentEntity, { id });
    if (assessment === null) return undefined;
    const deployment = await this.places.find(manager, 'deploymentId', assessment.deploymentId);
    return { ...deployment, assessmentId: id, sharedSections: assessment.sharedSections ?? [] };
  }
}

function withoutAssessment(place: Place | undefined): Place | undefined {
  if (place === undefined) return undefined;
  const { assessmentId: _assessment, ...rest } = place;
  return rest;
}
