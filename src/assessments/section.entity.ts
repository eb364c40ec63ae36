import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Instant, Text, WholeNumberColumn } from '../platform/database/columns.js';
import { RevisionEntity } from './revision.entity.js';

/** One section (a domain of the instrument) of a revision: what two people may change at the same time. */
@Entity('sections')
export class SectionEntity {
  @ForeignKey(() => RevisionEntity)
  @PrimaryColumn('varchar', { length: 36 })
  revisionId: string;

  @PrimaryColumn('varchar', { length: 10 })
  code: string;

  @WholeNumberColumn()
  version: number;

  @Instant({ nullable: true })
  updatedAt: Date | null;

  /** Id of the person or program that saved last */
  @Text({ length: 64, nullable: true })
  updatedBy: string | null;
}
