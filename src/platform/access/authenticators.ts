import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../actor/actor.js';

/** What somebody has to do before anything else, such as give the second factor. */
export type Unfinished = 'second-factor' | 'second-factor-set-up';

/** Who sent a request. */
export interface Caller {
  readonly actor: Actor;
  /** For people at a browser: what a form of theirs carries, so that no other site can send it for them */
  readonly formToken?: string;
  readonly unfinished?: Unfinished;
}

/** A way to tell who sent a request. */
export interface Authenticator {
  /**
   * @returns null when the request carries nothing of this kind, or nothing that is good any more
   * @throws Problem `unauthenticated` to say what is wrong with what it carries
   */
  authenticate(request: Request): Promise<Caller | null>;
}

/** All ways to tell who sent a request; rooms register theirs. */
@Injectable()
export class Authenticators {
  private readonly known: Authenticator[] = [];

  register(authenticator: Authenticator): void {
    this.known.push(authenticator);
  }

  /** @returns null for somebody who does not say who they are. @throws as the authenticators */
  async authenticate(request: Request): Promise<Caller | null> {
    for (const authenticator of this.known) {
      const caller = await authenticator.authenticate(request);
      if (caller !== null) return caller;
    }
    return null;
  }
}
