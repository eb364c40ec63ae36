import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Instant, Text } from '../platform/database/columns.js';

/** How a person with a local account signs in; who signs in elsewhere has none. */
@Entity('passwords')
export class PasswordEntity {
  @ForeignKey('PersonEntity')
  @PrimaryColumn('varchar', { length: 36 })
  personId: string;

  /** argon2id, with its parameters and salt */
  @Text({ length: 200 })
  hash: string;

  @Instant()
  changedAt: Date;
}
