import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text } from '../platform/database/columns.js';
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

  @Instant()
  grantedAt: Date;

  @Text({ length: 64 })
  grantedBy: string;
}
