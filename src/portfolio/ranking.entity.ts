import { Entity, Index } from 'typeorm';
import type { RankRobustness } from '../core/contracts/robustness.js';
import { Day, Id, Instant, Json, WholeNumberColumn } from '../platform/database/columns.js';
import type { RankingOrder } from './ranks.dto.js';

/** Ranks of many sites as they were on one day. Its id is that of the job that made it, which tells whose it is. */
@Entity('rankings')
@Index('rankings_by_age', ['madeAt'])
export class RankingEntity {
  @Id()
  id: string;

  @Day()
  madeOn: string;

  @Instant()
  madeAt: Date;

  /** What was ordered, which its links lead back to */
  @Json()
  asked: RankingOrder;

  /** Sites that the portfolio held and that could not be ranked */
  @WholeNumberColumn()
  unranked: number;

  /** Of all sites: long */
  @Json()
  ranks: RankRobustness;

  /** Of the sites of `ranks`, in their order: the index with every unknown answer at its best, 1 to 100, as it was then */
  @Json()
  uppers: readonly number[];
}
