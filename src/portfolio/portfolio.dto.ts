import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Matches, ValidateIf } from 'class-validator';
import { QUEUES, type Queue, type QueuePlace } from '../core/contracts/portfolio.js';
import type { StandingChanges } from '../core/contracts/standing-changes.js';
import { DEPLOYMENT_STATUSES, PlaceView, type DeploymentStatus } from '../deployments/deployments.dto.js';
import { OneOf, PlainText, QueryWholeNumber, ResourceId } from '../platform/http/fields.js';
import { contractRef } from '../platform/openapi/api-contract.js';
import { HoursSpent, LastContact, OpenPromises } from './support-figures.dto.js';

const LONGEST_NAME = 200;

/** What can be asked for: the five queues, and the sites that are in none because nothing was submitted. */
export const QUEUE_FILTERS = [...QUEUES, 'none'] as const;
export type QueueFilter = (typeof QUEUE_FILTERS)[number];

export const PORTFOLIO_SORTS = ['workList', 'site'] as const;
export type PortfolioSort = (typeof PORTFOLIO_SORTS)[number];

/** What a portfolio can be narrowed by. All of them together have to hold. */
export class PortfolioFilters {
  /** Only this tool, by the id of its profile */
  @PlainText({ max: 60, optional: true })
  tool?: string;

  /** Only trusts of this NHS region, as it is written with the trust */
  @PlainText({ max: 100, optional: true })
  region?: string;

  /** Only trusts of this network */
  @ResourceId({ optional: true })
  networkId?: string;

  /** Only sites at this stage, 0 to 4 */
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 4 })
  @QueryWholeNumber({ min: 0, max: 4, optional: true })
  stage?: number;

  /** Only this queue; `none` for sites of which nothing was submitted */
  @ApiPropertyOptional({ enum: QUEUE_FILTERS })
  @OneOf(QUEUE_FILTERS, { optional: true })
  queue?: QueueFilter;

  /** Only sites that this person or team of the vendor's looks after */
  @PlainText({ max: LONGEST_NAME, optional: true })
  owner?: string;

  /** Only sites at which this gate is closed, by the id of its question */
  @ApiPropertyOptional({ example: 'GV-01', pattern: '^[A-Z]{2}-\\d{2}$' })
  @Matches(/^[A-Z]{2}-\d{2}$/, { message: '$property must be the id of a gate, such as GV-01' })
  @ValidateIf((_, value) => value !== undefined)
  blocker?: string;

  /** Only sites with every data gate open whose index lies in this band, by its name */
  @PlainText({ max: 40, optional: true })
  band?: string;

  /** Only sites in whose names or codes, or those of their trusts or owners, every word occurs */
  @PlainText({ max: LONGEST_NAME, optional: true })
  q?: string;

  /** Only deployments in this status */
  @ApiPropertyOptional({ enum: DEPLOYMENT_STATUSES, default: 'active' })
  @OneOf(DEPLOYMENT_STATUSES, { optional: true })
  status?: DeploymentStatus;
}

/** What a portfolio is narrowed by, and in which order it stands. */
export class PortfolioOrder extends PortfolioFilters {
  /** Work list: queues, then waiting, then equity × benefit; or by the name of the site. Never by score */
  @ApiPropertyOptional({ enum: PORTFOLIO_SORTS, default: 'workList' })
  @OneOf(PORTFOLIO_SORTS, { optional: true })
  sort?: PortfolioSort;

  /** Sites that this person or team looks after come before all others */
  @PlainText({ max: LONGEST_NAME, optional: true })
  first?: string;
}

