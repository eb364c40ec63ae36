import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LessThan, Not, type EntityManager } from 'typeorm';
import { FormKeeping, type FormKeeper } from '../platform/access/form-keeping.js';
import { FORM_TOKEN } from '../platform/access/cross-site.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { FormFields } from '../platform/http/takes-form.js';
import { isFormTokenOf } from './form-token.js';
import { KeptFormEntity } from './kept-form.entity.js';
import { PersonEntity } from './person.entity.js';
import { seal, unseal, type Seal } from './sealed.js';
import { hashOfToken } from './secrets.js';
import { sessionTokenOf } from './session-cookie.js';
import { SessionEntity } from './session.entity.js';

/** For so long the form of somebody who was signed out is kept. */
export const KEPT_FORM_MINUTES = 60;
const MINUTE_MILLISECONDS = 60_000;
/** Forms of one person; with one more the oldest goes. */
const MOST_OF_PERSON = 5;
const LONGEST_PATH = 300;
const LARGEST = 262_144;

/** Their forms hold passwords and codes. */
const NEVER_KEPT = /^\/(?:account|sign-|set-up|invitation|reset|kept-form)/i;
const HIDDEN_FIELD = /password/i;

/**
 * Keeps what people sent after their session had ended, for the same person only: they alone get it back once they have
 * signed in, on whatever browser. Whose it is tells the session that ended, or the form's own token.
 */
@Injectable()
export class KeptForms implements FormKeeper {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'secretKey'>,
    keeping: FormKeeping,
  ) {
    keeping.register(this);
  }

  /** @param personId who is signed in, where somebody is: the form has to be theirs. @returns whether it is kept */
  async keep(request: Request, personId: string | undefined): Promise<boolean> {
    const { [FORM_TOKEN]: token, ...fields } = request.body as FormFields;
    const { path } = request;
    if (path.length > LONGEST_PATH || NEVER_KEPT.test(path)) return false;
    if (Object.keys(fields).some((name) => HIDDEN_FIELD.test(name))) return false;
    const text = JSON.stringify(fields);
    if (text.length > LARGEST || typeof token !== 'string') return false;
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const owner = personId ?? (await ownerOf(manager, request));
      if (owner === undefined || !isFormTokenOf(token, owner, this.config.secretKey)) return false;
      await makeRoom(manager, owner, path, now);
      await manager.insert(KeptFormEntity, {
        ...{ id: randomUUID(), personId: owner, path, sealed: seal(text, this.seal(owner, path)) },
        expiresAt: new Date(now.getTime() + KEPT_FORM_MINUTES * MINUTE_MILLISECONDS),
      });
      return true;
    });
  }

  /** What somebody sent to a path and could not be saved; undefined where there is nothing. */
  find(actor: Actor, path: string): Promise<FormFields | undefined> {
    return this.unitOfWork.read(async (manager) => {
      const kept = await manager.findOneBy(KeptFormEntity, { personId: actor.id, path });
      if (kept === null || kept.expiresAt <= this.clock.now()) return undefined;
      const text = unseal(kept.sealed, this.seal(actor.id, path));
      return text === undefined ? undefined : (JSON.parse(text) as FormFields);
    });
  }

  /** Once it was sent again, or thrown away. */
  drop(personId: string, path: string): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager) => {
      await manager.delete(KeptFormEntity, { personId, path });
    });
  }

  private seal(personId: string, path: string): Seal {
    return { secretKey: this.config.secretKey, kind: 'kept-form', owner: `${personId} ${path}` };
  }
}

/** Whose session it was that the browser still names. */
async function ownerOf(manager: EntityManager, request: Request): Promise<string | undefined> {
  const token = sessionTokenOf(request);
  if (token === undefined) return undefined;
  const session = await manager.findOneBy(SessionEntity, { tokenHash: hashOfToken(token) });
  if (session === null) return undefined;
  const isActive = await manager.existsBy(PersonEntity, { id: session.personId, state: 'active' });
  return isActive ? session.personId : undefined;
}

async function makeRoom(manager: EntityManager, personId: string, path: string, now: Date): Promise<void> {
  await manager.delete(KeptFormEntity, { personId, path });
  const others = await manager.find(KeptFormEntity, {
    select: { id: true },
    where: { personId, path: Not(path) },
    order: { expiresAt: 'DESC' },
    skip: MOST_OF_PERSON - 1,
    take: MOST_OF_PERSON,
  });
  for (const { id } of others) await manager.delete(KeptFormEntity, { id });
  await forgetKeptForms(manager, now);
}

/** Forgets what was kept for too long. */
export async function forgetKeptForms(manager: EntityManager, now: Date): Promise<void> {
  await manager.delete(KeptFormEntity, { expiresAt: LessThan(now) });
}
