import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Role } from '../access/grants.js';
import type { Actor } from '../actor/actor.js';

/** Somebody who may get mail now: there, and not suspended. */
export interface MailRecipient {
  readonly address: string;
  readonly name: string;
  /** What the person may do today */
  readonly actor: Actor;
}

/** Who people are, for mail. */
export interface PeopleDirectory {
  /** @returns undefined for somebody who is suspended, erased or unknown */
  find(manager: EntityManager, personId: string): Promise<MailRecipient | undefined>;
  /** Ids of those who hold a role at a trust, or at the one that it was merged into */
  holding(manager: EntityManager, role: Role, trustId: string): Promise<readonly string[]>;
  /** Ids of those who hold one of some roles, wherever that is */
  holdingAny(manager: EntityManager, roles: readonly Role[]): Promise<readonly string[]>;
}

/** Knows who people are. The room of accounts registers how. */
@Injectable()
export class MailPeople {
  private directory: PeopleDirectory | undefined;

  register(directory: PeopleDirectory): void {
    this.directory = directory;
  }

  find(manager: EntityManager, personId: string): Promise<MailRecipient | undefined> {
    return this.known().find(manager, personId);
  }

  holding(manager: EntityManager, role: Role, trustId: string): Promise<readonly string[]> {
    return this.known().holding(manager, role, trustId);
  }

  holdingAny(manager: EntityManager, roles: readonly Role[]): Promise<readonly string[]> {
    return this.known().holdingAny(manager, roles);
  }

  private known(): PeopleDirectory {
    if (this.directory === undefined) throw new Error('Nobody knows who people are');
    return this.directory;
  }
}
