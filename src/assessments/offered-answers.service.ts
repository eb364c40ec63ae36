import { Inject, Injectable } from '@nestjs/common';
import { Not, type EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { AssessmentEntity } from './assessment.entity.js';
import { catalogueOf } from './check-stored.js';
import { answersOf, knownOf, readContent } from './content.js';
import type { OfferedAnswer, OfferedAnswers } from './offered-answers.dto.js';
import type { OpenSection } from './open-section.js';
import type { RevisionEntity } from './revision.entity.js';
import { assessmentOf, openRevisionOf } from './revisions.js';
import type { SectionView, StoredAnswer } from './sections.dto.js';
import { SectionsService } from './sections.service.js';
import { SnapshotEntity } from './snapshot.entity.js';
import { latestInFull } from './snapshot-summaries.js';
import { notesOf, viewOf } from './snapshot-view.js';
import { looksLikeStatement } from './statement-links.js';
import type { Answers } from './store-answers.js';

/** Other assessments of one trust that are looked through, those changed last first. */
const MOST_SOURCES = 20;

/** What belongs to the other assessment: its files, who checked a document there, and what was imported there. */
const NOT_TAKEN_OVER: readonly string[] = ['id', 'fileId', 'checkedBy', 'checkedOn', 'source'];

/**
 * Answers about a trust as a whole, such as how large its IT team is, that it gave in another assessment. They are offered
 * with where they come from, and taken over one by one by somebody who confirms them: what held for one tool months ago is
 * no answer by itself.
 */
@Injectable()
export class OfferedAnswersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sections: SectionsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /**
   * Nothing is offered to whoever may not see what the trust submitted.
   *
   * @throws Problem `not-found`, `no-open-revision`
   */
  list(actor: Actor, assessmentId: string): Promise<OfferedAnswers> {
    return this.unitOfWork.read(async (manager) => {
      const assessment = await assessmentOf(manager, assessmentId);
      const revision = await openRevisionOf(manager, assessmentId);
      return { items: await this.offered(manager, actor, assessment, revision) };
    });
  }

  /**
   * Takes an offered answer over.
   *
   * @throws Problem `not-found` when this submission offers none for the question, `conflict` when the question was
   *   answered meanwhile, `no-open-revision`, `invalid-answers`
   */
  confirm(actor: Actor, assessmentId: string, questionId: string, snapshotId: string): Promise<SectionView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager } = scope;
      const assessment = await assessmentOf(manager, assessmentId);
      const { id, trustId } = assessment;
      const revision = await openRevisionOf(manager, assessmentId);
      const { instrument } = catalogueOf(assessment, revision, this.catalogue);
      const code = instrument.questions.find((question) => question.id === questionId)?.domain;
      if (code === undefined) throw notFound('question', questionId);
      if (!may(actor, 'answers.write', { assessmentId: id, trustId }, code)) {
        throw new Problem('forbidden', 'You were not invited to the section of this question.');
      }
      await refuseAnswered(manager, revision, questionId);
      const offers = await this.offered(manager, actor, assessment, revision);
      const offer = offers.find((one) => one.questionId === questionId && one.source.snapshotId === snapshotId);
      if (offer === undefined) throw notFound('offered answer from the submission', snapshotId);
      const event = { type: 'answer-taken-over', snapshotId } as const;
      const next = (open: OpenSection): Answers => this.sections.check(open, withOffer(open, offer));
      return this.sections.changeWithin(scope, actor, assessmentId, code, next, event);
    });
  }

  private async offered(
    manager: EntityManager,
    actor: Actor,
    assessment: AssessmentEntity,
    revision: RevisionEntity,
  ): Promise<OfferedAnswer[]> {
    const { id, trustId, toolId } = assessment;
    const { id: revisionId, instrumentVersion } = revision;
    if (!may(actor, 'results.read', { trustId })) return [];
    const held = catalogueOf(assessment, revision, this.catalogue);
    const { instrument } = held;
    const { byId } = held.compiled(toolId, 'routine');
    const known = knownOf(await readContent(manager, revisionId));
    const asked = instrument.questions.filter(
      (question) =>
        question.scope === 'trust' && known.get(question.id) !== 'known' && byId.get(question.id)?.ruledOut === false,
    );
    if (asked.length === 0) return [];
    const sources = await this.sources(manager, trustId, id, instrumentVersion);
    const texts = await notesOf(manager, sources);
    const views = sources.map((source) => viewOf(source, texts));
    return asked.flatMap(({ id: questionId, domain }) => {
      for (const view of views) {
        const answer = (view.document.answers as Readonly<Record<string, StoredAnswer>>)[questionId];
        if (answer === undefined || 'notKnown' in answer) continue;
        const { name } = view.document.site as { name: string };
        const source = { snapshotId: view.id, toolId: view.toolId, site: name, submittedAt: view.submittedAt };
        return [{ questionId, section: domain, answer: takenOver(answer), source }];
      }
      return [];
    });
  }

  /** The latest submissions of the trust's other assessments by the same questions, the newest first. */
  private async sources(
    manager: EntityManager,
    trustId: string,
    assessmentId: string,
    instrumentVersion: string,
  ): Promise<SnapshotEntity[]> {
    const others = await manager.find(AssessmentEntity, {
      select: { id: true },
      where: { trustId, id: Not(assessmentId), instrumentId: this.catalogue.instrument.id },
      order: { updatedAt: 'DESC' },
      take: MOST_SOURCES,
    });
    const latest = await latestInFull(
      manager,
      others.map(({ id }) => id),
    );
    return latest
      .filter((snapshot) => snapshot.instrumentVersion === instrumentVersion)
      .sort((one, other) => other.submittedAt.getTime() - one.submittedAt.getTime());
  }
}

/** @throws Problem `conflict` */
async function refuseAnswered(manager: EntityManager, { id }: RevisionEntity, questionId: string): Promise<void> {
  const known = knownOf(await readContent(manager, id, questionId.slice(0, 2)));
  if (known.get(questionId) !== 'known') return;
  throw new Problem('conflict', `${questionId} was answered meanwhile. Look at that answer first.`);
}

function takenOver(answer: StoredAnswer): StoredAnswer {
  const evidence = (answer.evidence as readonly Readonly<Record<string, unknown>>[] | undefined) ?? [];
  const items = evidence
    .filter(({ url }) => !looksLikeStatement(url as string | undefined))
    .map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => !NOT_TAKEN_OVER.includes(key))));
  const { evidence: _evidence, ...rest } = answer;
  return { ...rest, ...(items.length > 0 && { evidence: items }) };
}

/** A note and evidence that stand here already stay. */
function withOffer({ content }: OpenSection, { questionId, answer }: OfferedAnswer): Record<string, StoredAnswer> {
  const answers = answersOf(content);
  const own = answers[questionId] ?? {};
  const evidence = [own.evidence, answer.evidence].flatMap((items) => (items as readonly unknown[] | undefined) ?? []);
  return {
    ...answers,
    [questionId]: {
      ...answer,
      ...(own.note !== undefined && { note: own.note }),
      ...(evidence.length > 0 && { evidence }),
    },
  };
}
