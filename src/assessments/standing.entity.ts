import { Entity, ForeignKey, Index } from 'typeorm';
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

/** A gate that is open and whose evidence lapses soon. */
export interface LapsingGate {
  /** Id of the gate's question */
  readonly id: string;
  /** The day on which it closes by itself */
  readonly until: string;
}

/** What a deployment's latest submission came to on the day on which it was last looked at. Worked out again, never edited. */
@Entity('standings')
@Index('standings_by_day', ['asOf', 'deploymentId'])
export class StandingEntity {
  @Id()
  @ForeignKey('DeploymentEntity')
  deploymentId: string;

  @Reference()
  trustId: string;

  @Reference()
  @ForeignKey('SnapshotEntity')
  snapshotId: string;

  /** Day of the submission */
  @Day()
  snapshotAsOf: string;

  /** `id@version` by which it was worked out */
  @Text({ length: 100 })
  instrument: string;

  /** Version of the deployment's facts that counted */
  @WholeNumberColumn()
  deploymentVersion: number;

  /** The day for which it was worked out */
  @Day()
  asOf: string;

  @Text({ length: 20 })
  assessedUse: string;

  @WholeNumberColumn()
  stage: number;

  @DecimalColumn()
  index: number;

  @DecimalColumn()
  upper: number;

  @YesNo()
  inUseWithoutClearance: boolean;

  @Text()
  headline: string;

  /** Open gates that close within the time of warning */
  @Json()
  lapsing: readonly LapsingGate[];

  @Instant()
  computedAt: Date;
}
