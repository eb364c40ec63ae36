import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, ValidateIf } from 'class-validator';
import { PlainText } from '../platform/http/fields.js';

const MOST_TOOLS = 100;

export class CreateVendor {
  /** Name, unique among vendors */
  @ApiProperty({ example: 'Ultromics' })
  @PlainText({ max: 200 })
  name: string;

  /** Ids of the catalogue's tools that it makes; each tool is one vendor's */
  @ApiProperty({ type: [String], example: ['echogo-pro'] })
  @IsArray()
  @ArrayMaxSize(MOST_TOOLS)
  @ArrayUnique({ message: 'toolIds must name each tool once' })
  @PlainText({ max: 60, each: true })
  toolIds: string[];
}

export class UpdateVendor {
  /** Name, unique among vendors */
  @PlainText({ max: 200, optional: true })
  name?: string;

  /** Ids of the catalogue's tools that it makes; the whole list */
  @ApiPropertyOptional({ type: [String] })
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(MOST_TOOLS)
  @ArrayUnique({ message: 'toolIds must name each tool once' })
  @PlainText({ max: 60, each: true })
  toolIds?: string[];
}

export class VendorView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Name */
  name: string;

  /** Ids of the catalogue's tools that it makes, in alphabetical order */
  @ApiProperty({ type: [String] })
  toolIds: readonly string[];

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was made, UTC */
  createdAt: Date;

  /** When it was last changed, UTC */
  updatedAt: Date;
}

export class VendorPage {
  /** Vendors of this page, by name */
  items: VendorView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
