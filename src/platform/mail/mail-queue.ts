import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, MoreThan, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LONGEST_WAIT, waitAfter } from './mail-times.js';
import { MailEntity } from './mail.entity.js';

/** For so long nobody else takes what is being sent, however long the server takes. */
const TAKEN_MILLISECONDS = 600_000;
/** Mails of one person that one mail of the day tells of at most. */
const MOST_IN_DIGEST = 100;

const OVER = { sealed: null, address: null } as const;

/** Whose turn it is. Of several instances one gets each mail, by an update that two cannot both do. */
@Injectable()
export class MailQueue {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** How many mails could go out now. */
  due(kinds: readonly string[], now: Date): Promise<number> {
    return this.unitOfWork.read((manager) => manager.countBy(MailEntity, whoseTurn(kinds, now)));
  }

  /** Takes what goes into one mail: a single one, or all that are for one person's mail of the day. Empty: nothing is due. */
  take(kinds: readonly string[]): Promise<readonly MailEntity[]> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const [first] = await inTurn(manager, whoseTurn(kinds, now), 1);
      if (first === undefined) return [];
      const { personId } = first;
      const mails =
        first.inDigest && personId !== null
          ? await inTurn(manager, withPerson(whoseTurn(kinds, now), personId), MOST_IN_DIGEST)
          : [first];
      const dueAt = new Date(now.getTime() + TAKEN_MILLISECONDS);
      const taken: MailEntity[] = [];
      for (const mail of mails) {
        const { id, attempts } = mail;
        const values = { dueAt, attempts: attempts + 1 };
        const { affected } = await manager.update(MailEntity, { id, state: 'waiting', attempts }, values);
        if (affected === 1) taken.push({ ...mail, ...values });
      }
      return taken;
    });
  }

  sent(mails: readonly MailEntity[]): Promise<void> {
    return this.unitOfWork.keepBooks((manager, now) => this.end(manager, now, mails, { state: 'sent', trouble: null }));
  }

  dropped(mails: readonly MailEntity[]): Promise<void> {
    return this.unitOfWork.keepBooks((manager, now) => this.end(manager, now, mails, { state: 'dropped' }));
  }

  /** Ends mails in somebody's transaction. What is secret or personal in them goes; who takes them back has nothing left. */
  async end(
    manager: EntityManager,
    now: Date,
    mails: readonly MailEntity[],
    values: Pick<Partial<MailEntity>, 'state' | 'trouble'>,
  ): Promise<void> {
    const id = In(mails.map((mail) => mail.id));
    await manager.update(MailEntity, { id }, { ...values, ...OVER, endedAt: now });
  }

  /** Puts mails off, each time for longer. */
  putOff(mails: readonly MailEntity[], trouble: string): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      for (const { id, attempts } of mails) {
        const dueAt = new Date(now.getTime() + waitAfter(attempts));
        await manager.update(MailEntity, { id, state: 'waiting' }, { dueAt, trouble });
      }
    });
  }
}

function whoseTurn(kinds: readonly string[], now: Date): FindOptionsWhere<MailEntity>[] {
  // A kind of another release is left to the instances that know it.
  const waiting = { kind: In([...kinds]), state: 'waiting' } as const;
  const wrongClock = MoreThan(new Date(now.getTime() + LONGEST_WAIT));
  return [
    { ...waiting, dueAt: LessThanOrEqual(now) },
    { ...waiting, dueAt: wrongClock },
  ];
}

function withPerson(where: FindOptionsWhere<MailEntity>[], personId: string): FindOptionsWhere<MailEntity>[] {
  return where.map((one) => ({ ...one, personId, inDigest: true }));
}

function inTurn(manager: EntityManager, where: FindOptionsWhere<MailEntity>[], take: number): Promise<MailEntity[]> {
  return manager.find(MailEntity, { where, order: { dueAt: 'ASC', createdAt: 'ASC', id: 'ASC' }, take });
}
