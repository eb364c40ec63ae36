import { ApiProperty } from '@nestjs/swagger';
import type { Allocation, LiveMonth } from '../core/contracts/allocation.js';
import { QUEUES, type Queue } from '../core/contracts/portfolio.js';
import { EQUITY } from '../core/portfolio/allocate.js';
import { PlaceView } from '../deployments/deployments.dto.js';
import { DayText, DecimalNumber, QueryNumber, ResourceId } from '../platform/http/fields.js';
import { contractProperty, contractRef } from '../platform/openapi/api-contract.js';
import { PortfolioFilters } from './portfolio.dto.js';

/** About fifty people: more hours a week than any support team has, and few enough to be shared out while somebody waits. */
export const MOST_WEEKLY_HOURS = 2000;
const HOURS = { min: 0, max: MOST_WEEKLY_HOURS };
export const EQUITY_RANGE = { min: EQUITY.least, max: EQUITY.most };

/** What hours are shared out by. */
export interface HoursPlan {
  /** Hours a week that the team has for all sites */
  readonly weeklyHours: number;
  /** How much more a site without capacity counts, 0 to 2 */
  readonly equity: number;
  /** The day by which sites are to be live; null when there is none */
  readonly targetDate: string | null;
}

export class AllocationQuery extends PortfolioFilters {
  /** Hours a week that the team has for these sites. Left out, the team's setting counts, for equity and target date as well where they are left out */
  @QueryNumber({ ...HOURS, optional: true })
  weeklyHours?: number;

  /** How much more a site without capacity counts: 0 not at all, 0.5 half as much again. Left out beside `weeklyHours`, the method's */
  @QueryNumber({ ...EQUITY_RANGE, optional: true })
  equity?: number;

  /** The day by which sites are to be live, today or later. Left out beside `weeklyHours`, there is none */
  @DayText({ optional: true })
  targetDate?: string;
}

/** A site among which hours were shared out. */
export class PlannedSite {
  /** Id of the deployment, as in `allocation.sites` */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The trust that runs the site */
  trust: PlaceView;

  /** The site */
  site: PlaceView;

  /** Id of the tool's profile */
  toolId: string;

  /** Who looks after it at the vendor; null when nobody was named */
  @ApiProperty({ type: String, nullable: true })
  owner: string | null;

  /** Queue of the work list; null where nothing was submitted that can be scored */
  @ApiProperty({ enum: QUEUES, nullable: true, type: String })
  queue: Queue | null;

  /** How far the deployment is, 0 to 4; null as above */
  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, maximum: 4 })
  stage: number | null;

  /** Ids of the gates that are closed */
  @ApiProperty({ type: [String] })
  closedGates: string[];

  /** Share of its remaining critical path that is the vendor's to move, 0 to 1; null as above */
  @ApiProperty({ type: Number, nullable: true, minimum: 0, maximum: 1 })
  vendorShare: number | null;

  /** The day on which its forecast was made; null as above */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  forecastOn: string | null;
}

/** How many sites are live at the end of each of the next months, with a band. */
export class LiveMonths {
  /** With the base for every site */
  @ApiProperty({ type: 'array', items: contractRef('LiveMonth') })
  atBase: LiveMonth[];

  /** With the hours that were handed out */
  @ApiProperty({ type: 'array', items: contractRef('LiveMonth') })
  withHours: LiveMonth[];
}

/** Who gets the team's hours, why, and what comes of it. Read from forecasts that were made beforehand. */
export class AllocationReport {
  /** The day from which months are counted: today */
  @ApiProperty({ format: 'date' })
  asOf: string;

  /** Sites whose forecast waits to be made anew after a change */
  @ApiProperty({ type: 'integer' })
  waiting: number;

  /** The day by which sites are to be live; null when there is none */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  targetDate: string | null;

  /** Who gets what, and why */
  @ApiProperty(contractProperty('Allocation'))
  allocation: Allocation;

  /** The sites, in the order of `allocation.sites` */
  sites: PlannedSite[];

  /** Sites live by month */
  months: LiveMonths;
}

export class SettingsQuery {
  /** The vendor whose team it is. Needed by whoever belongs to no vendor, or to several */
  @ResourceId({ optional: true })
  vendorId?: string;
}

/** What the support team of a vendor plans with. All of it, each time. */
export class SaveSettings implements HoursPlan {
  /** Hours a week that the team has for all its sites */
  @DecimalNumber(HOURS)
  weeklyHours: number;

  /** How much more a site without capacity counts: 0 not at all, 0.5 half as much again */
  @DecimalNumber(EQUITY_RANGE)
  equity: number;

  /** The day by which sites are to be live, today or later; null for none */
  @DayText({ nullable: true })
  targetDate: string | null;
}

/** What the support team of a vendor plans with, or would start from. */
export class SettingsView implements HoursPlan {
  /** Id of the vendor */
  @ApiProperty({ format: 'uuid' })
  vendorId: string;

  /** Whether the team has said so; else it is a start: a day every four weeks for each site, the method's equity, and a year from today */
  kept: boolean;

  /** Hours a week that the team has for all its sites */
  weeklyHours: number;

  /** How much more a site without capacity counts */
  equity: number;

  /** The day by which sites are to be live; null when there is none */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  targetDate: string | null;

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was said; null while it was not */
  @ApiProperty({ type: Date, nullable: true })
  updatedAt: Date | null;
}
