import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { PlainText } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { contractProperty } from '../platform/openapi/api-contract.js';

export class AddEvidence {
  /** The question whose answer it stands behind; it must be answered */
  @ApiProperty({ example: 'GV-01' })
  @PlainText({ max: 10 })
  questionId: string;

  /** The item: a document's name or link with its date, owner and expiry, where they are known */
  @ApiProperty(contractProperty('EvidenceItem'))
  @IsObject()
  item: Record<string, unknown>;
}

export class ReplaceEvidence {
  /** The item as it is to be */
  @ApiProperty(contractProperty('EvidenceItem'))
  @IsObject()
  item: Record<string, unknown>;
}

export class EvidenceView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The assessment that it belongs to */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** Number of the revision, from 1 */
  @ApiProperty({ type: 'integer' })
  revision: number;

  /** Code of the section */
  section: string;

  /** The question whose answer it stands behind */
  questionId: string;

  /** The item */
  @ApiProperty(contractProperty('EvidenceItem'))
  item: Readonly<Record<string, unknown>>;

  /** Version of the section; also the `ETag` that a change takes */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class EvidencePage {
  /** Items of this page by question */
  items: EvidenceView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export class EvidenceQuery extends PageQuery {
  /** Only items of this question */
  @ApiPropertyOptional({ example: 'GV-01' })
  @PlainText({ max: 10, optional: true })
  questionId?: string;
}
