import type { WriteScope } from '../platform/database/unit-of-work.js';
import type { OpenSection } from './open-section.js';
import { changedQuestions } from './store-answers.js';

/** How a change of a section stands in the history. */
export interface SectionEvent {
  readonly type:
    | 'section-saved'
    | 'evidence-added'
    | 'evidence-replaced'
    | 'evidence-removed'
    | 'evidence-checked'
    | 'statement-applied'
    | 'statement-taken-back'
    | 'answers-reopened'
    | 'answer-taken-over';
  /** The evidence item, where it had an id before the change */
  readonly evidenceId?: string;
  /** Id of the vendor's statement that it is about */
  readonly statementId?: string;
  /** Id of the submission that the answer was taken over from */
  readonly snapshotId?: string;
}

/** Records a change of a section, in its transaction. */
export function recordChange(
  { record }: WriteScope,
  before: OpenSection,
  after: OpenSection,
  event: SectionEvent,
): void {
  const { assessment, revision, section } = after;
  record({
    type: event.type,
    subjectId: revision.id,
    trustId: assessment.trustId,
    toolId: assessment.toolId,
    deploymentId: assessment.deploymentId,
    assessmentId: assessment.id,
    data: {
      revision: revision.number,
      section: section.code,
      version: section.version,
      questions: changedQuestions(before.content, after.content),
      ...(event.evidenceId !== undefined && { evidenceId: event.evidenceId }),
      ...(event.statementId !== undefined && { statementId: event.statementId }),
      ...(event.snapshotId !== undefined && { snapshotId: event.snapshotId }),
    },
  });
}
