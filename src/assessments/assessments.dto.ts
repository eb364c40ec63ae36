import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean } from 'class-validator';
import { DeploymentView, PlaceView } from '../deployments/deployments.dto.js';
import { OneOf, PlainText, ResourceId } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';

const MOST_SECTIONS = 50;

export const ASSESSMENT_STATES = ['open', 'submitted'] as const;
export type AssessmentState = (typeof ASSESSMENT_STATES)[number];
export const SECTION_STATES = ['not-started', 'in-progress', 'information-missing', 'completed'] as const;
export type SectionState = (typeof SECTION_STATES)[number];

export class CreateAssessment {
  /** The deployment to assess */
  @ApiProperty({ format: 'uuid' })
  @ResourceId()
  deploymentId: string;
}

/** What a submission came to, in short. */
export class SnapshotSummary {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Number of the revision that was submitted, from 1 */
  @ApiProperty({ type: 'integer' })
  number: number;

  /** The day for which it was scored */
  @ApiProperty({ format: 'date' })
  asOf: string;

  /** When it was submitted, UTC */
  submittedAt: Date;

  /** Id of the person or program that submitted it */
  submittedBy: string;

  /** Stage, 0 to 4 */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 4 })
  stage: number;

  /** Readiness index, 1 to 100 */
  index: number;

  /** What the index could be if every unknown answer were the best one */
  upper: number;

  /** The result in one sentence */
  headline: string;

  /** Whether the tool is in use although a gate is neither passed nor conditional */
  inUseWithoutClearance: boolean;

  /** SHA-256 of everything that the result depends on: instrument, tool, day, facts, answers, evidence and the hashes of notes; 64 hexadecimal digits */
  inputHash: string;
}

export class AssessmentView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The deployment that is assessed */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The trust */
  trust: PlaceView;

  /** The site */
  site: PlaceView;

  /** Id of the tool's profile */
  toolId: string;

  /** Id of the instrument */
  instrumentId: string;

  /** `open` while a revision can be edited */
  @ApiProperty({ enum: ASSESSMENT_STATES })
  state: AssessmentState;

  /** Number of the open revision; null when none is open */
  @ApiProperty({ type: 'integer', nullable: true })
  openRevision: number | null;

  /** The latest submission; null when nothing has been submitted, or for whoever may not read results */
  @ApiProperty({ type: SnapshotSummary, nullable: true })
  latest: SnapshotSummary | null;

  /** Codes of the sections of the open revision that the trust shows to the vendor */
  @ApiProperty({ type: [String] })
  sharedSections: readonly string[];

  /** Whether the trust keeps its free notes from the vendor and from its network */
  notesKept: boolean;

  /** When it was started, UTC */
  createdAt: Date;

  /** When an answer was last saved or a revision opened or submitted, UTC */
  updatedAt: Date;
}

/** What the trust shows to the vendor; the whole of it. */
export class ShareAssessment {
  /** Codes of the sections of the open revision that the vendor may read */
  @ApiProperty({ type: [String], example: ['IT', 'VS'] })
  @IsArray()
  @ArrayMaxSize(MOST_SECTIONS)
  @ArrayUnique({ message: 'sharedSections must name each section once' })
  @PlainText({ max: 20, each: true })
  sharedSections: string[];

  /** Whether free notes are kept from the vendor, from the network and from plans */
  @ApiProperty({ example: false })
  @IsBoolean()
  notesKept: boolean;
}

export class AssessmentPage {
  /** Assessments of this page, last changed first unless sorted otherwise */
  items: AssessmentView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export const ASSESSMENT_SORTS = ['createdAt', '-createdAt', 'updatedAt', '-updatedAt'] as const;
export type AssessmentSort = (typeof ASSESSMENT_SORTS)[number];

export class AssessmentQuery extends PageQuery {
  /** Only assessments of this trust */
  @ApiPropertyOptional({ format: 'uuid' })
  @ResourceId({ optional: true })
  trustId?: string;

  /** Only assessments at this site */
  @ApiPropertyOptional({ format: 'uuid' })
  @ResourceId({ optional: true })
  siteId?: string;

  /** Only the assessments of this deployment */
  @ApiPropertyOptional({ format: 'uuid' })
  @ResourceId({ optional: true })
  deploymentId?: string;

  /** Only assessments of this tool */
  @PlainText({ max: 60, optional: true })
  toolId?: string;

  /** Only assessments with an open revision, or only those without */
  @ApiPropertyOptional({ enum: ASSESSMENT_STATES })
  @OneOf(ASSESSMENT_STATES, { optional: true })
  state?: AssessmentState;

  /** Sort order; a minus sign for descending */
  @ApiPropertyOptional({ enum: ASSESSMENT_SORTS, default: '-updatedAt' })
  @OneOf(ASSESSMENT_SORTS, { optional: true })
  sort?: AssessmentSort = '-updatedAt';
}

/** How far a section is. */
export class SectionSummary {
  /** Code of the instrument's domain, such as `IT` */
  @ApiProperty({ example: 'IT' })
  code: string;

  /** Name of the section */
  name: string;

  /** `information-missing`: every question was looked at and some are not known */
  @ApiProperty({ enum: SECTION_STATES })
  state: SectionState;

  /** Questions that this tool and use ask in the section */
  @ApiProperty({ type: 'integer' })
  questions: number;

  /** Questions with an answer, or with the reason why they do not apply */
  @ApiProperty({ type: 'integer' })
  answered: number;

  /** Questions that were looked at and are not known yet */
  @ApiProperty({ type: 'integer' })
  notKnown: number;

  /** Counts up with every save; also the section's `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was last saved, UTC; null when it never was */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  updatedAt: Date | null;

  /** Id of the person or program that saved last */
  @ApiProperty({ type: String, nullable: true })
  updatedBy: string | null;
}

/** A revision with its sections. */
export class RevisionView {
  /** The assessment that it belongs to */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** Number of the revision, from 1 */
  @ApiProperty({ type: 'integer' })
  number: number;

  /** Version of the instrument that it answers */
  instrumentVersion: string;

  /** A newer version that it can be moved to; null when it is by the newest */
  @ApiProperty({ type: String, nullable: true })
  newerInstrumentVersion: string | null;

  /** The deployment's facts that count into the result */
  deployment: DeploymentView;

  /** Its sections in the instrument's order */
  sections: SectionSummary[];

  /** Changes when any section or the deployment changes; also the `ETag` that submitting takes */
  version: string;

  /** When it was opened, UTC */
  createdAt: Date;
}
