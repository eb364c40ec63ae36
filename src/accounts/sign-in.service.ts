import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Doer } from '../platform/actor/actor.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { PasswordEntity } from './password.entity.js';
import { isPassword } from './passwords.js';
import { PeopleService } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import type { SignInMethod } from './session.entity.js';
import { SessionsService } from './sessions.service.js';
import { SignInTries } from './sign-in-tries.js';

/** What somebody types to sign in, and from where. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  /** The browser in words */
  readonly device: string;
}

/** Somebody who is not known yet. */
export const VISITOR: Doer = { id: 'visitor', role: 'visitor' };

/** Lets people in. */
@Injectable()
export class SignInService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly sessions: SessionsService,
    private readonly tries: SignInTries,
  ) {}

  /**
   * Signs somebody in by password. Neither the answer nor its time tells whether there is an account.
   *
   * @returns what goes into the cookie; undefined when address and password do not belong together
   * @throws Problem `too-many-requests`
   */
  async byPassword({ email, password, address, device }: Credentials): Promise<string | undefined> {
    const attempt = { account: email.trim(), address };
    await this.tries.begin(attempt);
    const found = await this.unitOfWork.read((manager) => this.find(manager, email));
    const right = await isPassword(password, found?.hash);
    if (!right || found?.person.state !== 'active') {
      await this.recordFailure('password', found?.person.id);
      return undefined;
    }
    await this.tries.succeeded(attempt);
    const { id } = found.person;
    return this.unitOfWork.write({ id, role: 'person' }, (scope) => this.enter(scope, id, 'password', device, false));
  }

  /** Puts on record that somebody was not let in. @param personId left out where nobody knows who it was */
  async recordFailure(method: SignInMethod, personId = 'unknown'): Promise<void> {
    await this.unitOfWork.write(VISITOR, ({ record }) => {
      record({ type: 'sign-in-failed', subjectId: personId, data: { method } });
      return Promise.resolve();
    });
  }

  /** Starts the session of somebody who is known, within somebody's write, and records it. */
  async enter(
    scope: WriteScope,
    personId: string,
    method: SignInMethod,
    device: string,
    secondFactor: boolean,
  ): Promise<string> {
    await scope.manager.update(PersonEntity, { id: personId }, { lastSignInAt: scope.now });
    scope.record({ type: 'signed-in', subjectId: personId, data: { method, secondFactor } });
    return this.sessions.start(scope, { personId, method, device, secondFactor });
  }

  private async find(
    manager: EntityManager,
    email: string,
  ): Promise<{ person: PersonEntity; hash: string | undefined } | null> {
    const person = await this.people.findByEmail(manager, email);
    if (person === null) return null;
    const password = await manager.findOneBy(PasswordEntity, { personId: person.id });
    return { person, hash: password?.hash };
  }
}
