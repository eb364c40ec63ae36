import { QUEUES } from '../core/contracts/portfolio.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import type { CountOf, PortfolioSummary } from './portfolio-summary.dto.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { gatesOf } from './portfolio-views.js';

/** Columns of an entry that are counted. */
export const COUNTED = ['toolId', 'region', 'owner', 'queue', 'stage', 'band', 'closedGates'] as const;
export type Counted = Pick<PortfolioEntryEntity, (typeof COUNTED)[number]>;

/** Entries that are alike in all that is counted. */
export interface CountedTogether extends Counted {
  /** How many there are */
  readonly sites: number;
}

/** What some entries are, by what they can be narrowed by. */
export type PortfolioCounts = Omit<PortfolioSummary, 'waiting'>;

/** @param bands names of the bands, the lowest first */
export function countsOf(rows: readonly CountedTogether[], bands: readonly string[]): PortfolioCounts {
  const queues = counts(rows, ({ queue }) => [queue ?? 'none']);
  const stages = counts(rows, ({ stage }) => [stage]);
  const ofBand = counts(rows, ({ band }) => [band]);
  return {
    sites: rows.reduce((sum, { sites }) => sum + sites, 0),
    queues: [...QUEUES, 'none'].map((value) => ({ value, sites: queues.get(value) ?? 0 })),
    stages: STAGE_NAMES.map((_, stage) => ({ value: String(stage), sites: stages.get(String(stage)) ?? 0 })),
    bands: bands.map((value) => ({ value, sites: ofBand.get(value) ?? 0 })),
    tools: byName(counts(rows, ({ toolId }) => [toolId])),
    regions: byName(counts(rows, ({ region }) => [region])),
    owners: byName(counts(rows, ({ owner }) => [owner])),
    blockers: byName(counts(rows, ({ closedGates }) => gatesOf(closedGates))).sort((a, b) => b.sites - a.sites),
  };
}

/** Sites by each of their values; what is null is none. */
function counts(
  rows: readonly CountedTogether[],
  valuesOf: (row: Counted) => readonly (string | number | null)[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const row of rows) {
    for (const value of valuesOf(row)) {
      if (value !== null) found.set(String(value), (found.get(String(value)) ?? 0) + row.sites);
    }
  }
  return found;
}

function byName(found: ReadonlyMap<string, number>): CountOf[] {
  return [...found].map(([value, sites]) => ({ value, sites })).sort((a, b) => (a.value < b.value ? -1 : 1));
}