export const EXPORT_FORMATS = ['csv', 'xlsx', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class PortfolioExportQuery extends PortfolioOrder {
  /** In place of `Accept`, for a link */
  @ApiPropertyOptional({ enum: EXPORT_FORMATS })
  @OneOf(EXPORT_FORMATS, { optional: true })
  format?: ExportFormat;
}

export class PortfolioQuery extends PortfolioOrder {
  /** Entries of one page, 1 to 200 */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @QueryWholeNumber({ min: 1, max: 200, optional: true })
  limit = 50;

  /** `next` of the page before, as it was given */
  @PlainText({ max: 1000, optional: true })
  cursor?: string;
}

/** When a site is forecast to go live: days from the day on which it was last looked at. */
export class GoLiveForecast {
  /** If nothing slips; null where that is more than four years away, or the plan does not lead there */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  ifNothingSlips: string | null;

  /** Half of such sites are live by this day; null as above */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  p50: string | null;

  /** Nine in ten of such sites are live by this day; null as above */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  p90: string | null;

  /** The day on which the forecast was made; since then nothing has changed that it follows from */
  @ApiProperty({ format: 'date' })
  madeOn: string;
}

/** A gate that is open and closes by itself. */
export class LapsingGateView {
  /** Id of the gate's question */
  id: string;

  /** The day on which it closes */
  @ApiProperty({ format: 'date' })
  until: string;
}

/** Score of one domain. */
export class DomainScoreView {
  /** Code of the domain, such as `IT` */
  code: string;

  /** 0 to 100; null when too little of it applies to be scored */
  @ApiProperty({ type: Number, nullable: true })
  score: number | null;

  /** The same with every unknown answer at its best; null as above */
  @ApiProperty({ type: Number, nullable: true })
  upper: number | null;
}

/** A deployment as its vendor's support team looks at it. */
export class PortfolioItem {
  /** Id of the deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The trust that runs the site */
  trust: PlaceView;

  /** The site */
  site: PlaceView;

  /** NHS region of the trust; null when not known */
  @ApiProperty({ type: String, nullable: true })
  region: string | null;

  /** Id of the tool's profile */
  toolId: string;

  /** Where the work stands */
  @ApiProperty({ enum: DEPLOYMENT_STATUSES })
  status: DeploymentStatus;

  /** Who looks after it at the vendor; null when nobody was named */
  @ApiProperty({ type: String, nullable: true })
  owner: string | null;

  /** Queue of the work list; null where nothing was submitted that can be scored */
  @ApiProperty({ enum: QUEUES, nullable: true, type: String })
  queue: Queue | null;

  /** Why it is there and what to do; null as above. `waitedDays` and `days` count to today */
  @ApiProperty({ oneOf: [contractRef('QueuePlace'), { type: 'null' }] })
  place: QueuePlace | null;

  /** How far the deployment is, 0 to 4; null as above */
  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, maximum: 4 })
  stage: number | null;

  /** Ids of the gates that are closed; where one of them is a data gate, no score makes the site ready */
  @ApiProperty({ type: [String] })
  closedGates: string[];

  /** The readiness index, 1 to 100; null as above */
  @ApiProperty({ type: Number, nullable: true })
  index: number | null;

  /** The same with every unknown answer at its best */
  @ApiProperty({ type: Number, nullable: true })
  upper: number | null;

  /** Name of the band that the index lies in. It opens no gate, and is null while a data gate is closed */
  @ApiProperty({ type: String, nullable: true })
  band: string | null;

  /** Scores of the domains, in the order of the instrument; empty where nothing was submitted */
  @ApiProperty({ type: [DomainScoreView] })
  domains: DomainScoreView[];

  /** Whether too little is known for the index to be firm */
  provisional: boolean;

  /** Whether the tool is in use while a gate is closed */
  inUseWithoutClearance: boolean;

  /** The result in one sentence; null as above */
  @ApiProperty({ type: String, nullable: true })
  headline: string | null;

  /** Capacity of the site's team, 0 to 1; null as above */
  @ApiProperty({ type: Number, nullable: true })
  capacity: number | null;

  /** Whether anything of the team is known; else the capacity is a middle value, and somebody has to ask */
  capacityKnown: boolean;

  /** Studies a year; null when not stated */
  @ApiProperty({ type: Number, nullable: true })
  yearlyStudies: number | null;

  /** Support tier of its plan; null as above */
  @ApiProperty({ type: String, nullable: true })
  tier: string | null;

  /** Hours of the vendor's time that its plan needs; null as above */
  @ApiProperty({ type: Number, nullable: true })
  vendorHours: number | null;

  /** The last contact with the site; null when none was logged */
  @ApiProperty({ type: LastContact, nullable: true })
  lastContact: LastContact | null;

  /** Hours of the vendor's time that were logged for the site */
  hoursSpent: HoursSpent;

  /** What the vendor promised the site and has not done yet */
  openPromises: OpenPromises;

  /** When it is forecast to go live; null when it is live, or as above */
  @ApiProperty({ type: GoLiveForecast, nullable: true })
  goLive: GoLiveForecast | null;

  /** The day on which the site wants to go live */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  targetDate: string | null;

  /** The day on which the tool went, or is to go, into use */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  goLiveDate: string | null;

  /** Open gates that close by themselves within 60 days */
  @ApiProperty({ type: [LapsingGateView] })
  lapsing: LapsingGateView[];

  /** What changed in the last seven days, by time alone too; null where nothing was known then, or is now */
  @ApiProperty({ oneOf: [contractRef('StandingChanges'), { type: 'null' }] })
  change: StandingChanges | null;

  /** How often its assessment was submitted */
  @ApiProperty({ type: 'integer', minimum: 0 })
  submissions: number;

  /** The last submission; null when there is none that can be scored */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  snapshotId: string | null;

  /** The day of the last submission */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  submittedOn: string | null;

  /** The day for which all of this holds */
  @ApiProperty({ format: 'date' })
  asOf: string;
}

/** An export as JSON: the same entries as in the list, all of them. */
export class PortfolioFile {
  /** Deployments, in the order of the list */
  items: PortfolioItem[];
}

export class PortfolioPage {
  /** Deployments of this page, in the order of the work list unless sorted otherwise */
  items: PortfolioItem[];

  /** `cursor` of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
