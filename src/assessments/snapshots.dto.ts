import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { USES, type Use } from '../core/contracts/instrument.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import { QueryWholeNumber } from '../platform/http/fields.js';
import { contractProperty } from '../platform/openapi/api-contract.js';
import { SnapshotSummary } from './assessments.dto.js';

/** The instrument that was answered. */
export class InstrumentReference {
  /** Id of the instrument */
  id: string;

  /** Its version */
  version: string;
}

/** A submission with everything that its result depends on. */
export class SnapshotView extends SnapshotSummary {
  /** The assessment that it belongs to */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** The deployment that was assessed */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** Id of the tool's profile */
  toolId: string;

  /** The instrument that was answered */
  instrument: InstrumentReference;

  /** The answers document: sent to `POST /api/v1/score` it gives the same scorecard */
  @ApiProperty(contractProperty('AnswersDocument'))
  document: Readonly<Record<string, unknown>>;
}

export class SnapshotPage {
  /** Submissions of this page, newest first */
  items: SnapshotSummary[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

/** The latest submission's answers, scored today. */
export class StandingView {
  /** The deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The submission whose answers these are */
  snapshot: SnapshotSummary;

  /** The use that was assessed, and that the scorecard is about */
  @ApiProperty({ enum: USES })
  assessedUse: Use;

  /** The use that is recorded for the deployment; where it is another, what it asks for was not assessed */
  @ApiProperty({ enum: USES })
  currentUse: Use;

  /** What they come to today */
  @ApiProperty(contractProperty('Scorecard'))
  scorecard: Scorecard;
}

/** A standing in brief, for lists. */
export interface StandingSummary {
  readonly snapshotId: string;
  /** Day of the submission */
  readonly snapshotAsOf: string;
  readonly assessedUse: Use;
  readonly currentUse: Use;
  /** 0 to 4 */
  readonly stage: number;
  /** 1 to 100 */
  readonly index: number;
  readonly upper: number;
  readonly headline: string;
  readonly inUseWithoutClearance: boolean;
}

export class ComparisonQuery {
  /** Number of the earlier submission; default: the one before `to` */
  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @QueryWholeNumber({ min: 1, max: 100_000, optional: true })
  from?: number;

  /** Number of the later submission; default: the last */
  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @QueryWholeNumber({ min: 1, max: 100_000, optional: true })
  to?: number;
}
