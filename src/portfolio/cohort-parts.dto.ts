import { ApiProperty } from '@nestjs/swagger';
import type { GateKind } from '../core/contracts/instrument.js';
import { QUEUES, type BarrierOwner, type Queue } from '../core/contracts/portfolio.js';
import { DomainScoreView } from './portfolio.dto.js';
import { PlaceView } from '../deployments/deployments.dto.js';

/** A site as a heat map shows it. */
export class HeatMapRow {
  /** Id of the deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The trust that runs the site */
  trust: PlaceView;

  /** The site */
  site: PlaceView;

  /** Id of the tool's profile */
  toolId: string;

  /** Queue of the work list; null where nothing was submitted that can be scored */
  @ApiProperty({ enum: QUEUES, nullable: true, type: String })
  queue: Queue | null;

  /** How far the deployment is, 0 to 4; null as above */
  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, maximum: 4 })
  stage: number | null;

  /** Ids of the gates that are closed */
  @ApiProperty({ type: [String] })
  closedGates: string[];

  /** Those of them that guard data: while one is closed, no score makes the site ready */
  @ApiProperty({ type: [String] })
  closedDataGates: string[];

  /** The readiness index, 1 to 100; null as above */
  @ApiProperty({ type: Number, nullable: true })
  index: number | null;

  /** The same with every unknown answer at its best */
  @ApiProperty({ type: Number, nullable: true })
  upper: number | null;

  /** By domain, in the instrument's order; empty where nothing was submitted */
  @ApiProperty({ type: [DomainScoreView] })
  domains: DomainScoreView[];
}

/** A column of a heat map. */
export class HeatMapDomain {
  /** Code of the domain */
  code: string;

  /** Its name */
  name: string;
}

/** Sites by domains, in the order of the work list. */
export class HeatMap {
  /** The columns, in the instrument's order */
  domains: HeatMapDomain[];

  /** The rows of this page */
  rows: HeatMapRow[];

  /** `cursor` of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

/** What barriers are counted in. Weeks are typical ones, if nothing slips. */
export class BarrierView {
  /** Id of the question or theme */
  id: string;

  /** Its name */
  name: string;

  /** The barrier in plain English */
  sentence: string;

  /** Sites that wait on it */
  @ApiProperty({ type: 'integer' })
  sites: number;

  /** Sites at which it is on the critical path */
  @ApiProperty({ type: 'integer' })
  criticalSites: number;

  /** Weeks of work that are left on it, on critical paths only, at all of these sites together */
  criticalWeeks: number;

  /** The same on any path */
  weeks: number;

  /** Whose turn it is */
  @ApiProperty({ enum: ['vendor', 'trust', 'both'] })
  owner: BarrierOwner;

  /** Sites at which it is the vendor's turn with some of it at least */
  @ApiProperty({ type: 'integer' })
  vendorSites: number;
}

/** A question that sites wait on. */
export class QuestionBarrierView extends BarrierView {
  /** The gate that it is; null when it is none. Under some uses it may be none all the same */
  @ApiProperty({ enum: ['data', 'live'], nullable: true, type: String })
  gate: GateKind | null;

  /** What closes the gap */
  action: string;
}

/** A theme of the study that sites wait on. A question can belong to several, so themes do not add up to the whole. */
export class ThemeBarrierView extends BarrierView {
  /** Ids of its questions that sites wait on, the weightiest first */
  @ApiProperty({ type: [String] })
  questions: string[];
}

/** What sites wait on, most critical weeks first. */
export class BarriersView {
  /** Sites that were looked at: those with a submission that can be scored */
  @ApiProperty({ type: 'integer' })
  of: number;

  /** By question */
  questions: QuestionBarrierView[];

  /** By theme */
  themes: ThemeBarrierView[];
}

/** Sites at one stage of the way to being live. */
export class FunnelStage {
  /** 0 to 4 */
  @ApiProperty({ type: 'integer' })
  stage: number;

  /** Its name */
  name: string;

  /** Sites at this stage */
  @ApiProperty({ type: 'integer' })
  at: number;

  /** Sites at this stage or beyond it */
  @ApiProperty({ type: 'integer' })
  atOrBeyond: number;
}

/** Where the sites stood on one day. */
export class TrendMonth {
  /** The last day of the month; today for the last one */
  @ApiProperty({ format: 'date' })
  on: string;

  /** Sites of which something was known */
  @ApiProperty({ type: 'integer' })
  sites: number;

  /** Sites by stage, from 0 to 4 */
  @ApiProperty({ type: 'array', items: { type: 'integer' } })
  stages: number[];

  /** Sites with a closed gate, whatever their index */
  @ApiProperty({ type: 'integer' })
  withClosedGates: number;

  /** Median of the index; null of no site. It opens no gate */
  @ApiProperty({ type: Number, nullable: true })
  medianIndex: number | null;
}
