import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsObject, ValidateIf } from 'class-validator';
import { VENDOR_HOURS_A_WEEK } from '../core/planning/plan.js';
import { PlainText, QueryNumber } from '../platform/http/fields.js';
import { contractRef } from '../platform/openapi/api-contract.js';

const MOST_COMPLETED = 200;
const LONGEST_ACTION_ID = 60;

/** What a plan is made with, beside the answers. */
export class PlanQuery {
  /** Hours a week of the vendor's time for this site, 0.5 to 200; default: what the instrument says */
  @ApiPropertyOptional({ type: Number, minimum: VENDOR_HOURS_A_WEEK.least, maximum: VENDOR_HOURS_A_WEEK.most })
  @QueryNumber({ min: VENDOR_HOURS_A_WEEK.least, max: VENDOR_HOURS_A_WEEK.most, optional: true })
  vendorHours?: number;
}

/** What is supposed to change. */
export class WhatIfRequest {
  /** Question id to answer; a changed answer keeps the note and evidence that it does not name */
  @ApiPropertyOptional({ type: 'object', additionalProperties: contractRef('Answer') })
  @ValidateIf((_, value) => value !== undefined)
  @IsObject()
  answers?: Record<string, unknown>;

  /** Ids of actions taken as done, such as `GV-01` */
  @ApiPropertyOptional({
    type: 'array',
    maxItems: MOST_COMPLETED,
    items: { type: 'string', minLength: 1, maxLength: LONGEST_ACTION_ID },
    example: ['GV-01'],
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(MOST_COMPLETED)
  @PlainText({ max: LONGEST_ACTION_ID, each: true })
  complete?: string[];
}
