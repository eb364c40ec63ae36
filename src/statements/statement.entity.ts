import { Entity, ForeignKey, Index } from 'typeorm';
import { Day, Id, Instant, Json, Reference, Text, YesNo } from '../platform/database/columns.js';

/** A version of a product, by its vendor. */
@Entity('product_versions')
@Index('product_versions_by_tool', ['toolId', 'version'], { unique: true })
export class ProductVersionEntity {
  @Id()
  id: string;

  @ForeignKey('VendorEntity')
  @Reference()
  vendorId: string;

  @Text({ length: 60 })
  toolId: string;

  @Text({ length: 200 })
  version: string;

  @Day()
  releasedOn: string;

  /** Whether the vendor holds it for material to clinical safety: its questions are opened again everywhere */
  @YesNo()
  material: boolean;

  @Instant()
  createdAt: Date;

  @Text({ length: 64 })
  createdBy: string;
}

/** What a vendor says in answer to a question, for a product version or for one site. Never changed; it can be withdrawn. */
@Entity('statements')
@Index('statements_by_tool', ['toolId', 'createdAt', 'id'])
export class StatementEntity {
  @Id()
  id: string;

  @ForeignKey('VendorEntity')
  @Reference()
  vendorId: string;

  @Text({ length: 60 })
  toolId: string;

  @Text({ length: 200 })
  productVersion: string;

  /** Null: for every site of the tool */
  @Index('statements_by_deployment')
  @Reference({ nullable: true })
  deploymentId: string | null;

  @Text({ length: 20 })
  questionId: string;

  /** As an answers document holds it */
  @Json()
  answer: Readonly<Record<string, unknown>>;

  @Text({ length: 4000, nullable: true })
  note: string | null;

  @Day()
  statedOn: string;

  @Instant()
  createdAt: Date;

  @Text({ length: 64 })
  createdBy: string;

  @Instant({ nullable: true })
  withdrawnAt: Date | null;
}

export type ReplyState = 'accepted' | 'disputed';

/** What a site makes of a statement. Only an accepted one counts. */
@Entity('statement_replies')
@Index('statement_replies_by_place', ['statementId', 'assessmentId'], { unique: true })
export class StatementReplyEntity {
  @Id()
  id: string;

  @ForeignKey('StatementEntity')
  @Reference()
  statementId: string;

  @ForeignKey('AssessmentEntity')
  @Reference()
  assessmentId: string;

  @Reference()
  trustId: string;

  @Text({ length: 20 })
  state: ReplyState;

  @Text({ length: 1000, nullable: true })
  reason: string | null;

  @Instant()
  createdAt: Date;

  @Text({ length: 64 })
  createdBy: string;
}
