import { QUEUES } from '../core/contracts/portfolio.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import type { CountOf, PortfolioSummary } from './portfolio-summary.dto.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { gatesOf } from './portfolio-views.js';

type Counted = Pick<PortfolioEntryEntity, 'toolId' | 'region' | 'owner' | 'queue' | 'stage' | 'band' | 'closedGates'>;

/** @param waiting entries that are to be worked out anew @param bands names of the bands, the lowest first */
export function summaryOf(rows: readonly Counted[], waiting: number, bands: readonly string[]): PortfolioSummary {
  const queues = counts(rows.map(({ queue }) => queue ?? 'none'));
  const stages = counts(rows.flatMap(({ stage }) => (stage === null ? [] : [String(stage)])));
  const ofBand = counts(rows.flatMap(({ band }) => band ?? []));
  return {
    sites: rows.length,
    waiting,
    queues: [...QUEUES, 'none'].map((value) => ({ value, sites: queues.get(value) ?? 0 })),
    stages: STAGE_NAMES.map((_, stage) => ({ value: String(stage), sites: stages.get(String(stage)) ?? 0 })),
    bands: bands.map((value) => ({ value, sites: ofBand.get(value) ?? 0 })),
    tools: byName(counts(rows.map(({ toolId }) => toolId))),
    regions: byName(counts(rows.flatMap(({ region }) => region ?? []))),
    owners: byName(counts(rows.flatMap(({ owner }) => owner ?? []))),
    blockers: byName(counts(rows.flatMap(({ closedGates }) => gatesOf(closedGates)))).sort((a, b) => b.sites - a.sites),
  };
}

function counts(values: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

function byName(found: ReadonlyMap<string, number>): CountOf[] {
  return [...found].map(([value, sites]) => ({ value, sites })).sort((a, b) => (a.value < b.value ? -1 : 1));
}
