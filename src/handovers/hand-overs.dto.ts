import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { EmailText } from '../accounts/email-text.js';
import { DayText, OneOf, PlainText, ResourceId } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { HAND_OVER_STATES, type HandOverState } from './hand-over.entity.js';

const LONGEST_MESSAGE = 1000;
const LONGEST_REASON = 500;
const COLLEAGUE_STATES = ['active', 'suspended', 'erased', 'invited'] as const;

/** Whom something is handed to: the id of a colleague who has a role at the trust, or a name and an address. */
export class Reassign {
  /** A colleague who has a role at the trust; then neither name nor address */
  @ResourceId({ optional: true })
  personId?: string;

  /** The colleague's name, as you know it */
  @ApiPropertyOptional({ example: 'Priya Nair' })
  @PlainText({ max: 200, optional: true })
  name?: string;

  /** Where the colleague gets mail; the account will have this address */
  @ApiPropertyOptional({ example: 'priya.nair@fenmere.example' })
  @ValidateIf(({ email }: Reassign) => email !== undefined)
  @EmailText()
  email?: string;

  /** A few words to the colleague */
  @ApiPropertyOptional({ example: 'You run the imaging network, so you know this best.' })
  @PlainText({ max: LONGEST_MESSAGE, optional: true, lines: true })
  message?: string;

  /** The day by which you would like to have it */
  @ApiPropertyOptional({ format: 'date', example: '2026-12-11' })
  @DayText({ optional: true })
  wishedFor?: string;
}

export class CreateHandOver extends Reassign {
  /** Code of the section; give it, or a question */
  @ApiPropertyOptional({ example: 'IT' })
  @PlainText({ max: 10, optional: true })
  section?: string;

  /** Id of a single question; give it, or a section */
  @ApiPropertyOptional({ example: 'IT-05' })
  @PlainText({ max: 20, optional: true })
  questionId?: string;
}

export class ReturnHandOver {
  /** A few words to whoever handed it over */
  @ApiPropertyOptional({ example: 'IT-05 is not known: the switch is being replaced.' })
  @PlainText({ max: LONGEST_MESSAGE, optional: true, lines: true })
  message?: string;
}

export class DeclineHandOver {
  /** Why you cannot answer it */
  @ApiProperty({ example: 'The network team knows this, not mine.' })
  @PlainText({ max: LONGEST_REASON, lines: true })
  reason: string;
}

/** Whom something was handed to. */
export class HandedTo {
  /** Id of the person; null until the link was used */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  personId: string | null;

  /** Name; null once it was forgotten */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;

  /** Address, for those who hand over; null for others, and once it was forgotten */
  @ApiProperty({ type: String, nullable: true })
  email: string | null;

  /** `invited`: the link was not used yet */
  @ApiProperty({ enum: COLLEAGUE_STATES })
  state: (typeof COLLEAGUE_STATES)[number];

  /** Until when the link works, UTC; null where there is none that does */
  @ApiProperty({ type: Date, nullable: true })
  linkExpiresAt: Date | null;
}

export class HandOverView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The assessment */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** Number of the revision that was open */
  @ApiProperty({ type: 'integer' })
  revision: number;

  /** Code of the section */
  @ApiProperty({ example: 'IT' })
  section: string;

  /** Id of a single question; null for the whole section */
  @ApiProperty({ type: String, nullable: true })
  questionId: string | null;

  /** Whom it went to */
  to: HandedTo;

  /** Words to the colleague */
  @ApiProperty({ type: String, nullable: true })
  message: string | null;

  /** The day by which it was wished for */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  wishedFor: string | null;

  /** `invited`, `started`: under way. `returned`: finished. `declined`, `taken-back`, `reassigned`: ended, with all access */
  @ApiProperty({ enum: HAND_OVER_STATES })
  state: HandOverState;

  /** What the colleague said when it was returned or declined */
  @ApiProperty({ type: String, nullable: true })
  reply: string | null;

  /** How often the colleague was reminded */
  @ApiProperty({ type: 'integer' })
  reminders: number;

  /** When last, UTC */
  @ApiProperty({ type: Date, nullable: true })
  remindedAt: Date | null;

  /** When the colleague opened it or first saved something, UTC */
  @ApiProperty({ type: Date, nullable: true })
  startedAt: Date | null;

  /** When it was returned or ended, UTC */
  @ApiProperty({ type: Date, nullable: true })
  closedAt: Date | null;

  /** The hand-over in whose place it came; null for the first */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  replacesId: string | null;

  /** The hand-over that came in its place; null where there is none */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  replacedById: string | null;

  /** When it was handed over, UTC */
  createdAt: Date;

  /** Id of who handed it over */
  createdBy: string;

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class HandedOverView extends HandOverView {
  /** What to pass on. For somebody who is here already, the address of the page; else a link that works once, for 14 days, and is told this once */
  @ApiProperty({ example: 'https://readiness.example/invitations/(43 characters)' })
  link: string;

  /** Whether the service tells the colleague by mail; where it does not, pass the link on yourself */
  mailed: boolean;
}

export class HandOverPage {
  /** Hand-overs of this page, the newest first */
  items: HandOverView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export class HandOverQuery extends PageQuery {
  /** Only those in this state */
  @ApiPropertyOptional({ enum: HAND_OVER_STATES })
  @OneOf(HAND_OVER_STATES, { optional: true })
  state?: HandOverState;

  /** Only those of this section and its questions */
  @PlainText({ max: 10, optional: true })
  section?: string;
}
