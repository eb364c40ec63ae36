import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, ValidateIf } from 'class-validator';
import { ROLES, type Role } from '../platform/access/grants.js';
import { EmailText } from './email-text.js';
import { OneOf, PlainText, ResourceId } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';

const MOST_SECTIONS = 50;
const LONGEST_CODE = 20;
const LONGEST_MESSAGE = 1000;

export const INVITATION_STATES = ['open', 'expired', 'taken', 'declined', 'withdrawn'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** A role with its place. */
export class GiveRole {
  /** The role; it must be one that you may give */
  @ApiProperty({ enum: ROLES, example: 'trust-viewer' })
  @OneOf(ROLES)
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

  /** Contributors: the assessment */
  @ResourceId({ optional: true })
  assessmentId?: string;

  /** Contributors: codes of the sections, at least one */
  @ApiPropertyOptional({ type: [String], example: ['IT', 'GV'], maxItems: MOST_SECTIONS })
  @ValidateIf(({ sections }: GiveRole) => sections !== undefined)
  @IsArray()
  @ArrayMaxSize(MOST_SECTIONS)
  @ArrayUnique({ message: 'sections must name each section once' })
  @PlainText({ max: LONGEST_CODE, each: true })
  sections?: string[];
}

export class CreateInvitation extends GiveRole {
  /** Where the person gets mail; the account will have this address */
  @ApiProperty({ example: 'priya.nair@fenmere.example' })
  @EmailText()
  email: string;

  /** The person's name, as you know it */
  @ApiProperty({ example: 'Priya Nair' })
  @PlainText({ max: 200 })
  name: string;

  /** A few words to the person, shown with the invitation */
  @ApiPropertyOptional({ example: 'Please answer for the imaging department.' })
  @PlainText({ max: LONGEST_MESSAGE, optional: true, lines: true })
  message?: string;
}

/** A role where it is held. */
export class RoleView {
  /** The role */
  @ApiProperty({ enum: ROLES })
  role: Role;

  /** The role and its place in words */
  @ApiProperty({ example: 'Trust lead at Fenmere and Holt NHS Trust' })
  text: string;

  /** Trust; of a contributor the trust that is assessed */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  trustId: string | null;

  /** Vendor */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  vendorId: string | null;

  /** Network */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  networkId: string | null;

  /** Contributors: the assessment */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  assessmentId: string | null;

  /** Contributors: codes of the sections */
  @ApiProperty({ type: [String], nullable: true })
  sections: readonly string[] | null;

  /** Contributors: ids of single questions; null where whole sections are meant */
  @ApiProperty({ type: [String], nullable: true })
  questions: readonly string[] | null;

  /** The hand-over that it came with; null for a role that was given by itself */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  handOverId: string | null;
}

export class InvitationView extends RoleView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Whom it was sent to; null once it was forgotten */
  @ApiProperty({ type: String, nullable: true })
  email: string | null;

  /** The person's name, as it was given; null once it was forgotten */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;

  /** Words to the person */
  @ApiProperty({ type: String, nullable: true })
  message: string | null;

  /** `open` while the link works */
  @ApiProperty({ enum: INVITATION_STATES })
  state: InvitationState;

  /** Why it was declined, in the person's own words */
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  /** Id of the person who took it */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  personId: string | null;

  /** Id of who sent it */
  createdBy: string;

  /** When it was made, UTC */
  createdAt: Date;

  /** When its link stops working, UTC */
  expiresAt: Date;

  /** When it was taken, declined or withdrawn, UTC */
  @ApiProperty({ type: Date, nullable: true })
  closedAt: Date | null;
}

export class NewInvitationView extends InvitationView {
  /** The link to pass on. It is told this once: only a hash of it is kept. It works once, for 14 days */
  @ApiProperty({ example: 'https://readiness.example/invitations/(43 characters)' })
  link: string;

  /** Whether the service sends the link by mail as well; where it does not, pass it on yourself */
  mailed: boolean;
}

export class InvitationPage {
  /** Invitations of this page, the newest first */
  items: InvitationView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export class InvitationQuery extends PageQuery {
  /** Only those in this state */
  @ApiPropertyOptional({ enum: INVITATION_STATES })
  @OneOf(INVITATION_STATES, { optional: true })
  state?: InvitationState;
}
