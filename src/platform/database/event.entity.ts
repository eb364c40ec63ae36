import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Json, Reference, Text } from './columns.js';

/** What was done, by whom, when. Appended in the transaction of the change, never changed. Holds no name and no free text. */
@Entity('events')
@Index('events_by_assessment', ['assessmentId', 'sequence'])
@Index('events_by_deployment', ['deploymentId', 'sequence'])
@Index('events_by_trust', ['trustId', 'sequence'])
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
}
