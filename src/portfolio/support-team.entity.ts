import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Day, DecimalColumn, Instant, Reference, WholeNumberColumn } from '../platform/database/columns.js';

/** What a vendor's support team plans with, once it has said so. */
@Entity('support_teams')
export class SupportTeamEntity {
  @PrimaryColumn('varchar', { length: 36 })
  @ForeignKey('VendorEntity')
  vendorId: string;

  /** Hours a week that the team has for all its sites */
  @DecimalColumn()
  weeklyHours: number;

  /** How much more a site without capacity counts */
  @DecimalColumn()
  equity: number;

  /** The day by which sites are to be live */
  @Day({ nullable: true })
  targetDate: string | null;

  @WholeNumberColumn()
  version: number;

  @Instant()
  updatedAt: Date;

  @Reference()
  updatedBy: string;
}
