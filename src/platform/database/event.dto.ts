import { ApiProperty } from '@nestjs/swagger';

/** Who did it. */
export class EventActor {
  /** Id of the person or program */
  id: string;

  /** The role in which it was done */
  role: string;
}

/** Something that was done. */
export class EventDto {
  /** Counts up over all events */
  @ApiProperty({ type: 'integer' })
  sequence: number;

  /** When, UTC */
  at: Date;

  /** Who did it */
  actor: EventActor;

  /** What was done, such as `section-saved` */
  @ApiProperty({ example: 'section-saved' })
  type: string;

  /** Id of what it was done to */
  subjectId: string;

  /** Ids, words of the service and numbers that tell more; never free text */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: Readonly<Record<string, unknown>>;
}

export class EventPage {
  /** Events of this page, newest first */
  items: EventDto[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
