import { Entity, ForeignKey, Index } from 'typeorm';
import {
  Day,
  DecimalColumn,
  Id,
  Json,
  Reference,
  Text,
  WholeNumberColumn,
  YesNo,
} from '../platform/database/columns.js';
import type { GateEnd } from './portfolio-entry.entity.js';

/**
 * What was known of a deployment on a day on which something changed, with the forecast of that day: never edited, so that
 * forecasts can be held against what happened.
 */
@Entity('standing_points')
@Index('standing_points_by_day', ['deploymentId', 'on'], { unique: true })
export class StandingPointEntity {
  @Id()
  id: string;

  @Reference()
  @ForeignKey('DeploymentEntity')
  deploymentId: string;

  @Reference()
  trustId: string;

  @Text({ length: 60 })
  toolId: string;

  @Day()
  on: string;

  @Reference()
  snapshotId: string;

  @WholeNumberColumn()
  stage: number;

  @DecimalColumn()
  index: number;

  @DecimalColumn()
  upper: number;

  @Text({ length: 20 })
  queue: string;

  @Json()
  closedGates: readonly string[];

  @Json()
  gateEnds: readonly GateEnd[];

  /** Whether it was live, so that nothing was forecast */
  @YesNo()
  live: boolean;

  @WholeNumberColumn({ nullable: true })
  weeksIfNothingSlips: number | null;

  @WholeNumberColumn({ nullable: true })
  weeksP50: number | null;

  @WholeNumberColumn({ nullable: true })
  weeksP90: number | null;
}
