import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, Text, WholeNumberColumn } from '../platform/database/columns.js';

/**
 * A content, kept once however many files have it. It is complete from the moment that the first file refers to it; until
 * then an upload is on its way, or broke off.
 */
@Entity('file_contents')
export class FileContentEntity {
  /** SHA-256 of the bytes, in hexadecimal */
  @PrimaryColumn('varchar', { length: 64 })
  hash: string;

  @WholeNumberColumn()
  bytes: number;

  /** Bytes of each chunk but the last */
  @WholeNumberColumn()
  chunkBytes: number;

  @Text({ length: 20 })
  state: 'incomplete' | 'complete';

  /** When something was last done for it: what nobody refers to an hour later is removed */
  @Instant()
  touchedAt: Date;
}
