import { ApiPropertyOptional } from '@nestjs/swagger';
import { PlainText, QueryWholeNumber } from './fields.js';

const DEFAULT_LIMIT = 50;
const MOST = 200;
const LONGEST_CURSOR = 1000;

/** What every list takes. */
export class PageQuery {
  /** Entries of one page, 1 to 200 */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST, default: DEFAULT_LIMIT })
  @QueryWholeNumber({ min: 1, max: MOST, optional: true })
  limit: number = DEFAULT_LIMIT;

  /** `next` of the page before, as it was given */
  @ApiPropertyOptional({ type: String, maxLength: LONGEST_CURSOR })
  @PlainText({ max: LONGEST_CURSOR, optional: true })
  cursor?: string;
}
