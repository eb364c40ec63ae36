import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { methodOf } from '../answers/fingerprint.js';
import { isoDate } from '../core/contracts/calendar.js';
import type { Comparison } from '../core/contracts/comparison.js';
import type { Explanation } from '../core/contracts/explanation.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Sensitivity } from '../core/contracts/sensitivity.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { CompiledInstrument } from '../core/instrument/compile.js';
import type { CheckedAssessment } from '../core/scoring/check-assessment.js';
import { compareAssessments } from '../core/scoring/compare.js';
import { explainScorecard } from '../core/scoring/explain.js';
import { scoreAssessment } from '../core/scoring/score.js';
import { sensitivityOf } from '../core/scoring/sensitivity.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { frozenHash } from '../platform/database/frozen-rows.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { hashOf } from '../platform/hash/stable-json.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { AssessmentEntity } from './assessment.entity.js';
import { AssessmentsService, type Draft } from './assessments.service.js';
import { checkStored } from './check-stored.js';
import type { SnapshotSummary } from './assessments.dto.js';
import { keptFrom, withoutNotes } from './kept-notes.js';
import { notesOf, viewOf } from './snapshot-view.js';
import { RevisionEntity } from './revision.entity.js';
import { assessmentOf } from './revisions.js';
import { SnapshotEntity } from './snapshot.entity.js';
import { summaryOfSnapshot, summaryQuery } from './snapshot-summaries.js';
import type { StoredAnswer } from './sections.dto.js';
import type { SnapshotView } from './snapshots.dto.js';
import { StoredStandings } from './stored-standings.service.js';

/** A snapshot with its inputs checked again, for whatever is worked out from them. */
export interface LoadedSnapshot {
  readonly view: SnapshotView;
  readonly scorecard: Scorecard;
  readonly checked: CheckedAssessment;
}

/** Which submission it is, and where it belongs. */
export type PlacedSummary = Pick<
  SnapshotEntity,
  'id' | 'assessmentId' | 'deploymentId' | 'trustId' | 'toolId' | 'number' | 'asOf' | 'inputHash'
>;

/** A submission, the one before it and the one that took its place. */
export interface Lineage {
  readonly snapshot: PlacedSummary;
  readonly previous: PlacedSummary | null;
  readonly next: PlacedSummary | null;
  /** The last of the assessment */
  readonly newest: PlacedSummary;
  /** Whether the trust keeps its free notes back */
  readonly notesKept: boolean;
}

