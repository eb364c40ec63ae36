import { STAGE_NAMES } from '../core/contracts/words.js';
import { NOTHING_SUBMITTED } from '../plans/bulk-plans.js';
import { problemKind } from '../platform/problem/problem-table.js';
import { csvLine } from '../platform/tables/csv.js';
import type { PortfolioItem } from './portfolio.dto.js';

const LONGEST_PART = 60;
const NO_CODE = 'no-code';

/** What is in an archive of plans, or why it is not. */
export interface IndexedSite {
  readonly deploymentId: string;
  /** Left out where whoever downloads does not reach the site any more */
  readonly item?: PortfolioItem | undefined;
  readonly reference?: string | undefined;
  /** Name of the file; left out where there is none */
  readonly file?: string | undefined;
  /** `made`, or why there is no plan, in plain words */
  readonly outcome: string;
}

const COLUMNS: readonly (readonly [name: string, cell: (site: IndexedSite) => string | null | undefined])[] = [
  ['deploymentId', ({ deploymentId }) => deploymentId],
  ['trustCode', ({ item }) => item?.trust.code],
  ['trustName', ({ item }) => item?.trust.name],
  ['siteName', ({ item }) => item?.site.name],
  ['toolId', ({ item }) => item?.toolId],
  ['planReference', ({ reference }) => reference],
  ['file', ({ file }) => file],
  ['stage', ({ item }) => (typeof item?.stage === 'number' ? String(item.stage) : null)],
  ['stageName', ({ item }) => (typeof item?.stage === 'number' ? STAGE_NAMES[item.stage] : null)],
  ['closedGates', ({ item }) => item?.closedGates.join('; ')],
  ['outcome', ({ outcome }) => outcome],
];

export const INDEX_HEADER = csvLine(COLUMNS.map(([name]) => name));

/** The line of a site in the index. Stage and closed gates are those of the moment. */
export function indexLine(site: IndexedSite): string {
  return csvLine(COLUMNS.map(([, cell]) => cell(site) ?? ''));
}

/** Why there is no plan, in plain words. @param code a problem's, or that nothing was submitted */
export function whyNotMade(code: string): string {
  if (code === NOTHING_SUBMITTED) return 'not made: nothing was submitted yet';
  return `not made: ${(problemKind(code)?.title ?? code).toLowerCase()}`;
}

/** Names for files that every system takes, each once. */
export class FileNames {
  private readonly given = new Set<string>();

  /** @returns trust code, site, tool and reference of a plan in letters, digits and hyphens */
  next({ trust, site, toolId }: Pick<PortfolioItem, 'trust' | 'site' | 'toolId'>, reference: string): string {
    const parts = [trust.code ?? NO_CODE, site.name, toolId, reference].map(safe).filter((part) => part !== '');
    const name = parts.join('-');
    let unique = name;
    // Some systems take names that differ in case only for one.
    for (let number = 2; this.given.has(unique.toLowerCase()); number += 1) unique = `${name}-${String(number)}`;
    this.given.add(unique.toLowerCase());
    return `${unique}.pdf`;
  }
}

function safe(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, LONGEST_PART)
    .replace(/^-+|-+$/g, '');
}
