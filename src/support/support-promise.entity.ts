import { Entity, ForeignKey, Index } from 'typeorm';
import { Day, Id, Instant, Reference, Text, WholeNumberColumn, YesNo } from '../platform/database/columns.js';
import type { PromiseState } from './support-words.js';

/** What somebody of the vendor's promised a site, with a day. */
@Entity('support_promises')
@Index('support_promises_by_order', ['deploymentId', 'listOrder', 'id'])
@Index('support_promises_by_due_day', ['state', 'dueOn'])
@Index('support_promises_by_form', ['madeBy', 'formKey'], { unique: true })
export class SupportPromiseEntity {
  @Id()
  id: string;

  @ForeignKey('DeploymentEntity')
  @Reference()
  deploymentId: string;

  @Reference()
  trustId: string;

  @Text({ length: 60 })
  toolId: string;

  /** Null once whoever wrote it was erased */
  @Text({ length: 300, nullable: true })
  what: string | null;

  /** Whether its words were erased */
  @YesNo()
  erased: boolean;

  /** The action of the plan that it is about */
  @Text({ length: 60, nullable: true })
  actionId: string | null;

  @Day()
  dueOn: string;

  @Text({ length: 20 })
  state: PromiseState;

  /** The day on which it was kept, broken or withdrawn */
  @Day({ nullable: true })
  settledOn: string | null;

  @Text({ length: 64 })
  madeBy: string;

  /** Of the form that it was sent with, so that one that is sent twice is stored once */
  @Reference({ nullable: true })
  formKey: string | null;

  /** Sorts a list: what is open first, by its day; then the rest, what was settled last first */
  @Text({ length: 40 })
  listOrder: string;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;
}
