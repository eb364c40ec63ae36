import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor/actor.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import type { AssessmentEntity } from './assessment.entity.js';

/** What somebody has to do to a revision that was just opened, in its transaction. */
export type OpeningStep = (
  scope: WriteScope,
  actor: Actor,
  assessment: Pick<AssessmentEntity, 'id' | 'deploymentId' | 'toolId'>,
) => Promise<void>;

/**
 * What is done to each revision once it has the answers of the last: some of them may not hold any more. Features that know
 * more than this one register theirs.
 */
@Injectable()
export class OpenedRevisions {
  private readonly steps: OpeningStep[] = [];

  register(step: OpeningStep): void {
    this.steps.push(step);
  }

  async settle(...opened: Parameters<OpeningStep>): Promise<void> {
    for (const step of this.steps) await step(...opened);
  }
}
