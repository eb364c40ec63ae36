import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import type { AssessmentView } from './assessments.dto.js';
import { knownOf, readContent } from './content.js';
import { openRevisionOf } from './revisions.js';

/** How far an open revision is. */
export interface Progress {
  readonly answered: number;
  /** Looked at, and not known yet */
  readonly notKnown: number;
  readonly questions: number;
}

/** How far the open revisions of assessments are, over all their sections. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deployments: DeploymentsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** By the assessment's id; what has no open revision, or one that somebody may not see, is left out. */
  of(actor: Actor, assessments: readonly AssessmentView[]): Promise<ReadonlyMap<string, Progress>> {
    const open = assessments.filter(
      ({ id, trust, openRevision }) =>
        openRevision !== null && may(actor, 'draft.score', { assessmentId: id, trustId: trust.id }),
    );
    return this.unitOfWork.read(async (manager) => {
      const deployments = await this.deployments.findAll(
        manager,
        open.map(({ deploymentId }) => deploymentId),
      );
      const uses = new Map(deployments.map(({ id, use }) => [id, use]));
      const progress = new Map<string, Progress>();
      for (const { id, toolId, deploymentId } of open) {
        const { domains } = this.catalogue.compiled(toolId, uses.get(deploymentId) ?? 'routine');
        const known = knownOf(await readContent(manager, (await openRevisionOf(manager, id)).id));
        const asked = domains.flatMap(({ questions }) => questions.filter(({ ruledOut }) => !ruledOut));
        const count = (state: string): number => asked.filter((question) => known.get(question.id) === state).length;
        progress.set(id, { answered: count('known'), notKnown: count('not-known'), questions: asked.length });
      }
      return progress;
    });
  }
}
