import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Json, Reference, Text, YesNo } from '../platform/database/columns.js';
import type { AssessmentState } from './assessments.dto.js';

/** The assessment of a deployment by one instrument, over all its revisions. */
@Entity('assessments')
@Index('assessments_by_deployment', ['deploymentId', 'instrumentId'], { unique: true })
@Index('assessments_by_change', ['updatedAt', 'id'])
export class AssessmentEntity {
  @Id()
  id: string;

  @ForeignKey('DeploymentEntity')
  @Reference()
  deploymentId: string;

  @Index('assessments_by_trust')
  @Reference()
  trustId: string;

  @Reference()
  siteId: string;

  @Text({ length: 60 })
  toolId: string;

  @Text({ length: 60 })
  instrumentId: string;

  /** Whether a revision is open */
  @Text({ length: 20 })
  state: AssessmentState;

  /** Codes of the sections of the open revision that the trust shows to the vendor; null: none */
  @Json({ nullable: true })
  sharedSections: readonly string[] | null;

  /** Whether the trust keeps its free notes from the vendor and from its network */
  @YesNo({ standard: false })
  notesKept: boolean;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;
}
