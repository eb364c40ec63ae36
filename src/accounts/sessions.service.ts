import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LessThan, Not, type EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { newFormToken } from './form-token.js';
import { hashOfToken, newToken } from './secrets.js';
import { SessionEntity, type SignInMethod } from './session.entity.js';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 3_600_000;
/** A session that is over is known for so long: what its person sends then is kept until they have signed in again. */
export const SESSION_KNOWN_HOURS = 24;

export interface NewSession {
  readonly personId: string;
  readonly method: SignInMethod;
  /** The browser in words */
  readonly device: string;
  /** Whether a second factor was given with it, here or at the provider */
  readonly secondFactor: boolean;
}

/** A session as its owner sees it. */
export interface SessionView {
  readonly id: string;
  readonly device: string;
  readonly method: SignInMethod;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly current: boolean;
}

/** A session that goes on with another token and other forms. */
export interface RenewedSession {
  /** What goes into the cookie, and nowhere else */
  readonly token: string;
  readonly formToken: string;
}

/** Who is signed in where. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'sessionIdleMinutes' | 'sessionHours' | 'secretKey'>,
  ) {}

  /**
   * Starts a session within somebody's write, which records the sign-in.
   *
   * @returns what goes into the cookie, and nowhere else
   */
  async start({ manager, now }: WriteScope, session: NewSession): Promise<string> {
    const token = newToken();
    await forgetSessions(manager, now);
    await manager.insert(SessionEntity, {
      id: randomUUID(),
      tokenHash: hashOfToken(token),
      formToken: newFormToken(session.personId, this.config.secretKey),
      personId: session.personId,
      method: session.method,
      secondFactorAt: session.secondFactor ? now : null,
      device: session.device,
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + this.config.sessionHours * HOUR_MILLISECONDS),
    });
    return token;
  }

  /**
   * Goes on with another token after the second factor was given, within somebody's write: whoever knew the one from
   * before is not in.
   *
   * @throws Problem `unauthenticated` when the session has ended meanwhile
   */
  async rotate({ manager, now }: WriteScope, { id: personId, sessionId }: Actor): Promise<RenewedSession> {
    const renewed = { token: newToken(), formToken: newFormToken(personId, this.config.secretKey) };
    const { affected } = await manager.update(
      SessionEntity,
      { id: sessionId ?? '', personId },
      { tokenHash: hashOfToken(renewed.token), formToken: renewed.formToken, secondFactorAt: now },
    );
    if (affected !== 1) throw new Problem('unauthenticated', 'Your session has ended. Sign in again.');
    return renewed;
  }

  /** The session of a token, unless it has ended or nobody was there for too long. */
  async find(manager: EntityManager, token: string): Promise<SessionEntity | null> {
    const session = await manager.findOneBy(SessionEntity, { tokenHash: hashOfToken(token) });
    return session === null || this.isOver(session, this.clock.now()) ? null : session;
  }

  /** Remembers that somebody is there, to the minute. */
  async touch({ id, seenAt }: SessionEntity): Promise<void> {
    const now = this.clock.now();
    if (now.getTime() - seenAt.getTime() < MINUTE_MILLISECONDS) return;
    // Whether it is remembered is no reason to turn a request away.
    await this.unitOfWork
      .keepBooks((manager) => manager.update(SessionEntity, { id }, { seenAt: now }))
      .catch(() => undefined);
  }

  /** The sessions of somebody, the latest first. */
  list(actor: Actor): Promise<SessionView[]> {
    return this.unitOfWork.read(async (manager) => {
      const rows = await manager.find(SessionEntity, { where: { personId: actor.id }, order: { seenAt: 'DESC' } });
      const now = this.clock.now();
      return rows
        .filter((session) => !this.isOver(session, now))
        .map(({ id, device, method, createdAt, seenAt, expiresAt }) => ({
          ...{ id, device, method, createdAt, seenAt, expiresAt },
          current: id === actor.sessionId,
        }));
    });
  }

  /** Ends one of somebody's own sessions. @throws Problem `not-found` */
  end(actor: Actor, id: string): Promise<void> {
    return this.unitOfWork.write(actor, async ({ manager, record }) => {
      const { affected } = await manager.delete(SessionEntity, { id, personId: actor.id });
      if (affected !== 1) throw notFound('session', id);
      record({ type: 'session-ended', subjectId: id });
    });
  }

  /** Ends all sessions of a person but one, within somebody's write. @param keepId of the session that stays */
  async endAll({ manager }: WriteScope, personId: string, keepId?: string): Promise<number> {
    const where = { personId, ...(keepId !== undefined && { id: Not(keepId) }) };
    return (await manager.delete(SessionEntity, where)).affected ?? 0;
  }

  private isOver({ expiresAt, seenAt }: SessionEntity, now: Date): boolean {
    return expiresAt <= now || now.getTime() - seenAt.getTime() > this.config.sessionIdleMinutes * MINUTE_MILLISECONDS;
  }
}

/** Forgets sessions that have been over for a day. @returns how many */
export async function forgetSessions(manager: EntityManager, now: Date): Promise<number> {
  const before = new Date(now.getTime() - SESSION_KNOWN_HOURS * HOUR_MILLISECONDS);
  return (await manager.delete(SessionEntity, { expiresAt: LessThan(before) })).affected ?? 0;
}
