import { ApiProperty } from '@nestjs/swagger';
import { CONTACT_KINDS, type ContactKind } from '../support/support-words.js';

/** The last time that somebody of the vendor's was in touch with a site. */
export class LastContact {
  /** The day on which it took place */
  @ApiProperty({ format: 'date' })
  on: string;

  /** How it took place */
  @ApiProperty({ enum: CONTACT_KINDS })
  kind: ContactKind;
}

/** Hours of the vendor's time that went into a site, as they were logged. */
export class HoursSpent {
  /** Since the beginning; beside them stand the hours that the plan needs from now on */
  @ApiProperty({ type: 'number' })
  total: number;

  /** In the last 28 days, today included */
  @ApiProperty({ type: 'number' })
  lastFourWeeks: number;
}

/** Promises to a site that are open. */
export class OpenPromises {
  /** How many there are */
  @ApiProperty({ type: 'integer' })
  count: number;

  /** Of them, those whose day is past */
  @ApiProperty({ type: 'integer' })
  overdue: number;

  /** The first day by which one is to be done, past days included; null when there is none */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  nextDueOn: string | null;
}
