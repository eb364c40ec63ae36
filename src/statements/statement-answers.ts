import { Injectable } from '@nestjs/common';
import { answersOf } from '../assessments/content.js';
import { STATEMENT_LINKS } from '../assessments/statement-links.js';
import { withNotKnown } from '../assessments/stored-answers.js';
import { EvidenceSources, type LinkedAnswer } from '../assessments/evidence-sources.service.js';
import { SectionsService } from '../assessments/sections.service.js';
import type { StoredAnswer } from '../assessments/sections.dto.js';
import type { OpenSection } from '../assessments/open-section.js';
import type { Answers } from '../assessments/store-answers.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import type { StatementEntity } from './statement.entity.js';

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
      url: `${STATEMENT_LINKS}${id}`,
      date: statedOn,
      productVersion,
    };
    const next = (open: OpenSection): Answers => {
      const answers = answersOf(open.content);
      const own = answers[questionId];
      const note = own?.note !== undefined && { note: own.note };
      const evidence = [...ownEvidence(own), named];
      const raw = { ...answers, [questionId]: { ...note, ...answer, evidence } };
      return this.sections.check(open, raw, { vouched: (item) => item.id === undefined && item.url === named.url });
    };
    const event = { type: 'statement-applied', statementId: id } as const;
    await this.sections.changeWithin(scope, actor, assessmentId, questionId.slice(0, 2), next, event);
  }

  /** Whether the answer of the open revision rests on a statement; then it becomes "not known". */
  async drop(scope: WriteScope, actor: Actor, assessmentId: string, statement: StatementEntity): Promise<void> {
    const { id, questionId, toolId } = statement;
    const resting = await this.resting(scope, toolId, `${STATEMENT_LINKS}${id}`);
    if (!resting.some((one) => one.assessmentId === assessmentId)) return;
    await this.unknow(scope, actor, { assessmentId, questionId }, { type: 'statement-taken-back', statementId: id });
  }

  /** As `drop`, everywhere. */
  async takeBack(scope: WriteScope, actor: Actor, statement: StatementEntity): Promise<void> {
    const event = { type: 'statement-taken-back', statementId: statement.id } as const;
    for (const { assessmentId, questionId } of await this.resting(
      scope,
      statement.toolId,
      `${STATEMENT_LINKS}${statement.id}`,
    )) {
      await this.unknow(scope, actor, { assessmentId, questionId }, event);
    }
  }

  /** Has the answers of some open revisions that rest on any statement asked again. */
  async reopen(scope: WriteScope, actor: Actor, resting: readonly LinkedAnswer[]): Promise<void> {
    for (const one of distinct(resting)) await this.unknow(scope, actor, one, { type: 'answers-reopened' });
  }

  /** As `reopen`, in all open revisions of a tool. */
  async reopenAll(scope: WriteScope, actor: Actor, toolId: string): Promise<void> {
    await this.reopen(scope, actor, await this.resting(scope, toolId, STATEMENT_LINKS));
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

  /** Makes an answer that rests on a statement "not known"; the trust's own note and evidence stay. */
  async unknow(
    scope: WriteScope,
    actor: Actor,
    { assessmentId, questionId }: Pick<LinkedAnswer, 'assessmentId' | 'questionId'>,
    event: { type: 'statement-taken-back' | 'answers-reopened'; statementId?: string },
  ): Promise<void> {
    const section = questionId.slice(0, 2);
    const next = ({ content }: OpenSection): Answers => withNotKnown(content, questionId, isOwn);
    await this.sections.changeWithin(scope, actor, assessmentId, section, next, event);
  }
}

/** Evidence without what names statements. */
function ownEvidence(answer: StoredAnswer | undefined): Item[] {
  return ((answer?.evidence as Item[] | undefined) ?? []).filter(isOwn);
}

function isOwn({ url }: Item): boolean {
  return typeof url !== 'string' || !url.startsWith(STATEMENT_LINKS);
}

function distinct(resting: readonly LinkedAnswer[]): LinkedAnswer[] {
  return [...new Map(resting.map((one) => [`${one.assessmentId} ${one.questionId}`, one])).values()];
}
