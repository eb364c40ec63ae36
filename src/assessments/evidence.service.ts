import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isoDate } from '../core/contracts/calendar.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { Actor } from '../platform/actor/actor.js';
import { may, onlyQuestions } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import { Clock } from '../platform/clock/clock.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { invalidAnswers, notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { answersOf } from './content.js';
import { contractItem } from './evidence-items.js';
import type { EvidenceQuery, EvidenceView } from './evidence.dto.js';
import { EvidenceEntity } from './evidence.entity.js';
import { RevisionEntity } from './revision.entity.js';
import { assessmentOf, sectionOf, sectionsOf } from './revisions.js';
import type { SectionView } from './sections.dto.js';
import type { OpenSection } from './open-section.js';
import type { SectionEvent } from './section-events.js';
import { SectionsService } from './sections.service.js';
import type { Answers } from './store-answers.js';

type Item = Readonly<Record<string, unknown>>;

/** Single evidence items. An item belongs to a section's answers, so each change is a change of the section. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sections: SectionsService,
    private readonly clock: Clock,
    private readonly places: Places,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** The items of the newest revision. @throws Problem `not-found`, `invalid-cursor` */
  list(actor: Actor, assessmentId: string, { questionId, ...page }: EvidenceQuery): Promise<Page<EvidenceView>> {
    return this.unitOfWork.read(async (manager) => {
      await assessmentOf(manager, assessmentId);
      const place = await this.places.find(manager, 'assessmentId', assessmentId);
      const revision = await manager.findOneOrFail(RevisionEntity, {
        where: { assessmentId },
        order: { number: 'DESC' },
      });
      const sections = await sectionsOf(manager, revision.id);
      const seen = sections.filter(({ code }) => may(actor, 'answers.read', place, code));
      const asked = seen.map(({ code }) => onlyQuestions(actor, 'answers.read', place ?? {}, code));
      const whole = seen.filter((_, index) => asked[index] === undefined).map(({ code }) => code);
      const single = asked.flatMap((questions) => [...(questions ?? [])]);
      const query = manager.createQueryBuilder(EvidenceEntity, 'evidence').where({ revisionId: revision.id });
      query.andWhere('(evidence.section IN (:...whole) OR evidence.questionId IN (:...single))', {
        ...{ whole: ['', ...whole], single: ['', ...single] },
      });
      if (questionId !== undefined) query.andWhere('evidence.questionId = :questionId', { questionId });
      const { items, next } = await pageOf(query, sortingOf('evidence', 'questionId'), page, (row) => row.questionId);
      const versions = new Map(sections.map(({ code, version }) => [code, version]));
      return { items: items.map((row) => viewOf(row, revision.number, versions.get(row.section) as number)), next };
    });
  }

  get(_actor: Actor, id: string): Promise<EvidenceView> {
    return this.unitOfWork.read((manager) => find(manager, id));
  }

  /** Id of who attached an item; null where it is not known. @throws Problem `not-found` */
  attachedBy(id: string): Promise<string | null> {
    return this.unitOfWork.read(async (manager) => {
      const row = await manager.findOneBy(EvidenceEntity, { id });
      if (row === null) throw notFound('evidence item', id);
      return row.attachedBy;
    });
  }

  /** @throws Problem `not-found`, `no-open-revision`, `stale-version`, `invalid-answers` */
  async add(
    actor: Actor,
    assessmentId: string,
    questionId: string,
    item: Item,
    expectedVersion: number,
  ): Promise<EvidenceView> {
    // ids are never used again: the section of a question is the same in every version that asks it
    const versions = this.catalogue.held.flatMap((version) => this.catalogue.at(version)?.instrument.questions ?? []);
    const code = versions.find(({ id }) => id === questionId)?.domain;
    if (code === undefined) throw noSuchQuestion(questionId);
    let known: readonly unknown[] = [];
    const event = { type: 'evidence-added' } as const;
    const add = (items: readonly Item[]): readonly Item[] => {
      known = items.map(({ id }) => id);
      return [...items, item];
    };
    return this.change(actor, assessmentId, code, questionId, expectedVersion, event, add, (section) => {
      const added = evidenceIn(section, questionId).find(({ id }) => !known.includes(id)) as { id: string };
      return viewIn(section, questionId, added);
    });
  }

  /** @throws as `add` */
  async replace(actor: Actor, id: string, item: Item, expectedVersion: number): Promise<EvidenceView> {
    const { assessmentId, section: code, questionId } = await this.openItem(actor, id);
    const event = { type: 'evidence-replaced', evidenceId: id } as const;
    const replace = (items: readonly Item[]): readonly Item[] => {
      assertHolds(items, id);
      return items.map((one) => (one.id === id ? { ...item, id: item.id ?? id } : one));
    };
    return this.change(actor, assessmentId, code, questionId, expectedVersion, event, replace, (section) =>
      viewIn(section, questionId, evidenceIn(section, questionId).find((one) => one.id === id) as { id: string }),
    );
  }

  /** @returns the section's new version. @throws as `add` */
  async remove(actor: Actor, id: string, expectedVersion: number): Promise<number> {
    const { assessmentId, section, questionId } = await this.openItem(actor, id);
    const event = { type: 'evidence-removed', evidenceId: id } as const;
    const remove = (items: readonly Item[]): readonly Item[] => {
      assertHolds(items, id);
      return items.filter((one) => one.id !== id);
    };
    return this.change(
      actor,
      assessmentId,
      section,
      questionId,
      expectedVersion,
      event,
      remove,
      ({ version }) => version,
    );
  }

  /**
   * Records that a second person checked an item today. An item that changes afterwards has to be checked again.
   *
   * @throws Problem `same-person` when `actor` attached it, or it is not known who did; else as `add`
   */
  async check(actor: Actor, id: string, expectedVersion: number): Promise<EvidenceView> {
    const { assessmentId, section: code, questionId } = await this.openItem(actor, id);
    const event = { type: 'evidence-checked', evidenceId: id } as const;
    const next = (open: OpenSection): Answers => {
      assertSecondPerson(open, id, actor);
      const check = { checkedBy: actor.id, checkedOn: isoDate(this.clock.today()) };
      return this.changed(
        open,
        questionId,
        (items) => items.map((one) => (one.id === id ? { ...one, ...check } : one)),
        id,
      );
    };
    return this.sections.change(actor, assessmentId, code, expectedVersion, next, event, (section) =>
      viewIn(section, questionId, evidenceIn(section, questionId).find((one) => one.id === id) as { id: string }),
    );
  }

  /** An item of an open revision; those of submitted ones are frozen. */
  private async openItem(actor: Actor, id: string): Promise<EvidenceView> {
    const view = await this.get(actor, id);
    const open = await this.unitOfWork.read((manager) =>
      manager.findOneBy(RevisionEntity, { assessmentId: view.assessmentId, number: view.revision, state: 'open' }),
    );
    if (open !== null) return view;
    throw new Problem('revision-submitted', `Revision ${String(view.revision)} was submitted with this item.`);
  }

  private change<Reply>(
    actor: Actor,
    assessmentId: string,
    code: string,
    questionId: string,
    expectedVersion: number,
    event: SectionEvent,
    change: (items: readonly Item[]) => readonly Item[],
    reply: (section: SectionView) => Reply,
  ): Promise<Reply> {
    const next = (open: OpenSection): Answers => this.changed(open, questionId, change);
    return this.sections.change(actor, assessmentId, code, expectedVersion, next, event, reply);
  }

  /**
   * The section's answers with another list of evidence, checked as a whole; the pointers of defects lead into the item
   * that was sent.
   *
   * @param checkedId the item whose check is being recorded
   */
  private changed(
    open: OpenSection,
    questionId: string,
    change: (items: readonly Item[]) => readonly Item[],
    checkedId?: string,
  ): Answers {
    const answers = answersOf(open.content);
    const answer = answers[questionId];
    if (answer === undefined) throw noSuchAnswer(open, questionId);
    const evidence = change((answer.evidence as Item[] | undefined) ?? []);
    const prefix = new RegExp(`^/answers/${questionId}/evidence(?:/\\d+)?`);
    return this.sections.check(
      open,
      { ...answers, [questionId]: { ...answer, evidence } },
      {
        place: (pointer) => pointer.replace(prefix, '/item'),
        vouched: ({ id }) => id !== undefined && id === checkedId,
      },
    );
  }
}

