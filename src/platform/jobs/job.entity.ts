import { Entity, Index } from 'typeorm';
import { Id, Instant, Json, Text, WholeNumberColumn, YesNo } from '../database/columns.js';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** Work that is done beside the requests: by whichever instance takes it first, and by no other at the same time. */
@Entity('jobs')
@Index('jobs_by_turn', ['state', 'runAt'])
@Index('jobs_by_creation', ['createdAt', 'id'])
@Index('jobs_by_name', ['uniqueName'], { unique: true })
export class JobEntity {
  @Id()
  id: string;

  /** What is to be done; one that is registered with `JobKinds` */
  @Text({ length: 40 })
  kind: string;

  /** Of two jobs with one name only the first is made, such as `refresh-standings 2026-11-26`; null: as many as asked for */
  @Text({ length: 120, nullable: true })
  uniqueName: string | null;

  /** Ids and words of ours, never free text */
  @Json()
  payload: Readonly<Record<string, unknown>>;

  @Text({ length: 20 })
  state: JobState;

  /** Not before then */
  @Instant()
  runAt: Date;

  /** How often it was begun and did not come to its end */
  @WholeNumberColumn()
  attempts: number;

  /** Who is at it: an id that is new for each attempt; null while nobody is */
  @Text({ length: 36, nullable: true })
  lease: string | null;

  /** Until then nobody else takes it, however long whoever is at it keeps silent */
  @Instant({ nullable: true })
  leasedUntil: Date | null;

  @YesNo()
  cancelRequested: boolean;

  /** Pieces done */
  @WholeNumberColumn()
  done: number;

  /** Pieces that there are; null while that is not known */
  @WholeNumberColumn({ nullable: true })
  total: number | null;

  /** What went wrong the last time, in plain words */
  @Text({ length: 500, nullable: true })
  message: string | null;

  /** JSON of what it came to; null until it is done */
  @Text({ nullable: true })
  result: string | null;

  @Instant()
  createdAt: Date;

  @Text({ length: 64 })
  createdBy: string;

  @Instant({ nullable: true })
  finishedAt: Date | null;
}
