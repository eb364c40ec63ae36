import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DayText, OneOf, PlainText, ResourceId } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { OdsCode } from './ods-code.js';
import { Postcode } from './postcode.js';

export class CreateTrust {
  /** ODS code of the organisation, 2 to 10 capital letters and digits */
  @ApiProperty({ example: 'ZZ01' })
  @OdsCode()
  code: string;

  /** Official name */
  @ApiProperty({ example: 'Fenmere and Holt NHS Trust' })
  @PlainText({ max: 200 })
  name: string;

  /** NHS region, as text */
  @ApiPropertyOptional({ example: 'East of England' })
  @PlainText({ max: 100, optional: true, nullable: true })
  region?: string | null;
}

export class UpdateTrust {
  /** Official name */
  @PlainText({ max: 200, optional: true })
  name?: string;

  /** NHS region, as text; null takes it away */
  @PlainText({ max: 100, optional: true, nullable: true })
  region?: string | null;
}

/** What became of a trust that is no more. */
export class MergeTrust {
  /** The trust that it became part of */
  @ApiProperty({ format: 'uuid' })
  @ResourceId()
  intoId: string;

  /** The day on which it did, today or earlier */
  @ApiProperty({ format: 'date', example: '2026-04-01' })
  @DayText()
  on: string;
}

export class TrustView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** ODS code */
  code: string;

  /** Official name */
  name: string;

  /** NHS region; null when not known */
  @ApiProperty({ type: String, nullable: true })
  region: string | null;

  /** Where its head office is; null when not known */
  @ApiProperty({ type: String, nullable: true })
  address: string | null;

  /** Postcode of its head office */
  @ApiProperty({ type: String, nullable: true })
  postcode: string | null;

  /** The day on which it was opened, by the official file */
  @ApiProperty({ type: String, nullable: true, format: 'date' })
  openedOn: string | null;

  /** Its last day; null while it is open */
  @ApiProperty({ type: String, nullable: true, format: 'date' })
  closedOn: string | null;

  /** The trust that it became part of; null while it stands by itself */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  mergedIntoId: string | null;

  /** The day on which it did */
  @ApiProperty({ type: String, nullable: true, format: 'date' })
  mergedOn: string | null;

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was made, UTC */
  createdAt: Date;

  /** When it was last changed, UTC */
  updatedAt: Date;
}

export class TrustPage {
  /** Trusts of this page */
  items: TrustView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export const TRUST_SORTS = ['name', '-name', 'createdAt', '-createdAt'] as const;
export type TrustSort = (typeof TRUST_SORTS)[number];

export class TrustQuery extends PageQuery {
  /** Only the trust with this ODS code */
  @PlainText({ max: 10, optional: true })
  code?: string;

  /** Only trusts whose name holds this text, upper or lower case */
  @PlainText({ max: 100, optional: true })
  name?: string;

  /** Only trusts whose name holds these words or parts of words, or whose ODS code or postcode begins so */
  @PlainText({ max: 100, optional: true })
  q?: string;

  /** Sort order; a minus sign for descending */
  @ApiPropertyOptional({ enum: TRUST_SORTS, default: 'name' })
  @OneOf(TRUST_SORTS, { optional: true })
  sort?: TrustSort = 'name';
}

export class CreateSite {
  /** Name of the hospital or place, unique in its trust */
  @ApiProperty({ example: 'Fenmere Infirmary' })
  @PlainText({ max: 200 })
  name: string;

  /** ODS code of the site */
  @ApiPropertyOptional({ example: 'ZZ011' })
  @OdsCode({ optional: true, nullable: true })
  code?: string | null;

  /** Postcode of the site */
  @ApiPropertyOptional({ example: 'ZZ9 9ZZ' })
  @Postcode()
  postcode?: string | null;
}

export class UpdateSite {
  /** Name of the hospital or place, unique in its trust */
  @PlainText({ max: 200, optional: true })
  name?: string;

  /** ODS code of the site; null takes it away */
  @OdsCode({ optional: true, nullable: true })
  code?: string | null;

  /** Postcode of the site; null takes it away */
  @Postcode()
  postcode?: string | null;
}

export class SiteView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Trust that it belongs to */
  @ApiProperty({ format: 'uuid' })
  trustId: string;

  /** Name of the hospital or place */
  name: string;

  /** ODS code of the site; null when not known */
  @ApiProperty({ type: String, nullable: true })
  code: string | null;

  /** Postcode of the site; null when not known */
  @ApiProperty({ type: String, nullable: true })
  postcode: string | null;

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was made, UTC */
  createdAt: Date;

  /** When it was last changed, UTC */
  updatedAt: Date;
}

export class SitePage {
  /** Sites of this page */
  items: SiteView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export class SiteQuery extends PageQuery {
  /** Only sites whose name, or whose trust's, holds these words or parts of words, or whose ODS code or postcode begins so */
  @PlainText({ max: 100, optional: true })
  q?: string;
}
