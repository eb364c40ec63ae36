import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { TenantsService } from '../organisations/tenants.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { searchText } from '../platform/database/search-text.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { GrantEntity } from './grant.entity.js';
import { PersonEntity } from './person.entity.js';

/** What somebody is called whose name is gone. */
const ERASED = 'erased person';

/** Names of people and of programs' keys, looked up when something is shown: what is stored elsewhere holds ids only. */
@Injectable()
export class NamesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tenants: TenantsService,
  ) {}

  /** As `of`, in a transaction of its own. */
  lookUp(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.unitOfWork.read((manager) => this.of(manager, ids));
  }

  /** Names by id. The service itself and its commands have none. */
  async of(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const where = { id: In([...new Set(ids)]) };
    const people = await manager.find(PersonEntity, { select: { id: true, name: true }, where });
    const keys = await manager.find(ApiKeyEntity, { select: { id: true, name: true }, where });
    return new Map([...people, ...keys].map(({ id, name }) => [id, name ?? ERASED]));
  }

  /** Names of those who lead a trust, or one that it was merged into, and can sign in; in the order of the alphabet. */
  leadsOf(trustId: string): Promise<readonly string[]> {
    return this.unitOfWork.read(async (manager) => {
      const trustIds = await this.tenants.withSuccessors(manager, trustId);
      const held = await manager.findBy(GrantEntity, { role: 'trust-lead', trustId: In(trustIds) });
      const where = { id: In(held.map(({ personId }) => personId)), state: 'active' } as const;
      const people = await manager.find(PersonEntity, { select: { id: true, name: true }, where });
      return people.flatMap(({ name }) => name ?? []).sort((one, other) => one.localeCompare(other, 'en'));
    });
  }

  /** Ids of all people and keys that have a text in their name, in letters of any size. */
  async matching(manager: EntityManager, text: string): Promise<string[]> {
    const searched = searchText(text);
    const people = await manager.find(PersonEntity, { select: { id: true, name: true } });
    const keys = await manager.find(ApiKeyEntity, { select: { id: true, name: true } });
    return [...people, ...keys]
      .filter(({ name }) => searched !== '' && searchText(name ?? ERASED).includes(searched))
      .map(({ id }) => id);
  }
}
