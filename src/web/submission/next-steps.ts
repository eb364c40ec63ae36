import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';

/** Where somebody may go on from an assessment; undefined where there is nothing, or not for this reader. */
export interface NextSteps {
  readonly check: string | undefined;
  /** Whether this reader may submit */
  readonly submits: boolean;
  /** Where a new revision is opened */
  readonly openRevision: string | undefined;
  readonly receipt: string | undefined;
  readonly compare: string | undefined;
}

export function nextSteps(actor: Actor, { id, trust, openRevision, latest }: AssessmentView): NextSteps {
  const [path, place] = [pathOfAssessment(id), { assessmentId: id, trustId: trust.id }];
  const [isOpen, submits] = [openRevision !== null, may(actor, 'assessments.submit', place)];
  return {
    check: isOpen && may(actor, 'draft.score', place) ? `${path}/check` : undefined,
    submits,
    openRevision: !isOpen && submits ? `${path}/revisions` : undefined,
    receipt: latest === null ? undefined : `/snapshots/${latest.id}/receipt`,
    compare: latest === null || latest.number === 1 ? undefined : `${path}/compare`,
  };
}
