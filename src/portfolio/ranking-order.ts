import type { RankingOrder } from './ranks.dto.js';

/** Kind of the jobs that rank sites. */
export const RANKING_KIND = 'rank-portfolio';

/** What such a job was ordered with. */
export interface Ordered {
  readonly deploymentIds: readonly string[];
  readonly asked: RankingOrder;
}
