import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Json, Reference, Text } from '../platform/database/columns.js';
import { RoleColumns } from './role-columns.js';

/** A role that a person holds. */
@Entity('grants')
@Index('grants_by_trust', ['trustId'])
@Index('grants_by_vendor', ['vendorId'])
@Index('grants_by_assessment', ['assessmentId'])
export class GrantEntity extends RoleColumns {
  @Id()
  id: string;

  @ForeignKey('PersonEntity')
  @Index('grants_by_person')
  @Reference()
  personId: string;

  /** Contributors: ids of single questions; null where whole sections are meant */
  @Json({ nullable: true })
  questions: readonly string[] | null;

  /** The hand-over that it came with, and ends with; null for a role that was given by itself */
  @Index('grants_by_hand_over')
  @Reference({ nullable: true })
  handOverId: string | null;

  @Instant()
  grantedAt: Date;

  @Text({ length: 64 })
  grantedBy: string;
}
