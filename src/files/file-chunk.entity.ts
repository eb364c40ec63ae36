import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Text } from '../platform/database/columns.js';
import { FileContentEntity } from './file-content.entity.js';

/** A piece of a content. Never changed. */
@Entity('file_chunks')
export class FileChunkEntity {
  @ForeignKey(() => FileContentEntity)
  @PrimaryColumn('varchar', { length: 64 })
  hash: string;

  /** From 0 */
  @PrimaryColumn('integer')
  position: number;

  /** The bytes as base64, which every engine keeps alike */
  @Text()
  content: string;
}
