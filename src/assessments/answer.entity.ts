import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Answer } from '../core/contracts/answers.js';
import { DecimalColumn, Reference, Text } from '../platform/database/columns.js';
import { NoteEntity } from './note.entity.js';
import { RevisionEntity } from './revision.entity.js';

/** One question's answer in one revision. A question without a row is not answered. */
@Entity('answers')
@Index('answers_by_section', ['revisionId', 'section'])
export class AnswerEntity {
  @ForeignKey(() => RevisionEntity)
  @PrimaryColumn('varchar', { length: 36 })
  revisionId: string;

  @PrimaryColumn('varchar', { length: 10 })
  questionId: string;

  @Text({ length: 10 })
  section: string;

  @Text({ length: 20 })
  type: Answer['type'];

  /** Level from 0, or the number itself for a number question */
  @DecimalColumn({ nullable: true })
  value: number | null;

  /** Why it does not apply */
  @Text({ nullable: true })
  reason: string | null;

  @ForeignKey(() => NoteEntity)
  @Reference({ nullable: true })
  noteId: string | null;
}
