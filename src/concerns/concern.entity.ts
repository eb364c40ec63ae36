import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text, WholeNumberColumn, YesNo } from '../platform/database/columns.js';
import type { Act, ConcernKind, ConcernState, Side } from './states.js';

/** What somebody at a site asks the tool's vendor, or is worried about. What is said of it stands in messages. */
@Entity('concerns')
@Index('concerns_by_tool_and_order', ['toolId', 'inboxOrder', 'id'])
@Index('concerns_by_assessment_and_order', ['assessmentId', 'inboxOrder', 'id'])
@Index('concerns_by_trust_and_order', ['trustId', 'inboxOrder', 'id'])
@Index('concerns_by_form', ['askedBy', 'formKey'], { unique: true })
export class ConcernEntity {
  @Id()
  id: string;

  @ForeignKey('DeploymentEntity')
  @Index('concerns_by_deployment')
  @Reference()
  deploymentId: string;

  @ForeignKey('AssessmentEntity')
  @Reference()
  assessmentId: string;

  @Reference()
  trustId: string;

  @Reference()
  siteId: string;

  @Text({ length: 60 })
  toolId: string;

  @Text({ length: 20 })
  kind: ConcernKind;

  @Text({ length: 20 })
  state: ConcernState;

  /** Code of the section that it is about; null: the assessment as a whole */
  @Text({ length: 20, nullable: true })
  section: string | null;

  @Text({ length: 20, nullable: true })
  questionId: string | null;

  /** An action of the plan, which closes a gap of a question */
  @Text({ length: 60, nullable: true })
  actionId: string | null;

  /** Null once who asked was erased */
  @Text({ length: 200, nullable: true })
  subject: string | null;

  /** Whether the site lets the vendor publish an answer, without the site */
  @YesNo()
  mayPublish: boolean;

  @Text({ length: 64 })
  askedBy: string;

  /** Of the form that it was sent with, so that one that is sent twice asks once */
  @Reference({ nullable: true })
  formKey: string | null;

  @WholeNumberColumn()
  messageCount: number;

  /** Since when the vendor has it to answer; of what is not open: since when it was last */
  @Instant()
  waitingSince: Date;

  /** Sorts a list: what is open first, by age; then the rest, what changed last first */
  @Text({ length: 40 })
  inboxOrder: string;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;
}

/** One entry of a conversation. Never changed; its words go with the person who wrote them. */
@Entity('concern_messages')
@Index('concern_messages_by_number', ['concernId', 'number'], { unique: true })
@Index('concern_messages_by_form', ['concernId', 'formKey'], { unique: true })
@Index('concern_messages_by_author', ['createdBy'])
export class ConcernMessageEntity {
  @Id()
  id: string;

  @ForeignKey('ConcernEntity')
  @Reference()
  concernId: string;

  /** 1 for the first */
  @WholeNumberColumn()
  number: number;

  @Text({ length: 20 })
  side: Side;

  @Text({ length: 20 })
  act: Act;

  /** Null: something was done without words, or whoever wrote them was erased */
  @Text({ length: 4000, nullable: true })
  text: string | null;

  /** Whether there were words that were erased */
  @YesNo()
  erased: boolean;

  @Reference({ nullable: true })
  formKey: string | null;

  @Instant()
  createdAt: Date;

  @Text({ length: 64 })
  createdBy: string;
}
