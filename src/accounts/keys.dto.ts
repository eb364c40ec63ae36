import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray } from 'class-validator';
import { ROLES, type Role } from '../platform/access/grants.js';
import { SCOPES, type Scope } from '../platform/access/permissions.js';
import { DayText, OneOf, PlainText, ResourceId } from '../platform/http/fields.js';

/** Roles that a program can have: whoever is invited to a section is a person. */
const KEY_ROLES = ROLES.filter((role) => role !== 'contributor');

export class CreateKey {
  /** What it is for, for whoever looks at the list later */
  @ApiProperty({ example: 'Nightly import from the project office' })
  @PlainText({ max: 200 })
  name: string;

  /** The role that it acts in; it must be one that you could give to a person */
  @ApiProperty({ enum: KEY_ROLES, example: 'trust-viewer' })
  @OneOf(KEY_ROLES)
  role: Role;

  /** Trust roles: the trust */
  @ResourceId({ optional: true })
  trustId?: string;

  /** Vendor roles: the vendor */
  @ResourceId({ optional: true })
  vendorId?: string;

  /** Network viewers: the network */
  @ResourceId({ optional: true })
  networkId?: string;

  /** What it may do at most */
  @ApiProperty({ enum: SCOPES, isArray: true, example: ['deployments:read', 'results:read'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @ArrayUnique({ message: 'scopes must name each scope once' })
  @OneOf(SCOPES, { each: true })
  scopes: Scope[];

  /** The last day on which it is good, at most a year from today; default: 90 days from today */
  @ApiPropertyOptional({ format: 'date' })
  @DayText({ optional: true })
  lastDay?: string;
}

export class KeyView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** What it is for */
  name: string;

  /** Its start, by which it can be told from others */
  @ApiProperty({ example: 'sra_Qm3xYt0p' })
  prefix: string;

  /** The role that it acts in */
  @ApiProperty({ enum: KEY_ROLES })
  role: Role;

  /** Trust that it acts for */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  trustId: string | null;

  /** Vendor that it acts for */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  vendorId: string | null;

  /** Network that it acts for */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  networkId: string | null;

  /** What it may do at most */
  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes: readonly Scope[];

  /** When it was made, UTC */
  createdAt: Date;

  /** Id of who made it */
  createdBy: string;

  /** When it stops being good, UTC */
  expiresAt: Date;

  /** When it was last used, UTC, to the minute */
  @ApiProperty({ type: Date, nullable: true })
  lastUsedAt: Date | null;

  /** When it was ended, UTC */
  @ApiProperty({ type: Date, nullable: true })
  endedAt: Date | null;
}

export class NewKeyView extends KeyView {
  /** The key itself. It is told this once: only a hash of it is kept */
  @ApiProperty({ example: 'sra_Qm3xYt0p_(43 more characters)' })
  key: string;
}

export class KeyPage {
  /** Keys of this page, the newest first */
  items: KeyView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
