import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { IsNull, LessThan, Like, Not, type EntityManager } from 'typeorm';
import { findNhsNumber } from '../core/contracts/nhs-number.js';
import { FormKeeping, SENT_AGAIN, type FormKeeper } from '../platform/access/form-keeping.js';
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
/** For so many days answers are kept that were sent and not saved: people come back to a section after days. */
export const UNSAVED_ANSWERS_DAYS = 14;
const MINUTE_MILLISECONDS = 60_000;
const DAY_MINUTES = 1440;
const MINUTES: Readonly<Record<KeptReason, number>> = {
  'signed-out': KEPT_FORM_MINUTES,
  refused: UNSAVED_ANSWERS_DAYS * DAY_MINUTES,
};
/** Forms of one person; with one more the oldest goes. */
const MOST_OF_PERSON: Readonly<Record<KeptReason, number>> = { 'signed-out': 5, refused: 50 };
const LONGEST_PATH = 300;
/** Characters. Of answers that were refused all that a form may have: what is wrong may be that a text is too long. */
const LARGEST: Readonly<Record<KeptReason, number>> = { 'signed-out': 262_144, refused: 1_048_576 };

/** Their forms hold passwords and codes. */
const NEVER_KEPT = /^\/(?:account|sign-|set-up|invitation|reset|kept-form)/i;
const HIDDEN_FIELD = /password/i;

/** Why a form could not be saved: its sender had been signed out, or it was refused. */
export type KeptReason = 'signed-out' | 'refused';

/** A form that was kept. */
export interface KeptForm {
  /** Another one whenever a path's form is kept anew */
  readonly id: string;
  readonly reason: KeptReason;
  readonly keptAt: Date;
  readonly expiresAt: Date;
  readonly fields: FormFields;
  /** What was wrong with a refused form; nothing where somebody else was faster */
  readonly errors: readonly KeptError[];
}

export interface KeptError {
  readonly field: string;
  readonly text: string;
}

