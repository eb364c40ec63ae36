import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';

/** An authenticator app of a person (TOTP, RFC 6238). */
@Entity('second_factors')
export class SecondFactorEntity {
  @ForeignKey('PersonEntity')
  @PrimaryColumn('varchar', { length: 36 })
  personId: string;

  /** Sealed with `SECRET_KEY`, so that the database alone makes no codes */
  @Text({ length: 400 })
  sealedSecret: string;

  /** When the first code was given; null while it is being set up */
  @Instant({ nullable: true })
  confirmedAt: Date | null;

  /** The step of the last code that was taken: none is taken twice */
  @WholeNumberColumn()
  lastStep: number;
}

/** For whoever has lost the authenticator app. Each works once. */
@Entity('recovery_codes')
export class RecoveryCodeEntity {
  @Id()
  id: string;

  @ForeignKey('PersonEntity')
  @Index('recovery_codes_by_person')
  @Reference()
  personId: string;

  /** SHA-256; the codes are random and long */
  @Text({ length: 64 })
  hash: string;

  @Instant({ nullable: true })
  usedAt: Date | null;
}
