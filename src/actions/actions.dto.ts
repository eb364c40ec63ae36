import { ApiProperty } from '@nestjs/swagger';
import type { ActionReason, ActionType } from '../core/contracts/plan.js';
import { DayText, OneOf, PlainText } from '../platform/http/fields.js';
import { ACTION_STATES, SAID_STATES, type ActionState, type SaidState } from './action-states.js';

const ACTION_TYPES = ['close-gap', 'find-out', 'find-evidence', 'renew'] as const satisfies readonly ActionType[];
const ACTION_REASONS = ['gate', 'essential', 'needed-by', 'threshold'] as const satisfies readonly ActionReason[];
export const LONGEST_OWNER = 100;
export const LONGEST_NOTE = 2000;
/** What a list of actions can be narrowed to. */
export const ACTION_FILTERS = [...ACTION_STATES, 'overdue'] as const;
export type ActionFilter = (typeof ACTION_FILTERS)[number];

/** What is said of an action; the whole of it. */
export class SaveActionProgress {
  /** How far it is. `done` is a promise: it changes no answer, no score and no gate */
  @OneOf(SAID_STATES)
  state: SaidState;

  /** The day by which the trust means to have done it; null: the plan's */
  @DayText({ nullable: true })
  targetDate: string | null;

  /** Whom the trust names for it, a name or a role; null: the role that the plan names */
  @PlainText({ max: LONGEST_OWNER, nullable: true })
  ownOwner: string | null;

  /** A free note, without data of patients */
  @PlainText({ max: LONGEST_NOTE, nullable: true, lines: true })
  note: string | null;
}

export class ActionsQuery {
  /** Only actions in this state, or `overdue`: still to do, and past their day */
  @OneOf(ACTION_FILTERS, { optional: true })
  state?: ActionFilter;

  /** Only actions of this owner: the id or the name of a role, or whom the trust named */
  @PlainText({ max: LONGEST_OWNER, optional: true })
  owner?: string;
}

/** An action of the support plan, and what the trust says of it. */
export class ActionView {
  /** The question's id, or that id with `:find-out` or `:find-evidence`; the same in every plan */
  @ApiProperty({ example: 'IT-05' })
  id: string;

  /** The assessment */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** The question whose answer it is to raise */
  @ApiProperty({ example: 'IT-05' })
  questionId: string;

  /** Closing a gap, finding out, finding evidence or renewing it */
  @ApiProperty({ enum: ACTION_TYPES })
  type: ActionType;

  /** Short name */
  title: string;

  /** Whether the plan of the latest submission has it; what is said of one that it no longer has is kept */
  inPlan: boolean;

  /** `confirmed`: the latest submission holds the answer that it is for. `done` is a promise until then */
  @ApiProperty({ enum: ACTION_STATES })
  state: ActionState;

  /** Whether it is still to do and its day has gone by */
  overdue: boolean;

  /** The day by which it is to be done: the trust's own, else the plan's; null when neither is known */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  due: string | null;

  /** Day on which it begins by the plan, if nothing slips; null when no plan has it */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  start: string | null;

  /** Day on which it is done by the plan, if nothing slips; null as above */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  finish: string | null;

  /** The trust's own day for it; null: the plan's */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  targetDate: string | null;

  /** Id of the role that owns it by the plan; null when no plan has it */
  @ApiProperty({ type: String, nullable: true })
  ownerRole: string | null;

  /** Name of that role */
  @ApiProperty({ type: String, nullable: true })
  ownerRoleName: string | null;

  /** Whom the trust names for it; null also for readers from whom the trust keeps its notes */
  @ApiProperty({ type: String, nullable: true })
  ownOwner: string | null;

  /** The trust's note; for readers from whom it is kept, a sentence that says so */
  @ApiProperty({ type: String, nullable: true })
  note: string | null;

  /** Why it is in the plan; null when no plan has it */
  @ApiProperty({ type: String, enum: [...ACTION_REASONS, null], nullable: true })
  reason: ActionReason | null;

  /** The reason in plain English; null as above */
  @ApiProperty({ type: String, nullable: true })
  because: string | null;

  /** Whether its slip moves the plan's end */
  critical: boolean;

  /** Ids of the actions that come first */
  @ApiProperty({ type: [String] })
  needs: readonly string[];

  /** What the next submission must hold for it to be confirmed; empty when it is */
  @ApiProperty({ type: [String] })
  toConfirm: readonly string[];

  /** Counts up with every change; also its `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When something was last said of it, UTC; null: never */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  updatedAt: Date | null;

  /** Id of the person or program that said it */
  @ApiProperty({ type: String, nullable: true })
  updatedBy: string | null;
}

export class ActionList {
  /** The latest submission, whose plan it is */
  @ApiProperty({ format: 'uuid' })
  snapshotId: string;

  /** Its number, from 1 */
  @ApiProperty({ type: 'integer' })
  number: number;

  /** The day from which it plans */
  @ApiProperty({ format: 'date' })
  asOf: string;

  /** The plan's actions, in order of start */
  items: ActionView[];

  /** Actions of earlier plans that something was said of and that this plan no longer has */
  past: ActionView[];
}
