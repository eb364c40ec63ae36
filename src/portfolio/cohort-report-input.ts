import type { Instrument } from '../core/contracts/instrument.js';
import type { Phrases } from '../core/reporting/phrases.js';
import type { Cohort } from './cohort.dto.js';
import type { AllocationReport } from './planner.dto.js';
import type { PortfolioItem } from './portfolio.dto.js';
import type { PortfolioSummary } from './portfolio-summary.dto.js';

/** Everything that the report on a portfolio is made of. All of it is worked out; the report gives it words. */
export interface CohortReportInput {
  /** In the order of the work list */
  readonly items: readonly PortfolioItem[];
  readonly summary: PortfolioSummary;
  readonly cohort: Cohort;
  /** By the setting of the team */
  readonly allocation: AllocationReport;
  /** Names of the filters that narrowed the sites */
  readonly filters: readonly string[];
  readonly instrument: Pick<Instrument, 'id' | 'version' | 'questions'>;
  readonly toolName: (id: string) => string;
  readonly phrases: Phrases;
}
