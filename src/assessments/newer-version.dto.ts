import { ApiProperty } from '@nestjs/swagger';

/** A question in short. */
export class QuestionReference {
  /** Its id */
  @ApiProperty({ example: 'IT-05' })
  id: string;

  /** Its short name */
  subject: string;

  /** What is asked */
  question: string;

  /** Code of its section */
  @ApiProperty({ example: 'IT' })
  section: string;
}

export const QUESTION_CHANGES = ['wording', 'answers', 'counting'] as const;

export class ChangedQuestion extends QuestionReference {
  /** `wording`: other words; `answers`: other answers can be given; `counting`: the same answer counts differently */
  @ApiProperty({ enum: QUESTION_CHANGES, isArray: true })
  changes: (typeof QUESTION_CHANGES)[number][];
}

/** An answer that does not stay as it is. */
export class FormerAnswer {
  /** Id of the question */
  @ApiProperty({ example: 'IT-05' })
  id: string;

  /** Short name of the question */
  subject: string;

  /** The answer in the words of the question that it was given to */
  former: string;
}

/** What the newest version of the questions changes for an assessment. */
export class NewerVersionView {
  /** Version that the last revision is by */
  @ApiProperty({ example: '1.0.0' })
  from: string;

  /** The newest version; the same as `from` where there is none newer */
  @ApiProperty({ example: '1.1.0' })
  to: string;

  /** Whether the last revision is open, and can be moved; else the next one will be by the newest version */
  open: boolean;

  /** Questions that are new */
  @ApiProperty({ type: [QuestionReference] })
  added: QuestionReference[];

  /** Questions that are not asked any more */
  @ApiProperty({ type: [QuestionReference] })
  removed: QuestionReference[];

  /** Questions that are asked, answered or counted differently */
  @ApiProperty({ type: [ChangedQuestion] })
  changed: ChangedQuestion[];

  /** How many answers stay as they are */
  @ApiProperty({ type: 'integer', minimum: 0 })
  kept: number;

  /** Answers that become "not known", with what was said as their note, until somebody confirms them */
  @ApiProperty({ type: [FormerAnswer] })
  reopened: FormerAnswer[];

  /** Answers that go, since their questions are not asked any more */
  @ApiProperty({ type: [FormerAnswer] })
  dropped: FormerAnswer[];
}
