import { ApiProperty } from '@nestjs/swagger';
import { PlainText, ResourceId } from '../platform/http/fields.js';
import { contractProperty } from '../platform/openapi/api-contract.js';

/** Where an offered answer was given. */
export class AnswerSource {
  /** The submission that holds it */
  @ApiProperty({ format: 'uuid' })
  snapshotId: string;

  /** Id of the tool that was assessed */
  @ApiProperty({ example: 'echogo-pro' })
  toolId: string;

  /** Name of the site that was assessed */
  site: string;

  /** When it was submitted, UTC */
  submittedAt: Date;
}

/** An answer about the trust as a whole that it gave in another assessment. Nothing is answered before somebody confirms it. */
export class OfferedAnswer {
  /** Id of the question */
  @ApiProperty({ example: 'TM-01' })
  questionId: string;

  /** Code of its section */
  @ApiProperty({ example: 'TM' })
  section: string;

  /** The answer as it would be taken over: its evidence without files and without checks, which belong to the other assessment */
  @ApiProperty(contractProperty('Answer'))
  answer: Readonly<Record<string, unknown>>;

  /** Where it was given */
  source: AnswerSource;
}

export class OfferedAnswers {
  /** In the order of the instrument, of questions that have no known answer here yet */
  items: OfferedAnswer[];
}

export class ConfirmAnswer {
  /** Id of the question */
  @ApiProperty({ example: 'TM-01' })
  @PlainText({ max: 20 })
  questionId: string;

  /** The submission that the answer was offered from */
  @ResourceId()
  snapshotId: string;
}
