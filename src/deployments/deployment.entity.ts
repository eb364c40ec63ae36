import { Entity, ForeignKey, Index } from 'typeorm';
import type { Use } from '../core/contracts/instrument.js';
import { Day, Id, Instant, Json, Reference, Text, WholeNumberColumn, YesNo } from '../platform/database/columns.js';
import type { ChangeRecord, DeploymentStatus } from './deployments.dto.js';

/** One site and one tool: everything about bringing this tool into use there hangs on it. */
@Entity('deployments')
@Index('deployments_by_site_and_tool', ['siteId', 'toolId'], { unique: true })
@Index('deployments_by_creation', ['createdAt', 'id'])
@Index('deployments_by_change', ['updatedAt', 'id'])
@Index('deployments_by_tool_and_creation', ['toolId', 'createdAt', 'id'])
export class DeploymentEntity {
  @Id()
  id: string;

  @ForeignKey('TrustEntity')
  @Index('deployments_by_trust')
  @Reference()
  trustId: string;

  @ForeignKey('SiteEntity')
  @Reference()
  siteId: string;

  @Text({ length: 60 })
  toolId: string;

  @Text({ length: 20 })
  use: Use;

  @Text({ length: 20 })
  status: DeploymentStatus;

  @Text({ length: 200, nullable: true })
  productVersion: string | null;

  @Day({ nullable: true })
  targetDate: string | null;

  @Day({ nullable: true })
  goLiveDate: string | null;

  @WholeNumberColumn({ nullable: true })
  reporters: number | null;

  @WholeNumberColumn({ nullable: true })
  physiologists: number | null;

  @WholeNumberColumn({ nullable: true })
  projectStaff: number | null;

  @Text({ length: 200, nullable: true })
  vendorOwner: string | null;

  @Json()
  changes: readonly ChangeRecord[];

  @Json()
  alternatives: readonly string[];

  /** Whether the tool's vendor takes part: it sees what was submitted, and what the trust shares of the rest */
  @YesNo({ standard: false })
  vendorAccess: boolean;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;
}
