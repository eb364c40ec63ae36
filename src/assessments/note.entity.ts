import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Reference, Text } from '../platform/database/columns.js';
import { AssessmentEntity } from './assessment.entity.js';

/**
 * A free note beside an answer. It has a row of its own, bound to the snapshots that it belongs to by its hash, so that
 * a text can be erased while the record stays whole.
 */
@Entity('notes')
export class NoteEntity {
  @Id()
  id: string;

  @ForeignKey(() => AssessmentEntity)
  @Index('notes_by_assessment')
  @Reference()
  assessmentId: string;

  /** The revision that it was written in; later ones share it while it stays the same */
  @Reference()
  revisionId: string;

  @Text()
  text: string;

  /** SHA-256 of id and text; the id keeps short texts from being guessed */
  @Text({ length: 64 })
  hash: string;
}
