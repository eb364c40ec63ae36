import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WriteScope } from '../platform/database/unit-of-work.js';

/** What whoever made an invitation does when it is answered, in the same transaction. */
export interface InvitationFollower {
  /** @param opened whether it was the link of this one that was followed */
  taken(scope: WriteScope, handOverId: string, personId: string, opened: boolean): Promise<void>;
  declined(scope: WriteScope, handOverId: string, reason: string): Promise<void>;
  /** @param by who withdrew it */
  withdrawn(scope: WriteScope, handOverId: string, by: string): Promise<void>;
  /** The day by which it is wished for, ISO; null where none was named */
  wishedFor(manager: EntityManager, handOverId: string): Promise<string | null>;
}

/** Tells the feature that hands things over what became of an invitation that belongs to a hand-over. */
@Injectable()
export class InvitationFollowers {
  private follower: InvitationFollower | undefined;

  register(follower: InvitationFollower): void {
    this.follower = follower;
  }

  async taken(scope: WriteScope, handOverId: string | null, personId: string, opened: boolean): Promise<void> {
    if (handOverId !== null) await this.follower?.taken(scope, handOverId, personId, opened);
  }

  async declined(scope: WriteScope, handOverId: string | null, reason: string): Promise<void> {
    if (handOverId !== null) await this.follower?.declined(scope, handOverId, reason);
  }

  async withdrawn(scope: WriteScope, handOverId: string | null, by: string): Promise<void> {
    if (handOverId !== null) await this.follower?.withdrawn(scope, handOverId, by);
  }

  async wishedFor(manager: EntityManager, handOverId: string | null): Promise<string | null> {
    return handOverId === null ? null : ((await this.follower?.wishedFor(manager, handOverId)) ?? null);
  }
}