/**
 * Keeps what people sent and could not be saved, for the same person only: what came after their session had ended, which
 * they alone get back once they have signed in, on whatever browser, and answers that were refused. Whose a late form is
 * tells the session that ended, or the form's own token.
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
    if (typeof token !== 'string' || !mayBeKept(path, fields, 'signed-out')) return false;
    const late: Sealed = { fields: typedOf(fields), errors: [] };
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const owner = personId ?? (await ownerOf(manager, request));
      if (owner === undefined || !isFormTokenOf(token, owner, this.config.secretKey)) return false;
      await this.store(manager, { personId: owner, path, reason: 'signed-out' }, late, now);
      return true;
    });
  }

  /**
   * Keeps a form of somebody who is signed in that was not saved, instead of what was kept of its path before.
   *
   * @param errors what is wrong with it; none where somebody else was faster
   * @returns undefined where it is not kept: of a program, too large, or with what looks like a patient's NHS number
   */
  async keepRefused(
    actor: Actor,
    path: string,
    fields: FormFields,
    errors: readonly KeptError[],
  ): Promise<KeptForm | undefined> {
    // only people come back to a page
    if (actor.sessionId === undefined || !mayBeKept(path, fields, 'refused')) return undefined;
    const refused: Sealed = { fields: typedOf(fields), errors };
    return this.unitOfWork.keepBooks(async (manager, now) =>
      this.opened(await this.store(manager, { personId: actor.id, path, reason: 'refused' }, refused, now)),
    );
  }

  /** What somebody sent to a path and could not be saved; undefined where there is nothing. */
  find(actor: Actor, path: string): Promise<KeptForm | undefined> {
    return this.unitOfWork.read(async (manager) => {
      const kept = await manager.findOneBy(KeptFormEntity, { personId: actor.id, path });
      return kept === null || kept.expiresAt <= this.clock.now() ? undefined : this.opened(kept);
    });
  }

  /** Paths below another, which ends with a slash, of which something of this person is kept. */
  async pathsBelow(actor: Actor, path: string): Promise<string[]> {
    const where = { personId: actor.id, path: Like(`${path}%`) };
    const found = await this.unitOfWork.read((manager) =>
      manager.find(KeptFormEntity, { select: { path: true, expiresAt: true }, where, order: { path: 'ASC' } }),
    );
    const now = this.clock.now();
    return found.flatMap((kept) => (kept.expiresAt <= now ? [] : [kept.path]));
  }

  /** Once it was saved, sent again or thrown away. @param id of the one that is meant, where another may be kept by now */
  drop(personId: string, path: string, id?: string): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager) => {
      await manager.delete(KeptFormEntity, { personId, path, ...(id !== undefined && { id }) });
    });
  }

  private async store(
    manager: EntityManager,
    { personId, path, reason }: Pick<KeptFormEntity, 'personId' | 'path'> & { readonly reason: KeptReason },
    sealed: Sealed,
    now: Date,
  ): Promise<KeptFormEntity> {
    await makeRoom(manager, personId, path, reason);
    await forgetKeptForms(manager, now);
    const row: KeptFormEntity = {
      ...{ id: randomUUID(), personId, path },
      sealed: seal(JSON.stringify(sealed), this.seal(personId, path)),
      expiresAt: new Date(now.getTime() + MINUTES[reason] * MINUTE_MILLISECONDS),
      reason: reason === 'refused' ? reason : null,
    };
    await manager.insert(KeptFormEntity, row);
    return row;
  }

  private opened({ id, personId, path, sealed, expiresAt, reason }: KeptFormEntity): KeptForm | undefined {
    const text = unseal(sealed, this.seal(personId, path));
    if (text === undefined) return undefined;
    const held = JSON.parse(text) as Sealed | FormFields;
    const why = reason ?? 'signed-out';
    return {
      ...{ id, reason: why, expiresAt },
      keptAt: new Date(expiresAt.getTime() - MINUTES[why] * MINUTE_MILLISECONDS),
      ...(isSealed(held) ? held : { fields: held, errors: [] }),
    };
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

/** Of each reason for itself: many late forms push out no answers. */
async function makeRoom(manager: EntityManager, personId: string, path: string, reason: KeptReason): Promise<void> {
  await manager.delete(KeptFormEntity, { personId, path });
  const most = MOST_OF_PERSON[reason];
  const others = await manager.find(KeptFormEntity, {
    select: { id: true },
    where: { personId, path: Not(path), reason: reason === 'refused' ? reason : IsNull() },
    order: { expiresAt: 'DESC' },
    skip: most - 1,
    take: most,
  });
  for (const { id } of others) await manager.delete(KeptFormEntity, { id });
}

/** What is sealed. Forms that were kept before answers were are their fields alone. */
interface Sealed {
  readonly fields: FormFields;
  readonly errors: readonly KeptError[];
}

function isSealed(held: Sealed | FormFields): held is Sealed {
  return typeof held.fields === 'object' && !Array.isArray(held.fields) && Array.isArray(held.errors);
}

function mayBeKept(path: string, fields: FormFields, reason: KeptReason): boolean {
  if (path.length > LONGEST_PATH || NEVER_KEPT.test(path)) return false;
  if (Object.keys(fields).some((name) => HIDDEN_FIELD.test(name))) return false;
  if (JSON.stringify(fields).length > LARGEST[reason]) return false;
  // What would tell of a patient is not stored, sealed or not.
  return !Object.values(fields)
    .flat()
    .some((text) => text !== undefined && findNhsNumber(text) !== undefined);
}

/** Without the mark that it was shown once more. */
function typedOf({ [SENT_AGAIN]: _again, ...fields }: FormFields): FormFields {
  return fields;
}

/** Forgets what was kept for too long. */
export async function forgetKeptForms(manager: EntityManager, now: Date): Promise<void> {
  await manager.delete(KeptFormEntity, { expiresAt: LessThan(now) });
}
