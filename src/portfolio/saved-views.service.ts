import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HeldElsewhere } from '../accounts/held-elsewhere.js';
import { Places } from '../platform/access/places.js';
import type { Actor } from '../platform/actor/actor.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { searchText } from '../platform/database/search-text.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { SavedViewEntity } from './saved-view.entity.js';
import type { SavedView, SaveView } from './saved-views.dto.js';

/** Views of one person or program. */
export const MOST_VIEWS = 50;

/** Choices of the work list that people give a name, each for whoever made it alone. */
@Injectable()
export class SavedViews {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    places: Places,
    elsewhere: HeldElsewhere,
  ) {
    places.register('viewId', async (manager, id) => {
      const view = await manager.findOne(SavedViewEntity, { select: { id: true, ownerId: true }, where: { id } });
      return view === null ? undefined : { ownerId: view.ownerId };
    });
    elsewhere.register({
      texts: async (manager, { id: ownerId }) => {
        const rows = await manager.find(SavedViewEntity, {
          where: { ownerId },
          order: { createdAt: 'ASC', id: 'ASC' },
        });
        return rows.map(({ id, name, query, createdAt }) => ({
          ...{ kind: 'portfolio-view', id, at: createdAt },
          text: `${name}: ${JSON.stringify(query)}`,
        }));
      },
      erase: async ({ manager }, { id: ownerId }) => {
        await manager.delete(SavedViewEntity, { ownerId });
      },
    });
  }

  /** The own ones, by name. @throws Problem `invalid-cursor` */
  list(actor: Actor, page: PageRequest): Promise<Page<SavedView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(SavedViewEntity, 'view').where({ ownerId: actor.id });
      const { items, next } = await pageOf(query, sortingOf('view', 'nameSearched'), page, (row) => row.nameSearched);
      return { items: items.map(viewOf), next };
    });
  }

  /** @throws Problem `not-found`, for one of somebody else too, whatever one's role */
  get(actor: Actor, id: string): Promise<SavedView> {
    return this.unitOfWork.read(async (manager) => {
      const row = await manager.findOneBy(SavedViewEntity, { id, ownerId: actor.id });
      if (row === null) throw notFound('view', id);
      return viewOf(row);
    });
  }

  /** @throws Problem `conflict` for a name that is taken, or when there are as many as there can be */
  save(actor: Actor, { name, query }: SaveView): Promise<SavedView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const own = { ownerId: actor.id };
      const nameSearched = searchText(name);
      if (await manager.existsBy(SavedViewEntity, { ...own, nameSearched })) throw refused('taken', NAME_TAKEN);
      if ((await manager.countBy(SavedViewEntity, own)) >= MOST_VIEWS) throw refused('too-many', TOO_MANY);
      const fields = Object.entries(query).flatMap(([field, value]) => (value === undefined ? [] : [field]));
      const view: SavedViewEntity = { id: randomUUID(), ...own, name, nameSearched, query, version: 1, createdAt: now };
      await manager.insert(SavedViewEntity, view);
      record({ type: 'view-saved', subjectId: view.id, data: { fields } });
      return viewOf(view);
    });
  }

  /** @throws Problem `not-found`, for one of somebody else too, `stale-version` */
  delete(actor: Actor, id: string, expectedVersion: number): Promise<void> {
    return this.unitOfWork.write(actor, async ({ manager, record }) => {
      const row = await manager.findOneBy(SavedViewEntity, { id, ownerId: actor.id });
      if (row === null) throw notFound('view', id);
      if (row.version !== expectedVersion) throw staleVersion(row.version);
      await manager.delete(SavedViewEntity, { id });
      record({ type: 'view-deleted', subjectId: id });
    });
  }
}

const NAME_TAKEN = 'You have a view with this name already.';
const TOO_MANY = `You have ${String(MOST_VIEWS)} views already: delete one first.`;

function refused(code: string, detail: string): Problem {
  return new Problem('conflict', 'The view was not saved.', { errors: [{ pointer: '/name', code, detail }] });
}

function viewOf({ id, name, query, createdAt, version }: SavedViewEntity): SavedView {
  return { id, name, query, createdAt, version };
}
