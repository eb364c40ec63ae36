import type { Method } from '../contracts/instrument.js';
import type { PairComparison } from '../contracts/robustness.js';
import { SOURCES } from './drivers.js';
import { IndexDraws } from './index-draws.js';
import { LayoutBuilder, type PortfolioSite } from './layout.js';
import type { RobustnessOptions } from './robustness.js';
import { isDistinguishable, shareAbove } from './tie-groups.js';
import type { ActiveSources } from './weight-table.js';

/**
 * How often each site of a page has a higher index than each of the others, and whether the two can be told apart. Draws
 * depend on their keys alone, so those of a few sites are made anew in place of keeping all pairs of a portfolio.
 *
 * @param method as for `rankRobustness`
 * @param sites those of the page and the first k, and no more
 * @param page ids of the page's sites
 * @returns in the order of the page, and inside it of the sites
 * @throws RangeError for an id of the page that is not among the sites, or weights that leave a site without any
 */
export function comparePairs(
  method: Method,
  sites: readonly PortfolioSite[],
  page: readonly string[],
  options: Pick<RobustnessOptions, 'seed' | 'draws' | 'domainWeights'> = {},
): PairComparison[] {
  const { draws: usual, notDistinguishable } = method.portfolio.robustness;
  const draws = options.draws ?? usual;
  const layout = new LayoutBuilder(options.seed ?? method.forecast.seed, options.domainWeights);
  for (const site of sites) layout.add(site);
  const source = new IndexDraws(method, layout);
  const active: ActiveSources = new Set(SOURCES.map((one) => one.source));
  const indexes = new Float32Array(sites.length);
  const bySite = new Map(sites.map(({ id }) => [id, new Float32Array(draws)]));
  const columns = [...bySite.values()];
  for (let draw = 0; draw < draws; draw += 1) {
    source.fill(draw, active, indexes);
    columns.forEach((column, i) => (column[draw] = indexes[i] as number));
  }
  return page.flatMap((site) => {
    const own = bySite.get(site);
    if (own === undefined) throw new RangeError(`${site} is not among the sites`);
    return [...bySite]
      .filter(([other]) => other !== site)
      .map(([other, theirs]): PairComparison => {
        const above = shareAbove(own, theirs);
        return { site, other, above, distinguishable: isDistinguishable(above, notDistinguishable) };
      });
  });
}
