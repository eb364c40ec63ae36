import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';
import { AssessmentEntity } from './assessment.entity.js';
import type { AssessmentState } from './assessments.dto.js';

/** One pass through the questions: open to edit, or submitted and frozen. */
@Entity('revisions')
@Index('revisions_by_number', ['assessmentId', 'number'], { unique: true })
export class RevisionEntity {
  @Id()
  id: string;

  @ForeignKey(() => AssessmentEntity)
  @Reference()
  assessmentId: string;

  /** From 1 */
  @WholeNumberColumn()
  number: number;

  @Text({ length: 20 })
  state: AssessmentState;

  @Text({ length: 20 })
  instrumentVersion: string;

  @Instant()
  createdAt: Date;

  @Instant({ nullable: true })
  submittedAt: Date | null;
}
