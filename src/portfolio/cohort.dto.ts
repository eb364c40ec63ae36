import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { LiveMonth } from '../core/contracts/allocation.js';
import type { ForecastCalibration } from '../core/contracts/forecast-calibration.js';
import { PlaceView } from '../deployments/deployments.dto.js';
import { DayText, PlainText, QueryWholeNumber } from '../platform/http/fields.js';
import { contractProperty, contractRef } from '../platform/openapi/api-contract.js';
import { BarriersView, FunnelStage, HeatMap, TrendMonth } from './cohort-parts.dto.js';
import { LapsingGateView, PortfolioFilters } from './portfolio.dto.js';

export class CohortQuery extends PortfolioFilters {
  /** Rows of the heat map, 1 to 200. All else is of every site that the filters let through */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @QueryWholeNumber({ min: 1, max: 200, optional: true })
  limit = 50;

  /** `next` of the heat map before, as it was given */
  @PlainText({ max: 1000, optional: true })
  cursor?: string;
}

export class ChangesQuery extends PortfolioFilters {
  /** The earlier day; default: seven days ago. A day that lies ahead counts as today */
  @DayText({ optional: true })
  since?: string;
}

/** The site factor of one tool: what a plan's time is multiplied by at a real site. */
export class ToolFactor {
  /** Id of the tool's profile */
  toolId: string;

  /** Its median as the instrument has it */
  published: number;

  /** The most probable median after the outcomes of the tool's sites, with the published one as prior */
  median: number;

  /** 90% interval of it, low and high */
  @ApiProperty({ type: [Number], minItems: 2, maxItems: 2 })
  interval: readonly [number, number];

  /** Sites that are live: outcomes that it rests on */
  @ApiProperty({ type: 'integer' })
  live: number;

  /** Sites that are not live yet: they say that it takes longer than so far */
  @ApiProperty({ type: 'integer' })
  notYetLive: number;
}

/** When forecasts of several sites were made. Each is made when something that it follows from has changed. */
export class ForecastDays {
  /** The day of the oldest */
  @ApiProperty({ format: 'date' })
  oldest: string;

  /** The day of the newest */
  @ApiProperty({ format: 'date' })
  newest: string;
}

/** How many sites are live at the end of each month from now on. */
export class CohortForecast {
  /** Sites that were looked at */
  @ApiProperty({ type: 'integer' })
  sites: number;

  /** Sites that are live already; they are in every month */
  @ApiProperty({ type: 'integer' })
  liveAlready: number;

  /** Sites of which nothing can be said: nothing was submitted, or the plan does not lead to go-live. They are in no month */
  @ApiProperty({ type: 'integer' })
  cannotSay: number;

  /** Hours a week of the vendor's for each site that it counts on: the level of hours next below the usual ones */
  hoursPerWeek: number;

  /** Hours a week that plans count on */
  usualHoursPerWeek: number;

  /** The days of the oldest and the newest forecast that the months rest on; null where they rest on none */
  @ApiProperty({ type: ForecastDays, nullable: true })
  made: ForecastDays | null;

  /** With the site factor of each tool as its outcomes have moved it */
  @ApiProperty({ type: 'array', items: contractRef('LiveMonth') })
  reestimated: readonly LiveMonth[];

  /** With the site factor as the instrument has it */
  @ApiProperty({ type: 'array', items: contractRef('LiveMonth') })
  published: readonly LiveMonth[];
}

/** One site at which something changed. */
export class ChangedSite {
  /** Id of the deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The trust that runs the site */
  trust: PlaceView;

  /** The site */
  site: PlaceView;

  /** Id of the tool's profile */
  toolId: string;

  /** What changed, in one sentence; null where nothing was known on the earlier day */
  @ApiProperty({ type: String, nullable: true })
  sentence: string | null;

  /** Open gates that close by themselves within 60 days */
  @ApiProperty({ type: [LapsingGateView] })
  lapsing: LapsingGateView[];
}

export const CHANGE_KINDS = ['regressed', 'opened-gates', 'moved-stage', 'lapsing'] as const;
/** What changed: a site went back; gates opened; the stage is another one; evidence lapses within 60 days */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The sites at which one kind of thing changed. A site can be in several. */
export class ChangeGroup {
  /** What changed: went back, gates opened, stage is another one, or evidence lapses within 60 days */
  @ApiProperty({ enum: CHANGE_KINDS })
  kind: ChangeKind;

  /** Sites at which it did */
  @ApiProperty({ type: 'integer' })
  sites: number;

  /** The first 50 of them, in the order of the work list */
  @ApiProperty({ type: [ChangedSite] })
  items: ChangedSite[];
}

/** What changed at all sites from one day to today, by time alone too. */
export class CohortChanges {
  /** The earlier day */
  @ApiProperty({ format: 'date' })
  since: string;

  /** Today */
  @ApiProperty({ format: 'date' })
  on: string;

  /** Sites that the filters let through */
  @ApiProperty({ type: 'integer' })
  sites: number;

  /** Sites of which something was known on both days: only of these can be told what changed */
  @ApiProperty({ type: 'integer' })
  compared: number;

  /** Sites of which nothing was known on the earlier day, and something is now */
  @ApiProperty({ type: 'integer' })
  newlyKnown: number;

  /** Sites at which anything changed: stage, gates, queue, index or dates of go-live */
  @ApiProperty({ type: 'integer' })
  changed: number;

  /** By what changed */
  groups: ChangeGroup[];
}

/** A portfolio as a whole. */
export class Cohort {
  /** The day for which all of this holds */
  @ApiProperty({ format: 'date' })
  asOf: string;

  /** Sites that the filters let through */
  @ApiProperty({ type: 'integer' })
  sites: number;

  /** Sites of which nothing was submitted that can be scored; they are in no stage */
  @ApiProperty({ type: 'integer' })
  notKnown: number;

  /** Sites by domains */
  heatMap: HeatMap;

  /** What sites wait on together */
  barriers: BarriersView;

  /** By stage, from 0 on */
  funnel: FunnelStage[];

  /** Sites live by month */
  forecast: CohortForecast;

  /** The site factors that the forecast rests on, of the tools of these sites, from all the sites of each tool that you may see */
  factors: ToolFactor[];

  /** The last twelve months, the earliest first */
  trend: TrendMonth[];

  /** What changed in the last seven days */
  changes: CohortChanges;
}

/** Forecasts that were kept, held against what happened. */
export class PortfolioCalibration {
  /** The day until which it was looked what came of them */
  @ApiProperty({ format: 'date' })
  asOf: string;

  /** Sites that went into use without having been cleared: they are no outcome of a forecast of being cleared and live */
  @ApiProperty({ type: 'integer' })
  inUseUncleared: number;

  /** The first forecast of each site against what came of it; `id` is the deployment's */
  @ApiProperty(contractProperty('ForecastCalibration'))
  calibration: ForecastCalibration;

  /** By tool, from all the active sites of the tool that you may see, whatever the other filters */
  factors: ToolFactor[];
}
