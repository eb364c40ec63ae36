import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Matches, ValidateIf } from 'class-validator';
import type { PairComparison, RankRobustness } from '../core/contracts/robustness.js';
import { PlaceView } from '../deployments/deployments.dto.js';
import { QueryWholeNumber, ResourceId } from '../platform/http/fields.js';
import { contractProperty, contractRef } from '../platform/openapi/api-contract.js';
import { PortfolioFilters } from './portfolio.dto.js';

/** Sites that are ranked while somebody waits. */
export const MOST_RANKED = 500;
/** Sites that one order ranks in the background. */
export const MOST_IN_BACKGROUND = 10_000;
/** Ranks that are given at once. */
const MOST_A_PAGE = 500;
const MOST_DRAWS = 5000;
/** `IT:22,GV:20`: a domain and its weight, in any unit */
const WEIGHTS = /^[A-Z]{2}:\d{1,3}(?:\.\d{1,4})?(?:,[A-Z]{2}:\d{1,3}(?:\.\d{1,4})?){0,19}$/;

/** Which sites are to be ranked, and how. */
export class RankingOrder extends PortfolioFilters {
  /** The k of "among the first k"; default: the method's */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_RANKED })
  @QueryWholeNumber({ min: 1, max: MOST_RANKED, optional: true })
  top?: number;

  /** Draws that the ranges rest on; default: the method's */
  @ApiPropertyOptional({ type: 'integer', minimum: 100, maximum: MOST_DRAWS })
  @QueryWholeNumber({ min: 100, max: MOST_DRAWS, optional: true })
  draws?: number;

  /** Weights of domains in place of the profiles', such as `IT:30,GV:10`; the others keep theirs, and all are normalised */
  @ApiPropertyOptional({ type: String, example: 'IT:30,TM:5', pattern: WEIGHTS.source, maxLength: 300 })
  @Matches(WEIGHTS, { message: '$property must be domains with their weights, such as IT:30,TM:5' })
  @ValidateIf((_, value) => value !== undefined)
  weights?: string;
}

export class RanksQuery extends RankingOrder {
  /** A site, by the id of its deployment, that is to be held against the first k and its neighbours */
  @ApiPropertyOptional({ format: 'uuid' })
  @ResourceId({ optional: true })
  compare?: string;
}

/** A ranked site, with what has to be seen beside its rank. */
export class RankedPlace {
  /** Id of the deployment, as in `ranks.sites` */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** The trust that runs the site */
  trust: PlaceView;

  /** The site */
  site: PlaceView;

  /** Id of the tool's profile */
  toolId: string;

  /** How far the deployment is, 0 to 4 */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 4 })
  stage: number;

  /** Ids of the gates that are closed: no rank opens one */
  @ApiProperty({ type: [String] })
  closedGates: string[];

  /** The index with every unknown answer at its best, 1 to 100 */
  upper: number;
}

/** How firm the order of sites by their index is. Not an order of help. */
export class PortfolioRanks {
  /** The ranks with their ranges */
  @ApiProperty(contractProperty('RankRobustness'))
  ranks: RankRobustness;

  /** The sites of the ranks, in the same order */
  places: RankedPlace[];

  /** Sites that the filters let through and that have nothing that could be ranked */
  @ApiProperty({ type: 'integer' })
  unranked: number;

  /** The site of `compare` held against the first k and its neighbours; null when none was asked for */
  @ApiProperty({ oneOf: [{ type: 'array', items: contractRef('PairComparison') }, { type: 'null' }] })
  pairs: PairComparison[] | null;
}

/** Which part of a ranking is read. */
export class RankingQuery {
  /** Place of the first site, from 1 */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_IN_BACKGROUND, default: 1 })
  @QueryWholeNumber({ min: 1, max: MOST_IN_BACKGROUND, optional: true })
  from = 1;

  /** How many places, 1 to 500 */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_A_PAGE, default: 100 })
  @QueryWholeNumber({ min: 1, max: MOST_A_PAGE, optional: true })
  limit = 100;

  /** A site of the ranking, by the id of its deployment, that is to be held against the first k and its neighbours */
  @ApiPropertyOptional({ format: 'uuid' })
  @ResourceId({ optional: true })
  compare?: string;
}

/** A part of a ranking that was worked out in the background. The ranks are those of its day and do not change. */
export class RankingPage {
  /** The day on which it was worked out */
  @ApiProperty({ format: 'date' })
  madeOn: string;

  /** What was ordered: the filters of that day, and how sites were ranked */
  asked: RankingOrder;

  /** Sites that were ranked */
  @ApiProperty({ type: 'integer' })
  total: number;

  /** Sites that the filters let through and that had nothing that could be ranked */
  @ApiProperty({ type: 'integer' })
  unranked: number;

  /** Place of the first site of this part, from 1 */
  @ApiProperty({ type: 'integer' })
  from: number;

  /** Place of the first site of the next part; null when this is the last */
  @ApiProperty({ type: 'integer', nullable: true })
  next: number | null;

  /** Sites of this part that are left out because the caller does not see them any more, or nothing is known of them now */
  @ApiProperty({ type: 'integer' })
  leftOut: number;

  /** The ranks with their ranges, among all sites; `sites` and `groups` hold those of this part alone */
  @ApiProperty(contractProperty('RankRobustness'))
  ranks: RankRobustness;

  /** The sites of the ranks, in the same order: as they are now, but `upper`, which is of the day of the ranks */
  places: RankedPlace[];

  /** The site of `compare` held against the first k and its neighbours by their answers of today; null when none was asked for */
  @ApiProperty({ oneOf: [{ type: 'array', items: contractRef('PairComparison') }, { type: 'null' }] })
  pairs: PairComparison[] | null;

  /** The sites of `pairs`, the compared one among them, by their places; empty without one */
  compared: RankedPlace[];
}
