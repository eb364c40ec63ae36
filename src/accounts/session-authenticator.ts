import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { EntityManager } from 'typeorm';
import { Authenticators, type Authenticator, type Caller, type Unfinished } from '../platform/access/authenticators.js';
import { ROLES, type Grant } from '../platform/access/grants.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { GrantsOf } from './grants-of.js';
import { PersonEntity } from './person.entity.js';
import { SecondFactorEntity } from './second-factor.entity.js';
import { needsSecondFactor } from './second-factor-need.js';
import { sessionTokenOf } from './session-cookie.js';
import type { SessionEntity } from './session.entity.js';
import { SessionsService } from './sessions.service.js';

/** Knows people by the session that their browser's cookie names. */
@Injectable()
export class SessionAuthenticator implements Authenticator {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionsService,
    private readonly grantsOf: GrantsOf,
    @Inject(CONFIG) private readonly config: Pick<Config, 'demo'>,
    authenticators: Authenticators,
  ) {
    authenticators.register(this);
  }

  async authenticate(request: Request): Promise<Caller | null> {
    const token = sessionTokenOf(request);
    if (token === undefined) return null;
    const found = await this.unitOfWork.read((manager) => this.find(manager, token));
    if (found === null) return null;
    await this.sessions.touch(found.session);
    const { session, grants, unfinished } = found;
    const role = ROLES.find((one) => grants.some((grant) => grant.role === one)) ?? 'contributor';
    return {
      actor: { id: session.personId, role, grants, sessionId: session.id },
      formToken: session.formToken,
      ...(unfinished !== undefined && { unfinished }),
    };
  }

  private async find(
    manager: EntityManager,
    token: string,
  ): Promise<{ session: SessionEntity; grants: Grant[]; unfinished: Unfinished | undefined } | null> {
    const session = await this.sessions.find(manager, token);
    if (session === null) return null;
    const { personId } = session;
    const person = await manager.findOneBy(PersonEntity, { id: personId, state: 'active' });
    if (person === null) return null;
    const grants = await this.grantsOf.person(manager, personId);
    const forced = needsSecondFactor(grants, this.config.demo);
    return { session, grants, unfinished: await unfinishedOf(manager, session, forced) };
  }
}

/** What is still to be done before the session is good for anything. @param forced whether a second factor is a must */
async function unfinishedOf(
  manager: EntityManager,
  { personId, secondFactorAt }: SessionEntity,
  forced: boolean,
): Promise<Unfinished | undefined> {
  if (secondFactorAt !== null) return undefined;
  const factor = await manager.findOneBy(SecondFactorEntity, { personId });
  if (factor !== null && factor.confirmedAt !== null) return 'second-factor';
  return forced ? 'second-factor-set-up' : undefined;
}
