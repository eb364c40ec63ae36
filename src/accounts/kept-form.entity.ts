import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text } from '../platform/database/columns.js';

/** A form that somebody sent and could not be saved: kept for some time, so that nothing is typed twice. */
@Entity('kept_forms')
@Index('kept_forms_by_place', ['personId', 'path'], { unique: true })
export class KeptFormEntity {
  @Id()
  id: string;

  @ForeignKey('PersonEntity')
  @Reference()
  personId: string;

  /** Path that it was sent to */
  @Text({ length: 300 })
  path: string;

  /** Its fields, and what is wrong with them, as JSON, sealed for this person and this path */
  @Text()
  sealed: string;

  @Instant()
  expiresAt: Date;

  /** Null for what came after its sender's session had ended */
  @Text({ length: 20, nullable: true })
  reason: 'refused' | null;
}
