import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';
import { TrustEntity } from './trust.entity.js';

/** A hospital or another place of a trust where a tool is put into use. */
@Entity('sites')
@Index('sites_by_trust_and_name', ['trustId', 'name'], { unique: true })
export class SiteEntity {
  @Id()
  id: string;

  @ForeignKey(() => TrustEntity)
  @Reference()
  trustId: string;

  @Text({ length: 200 })
  name: string;

  @Text({ length: 10, nullable: true })
  code: string | null;

  @Text({ length: 10, nullable: true })
  postcode: string | null;

  /** The name as searches see it; longer than the name where letters come apart */
  @Text({ length: 800, nullable: true })
  nameSearched: string | null;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;
}
