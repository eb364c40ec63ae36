import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { escapeLike, searchText } from '../platform/database/search-text.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { ConcernEntity } from './concern.entity.js';
import { PublishedAnswerEntity } from './published-answer.entity.js';
import type { PublishAnswer, PublishedAnswersQuery, PublishedAnswerView } from './published-answers.dto.js';
import { onlyPublished, vendorOf } from './seen-answers.js';
import { Telltales } from './telltales.service.js';

/** Answers that vendors publish to every site of a tool, without the site that asked. */
@Injectable()
export class PublishedAnswersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly telltales: Telltales,
  ) {}

  /** Those that somebody sees, the newest first. @throws Problem `invalid-cursor` */
  list(actor: Actor, { limit, cursor, text, ...filters }: PublishedAnswersQuery): Promise<Page<PublishedAnswerView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(PublishedAnswerEntity, 'published');
      onlyPublished(query, actor);
      for (const [property, value] of Object.entries(filters) as [keyof typeof filters, string | undefined][]) {
        if (value !== undefined) query.andWhere(`published.${property} = :${property}`, { [property]: value });
      }
      const searched = searchText(text ?? '')
        .split(/\s+/u)
        .filter((word) => word !== '');
      for (const [number, word] of searched.entries()) {
        const name = `word${String(number)}`;
        query.andWhere(`published.searched LIKE :${name} ESCAPE '\\'`, { [name]: `%${escapeLike(word)}%` });
      }
      const sorting = sortingOf('published', '-updatedAt');
      const { items, next } = await pageOf(query, sorting, { limit, cursor }, ({ updatedAt }) =>
        updatedAt.toISOString(),
      );
      return { items: items.map((row) => viewFor(actor, row)), next };
    });
  }

  /** @throws Problem `not-found` for one that somebody does not see, too */
  get(actor: Actor, id: string): Promise<PublishedAnswerView> {
    return this.unitOfWork.read(async (manager) => viewFor(actor, await seenAnswer(manager, actor, id)));
  }

  /** What in a text may tell who asked, before it is published. @throws Problem `not-found` */
  check(concernId: string, texts: Pick<PublishAnswer, 'question' | 'answer'>): ReturnType<Telltales['find']> {
    return this.unitOfWork.read((manager) => this.telltales.find(manager, concernId, texts));
  }

  /**
   * Publishes an answer made from a question or concern.
   *
   * @throws Problem `not-found`, `forbidden` where the site said no, `conflict` where one stands, `invalid-request` where
   *   it may tell who asked and nobody said that they looked
   */
  publish(actor: Actor, concernId: string, command: PublishAnswer): Promise<PublishedAnswerView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const concern = await manager.findOneBy(ConcernEntity, { id: concernId });
      if (concern === null) throw notFound('concern', concernId);
      const vendorId = vendorOf(actor, concern.toolId);
      if (vendorId === undefined) throw notFound('concern', concernId);
      if (!concern.mayPublish) throw new Problem('forbidden', 'The site did not agree to a published answer.');
      const standing = await manager.findOneBy(PublishedAnswerEntity, { concernId, withdrawnAt: IsNull() });
      if (standing !== null) {
        throw new Problem('conflict', 'An answer to it is published already: replace that one.', {
          extra: { existingId: standing.id },
        });
      }
      await this.telltales.refuse(manager, concernId, command);
      const { toolId, questionId } = concern;
      const { question, answer } = command;
      const row: PublishedAnswerEntity = {
        ...{ id: randomUUID(), vendorId, toolId, concernId, questionId, question, answer },
        ...{ searched: searchedOf(question, answer), version: 1, createdAt: now, updatedAt: now },
        ...{ createdBy: actor.id, withdrawnAt: null },
      };
      await manager.insert(PublishedAnswerEntity, row);
      record({ type: 'answer-published', subjectId: row.id, ...placeOf(concern), data: { concernId } });
      return viewFor(actor, row);
    });
  }

  /** Puts a new version in its place; nothing of the words before is kept. @throws as `publish`, `stale-version` */
  replace(actor: Actor, id: string, command: PublishAnswer, expectedVersion: number): Promise<PublishedAnswerView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const { row, concern } = await ownAnswer(manager, actor, id);
      if (row.withdrawnAt !== null) throw new Problem('conflict', 'It was withdrawn. Publish another.');
      await this.telltales.refuse(manager, row.concernId, command);
      const { question, answer } = command;
      const values = { question, answer, searched: searchedOf(question, answer), updatedAt: now };
      if (!(await updateVersion(manager, PublishedAnswerEntity, { id }, expectedVersion, values))) {
        throw staleVersion(row.version);
      }
      const data = { concernId: row.concernId, version: expectedVersion + 1 };
      record({ type: 'answer-replaced', subjectId: id, ...placeOf(concern), data });
      return viewFor(actor, await seenAnswer(manager, actor, id));
    });
  }

  /** Takes it down everywhere. @throws Problem `not-found`, `conflict` when it was withdrawn before */
  withdraw(actor: Actor, id: string): Promise<PublishedAnswerView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { row, concern } = await ownAnswer(scope.manager, actor, id);
      if (row.withdrawnAt !== null) throw new Problem('conflict', 'It was withdrawn before.');
      await this.takeDown(scope, concern);
      return viewFor(actor, await seenAnswer(scope.manager, actor, id));
    });
  }

  /** Withdraws what stands of a question or concern, in a transaction that another service has opened. */
  async takeDown({ manager, now, record }: WriteScope, concern: ConcernEntity): Promise<void> {
    const standing = await manager.findOneBy(PublishedAnswerEntity, { concernId: concern.id, withdrawnAt: IsNull() });
    if (standing === null) return;
    const { id, version } = standing;
    await updateVersion(manager, PublishedAnswerEntity, { id }, version, { withdrawnAt: now });
    record({ type: 'answer-withdrawn', subjectId: id, ...placeOf(concern), data: { concernId: concern.id } });
  }
}

/** @throws Problem `not-found` */
async function seenAnswer(manager: EntityManager, actor: Actor, id: string): Promise<PublishedAnswerEntity> {
  const query = manager.createQueryBuilder(PublishedAnswerEntity, 'published').where('published.id = :id', { id });
  onlyPublished(query, actor);
  const row = await query.getOne();
  if (row === null) throw notFound('published answer', id);
  return row;
}

/** One of somebody's own vendor, with what it was made from. @throws Problem `not-found` */
async function ownAnswer(
  manager: EntityManager,
  actor: Actor,
  id: string,
): Promise<{ row: PublishedAnswerEntity; concern: ConcernEntity }> {
  const row = await seenAnswer(manager, actor, id);
  if (vendorOf(actor, row.toolId) !== row.vendorId) throw notFound('published answer', id);
  return { row, concern: await manager.findOneByOrFail(ConcernEntity, { id: row.concernId }) };
}

/** The record of the trust that asked has it, and that of no other. */
function placeOf({ trustId, toolId, deploymentId, assessmentId }: ConcernEntity) {
  return { trustId, toolId, deploymentId, assessmentId };
}

function searchedOf(question: string, answer: string): string {
  return searchText(`${question}\n${answer}`);
}

/** Who is not of the vendor is not told what it was made from. */
function viewFor(actor: Actor, row: PublishedAnswerEntity): PublishedAnswerView {
  const { vendorId, searched: _searched, createdBy: _by, concernId, ...view } = row;
  return { ...view, concernId: vendorOf(actor, row.toolId) === vendorId ? concernId : null };
}
