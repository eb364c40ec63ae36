import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, ValidateIf } from 'class-validator';
import { PlainText, ResourceId } from '../platform/http/fields.js';

const MOST_TRUSTS = 300;

/** Ids are small letters, as the service gave them. */
const lowered = (id: unknown): unknown => (typeof id === 'string' ? id.toLowerCase() : id);

export class CreateNetwork {
  /** Name, unique among networks */
  @ApiProperty({ example: 'Fenmere Imaging Network' })
  @PlainText({ max: 200 })
  name: string;

  /** Ids of the trusts that belong to it */
  @ApiProperty({ type: [String] })
  @IsArray()
  @ArrayMaxSize(MOST_TRUSTS)
  @ArrayUnique(lowered, { message: 'trustIds must name each trust once' })
  @ResourceId({ each: true })
  trustIds: string[];
}

export class UpdateNetwork {
  /** Name, unique among networks */
  @PlainText({ max: 200, optional: true })
  name?: string;

  /** Ids of the trusts that belong to it; the whole list */
  @ApiPropertyOptional({ type: [String] })
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(MOST_TRUSTS)
  @ArrayUnique(lowered, { message: 'trustIds must name each trust once' })
  @ResourceId({ each: true })
  trustIds?: string[];
}

export class NetworkView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Name */
  name: string;

  /** Ids of the trusts that belong to it; those that were merged into them belong to it without being named */
  @ApiProperty({ type: [String] })
  trustIds: readonly string[];

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was made, UTC */
  createdAt: Date;

  /** When it was last changed, UTC */
  updatedAt: Date;
}

export class NetworkPage {
  /** Networks of this page, by name */
  items: NetworkView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
