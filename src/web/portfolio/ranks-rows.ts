import type { PairComparison, RankedSite, RankRobustness } from '../../core/contracts/robustness.js';
import type { RankedPlace } from '../../portfolio/ranks.dto.js';
import { stageText, type SiteNames } from './site-words.js';

/** Sites on one page. */
export const RANKS_A_PAGE = 100;
/** Fields of the form have names of their own, so that a domain is never taken for a filter. */
export const WEIGHT_FIELD = 'weight-';

/** A part of ranks, as pages show it. */
export interface RanksPart {
  /** With the sites of this part alone */
  readonly ranks: RankRobustness;
  /** Of these sites, in the same order */
  readonly places: readonly RankedPlace[];
  readonly unranked: number;
  /** Place of the first site of this part, from 1 */
  readonly from: number;
  /** Sites that were ranked altogether */
  readonly total: number;
}

/** Addresses of the page itself. */
export interface RanksAddresses {
  /** With another part: the place of its first site */
  readonly at: (from: number) => string;
  /** With a site held against others */
  readonly comparing: (id: string) => string;
}

/** What the ranks' template shows of a part. */
export function ranksValues(
  { ranks, places, unranked, from, total }: RanksPart,
  names: SiteNames,
  { at, comparing }: RanksAddresses,
): Readonly<Record<string, unknown>> {
  return {
    ...{ draws: ranks.draws, top: ranks.top, driverSentence: ranks.driverSentence, unranked, total },
    ...turning(from, total, at),
    sites: ranks.sites.map((site, position) => ({
      ...rowOf(site, places[position] as RankedPlace, total, names),
      compareAt: comparing(site.id),
    })),
    drivers: ranks.drivers.map(({ name, averageShift }) => ({ name, shift: averageShift.toFixed(1) })),
    weights: ranks.weights.map(({ tool, domains }) => ({
      tool: names.toolName(tool),
      domains: domains.map(({ name, weight, relativeSd }) => ({
        name,
        weight: (100 * weight).toFixed(0),
        by: (100 * relativeSd).toFixed(0),
      })),
    })),
  };
}

/** A site beside others. @param places of these sites, in any order */
export function comparedWith(
  id: string,
  pairs: readonly PairComparison[],
  places: readonly RankedPlace[],
): { site: string; rows: object[] } {
  const nameOf = new Map(places.map(({ deploymentId, site }) => [deploymentId, site.name]));
  return {
    site: nameOf.get(id) ?? '',
    rows: pairs.map(({ other, above, distinguishable }) => ({
      site: nameOf.get(other) ?? '',
      above: `${String(Math.round(100 * above))}%`,
      told: distinguishable ? (above > 0.5 ? 'Ahead' : 'Behind') : 'Cannot be told apart',
    })),
  };
}

/** The form's fields. @param given weights that were moved, by code: texts */
export function weightFields(
  domains: readonly { readonly code: string; readonly name: string; readonly weight: number }[],
  given: (code: string) => string | undefined,
): object[] {
  return domains.map(({ code, name, weight }) => ({
    ...{ code, name, field: `${WEIGHT_FIELD}${code}` },
    value: given(code) ?? String(percentOf(weight)),
    usual: percentOf(weight),
  }));
}

/** Weights as they stand in an address, by code. @param text such as `IT:22,GV:20` */
export function weightsIn(text: string | undefined): (code: string) => string | undefined {
  const given = new Map((text ?? '').split(',').map((part) => part.split(':') as [string, string]));
  return (code) => given.get(code);
}

/** Shares of one in per cent, to a tenth. */
export function percentOf(weight: number): number {
  return Math.round(1000 * weight) / 10;
}

/** Which places a page shows, and the ways to those before and after. */
function turning(from: number, total: number, at: (from: number) => string): Readonly<Record<string, unknown>> {
  const placesFrom = (first: number): string =>
    `Places ${String(first)} to ${String(Math.min(total, first + RANKS_A_PAGE - 1))}`;
  const [before, after] = [Math.max(1, Math.min(from - 1, total) - RANKS_A_PAGE + 1), from + RANKS_A_PAGE];
  const isWhole = from === 1 && total < after;
  return {
    shown: isWhole || from > total ? null : `${placesFrom(from)} of ${String(total)}`,
    previous: from > 1 ? { href: at(before), text: 'Previous', labelText: placesFrom(before) } : null,
    next: after <= total ? { href: at(after), text: 'Next', labelText: placesFrom(after) } : null,
  };
}

interface RankRow {
  readonly href: string;
  readonly site: string;
  readonly trust: string;
  readonly tool: string;
  readonly stage: string;
  readonly stageNumber: number;
  readonly closed: string | null;
  readonly index: string;
  readonly rank: string;
  readonly range: string;
  readonly top: string;
  readonly group: number;
  /** Places for the chart, 0 to 1 */
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

function rowOf(
  { index, rank, rankRange, topProbability, group }: RankedSite,
  { deploymentId, site, trust, toolId, stage, closedGates, upper }: RankedPlace,
  sites: number,
  names: SiteNames,
): RankRow {
  const scale = (place: number): number => (sites === 1 ? 0.5 : (place - 1) / (sites - 1));
  const [value, bound] = [Math.round(index), Math.round(upper)];
  return {
    href: `/portfolio/sites/${deploymentId}`,
    ...{ site: site.name, trust: trust.name, tool: names.toolName(toolId), stage: stageText(stage) },
    stageNumber: stage,
    closed: closedGates.length === 0 ? null : closedGates.join(', '),
    index: bound > value ? `${String(value)}, could be ${String(bound)}` : String(value),
    rank: String(rankRange.median),
    range: `${String(rankRange.low)} to ${String(rankRange.high)}${rank === rankRange.median ? '' : `; ${String(rank)} by the weights as they stand`}`,
    top: `${String(Math.round(100 * topProbability))}%`,
    group,
    ...{ from: scale(rankRange.low), to: scale(rankRange.high), at: scale(rankRange.median) },
  };
}
