import { Entity, ForeignKey, Index } from 'typeorm';
import type { Scorecard, Stage } from '../core/contracts/scorecard.js';
import {
  Day,
  DecimalColumn,
  Id,
  Instant,
  Json,
  Reference,
  Text,
  WholeNumberColumn,
  YesNo,
} from '../platform/database/columns.js';
import { AssessmentEntity } from './assessment.entity.js';
import { RevisionEntity } from './revision.entity.js';

/** A note that belongs to a snapshot, by id and hash. */
export interface NoteReference {
  readonly id: string;
  readonly hash: string;
}

/** What was submitted and what came of it. Never changed. */
@Entity('snapshots')
@Index('snapshots_by_number', ['assessmentId', 'number'], { unique: true })
@Index('snapshots_by_deployment', ['deploymentId', 'submittedAt'])
export class SnapshotEntity {
  @Id()
  id: string;

  @ForeignKey(() => AssessmentEntity)
  @Reference()
  assessmentId: string;

  @ForeignKey(() => RevisionEntity)
  @Reference()
  revisionId: string;

  @ForeignKey('DeploymentEntity')
  @Reference()
  deploymentId: string;

  @Reference()
  trustId: string;

  @Text({ length: 60 })
  toolId: string;

  /** Number of the revision that was submitted, from 1 */
  @WholeNumberColumn()
  number: number;

  @Text({ length: 60 })
  instrumentId: string;

  @Text({ length: 20 })
  instrumentVersion: string;

  @Day()
  asOf: string;

  @Instant()
  submittedAt: Date;

  /** Id of the person or program that submitted */
  @Text({ length: 64 })
  submittedBy: string;

  /** SHA-256 of the document, its notes' hashes and the instrument's id and version */
  @Text({ length: 64 })
  inputHash: string;

  @WholeNumberColumn()
  stage: Stage;

  @YesNo()
  inUseWithoutClearance: boolean;

  /** Readiness index, 1 to 100 */
  @DecimalColumn()
  index: number;

  @DecimalColumn()
  upper: number;

  @Text()
  headline: string;

  /** The answers document of the contract, without its notes */
  @Json()
  document: Readonly<Record<string, unknown>>;

  /** Question id to note */
  @Json()
  notes: Readonly<Record<string, NoteReference>>;

  @Json()
  scorecard: Scorecard;
}
