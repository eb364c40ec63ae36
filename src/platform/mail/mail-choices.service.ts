import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../actor/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { MailKinds, type MailKind } from './mail-kinds.js';
import { concerns, MAIL_TOPICS, type MailChoice, type MailTopic } from './mail-topics.js';
import { MailChoiceEntity } from './mail.entity.js';

/** A topic with what somebody chose for it. */
export interface ChosenTopic {
  readonly topic: MailTopic;
  readonly title: string;
  readonly choice: MailChoice;
}

/** What mail people want, and when. */
@Injectable()
export class MailChoices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly kinds: MailKinds,
  ) {}

  /** What somebody chose, topic by topic; of a topic that has no mail, or is no concern of theirs, nothing is said. */
  list(actor: Actor): Promise<readonly ChosenTopic[]> {
    return this.unitOfWork.read((manager) => this.all(manager, actor));
  }

  /** Changes what is named; the rest stays. */
  choose(actor: Actor, chosen: Readonly<Partial<Record<MailTopic, MailChoice>>>): Promise<readonly ChosenTopic[]> {
    return this.unitOfWork.write(actor, async ({ manager, record }) => {
      for (const topic of this.kinds.topics) {
        const choice = chosen[topic];
        if (choice === undefined) continue;
        const where = { personId: actor.id, topic };
        const { affected } = await manager.update(MailChoiceEntity, where, { choice });
        if (affected === 0) await manager.insert(MailChoiceEntity, { ...where, choice });
      }
      record({ type: 'mail-chosen', subjectId: actor.id });
      return this.all(manager, actor);
    });
  }

  /** In somebody's transaction: when a person wants mail on a topic. */
  async of(manager: EntityManager, personId: string, topic: MailKind['topic']): Promise<MailChoice> {
    if (topic === 'account') return 'at-once';
    const row = await manager.findOneBy(MailChoiceEntity, { personId, topic });
    return row?.choice ?? MAIL_TOPICS[topic].standard;
  }

  async forget(manager: EntityManager, personId: string): Promise<void> {
    await manager.delete(MailChoiceEntity, { personId });
  }

  private async all(manager: EntityManager, actor: Actor): Promise<ChosenTopic[]> {
    const found: ChosenTopic[] = [];
    for (const topic of this.kinds.topics.filter((one) => concerns(actor, one))) {
      found.push({ topic, title: MAIL_TOPICS[topic].title, choice: await this.of(manager, actor.id, topic) });
    }
    return found;
  }
}
