import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import type { HeldHandOver, HeldText } from './personal-data.dto.js';

/** Whom it is about: somebody with an account, and the hand-overs that went to their address. */
export interface Subject {
  readonly id: string;
  readonly handOverIds: readonly string[];
}

/** A feature that keeps words of people, or words to them. */
export interface Holder {
  handOvers?(manager: EntityManager, subject: Subject): Promise<HeldHandOver[]>;
  /** Free texts that the person wrote */
  texts?(manager: EntityManager, subject: Subject): Promise<HeldText[]>;
  /** Ends what waits for the person, and takes away what they wrote and what was written to them. */
  erase(scope: WriteScope, subject: Subject): Promise<void>;
}

/** What features that this one knows nothing of hold on people. They register themselves. */
@Injectable()
export class HeldElsewhere {
  private readonly holders: Holder[] = [];

  register(holder: Holder): void {
    this.holders.push(holder);
  }

  async handOvers(manager: EntityManager, subject: Subject): Promise<HeldHandOver[]> {
    const found: HeldHandOver[] = [];
    for (const holder of this.holders) found.push(...((await holder.handOvers?.(manager, subject)) ?? []));
    return found;
  }

  async texts(manager: EntityManager, subject: Subject): Promise<HeldText[]> {
    const found: HeldText[] = [];
    for (const holder of this.holders) found.push(...((await holder.texts?.(manager, subject)) ?? []));
    return found;
  }

  async erase(scope: WriteScope, subject: Subject): Promise<void> {
    for (const holder of this.holders) await holder.erase(scope, subject);
  }
}
