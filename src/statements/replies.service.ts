import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssessmentsService } from '../assessments/assessments.service.js';
import type { AssessmentView } from '../assessments/assessments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { onlyConcerned } from './seen-statements.js';
import { StatementAnswers } from './statement-answers.js';
import {
  StatementEntity,
  StatementReplyEntity,
  type ProductVersionEntity,
  type ReplyState,
} from './statement.entity.js';
import { isSuperseded, newestMaterial } from './superseded.js';
import { statementView } from './statements.service.js';
import type { AssessmentStatement, AssessmentStatements, StatementStanding } from './statements.dto.js';

const CURRENT: readonly StatementStanding[] = ['waiting', 'accepted', 'disputed'];

/** What it depends on whether a statement is current. */
interface Facts {
  /** The version that the deployment names */
  readonly inUse: string | null;
  /** See `newestMaterial` */
  readonly material: ProductVersionEntity | null;
}

/** What sites make of statements: only an accepted one counts. */
@Injectable()
export class RepliesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly assessments: AssessmentsService,
    private readonly deployments: DeploymentsService,
    private readonly answers: StatementAnswers,
  ) {}

  /** The statements that concern an assessment, by question, the newest first. @throws Problem `not-found` */
  list(actor: Actor, assessmentId: string): Promise<AssessmentStatements> {
    return this.unitOfWork.read(async (manager) => {
      const assessment = await this.assessments.find(manager, actor, assessmentId);
      return { items: await this.concerning(manager, actor, assessment) };
    });
  }

  /**
   * Accepts a statement: it becomes the answer of the open revision.
   *
   * @throws Problem `not-found`, `statement-not-current`, `no-open-revision`, `invalid-answers`
   */
  accept(actor: Actor, assessmentId: string, statementId: string): Promise<AssessmentStatement> {
    return this.reply(actor, assessmentId, statementId, 'accepted', null, (scope, statement) =>
      this.answers.apply(scope, actor, assessmentId, statement),
    );
  }

  /** Disputes a statement; an answer of the open revision that rests on it becomes "not known". @throws as `accept` */
  dispute(actor: Actor, assessmentId: string, statementId: string, reason: string): Promise<AssessmentStatement> {
    return this.reply(actor, assessmentId, statementId, 'disputed', reason, (scope, statement) =>
      this.answers.drop(scope, actor, assessmentId, statement),
    );
  }

  private reply(
    actor: Actor,
    assessmentId: string,
    statementId: string,
    state: ReplyState,
    reason: string | null,
    effect: (scope: WriteScope, statement: StatementEntity) => Promise<void>,
  ): Promise<AssessmentStatement> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const assessment = await this.assessments.find(manager, actor, assessmentId);
      if (assessment.openRevision === null) {
        throw new Problem('no-open-revision', 'The last revision was submitted. Open a new one to go on.');
      }
      const items = await this.concerning(manager, actor, assessment);
      const known = items.find(({ statement }) => statement.id === statementId);
      if (known === undefined) throw notFound('statement', statementId);
      if (!CURRENT.includes(known.standing)) throw notCurrent(known, await this.facts(manager, assessment));
      const row = await manager.findOneByOrFail(StatementEntity, { id: statementId });
      const place = { statementId, assessmentId };
      const values = { state, reason, createdAt: now, createdBy: actor.id };
      const { id: trustId } = assessment.trust;
      await manager.delete(StatementReplyEntity, place);
      await manager.insert(StatementReplyEntity, { id: randomUUID(), ...place, trustId, ...values });
      const { toolId, deploymentId } = assessment;
      const type = state === 'accepted' ? 'statement-accepted' : 'statement-disputed';
      record({
        type,
        subjectId: statementId,
        trustId,
        toolId,
        deploymentId,
        assessmentId,
        data: { questionId: row.questionId },
      });
      await effect(scope, row);
      return { ...known, standing: state, reply: { state, reason, at: now, by: actor.id } };
    });
  }

  private async concerning(
    manager: EntityManager,
    actor: Actor,
    assessment: AssessmentView,
  ): Promise<AssessmentStatement[]> {
    const { id, toolId, deploymentId } = assessment;
    const facts = await this.facts(manager, assessment);
    const query = manager
      .createQueryBuilder(StatementEntity, 'statement')
      .where('statement.toolId = :toolId', { toolId })
      .andWhere('(statement.deploymentId IS NULL OR statement.deploymentId = :deploymentId)', { deploymentId })
      .orderBy('statement.questionId')
      .addOrderBy('statement.createdAt', 'DESC')
      .addOrderBy('statement.id', 'DESC');
    onlyConcerned(query, actor);
    const rows = await query.getMany();
    const replies = await manager.findBy(StatementReplyEntity, { assessmentId: id });
    const newest = new Set<string>();
    return rows.map((row) => {
      const reply = replies.find(({ statementId }) => statementId === row.id);
      return {
        statement: statementView(row),
        standing: standingOf(row, facts, newest, reply),
        reply:
          reply === undefined
            ? null
            : { state: reply.state, reason: reply.reason, at: reply.createdAt, by: reply.createdBy },
      };
    });
  }

  private async facts(manager: EntityManager, { toolId, deploymentId }: AssessmentView): Promise<Facts> {
    const { productVersion } = await this.deployments.find(manager, deploymentId);
    return { inUse: productVersion, material: await newestMaterial(manager, toolId) };
  }
}

/** @param newest questions whose newest statement was seen already; rows come the newest first */
function standingOf(
  statement: StatementEntity,
  { inUse, material }: Facts,
  newest: Set<string>,
  reply: StatementReplyEntity | undefined,
): StatementStanding {
  const { questionId, withdrawnAt, productVersion } = statement;
  if (withdrawnAt !== null) return 'withdrawn';
  if (isSuperseded(statement, material)) return 'superseded';
  // A version that nobody knows is not the one that the statement is about.
  if (productVersion !== inUse) return 'other-version';
  if (newest.has(questionId)) return 'superseded';
  newest.add(questionId);
  return reply?.state ?? 'waiting';
}

function notCurrent({ standing, statement }: AssessmentStatement, { inUse, material }: Facts): Problem {
  const { productVersion } = statement;
  const newer = isSuperseded(statement, material)
    ? `Version ${material?.version ?? ''}, which is material to clinical safety, was published after it: ask the vendor to state it of that version.`
    : 'A newer statement took its place.';
  const why: Partial<Record<StatementStanding, string>> = {
    withdrawn: 'The vendor has withdrawn it.',
    superseded: newer,
    'other-version':
      `It is about version ${productVersion} of the product, and the deployment names ${inUse ?? 'no version'}. ` +
      `Where the site uses ${productVersion}, set the product version of the deployment to it first.`,
  };
  return new Problem('statement-not-current', `${why[standing] ?? ''} Nothing was stored.`);
}
