import { Entity, ForeignKey, Index } from 'typeorm';
import {
  Day,
  DecimalColumn,
  Id,
  Instant,
  Reference,
  Text,
  WholeNumberColumn,
  YesNo,
} from '../platform/database/columns.js';
import type { ContactKind, WithdrawalReason } from './support-words.js';

/** A time that somebody of the vendor's spent with or for a site. Never edited: a wrong one is withdrawn. */
@Entity('support_contacts')
@Index('support_contacts_by_day', ['deploymentId', 'listOrder', 'id'])
@Index('support_contacts_by_form', ['madeBy', 'formKey'], { unique: true })
export class SupportContactEntity {
  @Id()
  id: string;

  @ForeignKey('DeploymentEntity')
  @Reference()
  deploymentId: string;

  @Reference()
  trustId: string;

  @Text({ length: 60 })
  toolId: string;

  @Text({ length: 20 })
  kind: ContactKind;

  @Day()
  on: string;

  /** Of the vendor's time, 0 to 100, in quarters */
  @DecimalColumn()
  hours: number;

  /** Null: there was none, or whoever wrote it was erased */
  @Text({ length: 2000, nullable: true })
  note: string | null;

  /** Whether there was a note that was erased */
  @YesNo()
  erased: boolean;

  /** The action of the plan that it was for */
  @Text({ length: 60, nullable: true })
  actionId: string | null;

  @Text({ length: 64 })
  madeBy: string;

  /** Of the form that it was sent with, so that one that is sent twice is stored once */
  @Reference({ nullable: true })
  formKey: string | null;

  /** The day, then the instant at which it was logged */
  @Text({ length: 40 })
  listOrder: string;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  /** Null while it counts */
  @Instant({ nullable: true })
  withdrawnAt: Date | null;

  @Text({ length: 20, nullable: true })
  withdrawnBecause: WithdrawalReason | null;
}
