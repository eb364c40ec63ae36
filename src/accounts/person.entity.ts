import { Entity, Index } from 'typeorm';
import { Id, Instant, Text, WholeNumberColumn } from '../platform/database/columns.js';

/** `erased`: name and address are gone, the id stays, since the record names it. */
export type PersonState = 'active' | 'suspended' | 'erased';

/** Somebody who signs in. The one table with names and addresses of people. */
@Entity('people')
@Index('people_by_creation', ['createdAt', 'id'])
export class PersonEntity {
  @Id()
  id: string;

  /** In small letters; null once the person was erased */
  @Index('people_by_email', { unique: true })
  @Text({ length: 254, nullable: true })
  email: string | null;

  @Text({ length: 200, nullable: true })
  name: string | null;

  @Text({ length: 20 })
  state: PersonState;

  @Instant({ nullable: true })
  lastSignInAt: Date | null;

  @Instant()
  createdAt: Date;

  /** Id of who invited the person */
  @Text({ length: 64 })
  createdBy: string;

  @Instant({ nullable: true })
  erasedAt: Date | null;

  @WholeNumberColumn()
  version: number;
}
