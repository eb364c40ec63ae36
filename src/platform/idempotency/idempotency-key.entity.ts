import { Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Text } from '../database/columns.js';

/** A key that a caller gave to a request, so that it takes effect once however often it is sent. Kept for a day. */
@Entity('idempotency_keys')
@Index('idempotency_keys_by_age', ['claimedAt'])
export class IdempotencyKeyEntity {
  /** Two callers may use the same key. */
  @PrimaryColumn('varchar', { length: 64 })
  actorId: string;

  @PrimaryColumn('varchar', { length: 255 })
  key: string;

  /** Hash of what was asked for, so that another request by the same key is found out */
  @Text({ length: 64 })
  request: string;

  /** Names the attempt that is at work or has done it */
  @Text({ length: 36 })
  claim: string;

  @Instant()
  claimedAt: Date;

  /** JSON of the reply; null while the attempt is at work */
  @Text({ nullable: true })
  reply: string | null;
}
