import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Matches, ValidateIf } from 'class-validator';
import { InstantOrDayText, OneOf, PlainText, ResourceId } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';

/** An id, or the name that a command or a job of the service acts under, such as `service`. */
function RecordedId(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_, value) => value !== undefined),
    Matches(/^[\w.-]{1,64}$/, { message: '$property must be an id as the record shows it' }),
    ApiPropertyOptional({ type: String, maxLength: 64 }),
  );
}

/** What events must have in common to be shown. */
export class RecordFilter {
  /** What was done, such as `section-saved` */
  @ApiPropertyOptional({ example: 'section-saved' })
  @PlainText({ max: 60, optional: true })
  type?: string;

  /** Id of the person or the key that did it; `service` for the service itself */
  @RecordedId()
  actorId?: string;

  /** Part of what the person or the key that did it is called today, or the id */
  @PlainText({ max: 200, optional: true })
  who?: string;

  /** Id of what it was done to */
  @RecordedId()
  subjectId?: string;

  /** Trust that it is about */
  @ResourceId({ optional: true })
  trustId?: string;

  /** Deployment that it is about */
  @ResourceId({ optional: true })
  deploymentId?: string;

  /** Assessment that it is about */
  @ResourceId({ optional: true })
  assessmentId?: string;

  /** The first day, in London, or the first instant */
  @InstantOrDayText({ optional: true })
  from?: string;

  /** The last day, in London, or the last instant; what happened on it is shown */
  @InstantOrDayText({ optional: true })
  to?: string;
}

export class RecordQuery extends IntersectionType(PageQuery, RecordFilter) {}

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class ExportQuery extends RecordFilter {
  /** In place of the `Accept` header, for links */
  @ApiPropertyOptional({ enum: EXPORT_FORMATS })
  @OneOf(EXPORT_FORMATS, { optional: true })
  format?: ExportFormat;
}

/** Who did it. */
export class RecordActor {
  /** Id of the person or the key; `service` for the service itself */
  id: string;

  /** The role in which it was done */
  role: string;

  /** What the person or the key is called today; `erased person` where the name is gone, null where there never was one */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
}

/** Something that was done. */
export class RecordedEvent {
  /** Counts up over all events */
  @ApiProperty({ type: 'integer' })
  sequence: number;

  /** When, UTC */
  at: Date;

  /** Who did it */
  actor: RecordActor;

  /** What was done, such as `section-saved` */
  @ApiProperty({ example: 'section-saved' })
  type: string;

  /** Part of what the person or the key that did it is called today, or the id */
  @PlainText({ max: 200, optional: true })
  who?: string;

  /** Id of what it was done to */
  subjectId: string;

  /** Trust that it is about; null where it is about none */
  @ApiProperty({ type: String, nullable: true })
  trustId: string | null;

  /** Tool that it is about */
  @ApiProperty({ type: String, nullable: true })
  toolId: string | null;

  /** Deployment that it is about */
  @ApiProperty({ type: String, nullable: true })
  deploymentId: string | null;

  /** Assessment that it is about */
  @ApiProperty({ type: String, nullable: true })
  assessmentId: string | null;

  /** Id of the request or the job that did it, as it is in the log */
  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;

  /** Ids, words of the service and numbers that tell more; never free text */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: Readonly<Record<string, unknown>>;
}

export class RecordPage {
  /** Events of this page, newest first */
  items: RecordedEvent[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
