import { Entity, Index } from 'typeorm';
import { Day, Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';

/** An NHS trust or another organisation that runs sites. */
@Entity('trusts')
@Index('trusts_by_creation', ['createdAt', 'id'])
export class TrustEntity {
  @Id()
  id: string;

  @Index('trusts_by_code', { unique: true })
  @Text({ length: 10 })
  code: string;

  @Index('trusts_by_name')
  @Text({ length: 200 })
  name: string;

  /** The name as searches see it: small letters without accents; longer than the name where letters come apart */
  @Text({ length: 800 })
  nameSearched: string;

  @Text({ length: 100, nullable: true })
  region: string | null;

  @Text({ length: 500, nullable: true })
  address: string | null;

  @Text({ length: 10, nullable: true })
  postcode: string | null;

  /** As the official file has it; null where it came from elsewhere */
  @Day({ nullable: true })
  openedOn: string | null;

  /** The last day of its own; null while it is open. What hangs on it stays */
  @Day({ nullable: true })
  closedOn: string | null;

  /** The trust that it became part of; null while it stands by itself */
  @Reference({ nullable: true })
  mergedIntoId: string | null;

  @Day({ nullable: true })
  mergedOn: string | null;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;
}
