import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Text, WholeNumberColumn } from '../platform/database/columns.js';
import { PlanEntity } from './plan.entity.js';

export type PlanFormat = 'report' | 'pdf';

/** A plan in one of its forms, apart from its row, so that lists stay light. Never changed. */
@Entity('plan_documents')
export class PlanDocumentEntity {
  @ForeignKey(() => PlanEntity)
  @PrimaryColumn('varchar', { length: 36 })
  planId: string;

  @PrimaryColumn('varchar', { length: 10 })
  format: PlanFormat;

  /** Version of the report model, or of the renderer that made the bytes */
  @WholeNumberColumn()
  version: number;

  /** JSON of the report model; the PDF's bytes as base64, which every engine keeps alike */
  @Text()
  content: string;
}
