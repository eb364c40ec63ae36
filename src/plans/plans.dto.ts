import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsObject, ValidateIf } from 'class-validator';
import { PlainText } from '../platform/http/fields.js';
import { contractRef } from '../platform/openapi/api-contract.js';

const MOST_COMPLETED = 200;

/** What is supposed to change. */
export class WhatIfRequest {
  /** Question id to answer; a changed answer keeps the note and evidence that it does not name */
  @ApiPropertyOptional({ type: 'object', additionalProperties: contractRef('Answer') })
  @ValidateIf((_, value) => value !== undefined)
  @IsObject()
  answers?: Record<string, unknown>;

  /** Ids of actions taken as done, such as `GV-01` */
  @ApiPropertyOptional({ type: [String], example: ['GV-01'] })
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(MOST_COMPLETED)
  @PlainText({ max: 30, each: true })
  complete?: string[];
}
