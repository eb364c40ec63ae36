import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Day, DecimalColumn, Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';

/** A support plan as it was made. Never changed: what was printed can be shown again. */
@Entity('plans')
@Index('plans_by_reference', ['snapshotId', 'reference'], { unique: true })
@Index('plans_by_deployment', ['deploymentId', 'madeAt'])
@Index('plans_by_making', ['madeAt', 'id'])
export class PlanEntity {
  @Id()
  id: string;

  /** What a reader quotes; made of everything that the plan depends on */
  @Text({ length: 20 })
  reference: string;

  @ForeignKey('SnapshotEntity')
  @Reference()
  snapshotId: string;

  @Reference()
  assessmentId: string;

  @Reference()
  deploymentId: string;

  @Reference()
  trustId: string;

  @Text({ length: 60 })
  toolId: string;

  /** Number of the submission that it was made from */
  @WholeNumberColumn()
  number: number;

  @Day()
  asOf: string;

  /** Hours a week of the vendor's time, where they were said */
  @DecimalColumn({ nullable: true })
  vendorHours: number | null;

  /** The day of the submission that had taken its place when it was made */
  @Day({ nullable: true })
  supersededOn: string | null;

  @Instant()
  madeAt: Date;

  /** Id of the person or program that asked for it first */
  @Text({ length: 64 })
  madeBy: string;

  /** SHA-256 of its inputs, of which the foot of each page shows the start */
  @Text({ length: 64 })
  fingerprint: string;

  /** SHA-256 of the PDF's bytes */
  @Text({ length: 64 })
  pdfHash: string;

  /** Bytes of the PDF */
  @WholeNumberColumn()
  pdfBytes: number;
}

/** Plans that were made while the trust kept its free notes back: they hold none. */
@Entity('plans_without_notes')
export class PlanWithoutNotesEntity {
  @ForeignKey(() => PlanEntity)
  @PrimaryColumn('varchar', { length: 36 })
  planId: string;
}
