import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { USES, type ChangeKind, type Use } from '../core/contracts/instrument.js';
import { DayText, OneOf, PlainText, ResourceId, WholeNumber } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';

export const DEPLOYMENT_STATUSES = ['active', 'paused', 'ended'] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATUSES)[number];
const CHANGE_KINDS = ['product-version', 'pacs', 'scanner', 'gateway'] as const satisfies readonly ChangeKind[];

const MOST_PEOPLE = 10_000;
const MOST_CHANGES = 100;
const CLEARABLE = { optional: true, nullable: true } as const;

/** A change of systems or of the product that makes earlier evidence out of date. */
export class ChangeRecord {
  /** What changed */
  @ApiProperty({ enum: CHANGE_KINDS, example: 'pacs' })
  @OneOf(CHANGE_KINDS)
  kind: ChangeKind;

  /** The day on which it took effect */
  @ApiProperty({ format: 'date', example: '2026-09-01' })
  @DayText()
  on: string;

  /** For a product version: the clinical safety officer's judgement; required there and left out elsewhere */
  @ApiPropertyOptional({ example: true })
  @ValidateIf((change: ChangeRecord) => change.material !== undefined || change.kind === 'product-version')
  @IsBoolean()
  material?: boolean;

  /** For a product version: the version it led to */
  @ApiPropertyOptional({ example: '2.2' })
  @PlainText({ max: 200, optional: true })
  productVersion?: string;
}

/** What can be said and changed about a deployment. */
export class UpdateDeployment {
  /** What the deployment is for; it decides which questions and gates apply */
  @ApiPropertyOptional({ enum: USES })
  @OneOf(USES, { optional: true })
  use?: Use;

  /** Where the work stands: `active`, `paused` or `ended` */
  @ApiPropertyOptional({ enum: DEPLOYMENT_STATUSES })
  @OneOf(DEPLOYMENT_STATUSES, { optional: true })
  status?: DeploymentStatus;

  /** Version of the product to be used; evidence bound to another version does not count */
  @PlainText({ max: 200, ...CLEARABLE })
  productVersion?: string | null;

  /** The day on which the site wants to go live */
  @ApiPropertyOptional({ type: String, format: 'date', nullable: true })
  @DayText(CLEARABLE)
  targetDate?: string | null;

  /** The day on which the tool went into use; null while it is not in use */
  @ApiPropertyOptional({ type: String, format: 'date', nullable: true })
  @DayText(CLEARABLE)
  goLiveDate?: string | null;

  /** People who report studies with the tool; an estimate is used and named while it is null */
  @WholeNumber({ min: 0, max: MOST_PEOPLE, ...CLEARABLE })
  reporters?: number | null;

  /** Physiologists who scan for it; as above */
  @WholeNumber({ min: 0, max: MOST_PEOPLE, ...CLEARABLE })
  physiologists?: number | null;

  /** Staff of the project; as above */
  @WholeNumber({ min: 0, max: MOST_PEOPLE, ...CLEARABLE })
  projectStaff?: number | null;

  /** Who looks after the site at the vendor: a role or a team */
  @PlainText({ max: 200, ...CLEARABLE })
  vendorOwner?: string | null;

  /** Changes that make earlier evidence out of date; the whole list */
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(MOST_CHANGES)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ChangeRecord)
  changes?: ChangeRecord[];

  /** Ids of the instrument's alternative actions that this site can use; the whole list */
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(MOST_CHANGES)
  @PlainText({ max: 100, each: true })
  alternatives?: string[];
}

/** A deployment to be made: one tool at one site. */
export class CreateDeployment extends UpdateDeployment {
  /** Site at which the tool is to be used */
  @ApiProperty({ format: 'uuid' })
  @ResourceId()
  siteId: string;

  /** Id of the tool's profile */
  @ApiProperty({ example: 'echogo-pro' })
  @PlainText({ max: 60 })
  toolId: string;
}

export class SetVendorAccess {
  /** Whether the tool's vendor takes part */
  @ApiProperty({ example: true })
  @IsBoolean()
  vendorAccess: boolean;
}

export class SetVendorOwner {
  /** Who looks after the site at the vendor: a role, a team or a name; null for nobody */
  @PlainText({ max: 200, nullable: true })
  vendorOwner: string | null;
}

/** The trust or the site of a deployment. */
export class PlaceView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** ODS code; null when not known */
  @ApiProperty({ type: String, nullable: true })
  code: string | null;

  /** Name */
  name: string;

  /** Counts up with every change of it */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class DeploymentView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The trust that runs the site */
  trust: PlaceView;

  /** The site */
  site: PlaceView;

  /** Id of the tool's profile */
  toolId: string;

  /** What the deployment is for */
  @ApiProperty({ enum: USES })
  use: Use;

  /** Where the work stands */
  @ApiProperty({ enum: DEPLOYMENT_STATUSES })
  status: DeploymentStatus;

  /** Version of the product to be used */
  @ApiProperty({ type: String, nullable: true })
  productVersion: string | null;

  /** The day on which the site wants to go live */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  targetDate: string | null;

  /** The day on which the tool went into use */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  goLiveDate: string | null;

  /** People who report studies with the tool; null when not known */
  @ApiProperty({ type: 'integer', nullable: true })
  reporters: number | null;

  /** Physiologists who scan for it; null when not known */
  @ApiProperty({ type: 'integer', nullable: true })
  physiologists: number | null;

  /** Staff of the project; null when not known */
  @ApiProperty({ type: 'integer', nullable: true })
  projectStaff: number | null;

  /** Who looks after the site at the vendor */
  @ApiProperty({ type: String, nullable: true })
  vendorOwner: string | null;

  /** Whether the tool's vendor takes part: it sees what was submitted, and what the trust shares of the rest */
  vendorAccess: boolean;

  /** Changes that make earlier evidence out of date */
  @ApiProperty({ type: [ChangeRecord] })
  changes: readonly ChangeRecord[];

  /** Ids of the instrument's alternative actions that this site can use */
  @ApiProperty({ type: [String] })
  alternatives: readonly string[];

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was made, UTC */
  createdAt: Date;

  /** When it was last changed, UTC */
  updatedAt: Date;
}

export class DeploymentPage {
  /** Deployments of this page, newest first unless sorted otherwise */
  items: DeploymentView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export const DEPLOYMENT_SORTS = ['createdAt', '-createdAt', 'updatedAt', '-updatedAt'] as const;
export type DeploymentSort = (typeof DEPLOYMENT_SORTS)[number];

export class DeploymentQuery extends PageQuery {
  /** Only deployments of this trust */
  @ApiPropertyOptional({ format: 'uuid' })
  @ResourceId({ optional: true })
  trustId?: string;

  /** Only deployments at this site */
  @ApiPropertyOptional({ format: 'uuid' })
  @ResourceId({ optional: true })
  siteId?: string;

  /** Only deployments of this tool */
  @PlainText({ max: 60, optional: true })
  toolId?: string;

  /** Only deployments in this status */
  @ApiPropertyOptional({ enum: DEPLOYMENT_STATUSES })
  @OneOf(DEPLOYMENT_STATUSES, { optional: true })
  status?: DeploymentStatus;

  /** Sort order; a minus sign for descending */
  @ApiPropertyOptional({ enum: DEPLOYMENT_SORTS, default: '-createdAt' })
  @OneOf(DEPLOYMENT_SORTS, { optional: true })
  sort?: DeploymentSort = '-createdAt';
}
