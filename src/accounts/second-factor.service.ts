import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { PersonEntity } from './person.entity.js';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.js';
import { seal, unseal, type Seal } from './sealed.js';
import { RecoveryCodeEntity, SecondFactorEntity } from './second-factor.entity.js';
import { needsSecondFactor } from './second-factor-need.js';
import { SessionsService, type RenewedSession } from './sessions.service.js';
import { SignInTries, type SignInTry } from './sign-in-tries.js';
import { newTotpSecret, totpAddress, totpCode, totpStep } from './totp.js';

const OFFER_MILLISECONDS = 1_800_000;

/** An app that somebody may set up. Nothing is stored of it before its first code was given. */
export interface FactorOffer {
  /** Base32 */
  readonly secret: string;
  /** What a QR code shows the app */
  readonly address: string;
  /** The secret, sealed for this session: the form brings it back */
  readonly sealed: string;
}

/** How somebody stands. */
export interface FactorState {
  readonly present: boolean;
  /** Recovery codes that are left */
  readonly codesLeft: number;
  /** Whether the own role needs one, so that it cannot be removed */
  readonly forced: boolean;
}

export interface FactorSetUp {
  readonly session: RenewedSession;
  /** Told this once */
  readonly recoveryCodes: readonly string[];
}

/** What the form of a new app brings. */
export interface FactorCommand {
  readonly sealed: string;
  /** Of the new app */
  readonly code: string;
  /** Of the app in use, or a recovery code; needed where there is one */
  readonly currentCode?: string | undefined;
}

