import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { PlaceView } from '../deployments/deployments.dto.js';
import { OneOf, PlainText, ResourceId } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import {
  ACTS,
  CONCERN_KINDS,
  CONCERN_STATES,
  SIDES,
  type Act,
  type ConcernKind,
  type ConcernState,
  type Side,
} from './states.js';

export const LONGEST_SUBJECT = 200;
export const LONGEST_MESSAGE = 4000;
const LONGEST_ACTION = 60;

function Optional(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

export class CreateConcern {
  /** Something to be answered, or something to worry about */
  @ApiProperty({ enum: CONCERN_KINDS, example: 'question' })
  @OneOf(CONCERN_KINDS)
  kind: ConcernKind;

  /** What it is about, in a line. No patient data */
  @ApiProperty({ example: 'Which firewall ports does the gateway need?' })
  @PlainText({ max: LONGEST_SUBJECT })
  subject: string;

  /** What is asked, or what the worry is. No patient data */
  @ApiProperty({
    example: 'Our network team asks for a list with direction and protocol before the change board meets.',
  })
  @PlainText({ max: LONGEST_MESSAGE, lines: true })
  text: string;

  /** The question of the assessment that it is about; with neither this nor an action: the assessment as a whole */
  @ApiPropertyOptional({ example: 'IT-05' })
  @PlainText({ max: 20, optional: true })
  questionId?: string;

  /** The action of the support plan that it is about, in place of a question */
  @ApiPropertyOptional({ example: 'IT-05:find-out' })
  @PlainText({ max: LONGEST_ACTION, optional: true })
  actionId?: string;

  /** Whether the vendor may publish an answer to every site of the tool, without naming this one; default: yes */
  @ApiPropertyOptional({ example: true })
  @IsBoolean()
  @Optional()
  mayPublish?: boolean;
}

export class AddMessage {
  /** What to say. No patient data */
  @ApiProperty({ example: 'Port 11112 inbound for DICOM and 443 outbound, both TCP.' })
  @PlainText({ max: LONGEST_MESSAGE, lines: true })
  text: string;
}

const CHANGES_TO = ['open', 'settled', 'withdrawn'] as const;

export class UpdateConcern {
  /** Settle it, re-open it, or withdraw it, which only who asked can do */
  @ApiPropertyOptional({ example: 'settled' })
  @OneOf(CHANGES_TO, { optional: true })
  state?: (typeof CHANGES_TO)[number];

  /** Words to go with it. No patient data */
  @ApiPropertyOptional({ example: 'Thank you, the change board has agreed.' })
  @PlainText({ max: LONGEST_MESSAGE, lines: true, optional: true })
  text?: string;

  /** Whether the vendor may publish an answer. No takes down one that it has published */
  @ApiPropertyOptional({ example: true })
  @IsBoolean()
  @Optional()
  mayPublish?: boolean;
}

export class ConcernsQuery extends PageQuery {
  /** Only those of this assessment */
  @ResourceId({ optional: true })
  assessmentId?: string;

  /** Only those of this site */
  @ResourceId({ optional: true })
  siteId?: string;

  /** Only those on this tool */
  @PlainText({ max: 60, optional: true })
  toolId?: string;

  /** Only those in this state */
  @ApiPropertyOptional({ enum: CONCERN_STATES })
  @OneOf(CONCERN_STATES, { optional: true })
  state?: ConcernState;

  /** Only questions, or only concerns */
  @ApiPropertyOptional({ enum: CONCERN_KINDS })
  @OneOf(CONCERN_KINDS, { optional: true })
  kind?: ConcernKind;

  /** Only those on this question, or on an action that closes its gap */
  @PlainText({ max: 20, optional: true })
  questionId?: string;
}

export class ConcernView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The assessment that it was asked in */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** The deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The trust that runs the site */
  trust: PlaceView;

  /** The site */
  site: PlaceView;

  /** Id of the tool */
  toolId: string;

  /** A question, or a concern */
  @ApiProperty({ enum: CONCERN_KINDS })
  kind: ConcernKind;

  /** `open`: the vendor has it to answer. `answered`: the site has it to settle, or to write again */
  @ApiProperty({ enum: CONCERN_STATES })
  state: ConcernState;

  /** Code of the section that it is about; null: the assessment as a whole */
  @ApiProperty({ type: String, nullable: true })
  section: string | null;

  /** The question of the assessment that it is about */
  @ApiProperty({ type: String, nullable: true })
  questionId: string | null;

  /** The action that it is about */
  @ApiProperty({ type: String, nullable: true })
  actionId: string | null;

  /** What it is about, in a line; null once who asked was erased */
  @ApiProperty({ type: String, nullable: true })
  subject: string | null;

  /** Whether the vendor may publish an answer */
  mayPublish: boolean;

  /** The answer that the vendor published from it and that stands; null: none */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  publishedAnswerId: string | null;

  /** Id of who asked */
  askedBy: string;

  /** Name of who asked; null where there is none */
  @ApiProperty({ type: String, nullable: true })
  askedByName: string | null;

  /** Messages that there are */
  @ApiProperty({ type: 'integer' })
  messageCount: number;

  /** Since when the vendor has it to answer; null while it has not */
  @ApiProperty({ type: Date, nullable: true })
  waitingSince: Date | null;

  /** Counts up with every message and change */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was asked, UTC */
  createdAt: Date;

  /** The last message or change, UTC */
  updatedAt: Date;
}

export class ConcernMessage {
  /** 1 for the first */
  @ApiProperty({ type: 'integer' })
  number: number;

  /** Who speaks: the site, or the vendor */
  @ApiProperty({ enum: SIDES })
  side: Side;

  /** What was done with it */
  @ApiProperty({ enum: ACTS })
  act: Act;

  /** The words; null where there were none or they were erased */
  @ApiProperty({ type: String, nullable: true })
  text: string | null;

  /** Whether there were words that were erased with the person */
  erased: boolean;

  /** When, UTC */
  at: Date;

  /** Id of who it was */
  by: string;

  /** Name of who it was; null where there is none */
  @ApiProperty({ type: String, nullable: true })
  byName: string | null;
}

export class ConcernDetails extends ConcernView {
  /** The conversation, oldest first */
  messages: ConcernMessage[];
}

export class ConcernPage {
  /** What is open first, by age; then the rest, what changed last first */
  items: ConcernView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
