import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';

/**
 * An answer that a vendor published to every site of its tool. It stands by itself: what it was made from is for the
 * vendor and the site that asked alone, and a new version leaves nothing of the words before.
 */
@Entity('published_answers')
@Index('published_answers_by_tool', ['toolId', 'updatedAt', 'id'])
export class PublishedAnswerEntity {
  @Id()
  id: string;

  @ForeignKey('VendorEntity')
  @Reference()
  vendorId: string;

  @Text({ length: 60 })
  toolId: string;

  /** Where it came from; shown to the vendor alone */
  @ForeignKey('ConcernEntity')
  @Index('published_answers_by_concern')
  @Reference()
  concernId: string;

  @Text({ length: 20, nullable: true })
  questionId: string | null;

  @Text({ length: 1000 })
  question: string;

  @Text({ length: 4000 })
  answer: string;

  /** Both, as searches see them */
  @Text()
  searched: string;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;

  @Text({ length: 64 })
  createdBy: string;

  @Instant({ nullable: true })
  withdrawnAt: Date | null;
}
