import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';
import { FileContentEntity } from './file-content.entity.js';

/** A file as somebody uploaded it for an assessment. Never changed, and it stays when no evidence item names it any more. */
@Entity('files')
@Index('files_by_assessment', ['assessmentId', 'uploadedAt', 'id'])
export class FileEntity {
  @Id()
  id: string;

  @ForeignKey('AssessmentEntity')
  @Reference()
  assessmentId: string;

  @Reference()
  trustId: string;

  /** As uploaded, without folders and characters that nobody sees */
  @Text({ length: 300 })
  name: string;

  /** By content: one of the kinds that are taken */
  @Text({ length: 100 })
  mediaType: string;

  @WholeNumberColumn()
  bytes: number;

  /** SHA-256 of the bytes, in hexadecimal */
  @Index('files_by_content')
  @ForeignKey(() => FileContentEntity)
  @Text({ length: 64 })
  hash: string;

  @Instant()
  uploadedAt: Date;

  /** Id of the person or program */
  @Text({ length: 64 })
  uploadedBy: string;
}
