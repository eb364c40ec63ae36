import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, Not, type EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { onlyVisible } from '../platform/access/visible.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { searchText } from '../platform/database/search-text.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import type { PageQuery } from '../platform/http/page.dto.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { refuseGone } from './mergers.service.js';
import { onlyFound } from './found-by.js';
import type { CreateSite, SiteQuery, SiteView, UpdateSite } from './organisations.dto.js';
import { SiteEntity } from './site.entity.js';
import { TrustEntity } from './trust.entity.js';
import { TrustsService } from './trusts.service.js';

@Injectable()
export class SitesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trusts: TrustsService,
    private readonly clock: Clock,
  ) {}

  /** The sites of a trust by name. @throws Problem `not-found` for the trust */
  list(_actor: Actor, trustId: string, page: PageQuery): Promise<Page<SiteView>> {
    return this.unitOfWork.read(async (manager) => {
      await this.trusts.find(manager, trustId);
      const query = manager.createQueryBuilder(SiteEntity, 'site').where('site.trustId = :trustId', { trustId });
      const { items, next } = await pageOf(query, sortingOf('site', 'name'), page, ({ name }) => name);
      return { items: items.map(viewOf), next };
    });
  }

  /** Sites of every trust that somebody may see, by name. @throws Problem `invalid-cursor` */
  listAll(actor: Actor, { q, ...page }: SiteQuery): Promise<Page<SiteView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager
        .createQueryBuilder(SiteEntity, 'site')
        .innerJoin(TrustEntity, 'trust', 'trust.id = site.trustId');
      onlyVisible(query, actor, 'directory.read', { trustId: 'site.trustId', directory: true });
      if (q !== undefined) onlyFound(query, q, FOUND_BY);
      const { items, next } = await pageOf(query, sortingOf('site', 'name'), page, ({ name }) => name);
      return { items: items.map(viewOf), next };
    });
  }

  get(_actor: Actor, id: string): Promise<SiteView> {
    return this.unitOfWork.read((manager) => this.find(manager, id));
  }

  /** @throws Problem `not-found` for the trust, `conflict` when it has a site of this name or is no more */
  create(actor: Actor, trustId: string, command: CreateSite): Promise<SiteView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const trust = await this.trusts.find(manager, trustId);
      refuseGone(trust, this.clock.today());
      await refuseTakenName(manager, trustId, command.name);
      const site: SiteEntity = {
        id: randomUUID(),
        trustId: trust.id,
        name: command.name,
        code: command.code ?? null,
        postcode: command.postcode ?? null,
        nameSearched: searchText(command.name),
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await manager.insert(SiteEntity, site);
      record({ type: 'site-created', subjectId: site.id, trustId: trust.id });
      return viewOf(site);
    });
  }

  /** @throws Problem `not-found`, `stale-version`, `conflict` */
  update(actor: Actor, id: string, command: UpdateSite, expectedVersion: number): Promise<SiteView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const site = await this.find(manager, id);
      if (command.name !== undefined) await refuseTakenName(manager, site.trustId, command.name, id);
      const searched = command.name === undefined ? {} : { nameSearched: searchText(command.name) };
      const values = { ...command, ...searched, updatedAt: now };
      if (!(await updateVersion(manager, SiteEntity, { id }, expectedVersion, values))) {
        throw staleVersion(site.version);
      }
      record({ type: 'site-changed', subjectId: id, trustId: site.trustId, data: { fields: Object.keys(command) } });
      return this.find(manager, id);
    });
  }

  /** The site, read in a transaction that another service has opened. @throws Problem `not-found` */
  async find(manager: EntityManager, id: string): Promise<SiteView> {
    const site = await manager.findOneBy(SiteEntity, { id });
    if (site === null) throw notFound('site', id);
    return viewOf(site);
  }

  /** Several sites by id, in a transaction that another service has opened. */
  async findAll(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, SiteView>> {
    const sites = await manager.findBy(SiteEntity, { id: In([...new Set(ids)]) });
    return new Map(sites.map((site) => [site.id, viewOf(site)]));
  }
}

const FOUND_BY = {
  names: ['site.nameSearched', 'trust.nameSearched'],
  codes: ['site.code', 'trust.code'],
  postcode: 'site.postcode',
} as const;

async function refuseTakenName(manager: EntityManager, trustId: string, name: string, id?: string): Promise<void> {
  const existing = await manager.findOneBy(SiteEntity, { trustId, name, ...(id !== undefined && { id: Not(id) }) });
  if (existing === null) return;
  throw new Problem('conflict', 'The trust has a site of this name already.', {
    errors: [{ pointer: '/name', code: 'taken', detail: 'The sites of one trust have different names.' }],
    extra: { existingId: existing.id },
  });
}

function viewOf({ nameSearched: _searched, ...view }: SiteEntity): SiteView {
  return { ...view };
}
