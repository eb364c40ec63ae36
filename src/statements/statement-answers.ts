import { Injectable } from '@nestjs/common';
import { answersOf } from '../assessments/content.js';
import { EvidenceSources, type LinkedAnswer } from '../assessments/evidence-sources.service.js';
import { SectionsService } from '../assessments/sections.service.js';
import type { StoredAnswer } from '../assessments/sections.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import type { StatementEntity } from './statement.entity.js';

/** Links of evidence items that name a statement begin so. */
export const LINKS = '/api/v1/statements/';
const PAGE = 500;

type Item = Readonly<Record<string, unknown>>;

/** Carries statements into answers of open revisions, and takes them out again. */
@Injectable()
export class StatementAnswers {
  constructor(
    private readonly sections: SectionsService,
    private readonly sources: EvidenceSources,
    private readonly deployments: DeploymentsService,
  ) {}

  /**
   * Puts an accepted statement in the place of the answer, with an item of evidence that names it. The trust's own note
   * and evidence stay.
   *
   * @throws Problem `no-open-revision`, `invalid-answers`
   */
  async apply(scope: WriteScope, actor: Actor, assessmentId: string, statement: StatementEntity): Promise<void> {
    const { id, questionId, productVersion, statedOn, answer } = statement;
    const named = {
      title: `Vendor statement, version ${productVersion}`,
      url: `${LINKS}${id}`,
      date: statedOn,
      productVersion,
    };
    await this.change(
      scope,
      actor,
      assessmentId,
      questionId,
      { type: 'statement-applied', statementId: id },
      (own) => ({
        ...(own?.note !== undefined && { note: own.note }),
        ...answer,
        evidence: [...ownEvidence(own), named],
      }),
    );
  }

  /** Whether the answer of the open revision rests on a statement; then it becomes "not known". */
  async drop(scope: WriteScope, actor: Actor, assessmentId: string, statement: StatementEntity): Promise<void> {
    const { id, questionId, toolId } = statement;
    const resting = await this.resting(scope, toolId, `${LINKS}${id}`);
    if (!resting.some((one) => one.assessmentId === assessmentId)) return;
    await this.unknow(scope, actor, { assessmentId, questionId }, { type: 'statement-taken-back', statementId: id });
  }

  /** As `drop`, everywhere. */
  async takeBack(scope: WriteScope, actor: Actor, statement: StatementEntity): Promise<void> {
    const event = { type: 'statement-taken-back', statementId: statement.id } as const;
    for (const { assessmentId, questionId } of await this.resting(scope, statement.toolId, `${LINKS}${statement.id}`)) {
      await this.unknow(scope, actor, { assessmentId, questionId }, event);
    }
  }

  /** Has the answers of some open revisions that rest on any statement asked again. */
  async reopen(scope: WriteScope, actor: Actor, resting: readonly LinkedAnswer[]): Promise<void> {
    for (const { assessmentId, questionId } of distinct(resting)) {
      await this.unknow(scope, actor, { assessmentId, questionId }, { type: 'answers-reopened' });
    }
  }

  private async resting(scope: WriteScope, toolId: string, prefix: string): Promise<LinkedAnswer[]> {
    const found: LinkedAnswer[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await this.deployments.ofTool(scope.manager, toolId, PAGE, after);
      const ids = page.map(({ id }) => id);
      found.push(...(await this.sources.linked(scope.manager, ids, prefix)));
      after = ids.at(-1);
      if (page.length < PAGE) return distinct(found);
    }
  }

  private unknow(
    scope: WriteScope,
    actor: Actor,
    { assessmentId, questionId }: Pick<LinkedAnswer, 'assessmentId' | 'questionId'>,
    event: { type: 'statement-taken-back' | 'answers-reopened'; statementId?: string },
  ): Promise<void> {
    return this.change(scope, actor, assessmentId, questionId, event, (own) => ({
      ...(own?.note !== undefined && { note: own.note }),
      notKnown: true,
      evidence: ownEvidence(own),
    }));
  }

  private async change(
    scope: WriteScope,
    actor: Actor,
    assessmentId: string,
    questionId: string,
    event: { type: 'statement-applied' | 'statement-taken-back' | 'answers-reopened'; statementId?: string },
    next: (own: StoredAnswer | undefined) => StoredAnswer,
  ): Promise<void> {
    const section = questionId.slice(0, 2);
    await this.sections.changeWithin(
      scope,
      actor,
      assessmentId,
      section,
      (open) => {
        const answers = answersOf(open.content);
        return this.sections.check(open, { ...answers, [questionId]: next(answers[questionId]) });
      },
      event,
    );
  }
}

/** Evidence without what names statements. */
function ownEvidence(answer: StoredAnswer | undefined): Item[] {
  const items = (answer?.evidence as Item[] | undefined) ?? [];
  return items.filter(({ url }) => typeof url !== 'string' || !url.startsWith(LINKS));
}

function distinct(resting: readonly LinkedAnswer[]): LinkedAnswer[] {
  return [...new Map(resting.map((one) => [`${one.assessmentId} ${one.questionId}`, one])).values()];
}
