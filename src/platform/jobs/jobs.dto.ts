import { ApiProperty } from '@nestjs/swagger';
import type { JobState } from './job.entity.js';

const STATES: readonly JobState[] = ['waiting', 'running', 'done', 'failed', 'cancelled'];

/** Work that the service does beside the requests. */
export class JobView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** What is done, for programs */
  kind: string;

  /** What is done, for people */
  title: string;

  /** Where it stands; one that failed is tried five times, each time after a longer pause */
  @ApiProperty({ enum: STATES })
  state: JobState;

  /** Pieces done */
  @ApiProperty({ type: 'integer' })
  done: number;

  /** Pieces that there are; null while that is not known */
  @ApiProperty({ type: 'integer', nullable: true })
  total: number | null;

  /** How often it was begun */
  @ApiProperty({ type: 'integer' })
  attempts: number;

  /** What went wrong the last time; null when nothing did */
  @ApiProperty({ type: String, nullable: true })
  message: string | null;

  /** Whether somebody asked to cancel it: it ends after the piece in hand */
  cancelRequested: boolean;

  /** What it came to; null until it is done */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  result: Readonly<Record<string, unknown>> | null;

  /** When it was ordered, UTC */
  createdAt: Date;

  /** Who ordered it: a person's or program's id, or `service` */
  createdBy: string;

  /** When it ended, UTC; null until then */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: Date | null;
}

export class JobPage {
  /** Jobs of this page, the newest first */
  items: JobView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
