import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { EvidenceSources, type LinkedAnswer } from '../assessments/evidence-sources.service.js';
import { OpenedRevisions, type OpeningStep } from '../assessments/opened-revisions.js';
import { STATEMENT_LINKS } from '../assessments/statement-links.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import { StatementAnswers } from './statement-answers.js';
import { StatementEntity, StatementReplyEntity } from './statement.entity.js';
import { isSuperseded, newestMaterial } from './superseded.js';

/**
 * Answers that a new revision has from the last one. While nothing was open, statements may have been withdrawn and
 * material versions published: an answer that rests on what does not stand any more becomes "not known", as it would have
 * in an open revision.
 */
@Injectable()
export class ReopenedAnswers {
  constructor(
    opened: OpenedRevisions,
    private readonly sources: EvidenceSources,
    private readonly answers: StatementAnswers,
  ) {
    opened.register((...args) => this.settle(...args));
  }

  private async settle(...[scope, actor, { id, deploymentId, toolId }]: Parameters<OpeningStep>): Promise<void> {
    const linked = await this.sources.linked(scope.manager, [deploymentId], STATEMENT_LINKS);
    const resting = linked.filter(({ assessmentId }) => assessmentId === id);
    if (resting.length === 0) return;
    const { takenBack, standing } = await this.sorted(scope, id, toolId, resting);
    for (const one of resting) {
      const statementId = idIn(one);
      if (takenBack.has(statementId)) {
        await this.answers.unknow(scope, actor, one, { type: 'statement-taken-back', statementId });
      } else if (!standing.has(statementId)) {
        await this.answers.unknow(scope, actor, one, { type: 'answers-reopened' });
      }
    }
  }

  /** Which statements that some answers rest on were withdrawn or disputed, and which hold. Others are superseded. */
  private async sorted(
    { manager }: WriteScope,
    assessmentId: string,
    toolId: string,
    resting: readonly LinkedAnswer[],
  ): Promise<{ takenBack: ReadonlySet<string>; standing: ReadonlySet<string> }> {
    const statements = await manager.findBy(StatementEntity, { id: In(resting.map(idIn)) });
    const disputes = await manager.findBy(StatementReplyEntity, { assessmentId, state: 'disputed' });
    const disputed = new Set(disputes.map(({ statementId }) => statementId));
    const material = await newestMaterial(manager, toolId);
    const gone = statements.filter(({ id, withdrawnAt }) => withdrawnAt !== null || disputed.has(id));
    const left = statements.filter((one) => !gone.includes(one) && !isSuperseded(one, material));
    return { takenBack: new Set(gone.map(({ id }) => id)), standing: new Set(left.map(({ id }) => id)) };
  }
}

function idIn({ url }: LinkedAnswer): string {
  return url.slice(STATEMENT_LINKS.length);
}
