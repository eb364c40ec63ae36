import { Entity, ForeignKey, Index } from 'typeorm';
import type { EvidenceItem } from '../core/contracts/answers.js';
import { Day, Id, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';
import { RevisionEntity } from './revision.entity.js';

/** A document or a link that stands behind an answer of one revision. */
@Entity('evidence')
@Index('evidence_by_section', ['revisionId', 'section'])
export class EvidenceEntity {
  @Id()
  id: string;

  @ForeignKey(() => RevisionEntity)
  @Reference()
  revisionId: string;

  @Index('evidence_by_assessment')
  @Reference()
  assessmentId: string;

  @Text({ length: 10 })
  section: string;

  @Text({ length: 10 })
  questionId: string;

  /** Place among the items of its question, from 0 */
  @WholeNumberColumn()
  position: number;

  @Text({ length: 300 })
  title: string;

  @Text({ length: 300, nullable: true })
  url: string | null;

  @ForeignKey('FileEntity')
  @Text({ length: 300, nullable: true })
  fileId: string | null;

  @Day({ nullable: true })
  date: string | null;

  @Day({ nullable: true })
  effectiveFrom: string | null;

  @Day({ nullable: true })
  expires: string | null;

  @Text({ length: 300, nullable: true })
  owner: string | null;

  @Text({ length: 300, nullable: true })
  productVersion: string | null;

  @Text({ length: 20 })
  source: EvidenceItem['source'];

  @Text({ length: 300, nullable: true })
  checkedBy: string | null;

  @Day({ nullable: true })
  checkedOn: string | null;

  /** Id of the person or program that attached it, or last changed what it says; null where it is not known */
  @Text({ length: 64, nullable: true })
  attachedBy: string | null;
}