@Injectable()
export class SnapshotsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly assessments: AssessmentsService,
    private readonly standings: StoredStandings,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** What the open revision says today; nothing is stored. @throws as `submit` */
  draftScorecard(_actor: Actor, assessmentId: string): Promise<Scorecard> {
    return this.unitOfWork.read(async (manager) => {
      const draft = await this.assessments.draft(manager, assessmentId);
      const { compiled, input } = checkStored({ ...draft.document, asOf: isoDate(this.clock.today()) }, this.catalogue);
      return scoreAssessment(compiled, input);
    });
  }

  /**
   * Freezes the open revision: its inputs, their hash and what they come to.
   *
   * @param expectedVersion the revision's version that the submitter has seen
   * @throws Problem `not-found`, `no-open-revision`, `stale-version`, `invalid-answers`, `instrument-unavailable`
   */
  submit(actor: Actor, assessmentId: string, expectedVersion: string): Promise<SnapshotView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const draft = await this.assessments.draft(manager, assessmentId);
      if (draft.version !== expectedVersion) throw staleVersion(draft.version);
      const asOf = isoDate(this.clock.today());
      const { compiled, input } = checkStored({ ...draft.document, asOf }, this.catalogue);
      const scorecard = scoreAssessment(compiled, input);
      const snapshot: SnapshotEntity = {
        ...placeOf(draft),
        ...frozen(draft, asOf, compiled),
        id: randomUUID(),
        submittedAt: now,
        submittedBy: actor.id,
        stage: scorecard.stage.number,
        inUseWithoutClearance: scorecard.inUseWithoutClearance,
        index: scorecard.index.value,
        upper: scorecard.index.upper,
        headline: scorecard.headline,
        scorecard,
      };
      await manager.insert(SnapshotEntity, snapshot as QueryDeepPartialEntity<SnapshotEntity>);
      await manager.update(RevisionEntity, { id: draft.revision.id }, { state: 'submitted', submittedAt: now });
      await manager.update(AssessmentEntity, { id: assessmentId }, { state: 'submitted', updatedAt: now });
      const { trustId, toolId, deploymentId, number, inputHash, stage } = snapshot;
      const rowHash = await frozenHash(manager, 'assessment-submitted', snapshot.id);
      record({
        type: 'assessment-submitted',
        subjectId: snapshot.id,
        trustId,
        toolId,
        deploymentId,
        assessmentId,
        data: { revision: number, asOf, inputHash, stage, index: snapshot.index, rowHash },
      });
      await this.standings.keep(scope, deploymentId);
      return viewOf(snapshot, await notesOf(manager, [snapshot]));
    });
  }

  /** The submissions of an assessment, newest first. @throws Problem `not-found`, `invalid-cursor` */
  list(_actor: Actor, assessmentId: string, page: PageRequest): Promise<Page<SnapshotSummary>> {
    return this.unitOfWork.read(async (manager) => {
      await assessmentOf(manager, assessmentId);
      const query = summaryQuery(manager).where({ assessmentId });
      const { items, next } = await pageOf(
        query,
        sortingOf('snapshot', '-number', 'integer'),
        page,
        ({ number }) => number,
      );
      return { items: items.map(summaryOfSnapshot), next };
    });
  }

  /** @throws Problem `not-found` */
  get(actor: Actor, id: string): Promise<SnapshotView> {
    return this.unitOfWork.read(async (manager) => this.viewFor(manager, actor, await find(manager, id)));
  }

  /** The scorecard as it was frozen. @throws Problem `not-found` */
  scorecard(_actor: Actor, id: string): Promise<Scorecard> {
    return this.unitOfWork.read(async (manager) => {
      const row = await manager.findOne(SnapshotEntity, { where: { id }, select: { id: true, scorecard: true } });
      if (row === null) throw notFound('snapshot', id);
      return row.scorecard;
    });
  }

  /** Every number of the scorecard line by line. @throws as `load` */
  async explanation(actor: Actor, id: string): Promise<Explanation> {
    const { compiled, input } = (await this.load(actor, id)).checked;
    return explainScorecard(compiled, input);
  }

  /** The same answers under other weights, and what each open one could move. @throws as `load` */
  async sensitivity(actor: Actor, id: string): Promise<Sensitivity> {
    const { compiled, input } = (await this.load(actor, id)).checked;
    return sensitivityOf(compiled, input);
  }

  /** @param reader who reads it, or a plan that is made of it @throws Problem `not-found`, `instrument-unavailable` */
  load(reader: Actor | 'plan', id: string): Promise<LoadedSnapshot> {
    return this.unitOfWork.read(async (manager) => this.loaded(manager, reader, await find(manager, id)));
  }

  /** A submission with its neighbours, without their documents. @throws Problem `not-found` */
  lineage(_actor: Actor, id: string): Promise<Lineage> {
    return this.unitOfWork.read(async (manager) => {
      const snapshot = await placedQuery(manager).where({ id }).getOne();
      if (snapshot === null) throw notFound('snapshot', id);
      const { assessmentId, number } = snapshot;
      const previous = await placedQuery(manager)
        .where({ assessmentId, number: number - 1 })
        .getOne();
      const newest = await placedQuery(manager).where({ assessmentId }).orderBy('snapshot.number', 'DESC').getOne();
      const { notesKept } = await assessmentOf(manager, assessmentId);
      const next = await this.after(manager, snapshot);
      return { snapshot, previous, next, newest: newest ?? snapshot, notesKept };
    });
  }

  /** The submission that took the place of one, within somebody's transaction. */
  after(manager: EntityManager, { assessmentId, number }: PlacedSummary): Promise<PlacedSummary | null> {
    return placedQuery(manager)
      .where({ assessmentId, number: number + 1 })
      .getOne();
  }

  /**
   * What changed from one submission to another.
   *
   * @param numbers of the two submissions; default: the last two
   * @throws Problem `not-found`, `nothing-submitted`, `nothing-to-compare`, `instrument-unavailable`
   */
  compare(actor: Actor, assessmentId: string, numbers: { from?: number; to?: number }): Promise<Comparison> {
    return this.unitOfWork.read(async (manager) => {
      await assessmentOf(manager, assessmentId);
      const to = await this.numbered(manager, assessmentId, numbers.to);
      const before = numbers.from ?? to.number - 1;
      if (before < 1) {
        throw new Problem(
          'nothing-to-compare',
          `Submission ${String(to.number)} is the first; there is none before it.`,
        );
      }
      const from = await this.numbered(manager, assessmentId, before);
      const sides = [await this.loaded(manager, actor, from), await this.loaded(manager, actor, to)] as const;
      const [earlier, later] = sides.map(({ checked, scorecard }) => ({ ...checked, scorecard })) as [
        CheckedAssessment & { scorecard: Scorecard },
        CheckedAssessment & { scorecard: Scorecard },
      ];
      refuseOtherQuestions(from, to);
      return compareAssessments(earlier, later);
    });
  }

  private async numbered(
    manager: EntityManager,
    assessmentId: string,
    number: number | undefined,
  ): Promise<SnapshotEntity> {
    const snapshot = await manager.findOne(SnapshotEntity, {
      where: { assessmentId, ...(number !== undefined && { number }) },
      order: { number: 'DESC' },
    });
    if (snapshot !== null) return snapshot;
    if (number === undefined) throw new Problem('nothing-submitted', 'Nothing was submitted yet.');
    throw new Problem('not-found', `This assessment has no submission with the number ${String(number)}.`);
  }

  /** A submission with the notes that the reader may see. */
  private async viewFor(
    manager: EntityManager,
    reader: Actor | 'plan',
    snapshot: SnapshotEntity,
  ): Promise<SnapshotView> {
    const view = viewOf(snapshot, await notesOf(manager, [snapshot]));
    if (!keptFrom(await assessmentOf(manager, snapshot.assessmentId), reader, 'results.read')) return view;
    const answers = withoutNotes(view.document.answers as Readonly<Record<string, StoredAnswer>>);
    return { ...view, document: { ...view.document, answers } };
  }

  private async loaded(
    manager: EntityManager,
    reader: Actor | 'plan',
    snapshot: SnapshotEntity,
  ): Promise<LoadedSnapshot> {
    const view = await this.viewFor(manager, reader, snapshot);
    return { view, scorecard: snapshot.scorecard, checked: checkStored(view.document, this.catalogue) };
  }
}

