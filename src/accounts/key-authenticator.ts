import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Authenticators, type Authenticator, type Caller } from '../platform/access/authenticators.js';
import { Refusals } from '../platform/access/refusals.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { GrantsOf } from './grants-of.js';
import { KEY_FORM, prefixOf } from './key-form.js';
import { hashOfToken, sameHash } from './secrets.js';

const MINUTE_MILLISECONDS = 60_000;

type KeyDefect = Parameters<Refusals['recordKey']>[1];

/** Knows programs by their keys: `Authorization: Bearer sra_…`. */
@Injectable()
export class KeyAuthenticator implements Authenticator {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly grantsOf: GrantsOf,
    private readonly refusals: Refusals,
    authenticators: Authenticators,
  ) {
    authenticators.register(this);
  }

  /** @throws Problem `unauthenticated` for a header that holds no key that is good */
  async authenticate({ headers: { authorization } }: Request): Promise<Caller | null> {
    if (authorization === undefined) return null;
    const key = /^Bearer +(\S{1,200})$/i.exec(authorization.trim())?.[1];
    if (key === undefined || !KEY_FORM.test(key)) throw refused('Send a key as `Authorization: Bearer sra_…`.');
    const now = this.clock.now();
    const found = await this.unitOfWork.read(async (manager) => {
      const row = await manager.findOneBy(ApiKeyEntity, { prefix: prefixOf(key) });
      return row === null ? null : { row, grant: await this.grantsOf.grantOf(manager, row) };
    });
    // One answer for a key that never was, one that ended and one that expired: who has none learns nothing.
    const defect = found === null ? undefined : defectOf(found.row, key, now);
    if (found !== null && defect !== undefined) {
      await this.refusals.recordKey(found.row.id, defect, found.row.trustId);
    }
    if (found === null || defect !== undefined) throw refused('The key is not known, has expired or was ended.');
    await this.noteUse(found.row, now);
    const { id, role, scopes } = found.row;
    return { actor: { id, role, grants: [found.grant], scopes } };
  }

  /** To the minute, so that a busy program does not make each of its reads a write. */
  private async noteUse({ id, lastUsedAt }: ApiKeyEntity, now: Date): Promise<void> {
    if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < MINUTE_MILLISECONDS) return;
    // Whether it was used is no reason to turn a request away.
    await this.unitOfWork
      .keepBooks((manager) => manager.update(ApiKeyEntity, { id }, { lastUsedAt: now }))
      .catch(() => undefined);
  }
}

function defectOf({ secretHash, endedAt, expiresAt }: ApiKeyEntity, key: string, now: Date): KeyDefect | undefined {
  if (!sameHash(secretHash, hashOfToken(key))) return 'wrong';
  if (endedAt !== null) return 'ended';
  return expiresAt > now ? undefined : 'expired';
}

function refused(detail: string): Problem {
  return new Problem('unauthenticated', detail, {
    headers: { 'WWW-Authenticate': 'Bearer realm="Site readiness", error="invalid_token"' },
  });
}
