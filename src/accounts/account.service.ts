import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound, Problem, type ProblemDetailError } from '../platform/problem/problem.js';
import { PasswordEntity } from './password.entity.js';
import { isPassword, passwordDefect } from './passwords.js';
import { PeopleService } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import { ROLE_NAMES } from './role-names.js';
import { SecondFactorEntity } from './second-factor.entity.js';
import { SessionsService } from './sessions.service.js';
import { SignInTries } from './sign-in-tries.js';

/** What somebody sees of the own account. */
export interface OwnAccount {
  readonly name: string | null;
  readonly email: string | null;
  /** In words */
  readonly roles: readonly string[];
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
}

/** What people look after themselves. */
@Injectable()
export class AccountService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly sessions: SessionsService,
    private readonly tries: SignInTries,
  ) {}

  /** @throws Problem `not-found` for a program, which has no account */
  me(actor: Actor): Promise<OwnAccount> {
    return this.unitOfWork.read(async (manager) => {
      const { name, email } = await personOf(manager, actor.id);
      const factor = await manager.findOneBy(SecondFactorEntity, { personId: actor.id });
      return {
        ...{ name, email },
        roles: [...new Set(actor.grants.map(({ role }) => ROLE_NAMES[role]))],
        hasPassword: await manager.existsBy(PasswordEntity, { personId: actor.id }),
        secondFactor: factor !== null && factor.confirmedAt !== null,
      };
    });
  }

  /**
   * Changes the own password and ends all other sessions.
   *
   * @throws Problem `invalid-request` naming the field, `too-many-requests`
   */
  async changePassword(actor: Actor, current: string, password: string): Promise<void> {
    const { person, stored } = await this.unitOfWork.read(async (manager) => ({
      person: await personOf(manager, actor.id),
      stored: await manager.findOneBy(PasswordEntity, { personId: actor.id }),
    }));
    // Who sits at somebody's open browser does not get to guess for ever, either.
    const attempt = { account: person.email ?? actor.id, address: actor.id };
    await this.tries.begin(attempt);
    if (!(await isPassword(current, stored?.hash))) {
      throw wrong('currentPassword', 'wrong', 'Your current password is not right');
    }
    const defect = passwordDefect(password, [person.name ?? '', person.email ?? '']);
    if (defect !== undefined) throw wrong('password', 'not-allowed', defect);
    await this.tries.succeeded(attempt);
    const hash = await this.people.hash(password);
    await this.unitOfWork.write(actor, async (scope) => {
      await this.people.setPassword(scope, actor.id, hash);
      const ended = await this.sessions.endAll(scope, actor.id, actor.sessionId);
      scope.record({ type: 'password-changed', subjectId: actor.id, data: { sessionsEnded: ended } });
    });
  }
}

async function personOf(manager: EntityManager, id: string): Promise<PersonEntity> {
  const person = await manager.findOneBy(PersonEntity, { id });
  if (person === null) throw notFound('person', id);
  return person;
}

function wrong(field: string, code: string, detail: string): Problem {
  const error: ProblemDetailError = { pointer: `/${field}`, code, detail: `${detail}.` };
  return new Problem('invalid-request', 'The password was not changed.', { errors: [error] });
}
