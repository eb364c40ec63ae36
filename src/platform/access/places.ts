import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Place } from './grants.js';

/** Finds where a thing is; undefined when there is none with this id. */
export type PlaceFinder = (manager: EntityManager, id: string) => Promise<Place | undefined>;

/** Where things are, by the name of the path parameter that holds their id. Rooms register theirs. */
@Injectable()
export class Places {
  private readonly finders = new Map<string, PlaceFinder>();

  /** @param parameter such as `deploymentId` */
  register(parameter: string, find: PlaceFinder): void {
    if (this.finders.has(parameter)) throw new Error(`It is known already where a ${parameter} is`);
    this.finders.set(parameter, find);
  }

  knows(parameter: string): boolean {
    return this.finders.has(parameter);
  }

  /** @throws Error for a parameter that nobody registered */
  async find(manager: EntityManager, parameter: string, id: string): Promise<Place | undefined> {
    const find = this.finders.get(parameter);
    if (find === undefined) throw new Error(`Nobody knows where a ${parameter} is`);
    return find(manager, id);
  }
}
