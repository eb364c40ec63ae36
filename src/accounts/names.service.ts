import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { searchText } from '../platform/database/search-text.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { PersonEntity } from './person.entity.js';

/** What somebody is called whose name is gone. */
const ERASED = 'erased person';

/** Names of people and of programs' keys, looked up when something is shown: what is stored elsewhere holds ids only. */
@Injectable()
export class NamesService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

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
