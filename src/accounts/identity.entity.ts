import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text } from '../platform/database/columns.js';

/** Who a person is at an OpenID Connect provider. */
@Entity('identities')
@Index('identities_by_subject', ['issuer', 'subject'], { unique: true })
export class IdentityEntity {
  @Id()
  id: string;

  @ForeignKey('PersonEntity')
  @Index('identities_by_person')
  @Reference()
  personId: string;

  @Text({ length: 400 })
  issuer: string;

  @Text({ length: 255 })
  subject: string;

  @Instant()
  linkedAt: Date;
}
