import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { QueuePlace, SiteBarrier } from '../core/contracts/portfolio.js';
import {
  Day,
  DecimalColumn,
  Instant,
  Json,
  Reference,
  Text,
  WholeNumberColumn,
  YesNo,
} from '../platform/database/columns.js';

/** A domain's score as the heat map shows it. */
export interface DomainScore {
  /** Code of the domain */
  readonly code: string;
  /** 0 to 100; null when too little of it applies */
  readonly score: number | null;
  /** The same with every unknown answer at its best */
  readonly upper: number | null;
}

/** A gate that is open and whose evidence lapses. */
export interface GateEnd {
  /** Id of the gate's question */
  readonly id: string;
  /** The day on which it closes by itself */
  readonly until: string;
}

const COUNTED = ['status', 'toolId', 'region', 'owner', 'queue', 'stage', 'band', 'closedGates', 'id'];

/**
 * What a support team's lists show and filter by of one deployment, as it was last worked out. Its id is the deployment's.
 * What is null was not known: nothing was submitted, or it cannot be scored by this release.
 */
@Entity('portfolio_entries')
@Index('portfolio_entries_by_place', ['status', 'sortKey', 'id', 'toolId', 'revision'])
@Index('portfolio_entries_by_tool', ['toolId', 'sortKey', 'id'])
// What is counted on every page, and asked every few seconds, is read from an index alone: a row is 3 kB long.
@Index('portfolio_entries_by_trust', ['status', 'toolId', 'trustId', 'id'])
@Index('portfolio_entries_counted', COUNTED)
@Index('portfolio_entries_up_to_date', ['id', 'asOf', 'deploymentVersion', 'submissions', 'instrument'])
export class PortfolioEntryEntity {
  @PrimaryColumn('varchar', { length: 36 })
  @ForeignKey('DeploymentEntity')
  id: string;

  @Reference()
  trustId: string;

  @Text({ length: 60 })
  toolId: string;

  /** Of the deployment: active, paused or ended */
  @Text({ length: 20 })
  status: string;

  /** Names and codes of site and trust, as searches see them */
  @Text()
  searched: string;

  /** Name of the site, as searches see it, for sorting */
  @Text({ length: 300 })
  siteName: string;

  @Text({ length: 100, nullable: true })
  region: string | null;

  /** Who looks after it at the vendor */
  @Text({ length: 200, nullable: true })
  owner: string | null;

  /** The same as searches see it */
  @Text({ length: 200, nullable: true })
  ownerSearched: string | null;

  @Day({ nullable: true })
  targetDate: string | null;

  @Day({ nullable: true })
  goLiveDate: string | null;

  /** Version of the deployment's facts that counted */
  @WholeNumberColumn()
  deploymentVersion: number;

  /** How many submissions there were */
  @WholeNumberColumn()
  submissions: number;

  /** The last one */
  @Reference({ nullable: true })
  snapshotId: string | null;

  @Day({ nullable: true })
  snapshotAsOf: string | null;

  /** Counts up each time that it is worked out */
  @WholeNumberColumn()
  revision: number;

  /** What it was worked out by: `id@version` of the newest instrument, and a mark of the release and its data */
  @Text({ length: 100 })
  instrument: string;

  /** The day for which it was looked at */
  @Day()
  asOf: string;

  /** Hash of everything that the outlook follows from; another one asks for a new outlook */
  @Text({ length: 64, nullable: true })
  fingerprint: string | null;

  /** The day from which its forecast counts its weeks, and on which it was made */
  @Day({ nullable: true })
  forecastOn: string | null;

  @Text({ length: 20, nullable: true })
  queue: string | null;

  /** The day since which a vendor action waits */
  @Day({ nullable: true })
  waitingSince: string | null;

  /** equity × benefit of a week, in the portfolio of its vendor */
  @DecimalColumn()
  priority: number;

  /** Queue, then waiting, then priority, as text that sorts so */
  @Text({ length: 40 })
  sortKey: string;

  @WholeNumberColumn({ nullable: true })
  stage: number | null;

  @DecimalColumn({ nullable: true })
  index: number | null;

  @DecimalColumn({ nullable: true })
  upper: number | null;

  @Text({ length: 40, nullable: true })
  band: string | null;

  @YesNo()
  provisional: boolean;

  @YesNo()
  inUseWithoutClearance: boolean;

  @Text({ nullable: true })
  headline: string | null;

  /** Ids of the closed gates, each between spaces */
  @Text()
  closedGates: string;

  @DecimalColumn({ nullable: true })
  capacity: number | null;

  @YesNo()
  capacityKnown: boolean;

  @DecimalColumn({ nullable: true })
  yearlyStudies: number | null;

  @Text({ length: 40, nullable: true })
  tier: string | null;

  @DecimalColumn({ nullable: true })
  vendorHours: number | null;

  @WholeNumberColumn({ nullable: true })
  weeksIfNothingSlips: number | null;

  @WholeNumberColumn({ nullable: true })
  weeksP50: number | null;

  @WholeNumberColumn({ nullable: true })
  weeksP90: number | null;

  @Json({ nullable: true })
  place: QueuePlace | null;

  @Json()
  domains: readonly DomainScore[];

  @Json()
  barriers: readonly SiteBarrier[];

  @Json()
  gateEnds: readonly GateEnd[];

  @Instant()
  computedAt: Date;
}
