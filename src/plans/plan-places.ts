import { Injectable } from '@nestjs/common';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { Places } from '../platform/access/places.js';
import { PlanEntity, PlanWithoutNotesEntity } from './plan.entity.js';

/** SQL for whether a plan holds free notes that the trust keeps back today, for lists with the alias `plan`. */
export const HOLDS_KEPT_NOTES =
  'EXISTS (SELECT 1 FROM assessments keeping WHERE keeping.id = plan.assessment_id AND keeping.notes_kept = :keeping) ' +
  'AND NOT EXISTS (SELECT 1 FROM plans_without_notes without WHERE without.plan_id = plan.id)';

/** Where plans are: with their deployment. */
@Injectable()
export class PlanPlaces {
  constructor(places: Places, assessments: AssessmentsService) {
    places.register('planId', async (manager, id) => {
      const plan = await manager.findOneBy(PlanEntity, { id });
      if (plan === null) return undefined;
      const place = await places.find(manager, 'deploymentId', plan.deploymentId);
      const kept = await assessments.keepsNotes(manager, plan.assessmentId);
      const keptNotes = kept && !(await manager.existsBy(PlanWithoutNotesEntity, { planId: id }));
      return place === undefined ? undefined : { ...place, keptNotes };
    });
  }
}
