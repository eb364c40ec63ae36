import { Entity, ForeignKey, Index } from 'typeorm';
import { Day, Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';

/**
 * `invited`: nobody has begun. `started`: the colleague has opened it or saved something. `returned`: the colleague has
 * finished. `declined`: the colleague cannot answer it. `taken-back` by the lead, `reassigned` to somebody else.
 */
export const HAND_OVER_STATES = ['invited', 'started', 'returned', 'declined', 'taken-back', 'reassigned'] as const;
export type HandOverState = (typeof HAND_OVER_STATES)[number];

/** A section or a single question of an assessment that was handed to a colleague. */
@Entity('hand_overs')
@Index('hand_overs_by_assessment', ['assessmentId', 'createdAt', 'id'])
export class HandOverEntity {
  @Id()
  id: string;

  @ForeignKey('AssessmentEntity')
  @Reference()
  assessmentId: string;

  @Reference()
  trustId: string;

  /** Number of the revision that was open */
  @WholeNumberColumn()
  revision: number;

  @Text({ length: 10 })
  section: string;

  /** Null: the whole section */
  @Text({ length: 20, nullable: true })
  questionId: string | null;

  /** Whom it went to; null until the link was used */
  @Index('hand_overs_by_person')
  @Reference({ nullable: true })
  personId: string | null;

  /** The invitation, which knows name and address of somebody who had no account; null for who was here */
  @Reference({ nullable: true })
  ticketId: string | null;

  @Text({ length: 1000, nullable: true })
  message: string | null;

  @Day({ nullable: true })
  wishedFor: string | null;

  @Text({ length: 20 })
  state: HandOverState;

  /** What the colleague said when it was returned or declined */
  @Text({ length: 1000, nullable: true })
  reply: string | null;

  @WholeNumberColumn()
  reminders: number;

  @Instant({ nullable: true })
  remindedAt: Date | null;

  @Instant({ nullable: true })
  startedAt: Date | null;

  @Instant({ nullable: true })
  closedAt: Date | null;

  /** The hand-over in whose place it came; null for the first */
  @Reference({ nullable: true })
  replacesId: string | null;

  @Instant()
  createdAt: Date;

  @Text({ length: 64 })
  createdBy: string;

  @WholeNumberColumn()
  version: number;
}
