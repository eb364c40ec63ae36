import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { DayText, OneOf, PlainText } from '../platform/http/fields.js';
import {
  CONTACT_KINDS,
  PROMISE_STATES,
  SETTLED_STATES,
  WITHDRAWAL_REASONS,
  type ContactKind,
  type PromiseState,
  type SettledState,
  type WithdrawalReason,
} from './support-words.js';

export const LONGEST_NOTE = 2000;
export const LONGEST_PROMISE = 300;
export const MOST_HOURS = 100;
const LONGEST_ACTION = 60;
const QUARTERS = 4;

/** Hours of one contact: a number from 0 to 100 in quarters. */
export function ContactHours(): PropertyDecorator {
  return applyDecorators(
    ValidateBy(
      { name: 'contactHours', validator: { validate: isContactHours } },
      { message: `$property must be a number of hours from 0 to ${String(MOST_HOURS)} in quarters, such as 1.25` },
    ),
    ApiProperty({ type: 'number', minimum: 0, maximum: MOST_HOURS, multipleOf: 1 / QUARTERS, example: 1.25 }),
  );
}

function isContactHours(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= MOST_HOURS && Number.isInteger(value * QUARTERS);
}

export class LogContact {
  /** How it took place */
  @ApiProperty({ enum: CONTACT_KINDS, example: 'call' })
  @OneOf(CONTACT_KINDS)
  kind: ContactKind;

  /** The day on which it took place, today or earlier */
  @ApiProperty({ format: 'date', example: '2026-11-20' })
  @DayText()
  on: string;

  /** Hours of the vendor's time, in quarters of an hour */
  @ContactHours()
  hours: number;

  /** What it was about. No patient data */
  @ApiPropertyOptional({ example: 'Went through the firewall form with the network team.' })
  @PlainText({ max: LONGEST_NOTE, lines: true, optional: true })
  note?: string;

  /** The action of the support plan that it was for */
  @ApiPropertyOptional({ example: 'IT-05' })
  @PlainText({ max: LONGEST_ACTION, optional: true })
  actionId?: string;
}

export class WithdrawContact {
  /** Why it does not count any more */
  @ApiProperty({ enum: WITHDRAWAL_REASONS, example: 'entered-twice' })
  @OneOf(WITHDRAWAL_REASONS)
  reason: WithdrawalReason;
}

export class ContactView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** How it took place */
  @ApiProperty({ enum: CONTACT_KINDS })
  kind: ContactKind;

  /** The day on which it took place */
  @ApiProperty({ format: 'date' })
  on: string;

  /** Hours of the vendor's time */
  @ApiProperty({ type: 'number' })
  hours: number;

  /** What it was about; null where nothing was written or it was erased */
  @ApiProperty({ type: String, nullable: true })
  note: string | null;

  /** Whether there was a note that was erased with the person who wrote it */
  erased: boolean;

  /** The action of the support plan that it was for */
  @ApiProperty({ type: String, nullable: true })
  actionId: string | null;

  /** Id of who logged it */
  madeBy: string;

  /** Name of who logged it; null where there is none */
  @ApiProperty({ type: String, nullable: true })
  madeByName: string | null;

  /** When it was logged, UTC */
  createdAt: Date;

  /** When it was withdrawn, UTC; null while it counts */
  @ApiProperty({ type: Date, nullable: true })
  withdrawnAt: Date | null;

  /** Why it was withdrawn */
  @ApiProperty({ enum: WITHDRAWAL_REASONS, nullable: true, type: String })
  withdrawnBecause: WithdrawalReason | null;

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class ContactPage {
  /** The latest day first; those that were withdrawn among them */
  items: ContactView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export class MakePromise {
  /** What was promised, in a line. No patient data */
  @ApiProperty({ example: 'Send the list of ports to the network team' })
  @PlainText({ max: LONGEST_PROMISE })
  what: string;

  /** The day by which it is to be done, today or later */
  @ApiProperty({ format: 'date', example: '2026-12-04' })
  @DayText()
  dueOn: string;

  /** The action of the support plan that it is about */
  @ApiPropertyOptional({ example: 'IT-05' })
  @PlainText({ max: LONGEST_ACTION, optional: true })
  actionId?: string;
}

export class UpdatePromise {
  /** What became of it; nothing changes after that */
  @ApiPropertyOptional({ enum: SETTLED_STATES, example: 'kept' })
  @OneOf(SETTLED_STATES, { optional: true })
  state?: SettledState;

  /** Another day by which it is to be done, today or later, in place of a state */
  @ApiPropertyOptional({ format: 'date' })
  @DayText({ optional: true })
  dueOn?: string;
}

export class PromiseView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** What was promised; null once who wrote it was erased */
  @ApiProperty({ type: String, nullable: true })
  what: string | null;

  /** Whether its words were erased with the person who wrote them */
  erased: boolean;

  /** The action of the support plan that it is about */
  @ApiProperty({ type: String, nullable: true })
  actionId: string | null;

  /** The day by which it is to be done */
  @ApiProperty({ format: 'date' })
  dueOn: string;

  /** What became of it */
  @ApiProperty({ enum: PROMISE_STATES })
  state: PromiseState;

  /** The day on which it was kept, broken or withdrawn */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  settledOn: string | null;

  /** Id of who made it */
  madeBy: string;

  /** Name of who made it; null where there is none */
  @ApiProperty({ type: String, nullable: true })
  madeByName: string | null;

  /** When it was made, UTC */
  createdAt: Date;

  /** When it was last changed, UTC */
  updatedAt: Date;

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class PromisePage {
  /** What is open first, by its day; then the rest, what was settled last first */
  items: PromiseView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