/** Authenticator apps (TOTP, RFC 6238) and recovery codes. A code of an app is taken once. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionsService,
    private readonly tries: SignInTries,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'secretKey' | 'demo'>,
  ) {}

  state(actor: Actor): Promise<FactorState> {
    return this.unitOfWork.read(async (manager) => ({
      present: await manager.existsBy(SecondFactorEntity, { personId: actor.id }),
      codesLeft: await manager.countBy(RecoveryCodeEntity, { personId: actor.id, usedAt: IsNull() }),
      forced: needsSecondFactor(actor.grants, this.config.demo),
    }));
  }

  /** A new app to set up; the one that a form brings back, as long as it is good. */
  async offer(actor: Actor, sealed?: string): Promise<FactorOffer> {
    const person = await this.unitOfWork.read((manager) => manager.findOneBy(PersonEntity, { id: actor.id }));
    const kept = sealed === undefined ? undefined : this.offered(actor, sealed);
    const secret = kept ?? newTotpSecret();
    const text = `${String(this.clock.now().getTime())} ${secret}`;
    return {
      secret,
      address: totpAddress(secret, person?.email ?? 'account'),
      sealed: kept !== undefined && sealed !== undefined ? sealed : seal(text, this.offerSeal(actor)),
    };
  }

  /**
   * Takes an app by its first code, in place of any other; ends all other sessions.
   *
   * @throws Problem `invalid-request` naming the field, `too-many-requests`
   */
  async setUp(actor: Actor, { sealed, code, currentCode }: FactorCommand): Promise<FactorSetUp> {
    const attempt = await this.begin(actor);
    const secret = this.offered(actor, sealed);
    if (secret === undefined) throw wrong('code', 'This page was open for too long. Scan the new code below');
    const given = totpCode(code);
    const step = given === undefined ? undefined : totpStep(secret, given, this.clock.now(), 0);
    const done = await this.unitOfWork.write(actor, async (scope) => {
      if (step === undefined) return failed(scope, actor, 'code');
      const held = await scope.manager.findOneBy(SecondFactorEntity, { personId: actor.id });
      if (held !== null && !(await this.take(scope, held, currentCode ?? ''))) {
        return failed(scope, actor, 'currentCode');
      }
      const row = { personId: actor.id, confirmedAt: scope.now, lastStep: step };
      const sealedSecret = seal(secret, this.storedSeal(actor.id));
      await scope.manager.upsert(SecondFactorEntity, { ...row, sealedSecret }, ['personId']);
      const ended = await this.sessions.endAll(scope, actor.id, actor.sessionId);
      const data = { replaced: held !== null, sessionsEnded: ended };
      scope.record({ type: 'second-factor-set-up', subjectId: actor.id, data });
      const recoveryCodes = await makeRecoveryCodes(scope, actor);
      return { session: await this.sessions.rotate(scope, actor), recoveryCodes };
    });
    if (typeof done === 'string') throw wrong(done, WRONG[done]);
    await this.tries.succeeded(attempt);
    return done;
  }

  /**
   * Finishes a sign-in by a code of the app or a recovery code.
   *
   * @returns the session anew, since the token from before may be known to others
   * @throws Problem `invalid-request` naming the field `code`, `too-many-requests`
   */
  give(actor: Actor, code: string): Promise<RenewedSession> {
    return this.withCode(actor, code, (scope) => {
      scope.record({ type: 'second-factor-given', subjectId: actor.id });
      return this.sessions.rotate(scope, actor);
    });
  }

  /** New recovery codes, in place of those from before. @throws as `give` */
  renewCodes(actor: Actor, code: string): Promise<string[]> {
    return this.withCode(actor, code, (scope) => makeRecoveryCodes(scope, actor));
  }

  /** Takes the app and its recovery codes away. @throws as `give`; Problem `forbidden` where the role needs one */
  async remove(actor: Actor, code: string): Promise<void> {
    if (needsSecondFactor(actor.grants, this.config.demo)) {
      throw new Problem('forbidden', 'Your role needs a second factor. You can change the app, not remove it.');
    }
    await this.withCode(actor, code, async ({ manager, record }) => {
      await manager.delete(RecoveryCodeEntity, { personId: actor.id });
      await manager.delete(SecondFactorEntity, { personId: actor.id });
      record({ type: 'second-factor-removed', subjectId: actor.id });
    });
  }

  /** Does something within the write that takes the code: of two requests with the same code one does it. */
  private async withCode<T>(actor: Actor, code: string, work: (scope: WriteScope) => Promise<T>): Promise<T> {
    const attempt = await this.begin(actor);
    const done = await this.unitOfWork.write(actor, async (scope) => {
      const held = await scope.manager.findOneBy(SecondFactorEntity, { personId: actor.id });
      if (held === null || !(await this.take(scope, held, code))) return failed(scope, actor, 'code');
      return { result: await work(scope) };
    });
    if (typeof done === 'string') throw wrong(done, WRONG[done]);
    await this.tries.succeeded(attempt);
    return done.result;
  }

  /** @throws Problem `too-many-requests` */
  private async begin({ id }: Actor): Promise<SignInTry> {
    const attempt = { account: `second factor of ${id}`, address: `second factor of ${id}` };
    await this.tries.begin(attempt);
    return attempt;
  }

  /** Takes a code of the app, or a recovery code, so that it is not taken again. @returns whether it was right */
  private async take({ manager, now, record }: WriteScope, held: SecondFactorEntity, text: string): Promise<boolean> {
    const { personId, sealedSecret, lastStep } = held;
    const code = totpCode(text);
    if (code !== undefined) {
      const secret = unseal(sealedSecret, this.storedSeal(personId));
      const step = secret === undefined ? undefined : totpStep(secret, code, now, lastStep);
      if (step === undefined) return false;
      const { affected } = await manager.update(SecondFactorEntity, { personId, lastStep }, { lastStep: step });
      return affected === 1;
    }
    const unused = { personId, hash: hashOfRecoveryCode(text), usedAt: IsNull() };
    const { affected } = await manager.update(RecoveryCodeEntity, unused, { usedAt: now });
    if (affected !== 1) return false;
    record({ type: 'recovery-code-used', subjectId: personId, data: { left: await codesLeft(manager, personId) } });
    return true;
  }

  private offered(actor: Actor, sealed: string): string | undefined {
    const [at, secret] = unseal(sealed, this.offerSeal(actor))?.split(' ') ?? [];
    return Number(at) + OFFER_MILLISECONDS > this.clock.now().getTime() ? secret : undefined;
  }

  private offerSeal({ id, sessionId }: Actor): Seal {
    return { secretKey: this.config.secretKey, kind: 'second-factor-offer', owner: `${id} ${sessionId ?? ''}` };
  }

  private storedSeal(personId: string): Seal {
    return { secretKey: this.config.secretKey, kind: 'second-factor', owner: personId };
  }
}

/** Which field was wrong; the same words for a code of long ago, one that was used and one that never was. */
const WRONG = {
  code: 'The code is not right. Enter the code that the app shows now; each works once',
  currentCode: 'The code of the app that you use now is not right. Each code works once',
} as const;

function failed<T extends keyof typeof WRONG>({ record }: WriteScope, { id }: Actor, field: T): T {
  record({ type: 'second-factor-failed', subjectId: id });
  return field;
}

async function makeRecoveryCodes({ manager, record }: WriteScope, { id: personId }: Actor): Promise<string[]> {
  const codes = newRecoveryCodes();
  await manager.delete(RecoveryCodeEntity, { personId });
  await manager.insert(
    RecoveryCodeEntity,
    codes.map((code) => ({ id: randomUUID(), personId, hash: hashOfRecoveryCode(code), usedAt: null })),
  );
  record({ type: 'recovery-codes-made', subjectId: personId, data: { count: codes.length } });
  return codes;
}

function codesLeft(manager: EntityManager, personId: string): Promise<number> {
  return manager.countBy(RecoveryCodeEntity, { personId, usedAt: IsNull() });
}

function wrong(field: string, detail: string): Problem {
  const error = { pointer: `/${field}`, code: 'wrong', detail: `${detail}.` };
  return new Problem('invalid-request', 'The code was not taken.', { errors: [error] });
}
