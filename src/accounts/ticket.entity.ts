import { Entity, Index } from 'typeorm';
import type { Role } from '../platform/access/grants.js';
import { Id, Instant, Json, Reference, Text } from '../platform/database/columns.js';

/** `set-up`: the first administrator. `invitation`: a role for somebody. `reset`: a new password for somebody known. */
export type TicketKind = 'set-up' | 'invitation' | 'reset';
export type TicketState = 'open' | 'taken' | 'declined' | 'withdrawn';

/** A link that works once: whoever holds it may do one thing. */
@Entity('tickets')
@Index('tickets_by_creation', ['createdAt', 'id'])
export class TicketEntity {
  @Id()
  id: string;

  @Text({ length: 20 })
  kind: TicketKind;

  /** SHA-256 of what is in the link */
  @Index('tickets_by_token', { unique: true })
  @Text({ length: 64 })
  tokenHash: string;

  /** Reset: whose password. Invitation: who took it */
  @Reference({ nullable: true })
  personId: string | null;

  /** Whom it was sent to; null once the person was erased */
  @Text({ length: 254, nullable: true })
  email: string | null;

  @Text({ length: 200, nullable: true })
  name: string | null;

  @Text({ length: 1000, nullable: true })
  message: string | null;

  @Text({ length: 20, nullable: true })
  role: Role | null;

  @Reference({ nullable: true })
  trustId: string | null;

  @Reference({ nullable: true })
  vendorId: string | null;

  @Reference({ nullable: true })
  networkId: string | null;

  @Index('tickets_by_assessment')
  @Reference({ nullable: true })
  assessmentId: string | null;

  @Json({ nullable: true })
  sections: readonly string[] | null;

  /** Contributors: ids of single questions; null where whole sections are meant */
  @Json({ nullable: true })
  questions: readonly string[] | null;

  /** Of an invitation: the hand-over that it belongs to */
  @Index('tickets_by_hand_over')
  @Reference({ nullable: true })
  handOverId: string | null;

  @Text({ length: 20 })
  state: TicketState;

  /** Why it was declined */
  @Text({ length: 500, nullable: true })
  reason: string | null;

  @Text({ length: 64 })
  createdBy: string;

  @Instant()
  createdAt: Date;

  @Instant()
  expiresAt: Date;

  @Instant({ nullable: true })
  closedAt: Date | null;
}
