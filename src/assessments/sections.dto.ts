import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { contractRef } from '../platform/openapi/api-contract.js';
import { SectionSummary } from './assessments.dto.js';

/** An answer as the contract has it, each evidence item with its id. */
export type StoredAnswer = Readonly<Record<string, unknown>>;

/** All answers of one section: a question that is left out is not answered any more. */
export class SaveSection {
  /** Question id to answer, as in the answers document */
  @ApiProperty({ type: 'object', additionalProperties: contractRef('Answer') })
  @IsObject()
  answers: Record<string, unknown>;
}

export class SectionView extends SectionSummary {
  /** The assessment that it belongs to */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** Number of the open revision, from 1 */
  @ApiProperty({ type: 'integer' })
  revision: number;

  /** Question id to answer */
  @ApiProperty({ type: 'object', additionalProperties: contractRef('Answer') })
  answers: Readonly<Record<string, StoredAnswer>>;
}
