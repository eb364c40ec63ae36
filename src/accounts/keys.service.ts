import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan, type EntityManager } from 'typeorm';
import { parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { Actor } from '../platform/actor/actor.js';
import { onlyVisible } from '../platform/access/visible.js';
import { Clock } from '../platform/clock/clock.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { newKey, prefixOf } from './key-form.js';
import type { CreateKey, KeyView, NewKeyView } from './keys.dto.js';
import { RoleRules } from './role-rules.js';
import { hashOfToken } from './secrets.js';

const USUAL_DAYS = 90;
const MOST_DAYS = 366;
/** Of one name at one place: the old and the new one while a program changes over. */
const MOST_ALIVE = 2;
const MILLISECONDS_A_DAY = 86_400_000;

/** Keys of programs. */
@Injectable()
export class KeysService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly rules: RoleRules,
  ) {}

  /**
   * Makes a key and tells it, this once.
   *
   * @throws Problem `invalid-request`, `forbidden`, `conflict` when two keys of this name are alive
   */
  create(actor: Actor, command: CreateKey): Promise<NewKeyView> {
    const expiresAt = this.endOf(command.lastDay);
    const key = newKey();
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now } = scope;
      const held = await this.rules.check(manager, actor, command, 'keys.manage');
      await refuseThird(manager, command, held, now);
      const row: ApiKeyEntity = {
        ...held,
        id: randomUUID(),
        name: command.name,
        prefix: prefixOf(key),
        secretHash: hashOfToken(key),
        scopes: command.scopes,
        createdAt: now,
        createdBy: actor.id,
        expiresAt,
        lastUsedAt: null,
        endedAt: null,
      };
      await this.insert(scope, row);
      return { ...keyViewOf(row), key };
    });
  }

  /** Keys that somebody looks after, the newest first. @throws Problem `invalid-cursor` */
  list(actor: Actor, page: PageRequest): Promise<Page<KeyView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(ApiKeyEntity, 'key');
      onlyVisible(query, actor, 'keys.manage', { trustId: 'key.trustId', vendorId: 'key.vendorId' });
      const { items, next } = await pageOf(query, sortingOf('key', '-createdAt'), page, ({ createdAt }) =>
        createdAt.toISOString(),
      );
      return { items: items.map(keyViewOf), next };
    });
  }

  /** @throws Problem `not-found` */
  get(_actor: Actor, id: string): Promise<KeyView> {
    return this.unitOfWork.read(async (manager) => {
      const key = await manager.findOneBy(ApiKeyEntity, { id });
      if (key === null) throw notFound('key', id);
      return keyViewOf(key);
    });
  }

  /** Ends a key at once. One that has ended stays so. @throws Problem `not-found` */
  end(actor: Actor, id: string): Promise<KeyView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const key = await manager.findOneBy(ApiKeyEntity, { id });
      if (key === null) throw notFound('key', id);
      const ended = { ...key, endedAt: key.endedAt ?? now };
      await manager.update(ApiKeyEntity, { id }, { endedAt: ended.endedAt });
      record({ type: 'key-ended', subjectId: id, ...(key.trustId !== null && { trustId: key.trustId }) });
      return keyViewOf(ended);
    });
  }

  private async insert({ manager, record }: WriteScope, row: ApiKeyEntity): Promise<void> {
    await manager.insert(ApiKeyEntity, { ...row, sections: null });
    const { id, role, trustId, vendorId, networkId, scopes } = row;
    const data = { role, vendorId, networkId, scopes, prefix: row.prefix };
    record({ type: 'key-made', subjectId: id, ...(trustId !== null && { trustId }), data });
  }

  /** The end of the last day. @throws Problem `invalid-request` */
  private endOf(lastDay: string | undefined): Date {
    const today = this.clock.today();
    const day = lastDay === undefined ? today + USUAL_DAYS : (parseDay(lastDay) as DayNumber);
    if (day >= today && day <= today + MOST_DAYS) return new Date((day + 1) * MILLISECONDS_A_DAY);
    throw new Problem('invalid-request', 'A key is good for a year at most. Nothing was stored.', {
      errors: [
        { pointer: '/lastDay', code: 'out-of-range', detail: 'lastDay must be from today to a year from today.' },
      ],
    });
  }
}

/** @throws Problem `conflict` */
async function refuseThird(
  manager: EntityManager,
  { name, role }: CreateKey,
  { trustId, vendorId, networkId }: Pick<ApiKeyEntity, 'trustId' | 'vendorId' | 'networkId'>,
  now: Date,
): Promise<void> {
  const alive = await manager.countBy(ApiKeyEntity, {
    ...{ name, role, endedAt: IsNull(), expiresAt: MoreThan(now) },
    trustId: trustId ?? IsNull(),
    vendorId: vendorId ?? IsNull(),
    networkId: networkId ?? IsNull(),
  });
  if (alive < MOST_ALIVE) return;
  throw new Problem('conflict', 'Two keys of this name are alive: one in use and its successor. End one first.', {
    errors: [{ pointer: '/name', code: 'taken', detail: 'At most two keys of one name and role are alive.' }],
  });
}

/** A key without what belongs to nobody else. */
export function keyViewOf({
  secretHash: _hash,
  assessmentId: _assessment,
  sections: _sections,
  ...view
}: ApiKeyEntity): KeyView {
  return { ...view };
}
