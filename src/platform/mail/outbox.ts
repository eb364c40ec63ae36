import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull, LessThan, MoreThan, Not, type EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { UnitOfWork, type WriteScope } from '../database/unit-of-work.js';
import { JobKinds } from '../jobs/job-kinds.js';
import { MailChoices } from './mail-choices.service.js';
import { MailKinds } from './mail-kinds.js';
import { nextDigest } from './mail-times.js';
import { MailEntity } from './mail.entity.js';

/**
 * Days for which it is kept what was sent to whom. No shorter than any warning is long: a name that is forgotten would be
 * warned of again.
 */
const KEPT_DAYS = 90;
const MILLISECONDS_A_DAY = 86_400_000;
/** Hour of the night in London */
const TIDY_HOUR = 3;

/** A mail that is to be sent. */
export interface MailOrder {
  /** One that is registered with `MailKinds` */
  readonly kind: string;
  /** A person by id, or the address of somebody who has no account */
  readonly to: { readonly personId: string } | { readonly address: string };
  /** Ids, days and numbers that the kind needs to look at how things are when the mail is sent */
  readonly about: Readonly<Record<string, string | number>>;
  /** The secret of a link, sealed */
  readonly sealed?: string;
  /** Of two orders with one name only the first makes a mail */
  readonly once?: string;
  /** The mail waits until then at least */
  readonly notBefore?: Date;
}

/** Days for which it is told that mail was given up. */
const TOLD_DAYS = 7;

export interface OutboxState {
  readonly lastSentAt: Date | undefined;
  /** Mails that were tried and wait to be tried again */
  readonly late: number;
  /** Mails that were given up in the last days */
  readonly givenUp: number;
}

/** What a mail that somebody got, or will get, is held as. */
export type HeldMail = Pick<MailEntity, 'kind' | 'state' | 'createdAt' | 'endedAt'>;

/** Mail that was ordered. It is stored with the change that it tells of, and sent by a job afterwards. */
@Injectable()
export class Outbox {
  constructor(
    jobs: JobKinds,
    private readonly unitOfWork: UnitOfWork,
    private readonly kinds: MailKinds,
    private readonly choices: MailChoices,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'mail'>,
  ) {
    jobs.register('forget-mails', {
      title: 'Forget what mail was sent to whom long ago',
      dailyFromHour: TIDY_HOUR,
      run: async () => ({ mails: await this.forgetOld() }),
    });
  }

  /** Whether mail is sent at all. Where it is not, `order` does nothing. */
  get isOpen(): boolean {
    return this.config.mail !== undefined;
  }

  /**
   * Orders a mail in the transaction of the change that it tells of: both are stored or neither.
   *
   * @returns whether it will be sent: not where the service sends none, or the person does not want this one
   */
  async order(
    { manager, now }: Pick<WriteScope, 'manager' | 'now'>,
    { kind, to, about, sealed, once, notBefore = now }: MailOrder,
  ): Promise<boolean> {
    if (!this.isOpen) return false;
    const { topic } = this.kinds.get(kind);
    const personId = 'personId' in to ? to.personId : null;
    const choice = personId === null ? 'at-once' : await this.choices.of(manager, personId, topic);
    if (choice === 'never') return false;
    if (once !== undefined && (await manager.existsBy(MailEntity, { uniqueName: once }))) return false;
    const inDigest = choice === 'daily';
    const mail: MailEntity = {
      ...{ id: randomUUID(), kind, personId, about, inDigest, state: 'waiting', attempts: 0 },
      address: 'address' in to ? to.address : null,
      sealed: sealed ?? null,
      uniqueName: once ?? null,
      dueAt: inDigest ? nextDigest(now) : notBefore > now ? notBefore : now,
      ...{ trouble: null, createdAt: now, endedAt: null },
    };
    await manager.insert(MailEntity, mail);
    return true;
  }

  /** Whether mail works, for those who look after it. */
  state(): Promise<OutboxState> {
    return this.unitOfWork.read(async (manager) => {
      const week = new Date(this.clock.now().getTime() - TOLD_DAYS * MILLISECONDS_A_DAY);
      const last = await manager.findOne(MailEntity, { where: { state: 'sent' }, order: { endedAt: 'DESC' } });
      return {
        lastSentAt: last?.endedAt ?? undefined,
        late: await manager.countBy(MailEntity, { state: 'waiting', trouble: Not(IsNull()) }),
        givenUp: await manager.countBy(MailEntity, { state: 'given-up', endedAt: MoreThan(week) }),
      };
    });
  }

  /** What is held on mail to somebody, the oldest first. */
  heldOn(manager: EntityManager, personId: string): Promise<HeldMail[]> {
    const select = { kind: true, state: true, createdAt: true, endedAt: true } as const;
    return manager.find(MailEntity, { select, where: { personId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** Forgets all mail to somebody, sent or not, and what they chose. @param address where invitations went, if any */
  async forgetPerson(manager: EntityManager, personId: string, address: string | null): Promise<void> {
    await manager.delete(MailEntity, { personId });
    if (address !== null) await manager.delete(MailEntity, { address });
    await this.choices.forget(manager, personId);
  }

  private forgetOld(): Promise<number> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const createdAt = LessThan(new Date(now.getTime() - KEPT_DAYS * MILLISECONDS_A_DAY));
      return (await manager.delete(MailEntity, { createdAt })).affected ?? 0;
    });
  }
}
