import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { PlainText } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';

export const LONGEST_QUESTION = 1000;
export const LONGEST_ANSWER = 4000;

export class PublishAnswer {
  /** What was asked, in words that name neither the site nor anybody */
  @ApiProperty({ example: 'Which ports does the gateway use?' })
  @PlainText({ max: LONGEST_QUESTION, lines: true })
  question: string;

  /** The answer, in words that name neither the site nor anybody */
  @ApiProperty({ example: 'Port 11112 inbound for DICOM and 443 outbound, both TCP.' })
  @PlainText({ max: LONGEST_ANSWER, lines: true })
  answer: string;

  /** That somebody looked at the names that were found in it, and none tells who asked */
  @ApiPropertyOptional({ example: false })
  @IsBoolean()
  @ValidateIf((_, value) => value !== undefined)
  namesNobody?: boolean;
}

export class PublishedAnswersQuery extends PageQuery {
  /** Only those on this tool */
  @PlainText({ max: 60, optional: true })
  toolId?: string;

  /** Only those on this question of the assessment */
  @PlainText({ max: 20, optional: true })
  questionId?: string;

  /** Words that stand in the question or the answer: all of them, in letters of any size */
  @PlainText({ max: 200, optional: true })
  text?: string;
}

export class PublishedAnswerView {
  /** Opaque id, its own */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Id of the tool */
  toolId: string;

  /** The question of the assessment that it is about; null: the assessment as a whole */
  @ApiProperty({ type: String, nullable: true })
  questionId: string | null;

  /** What was asked */
  question: string;

  /** What the vendor answers */
  answer: string;

  /** Counts up with every new version of it */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** When it was first published, UTC */
  createdAt: Date;

  /** When this version was published, UTC */
  updatedAt: Date;

  /** When it was withdrawn, UTC; the vendor alone sees it then */
  @ApiProperty({ type: Date, nullable: true })
  withdrawnAt: Date | null;

  /** What it was made from; null for everybody but the vendor */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  concernId: string | null;
}

export class PublishedAnswerPage {
  /** Answers, what was published or replaced last first */
  items: PublishedAnswerView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