/** @throws Problem `not-found`, `same-person` */
function assertSecondPerson({ content }: OpenSection, id: string, actor: Actor): void {
  const attachedBy = content.map((item) => item.attachedBy.get(id)).find((by) => by !== undefined);
  if (attachedBy === undefined) throw notFound('evidence item', id);
  if (attachedBy === actor.id)
    throw new Problem('same-person', 'Who attached this item cannot check it. Nothing was stored.');
  if (attachedBy === null) {
    throw new Problem('same-person', 'It is not known who attached this item: attach it again, then have it checked.');
  }
}

/** Between the first look at an item and the change somebody may have taken it away. @throws Problem `not-found` */
function assertHolds(items: readonly Item[], id: string): void {
  if (!items.some((one) => one.id === id)) throw notFound('evidence item', id);
}

function noSuchAnswer({ domain }: OpenSection, questionId: string): Problem {
  if (!domain.questions.some(({ id }) => id === questionId)) return noSuchQuestion(questionId);
  return invalidAnswers([
    {
      pointer: '/questionId',
      code: 'not-answered',
      message: `${questionId} has no answer yet. Evidence stands behind an answer: answer it first, or say notKnown.`,
      questionId,
    },
  ]);
}

function noSuchQuestion(questionId: string): Problem {
  const message = `"${questionId}" is not a question that this tool asks.`;
  return invalidAnswers([{ pointer: '/questionId', code: 'unknown-question', message }]);
}

async function find(manager: EntityManager, id: string): Promise<EvidenceView> {
  const row = await manager.findOneBy(EvidenceEntity, { id });
  if (row === null) throw notFound('evidence item', id);
  const revision = await manager.findOneByOrFail(RevisionEntity, { id: row.revisionId });
  const section = await sectionOf(manager, row.revisionId, row.section);
  return viewOf(row, revision.number, section.version);
}

function viewOf(row: EvidenceEntity, revision: number, version: number): EvidenceView {
  const { id, assessmentId, section, questionId } = row;
  return { id, assessmentId, revision, section, questionId, item: contractItem(row), version };
}

function evidenceIn({ answers }: SectionView, questionId: string): readonly { id: string }[] {
  return (answers[questionId]?.evidence as { id: string }[] | undefined) ?? [];
}

function viewIn(section: SectionView, questionId: string, item: { id: string }): EvidenceView {
  const { assessmentId, revision, code, version } = section;
  return { id: item.id, assessmentId, revision, section: code, questionId, item, version };
}
