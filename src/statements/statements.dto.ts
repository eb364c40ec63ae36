import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject } from 'class-validator';
import { DayText, PlainText, ResourceId } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import type { ReplyState } from './statement.entity.js';

const LONGEST_NOTE = 4000;
const LONGEST_REASON = 1000;

export class PublishStatement {
  /** Id of the tool, which must be one of the vendor's own */
  @ApiProperty({ example: 'echogo-pro' })
  @PlainText({ max: 60 })
  toolId: string;

  /** Version of the product that it is about */
  @ApiProperty({ example: '2.2' })
  @PlainText({ max: 200 })
  productVersion: string;

  /** Only for this deployment; left out: for every site of the tool */
  @ResourceId({ optional: true })
  deploymentId?: string;

  /** One of the questions that the vendor answers: those whose scope is the tool */
  @ApiProperty({ example: 'VS-01' })
  @PlainText({ max: 20 })
  questionId: string;

  /** `{ "value": … }` as an answers document has it, or `{ "notApplicable": "why" }` */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { value: 3 } })
  @IsObject()
  answer: Record<string, unknown>;

  /** What stands behind it, for whoever decides whether to accept it */
  @ApiPropertyOptional({ example: 'Named contact and reply times are in the support agreement, section 4.' })
  @PlainText({ max: LONGEST_NOTE, optional: true })
  note?: string;

  /** The day on which it was stated; default: today */
  @ApiPropertyOptional({ format: 'date' })
  @DayText({ optional: true })
  statedOn?: string;
}

export class StatementView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The vendor that states it */
  @ApiProperty({ format: 'uuid' })
  vendorId: string;

  /** Id of the tool */
  toolId: string;

  /** Version of the product */
  productVersion: string;

  /** The one deployment that it is about; null: every site of the tool */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  deploymentId: string | null;

  /** The question that it answers */
  questionId: string;

  /** The answer */
  @ApiProperty({ type: 'object', additionalProperties: true })
  answer: Readonly<Record<string, unknown>>;

  /** What stands behind it */
  @ApiProperty({ type: String, nullable: true })
  note: string | null;

  /** The day on which it was stated */
  @ApiProperty({ format: 'date' })
  statedOn: string;

  /** When it was published, UTC */
  createdAt: Date;

  /** When it was withdrawn, UTC; null while it stands */
  @ApiProperty({ type: Date, nullable: true })
  withdrawnAt: Date | null;
}

export class StatementPage {
  /** Statements of this page, the newest first */
  items: StatementView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export class StatementsQuery extends PageQuery {
  /** Only statements about this tool */
  @PlainText({ max: 60, optional: true })
  toolId?: string;

  /** Only statements about this version */
  @PlainText({ max: 200, optional: true })
  productVersion?: string;

  /** Only statements for this deployment alone */
  @ResourceId({ optional: true })
  deploymentId?: string;

  /** Only statements on this question */
  @PlainText({ max: 20, optional: true })
  questionId?: string;
}

export const STANDINGS = ['waiting', 'accepted', 'disputed', 'superseded', 'withdrawn', 'other-version'] as const;
/**
 * What a statement is to an assessment. `waiting`: nobody has answered it; it counts for nothing. `superseded`: a newer
 * one on the same question took its place, or a version that is material to clinical safety was published after it.
 * `other-version`: it is not about the version that the site uses.
 */
export type StatementStanding = (typeof STANDINGS)[number];
const REPLY_STATES = ['accepted', 'disputed'] as const;

/** What the site makes of a statement. */
export class ReplyView {
  /** What it decided */
  @ApiProperty({ enum: REPLY_STATES })
  state: ReplyState;

  /** Why it disputes it */
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  /** When, UTC */
  at: Date;

  /** Id of who decided */
  by: string;
}

export class AssessmentStatement {
  /** The statement */
  statement: StatementView;

  /** What it is to this assessment; only an accepted one counts */
  @ApiProperty({ enum: STANDINGS })
  standing: StatementStanding;

  /** What the site made of it; null while nobody has said */
  @ApiProperty({ type: ReplyView, nullable: true })
  reply: ReplyView | null;
}

export class AssessmentStatements {
  /** By question, the newest first */
  items: AssessmentStatement[];
}

export class DisputeStatement {
  /** Why it does not hold here */
  @ApiProperty({ example: 'The support line named there does not answer outside office hours.' })
  @PlainText({ max: LONGEST_REASON })
  reason: string;
}

export class PublishVersion {
  /** Its name, as it stands in the product */
  @ApiProperty({ example: '2.3' })
  @PlainText({ max: 200 })
  version: string;

  /** The day of its release, today at the latest */
  @ApiProperty({ format: 'date', example: '2026-11-20' })
  @DayText()
  releasedOn: string;

  /** Whether it is material to clinical safety: what rests on earlier statements is asked again everywhere */
  @ApiProperty({ example: true })
  @IsBoolean()
  material: boolean;
}

export class VersionView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Id of the tool */
  toolId: string;

  /** Its name */
  version: string;

  /** The day of its release */
  @ApiProperty({ format: 'date' })
  releasedOn: string;

  /** Whether it is material to clinical safety */
  material: boolean;

  /** When it was published here, UTC */
  createdAt: Date;
}

export class VersionList {
  /** Versions, the newest first */
  items: VersionView[];
}

/** A deployment in which a version would have questions asked again. */
export class ReopenedDeployment {
  /** The deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The site and its trust, by name */
  @ApiProperty({ example: 'Fenmere Infirmary, Fenmere and Holt NHS Trust' })
  site: string;

  /** Questions whose answers rest on a statement: in the open revision or, where none is open, in what was submitted last */
  @ApiProperty({ type: [String] })
  questions: readonly string[];
}

export class VersionPreview {
  /** Deployments that the vendor takes part in */
  deployments: ReopenedDeployment[];

  /** How many more there are, in which it takes no part */
  @ApiProperty({ type: 'integer' })
  others: number;
}
