import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { CompiledInstrument } from '../core/instrument/compile.js';
import { readAnswers } from '../core/scoring/check-answers.js';
import { InputReader } from '../core/scoring/input-reader.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { FilesService } from '../files/files.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { invalidAnswers, notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { AssessmentEntity } from './assessment.entity.js';
import { catalogueOf } from './check-stored.js';
import { answersOf, knownOf, readContent } from './content.js';
import { checkEvidence, NOBODY, withoutOutlived, type Vouched } from './evidence-rules.js';
import { keptFrom, withoutNotes } from './kept-notes.js';
import type { OpenSection } from './open-section.js';
import { askedQuestions, type SectionToFill } from './section-to-fill.js';
import { assertOwnChange, forReader, withOthers } from './own-questions.js';
import { SavedSections } from './saved-sections.js';
import { assessmentOf, domainOf, openRevisionOf, sectionOf, summaryOf } from './revisions.js';
import { SectionEntity } from './section.entity.js';
import { recordChange, type SectionEvent } from './section-events.js';
import type { SectionView } from './sections.dto.js';
import { changedQuestions, storeAnswers, type Answers } from './store-answers.js';

/** The answers of one section as they are to be. */
export interface SectionChange {
  readonly code: string;
  /** Question id to answer, as in the answers document */
  readonly answers: Readonly<Record<string, unknown>>;
  /** The section's version that the change was made on */
  readonly expectedVersion: number;
}

interface CheckOptions {
  readonly place?: (pointer: string) => string;
  readonly vouched?: Vouched;
}

const SOMEBODY_ELSE = 'somebody-else';

@Injectable()
export class SectionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deployments: DeploymentsService,
    private readonly files: FilesService,
    private readonly saved: SavedSections,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** @throws Problem `not-found`, `no-open-revision` */
  get(actor: Actor, assessmentId: string, code: string): Promise<SectionView> {
    return this.unitOfWork.read(async (manager) => viewFor(actor, await this.open(manager, assessmentId, code)));
  }

  /** As `get`, with what is asked. @throws as `get` */
  toFill(actor: Actor, assessmentId: string, code: string): Promise<SectionToFill> {
    return this.unitOfWork.read(async (manager) => {
      const open = await this.open(manager, assessmentId, code);
      const { assessment, deployment } = open;
      const { roles } = this.compiledFor(open);
      const place = { assessmentId, trustId: assessment.trustId };
      return {
        section: viewFor(actor, open),
        deployment,
        mayAnswer: may(actor, 'answers.write', place, code),
        mayHandOver: may(actor, 'handovers.manage', place),
        mayOpenFiles: may(actor, 'files.read', { ...place, uploadedBy: SOMEBODY_ELSE }),
        notesKept: assessment.notesKept,
        isShared: assessment.sharedSections?.includes(code) === true,
        questions: askedQuestions(forReader(actor, open).domain, roles),
      };
    });
  }

  /**
   * Replaces the answers of one section of the open revision. Of somebody who was asked single questions, those only.
   *
   * @param raw question id to answer, as in the answers document
   * @param expectedVersion the section's version that the change was made on
   * @throws Problem `not-found`, `no-open-revision`, `stale-version`, `invalid-answers`
   */
  save(
    actor: Actor,
    assessmentId: string,
    code: string,
    raw: Readonly<Record<string, unknown>>,
    expectedVersion: number,
  ): Promise<SectionView> {
    const event = { type: 'section-saved' } as const;
    return this.change(
      actor,
      assessmentId,
      code,
      expectedVersion,
      (open) => this.check(open, withOthers(actor, open, raw)),
      event,
      (view) => view,
    );
  }

  /**
   * As `save`, for answers that another record vouches for: the second persons and public registers that their evidence
   * names are taken as they are. For imports and the demonstration; no operation of the API leads here.
   *
   * @throws as `save`
   */
  importAnswers(
    actor: Actor,
    assessmentId: string,
    code: string,
    raw: Readonly<Record<string, unknown>>,
    expectedVersion: number,
  ): Promise<SectionView> {
    const next = (open: OpenSection): Answers => this.check(open, raw, { vouched: () => true });
    const event = { type: 'section-saved' } as const;
    return this.change(actor, assessmentId, code, expectedVersion, next, event, (view) => view);
  }

  /**
   * Changes the answers of one section: what `next` makes of them is stored, the version counts up, the event is
   * recorded. The one way in which answers of an open revision change.
   *
   * @param reply what the change comes to for its caller; in the transaction, so that it can be kept with the change
   */
  change<Reply = SectionView>(
    actor: Actor,
    assessmentId: string,
    code: string,
    expectedVersion: number,
    next: (open: OpenSection) => Answers,
    event: SectionEvent,
    reply: (view: SectionView) => Reply,
  ): Promise<Reply> {
    return this.unitOfWork.write(actor, async (scope) =>
      reply(await this.changeOwn(scope, actor, assessmentId, code, expectedVersion, next, event)),
    );
  }

  /** As `save`, in a transaction of another service, which saves several sections at once. @throws as `save` */
  saveWithin(
    scope: WriteScope,
    actor: Actor,
    assessmentId: string,
    { code, answers, expectedVersion }: SectionChange,
  ): Promise<SectionView> {
    const next = (open: OpenSection): Answers => this.check(open, withOthers(actor, open, answers));
    return this.changeOwn(scope, actor, assessmentId, code, expectedVersion, next, { type: 'section-saved' });
  }

  /** @throws Problem `forbidden` for whoever was not invited to the section; else as `save` */
  private async changeOwn(
    scope: WriteScope,
    actor: Actor,
    assessmentId: string,
    code: string,
    expectedVersion: number,
    next: (open: OpenSection) => Answers,
    event: SectionEvent,
  ): Promise<SectionView> {
    const open = await this.open(scope.manager, assessmentId, code);
    assertInvited(actor, open);
    const after = await this.apply(scope, actor, open, expectedVersion, next, event);
    assertOwnChange(actor, open, after);
    const questions = changedQuestions(open.content, after.content);
    await this.saved.settle(scope, actor, { assessmentId, section: code, questions });
    return viewOf(forReader(actor, after));
  }

  /**
   * As `change`, on whatever version the section has, in a transaction of another service that has asked whether `actor`
   * may: for what follows from a vendor's statement.
   *
   * @throws Problem `not-found`, `no-open-revision`, `instrument-unavailable`, `invalid-answers`
   */
  async changeWithin(
    scope: WriteScope,
    actor: Actor,
    assessmentId: string,
    code: string,
    next: (open: OpenSection) => Answers,
    event: SectionEvent,
  ): Promise<SectionView> {
    const open = await this.open(scope.manager, assessmentId, code);
    return viewOf(await this.apply(scope, actor, open, open.section.version, next, event));
  }

  private async apply(
    scope: WriteScope,
    actor: Actor,
    open: OpenSection,
    expectedVersion: number,
    next: (open: OpenSection) => Answers,
    event: SectionEvent,
  ): Promise<OpenSection> {
    const { manager, now } = scope;
    const { assessment, revision, section: before } = open;
    if (before.version !== expectedVersion) throw staleVersion(before.version);
    const answers = next(open);
    const where = { revisionId: revision.id, code: before.code };
    const values = { updatedAt: now, updatedBy: actor.id };
    if (!(await updateVersion(manager, SectionEntity, where, expectedVersion, values))) {
      throw staleVersion(before.version);
    }
    await storeAnswers(manager, actor, open, answers);
    await manager.update(AssessmentEntity, { id: assessment.id }, { updatedAt: now });
    const section = { ...before, ...values, version: expectedVersion + 1 };
    const after = { ...open, section, content: await readContent(manager, revision.id, before.code) };
    recordChange(scope, open, after, event);
    return after;
  }

  /**
   * Holds answers of one section against the instrument.
   *
   * @param place turns a pointer into the answers document into one into the request's body
   * @param vouched evidence items whose check, register or statement is the service's own record; default: none
   * @throws Problem `invalid-answers`
   */
  check(
    open: OpenSection,
    raw: Readonly<Record<string, unknown>>,
    { place = (pointer) => pointer, vouched = NOBODY }: CheckOptions = {},
  ): Answers {
    const { domain } = open;
    const compiled = this.compiledFor(open);
    const reader = new InputReader();
    const answers = readAnswers(reader, raw, '/answers', compiled);
    const ours = new Set(domain.questions.map(({ id }) => id));
    for (const id of answers.keys()) {
      if (ours.has(id)) continue;
      reader.questionId = id;
      reader.report(`/answers/${id}`, 'other-section', `${id} does not belong to the section ${domain.domain.code}.`);
    }
    delete reader.questionId;
    checkEvidence(reader, answers, open, vouched);
    if (reader.defects.length === 0) return withoutOutlived(answers, open.content, vouched);
    throw invalidAnswers(reader.defects.map((defect) => ({ ...defect, pointer: place(defect.pointer) })));
  }

  /** By the version of the instrument that the revision is by. */
  private compiledFor({ assessment, revision, deployment }: OpenSection): CompiledInstrument {
    return catalogueOf(assessment, revision, this.catalogue).compiled(deployment.toolId, deployment.use);
  }

  /** Whether any version has such a section: what none has is told before whether a revision is open. */
  private isSection(code: string): boolean {
    const versions = this.catalogue.held.flatMap((version) => this.catalogue.at(version)?.instrument.domains ?? []);
    return versions.some((domain) => domain.code === code);
  }

  /** @throws Problem `not-found`, `no-open-revision`, `instrument-unavailable` */
  private async open(manager: EntityManager, assessmentId: string, code: string): Promise<OpenSection> {
    const assessment = await assessmentOf(manager, assessmentId);
    const deployment = await this.deployments.find(manager, assessment.deploymentId);
    if (!this.isSection(code)) throw notFound('section', code);
    const revision = await openRevisionOf(manager, assessmentId);
    const domain = domainOf(catalogueOf(assessment, revision, this.catalogue), deployment, code);
    if (domain === undefined) throw notFound('section', code);
    const section = await sectionOf(manager, revision.id, code);
    return {
      assessment,
      revision,
      deployment,
      domain,
      section,
      content: await readContent(manager, revision.id, code),
      fileIds: await this.files.idsOf(manager, assessmentId),
    };
  }
}

/** An item of evidence names its section by a question: the guard of its route cannot know it. @throws Problem `forbidden` */
function assertInvited(actor: Actor, { assessment: { id: assessmentId, trustId }, section }: OpenSection): void {
  if (may(actor, 'answers.write', { assessmentId, trustId }, section.code)) return;
  throw new Problem('forbidden', 'You were not invited to this section.');
}

/** Without the notes that the trust keeps from this reader. */
function viewFor(actor: Actor, open: OpenSection): SectionView {
  const view = viewOf(forReader(actor, open));
  const kept = keptFrom(open.assessment, actor, 'answers.read', open.section.code);
  return kept ? { ...view, answers: withoutNotes(view.answers) } : view;
}

function viewOf({ assessment, revision, section, domain, content }: OpenSection): SectionView {
  return {
    assessmentId: assessment.id,
    revision: revision.number,
    ...summaryOf(section, domain, knownOf(content)),
    answers: answersOf(content),
  };
}
