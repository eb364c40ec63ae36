import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { onlyVisible } from '../platform/access/visible.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { escapeLike, searchText } from '../platform/database/search-text.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { onlyFound } from './found-by.js';
import type { CreateTrust, TrustQuery, TrustView, UpdateTrust } from './organisations.dto.js';
import { TrustEntity } from './trust.entity.js';

@Injectable()
export class TrustsService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  list(actor: Actor, { code, name, q, sort = 'name', ...page }: TrustQuery): Promise<Page<TrustView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(TrustEntity, 'trust');
      onlyVisible(query, actor, 'directory.read', { trustId: 'trust.id', directory: true });
      if (code !== undefined) query.andWhere('trust.code = :code', { code });
      if (name !== undefined) {
        const searched = searchText(name);
        // accents alone are in no name
        if (searched === '') return { items: [], next: null };
        query.andWhere("trust.nameSearched LIKE :name ESCAPE '\\'", { name: `%${escapeLike(searched)}%` });
      }
      if (q !== undefined) onlyFound(query, q, FOUND_BY);
      const { items, next } = await pageOf(query, sortingOf('trust', sort), page, (trust) =>
        sort.endsWith('name') ? trust.name : trust.createdAt.toISOString(),
      );
      return { items: items.map(viewOf), next };
    });
  }

  get(_actor: Actor, id: string): Promise<TrustView> {
    return this.unitOfWork.read((manager) => this.find(manager, id));
  }

  /** @throws Problem `conflict` when there is a trust with this code */
  create(actor: Actor, command: CreateTrust): Promise<TrustView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const existing = await manager.findOneBy(TrustEntity, { code: command.code });
      if (existing !== null) {
        throw new Problem('conflict', `There is a trust with the code ${command.code} already.`, {
          errors: [{ pointer: '/code', code: 'taken', detail: 'Every trust has a code of its own.' }],
          extra: { existingId: existing.id },
        });
      }
      const trust: TrustEntity = {
        id: randomUUID(),
        code: command.code,
        name: command.name,
        nameSearched: searchText(command.name),
        region: command.region ?? null,
        ...{ address: null, postcode: null, openedOn: null, closedOn: null },
        mergedIntoId: null,
        mergedOn: null,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await manager.insert(TrustEntity, trust);
      record({ type: 'trust-created', subjectId: trust.id, trustId: trust.id, data: { code: trust.code } });
      return viewOf(trust);
    });
  }

  /** @throws Problem `not-found`, `stale-version` */
  update(actor: Actor, id: string, command: UpdateTrust, expectedVersion: number): Promise<TrustView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const searched = command.name === undefined ? {} : { nameSearched: searchText(command.name) };
      const values = { ...command, ...searched, updatedAt: now };
      if (!(await updateVersion(manager, TrustEntity, { id }, expectedVersion, values))) {
        throw staleVersion((await this.find(manager, id)).version);
      }
      record({ type: 'trust-changed', subjectId: id, trustId: id, data: { fields: Object.keys(command) } });
      return this.find(manager, id);
    });
  }

  /** The trust, read in a transaction that another service has opened. @throws Problem `not-found` */
  async find(manager: EntityManager, id: string): Promise<TrustView> {
    const trust = await manager.findOneBy(TrustEntity, { id });
    if (trust === null) throw notFound('trust', id);
    return viewOf(trust);
  }

  /** Several trusts by id, in a transaction that another service has opened. */
  async findAll(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, TrustView>> {
    const trusts = await manager.findBy(TrustEntity, { id: In([...new Set(ids)]) });
    return new Map(trusts.map((trust) => [trust.id, viewOf(trust)]));
  }
}

const FOUND_BY = { names: ['trust.nameSearched'], codes: ['trust.code'], postcode: 'trust.postcode' } as const;

function viewOf({ nameSearched: _searched, ...view }: TrustEntity): TrustView {
  return { ...view };
}
