import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { OneOf, PlainText, WholeNumber } from '../platform/http/fields.js';
import { PORTFOLIO_SORTS, PortfolioFilters, type PortfolioSort } from './portfolio.dto.js';

export const LONGEST_VIEW_NAME = 80;

/** What the work list is narrowed by and how it stands, as `GET /api/v1/portfolio` takes it. */
export class SavedQuery extends OmitType(PortfolioFilters, ['stage'] as const) {
  /** Only sites at this stage, 0 to 4 */
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 4 })
  @WholeNumber({ min: 0, max: 4, optional: true })
  stage?: number;

  /** Work list or by the name of the site */
  @ApiPropertyOptional({ enum: PORTFOLIO_SORTS })
  @OneOf(PORTFOLIO_SORTS, { optional: true })
  sort?: PortfolioSort;

  /** Sites that whoever looks is named as the owner of come first */
  @ApiPropertyOptional()
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean({ message: '$property must be true or false' })
  mine?: boolean;
}

export class SaveView {
  /** What it is called, once each. No patient data */
  @ApiProperty({ example: 'Blocked by the firewall, South West' })
  @PlainText({ max: LONGEST_VIEW_NAME })
  name: string;

  /** What the list is narrowed by; none of it: all sites */
  @ApiProperty({ type: SavedQuery, example: { region: 'South West', blocker: 'GV-01', mine: true } })
  @IsObject({ message: '$property must be an object' })
  @ValidateNested()
  @Type(() => SavedQuery)
  query: SavedQuery;
}

export class SavedView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** What it is called */
  name: string;

  /** What the list is narrowed by */
  @ApiProperty({ type: SavedQuery })
  query: SavedQuery;

  /** When it was saved, UTC */
  createdAt: Date;

  /** Also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class SavedViewPage {
  /** By name */
  items: SavedView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
