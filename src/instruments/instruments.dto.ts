import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { USES, type Use } from '../core/contracts/instrument.js';
import { OneOf, PlainText } from '../platform/http/fields.js';
import { contractRef } from '../platform/openapi/api-contract.js';
import type { Domain, Question } from '../core/contracts/instrument.js';

/** A version of an instrument in short. */
export class InstrumentSummary {
  /** Id of the instrument */
  @ApiProperty({ example: 'ai-site-readiness' })
  id: string;

  /** Its version */
  @ApiProperty({ example: '1.0.0' })
  version: string;

  /** Its name */
  name: string;

  /** `draft` until it is published; a published version never changes */
  @ApiProperty({ enum: ['draft', 'published'] })
  status: 'draft' | 'published';

  /** How many questions it has */
  @ApiProperty({ type: 'integer' })
  questionCount: number;
}

export class InstrumentList {
  /** All versions of all instruments */
  items: InstrumentSummary[];

  /** Always null: the list has one page */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export class InstrumentVersion extends InstrumentSummary {
  /** Its domains; on pages they are called sections */
  @ApiProperty({ type: 'array', items: contractRef('Domain') })
  domains: readonly Domain[];

  /** Its questions, in the words of the tool that was asked for; without a tool, in their own */
  @ApiProperty({ type: 'array', items: contractRef('Question') })
  questions: readonly Question[];
}

export class InstrumentQuery {
  /** Only the questions that this tool keeps, in its words */
  @ApiPropertyOptional({ example: 'echogo-pro' })
  @PlainText({ max: 60, optional: true })
  toolId?: string;

  /** With a tool: leave out the questions that do not arise in this use */
  @ApiPropertyOptional({ enum: USES })
  @OneOf(USES, { optional: true })
  use?: Use;
}
