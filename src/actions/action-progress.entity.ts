import { Entity, ForeignKey, Index } from 'typeorm';
import type { ActionType } from '../core/contracts/plan.js';
import { Day, Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';
import type { SaidState } from './action-states.js';

/**
 * What a trust says of one action of its plans: how far it is, until when, by whom. It belongs to the assessment and stays
 * while plans come and go. It holds what is said today only, so that a note or a name is gone when it is taken out.
 */
@Entity('action_progress')
@Index('action_progress_by_action', ['assessmentId', 'actionId'], { unique: true })
export class ActionProgressEntity {
  @Id()
  id: string;

  @ForeignKey('AssessmentEntity')
  @Reference()
  assessmentId: string;

  /** As plans name it: a question's id, or that with what is to be found */
  @Text({ length: 60 })
  actionId: string;

  @Text({ length: 20 })
  questionId: string;

  /** As in the plan in which it was last told of */
  @Text({ length: 20 })
  type: ActionType;

  /** What it was called in that plan, for when it is in none any more */
  @Text({ length: 300 })
  title: string;

  @Text({ length: 20 })
  state: SaidState;

  @Day({ nullable: true })
  targetDate: string | null;

  /** Whom the trust names for it: a name or a role, as it was typed */
  @Text({ length: 100, nullable: true })
  ownOwner: string | null;

  @Text({ length: 2000, nullable: true })
  note: string | null;

  @WholeNumberColumn()
  version: number;

  @Instant()
  updatedAt: Date;

  /** Id of the person or program */
  @Text({ length: 64 })
  updatedBy: string;
}
