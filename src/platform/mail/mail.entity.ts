import { Entity, Index, PrimaryColumn } from 'typeorm';
import { Id, Instant, Json, Reference, Text, WholeNumberColumn, YesNo } from '../database/columns.js';
import type { MailChoice, MailState, MailTopic } from './mail-topics.js';

/** A mail that was ordered with the change that it tells of. Its words are made when it is sent. */
@Entity('mails')
@Index('mails_by_turn', ['state', 'dueAt'])
@Index('mails_by_person', ['personId'])
@Index('mails_by_creation', ['createdAt', 'id'])
export class MailEntity {
  @Id()
  id: string;

  /** One that is registered with `MailKinds` */
  @Text({ length: 40 })
  kind: string;

  /** Who gets it; null where it goes to an address that has no account yet */
  @Reference({ nullable: true })
  personId: string | null;

  /** Where it goes when that is nobody's account; null once it is over */
  @Text({ length: 254, nullable: true })
  address: string | null;

  /** What it is about: ids, days and numbers, never a name or free text */
  @Json()
  about: Readonly<Record<string, string | number>>;

  /** The secret of its link, sealed by who ordered it; null where there is none, and once it is over */
  @Text({ nullable: true })
  sealed: string | null;

  /** Of two mails with one name only the first is made; null: as many as are ordered */
  @Index('mails_by_name', { unique: true })
  @Text({ length: 160, nullable: true })
  uniqueName: string | null;

  /** Whether it waits for the person's mail of the day, with all others of that day */
  @YesNo()
  inDigest: boolean;

  @Text({ length: 20 })
  state: MailState;

  /** Not before then. While somebody is at it: when others may take it for given up */
  @Instant()
  dueAt: Date;

  @WholeNumberColumn()
  attempts: number;

  /** What was wrong the last time, in words of ours and numbers of the protocol */
  @Text({ length: 200, nullable: true })
  trouble: string | null;

  @Instant()
  createdAt: Date;

  @Instant({ nullable: true })
  endedAt: Date | null;
}

/** When somebody wants mail on a topic; without a row, as the topic says. */
@Entity('mail_choices')
export class MailChoiceEntity {
  @Id()
  personId: string;

  @PrimaryColumn('varchar', { length: 20 })
  topic: MailTopic;

  @Text({ length: 20 })
  choice: MailChoice;
}