/** Numbers that come from different questions are not compared. @throws Problem `nothing-to-compare` */
function refuseOtherQuestions(from: SnapshotEntity, to: SnapshotEntity): void {
  if (from.instrumentVersion === to.instrumentVersion) return;
  const by = ({ number, instrumentVersion }: SnapshotEntity): string =>
    `submission ${String(number)} by version ${instrumentVersion}`;
  throw new Problem(
    'nothing-to-compare',
    `The questions changed between them: ${by(from)}, ${by(to)}. Their numbers come from different questions.`,
  );
}

function placedQuery(manager: EntityManager): SelectQueryBuilder<SnapshotEntity> {
  return summaryQuery(manager).addSelect(['snapshot.deploymentId', 'snapshot.trustId', 'snapshot.toolId']);
}

async function find(manager: EntityManager, id: string): Promise<SnapshotEntity> {
  const snapshot = await manager.findOneBy(SnapshotEntity, { id });
  if (snapshot === null) throw notFound('snapshot', id);
  return snapshot;
}

type Place =
  | 'assessmentId'
  | 'revisionId'
  | 'deploymentId'
  | 'trustId'
  | 'toolId'
  | 'number'
  | 'instrumentId'
  | 'instrumentVersion';

function placeOf({ assessment, revision }: Draft): Pick<SnapshotEntity, Place> {
  return {
    assessmentId: assessment.id,
    revisionId: revision.id,
    deploymentId: assessment.deploymentId,
    trustId: assessment.trustId,
    toolId: assessment.toolId,
    number: revision.number,
    instrumentId: assessment.instrumentId,
    instrumentVersion: revision.instrumentVersion,
  };
}

/** The document without its notes, which are bound by their hashes instead, and the hash of all that the result depends on. */
function frozen(
  { document, notes }: Draft,
  asOf: string,
  compiled: CompiledInstrument,
): Pick<SnapshotEntity, 'asOf' | 'document' | 'notes' | 'inputHash'> {
  const answers = document.answers as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const withoutNotes = Object.fromEntries(
    Object.entries(answers).map(([id, { note: _note, ...answer }]) => [id, answer]),
  );
  const kept = { ...document, asOf, answers: withoutNotes };
  return { asOf, document: kept, notes, inputHash: hashOf({ ...methodOf(compiled), document: kept, notes }) };
}
