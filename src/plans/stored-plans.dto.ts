import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNumber, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { VENDOR_HOURS_A_WEEK } from '../core/planning/plan.js';
import { ResourceId } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';

/** Hours; finer ones would be other plans that say the same. */
const STEP = 0.5;

/** What a plan is to be made with. */
export class MakePlan {
  /** Hours a week of the vendor's time for this site, in steps of half an hour; default: what the instrument says */
  @ApiPropertyOptional({
    type: Number,
    multipleOf: STEP,
    minimum: VENDOR_HOURS_A_WEEK.least,
    maximum: VENDOR_HOURS_A_WEEK.most,
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsNumber()
  @ValidateBy(
    { name: 'isInSteps', validator: { validate: (value: unknown) => typeof value !== 'number' || value % STEP === 0 } },
    { message: `$property must be in steps of ${String(STEP)}` },
  )
  @Min(VENDOR_HOURS_A_WEEK.least)
  @Max(VENDOR_HOURS_A_WEEK.most)
  vendorHours?: number;
}

export class PlansQuery extends PageQuery {
  /** Only plans of this deployment */
  @ResourceId({ optional: true })
  deploymentId?: string;

  /** Only plans of this submission */
  @ResourceId({ optional: true })
  snapshotId?: string;
}

/** A plan as it was made. It never changes. */
export class PlanView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** What its pages show, for people to quote, such as SP-4F0C21A9B7 */
  reference: string;

  /** The submission that it was made from */
  @ApiProperty({ format: 'uuid' })
  snapshotId: string;

  /** The assessment */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** The deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** Number of the submission, from 1 */
  @ApiProperty({ type: 'integer' })
  number: number;

  /** The day from which it plans */
  @ApiProperty({ format: 'date' })
  asOf: string;

  /** Hours a week of the vendor's time; null: what the instrument says */
  @ApiProperty({ type: Number, nullable: true })
  vendorHours: number | null;

  /** The day of the newer submission that its first page tells of; null when there was none as it was made */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  supersededOn: string | null;

  /** When it was made, UTC */
  madeAt: Date;

  /** Id of the person or program that asked for it first */
  madeBy: string;

  /** SHA-256 of its inputs, 64 hexadecimal digits; its pages show the first twelve */
  fingerprint: string;

  /** SHA-256 of the PDF, 64 hexadecimal digits */
  pdfHash: string;

  /** Size of the PDF, bytes */
  @ApiProperty({ type: 'integer' })
  pdfBytes: number;
}

export class PlanPage {
  /** Plans, the newest first */
  items: PlanView[];

  /** `cursor` of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
