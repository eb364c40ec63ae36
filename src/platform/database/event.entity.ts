import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Json, Reference, Text, WholeNumberColumn } from './columns.js';

/** What was done, by whom, when. Appended in the transaction of the change, never changed. Holds no name and no free text. */
@Entity('events')
@Index('events_by_assessment', ['assessmentId', 'sequence'])
@Index('events_by_deployment', ['deploymentId', 'sequence'])
@Index('events_by_trust', ['trustId', 'sequence'])
@Index('events_by_type', ['type', 'sequence'])
@Index('events_by_actor', ['actorId', 'sequence'])
@Index('events_by_subject', ['subjectId', 'sequence'])
@Index('events_by_time', ['at', 'sequence'])
@Index('events_by_chain', ['chain', 'position'], { unique: true })
export class EventEntity {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  sequence: number;

  @Instant()
  at: Date;

  @Text({ length: 64 })
  actorId: string;

  @Text({ length: 40 })
  actorRole: string;

  @Text({ length: 60 })
  type: string;

  @Reference()
  subjectId: string;

  @Reference({ nullable: true })
  trustId: string | null;

  @Text({ length: 60, nullable: true })
  toolId: string | null;

  @Reference({ nullable: true })
  deploymentId: string | null;

  @Reference({ nullable: true })
  assessmentId: string | null;

  @Text({ length: 100, nullable: true })
  requestId: string | null;

  @Json()
  data: Readonly<Record<string, unknown>>;

  /** The organisation whose events hang together, or `service` */
  @Text({ length: 36 })
  chain: string;

  /** 1 for the first event of its chain */
  @WholeNumberColumn()
  position: number;

  /** Hash of the event before it in its chain */
  @Text({ length: 64 })
  previousHash: string;

  /** Hash of this event, its place and the hash before it */
  @Text({ length: 64 })
  hash: string;
}
