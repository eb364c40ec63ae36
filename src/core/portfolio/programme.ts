/** Hours that a site could get, and what they are worth, both whole numbers so that sums are exact. */
export interface Choice {
  readonly hours: number;
  readonly value: number;
}

/** The best use of hours among some sites, for every total of hours. */
export interface Programme {
  /** Most hours that its sites could use, or the limit that was set */
  readonly mostHours: number;
  /** Largest value with exactly so many hours; -Infinity where they cannot come to that total */
  readonly exactly: Float64Array;
  /** The total, at most the index, with the largest value; the least such total */
  readonly within: Int32Array;
  /** For each site, the position of its choice when exactly so many hours are used */
  readonly choicesAt: (hours: number) => Int32Array;
}

/**
 * Exact multiple-choice knapsack by dynamic programming over whole hours: one choice for each site. Time grows with sites ×
 * hours × choices. Among uses of equal value the sites that stand first get more.
 *
 * @param sites choices of each site, in order of hours; the first is no hours and no value
 * @param limit most hours in all, whole
 */
export function solveProgramme(sites: readonly (readonly Choice[])[], limit: number): Programme {
  const useful = sites.reduce((sum, choices) => sum + (choices.at(-1) as Choice).hours, 0);
  const mostHours = Math.min(limit, useful);
  let exactly = new Float64Array(mostHours + 1).fill(-Infinity);
  exactly[0] = 0;
  let next = new Float64Array(mostHours + 1);
  const taken = new Array<Uint8Array>(sites.length);
  // From the last site to the first, so that tracing back meets the first site first, with all of its choices open.
  let reachable = 0;
  for (let site = sites.length - 1; site >= 0; site -= 1) {
    next.set(exactly);
    const choices = sites[site] as readonly Choice[];
    reachable = Math.min(mostHours, reachable + (choices.at(-1) as Choice).hours);
    const own = new Uint8Array(reachable + 1);
    taken[site] = own;
    for (let choice = 1; choice < choices.length; choice += 1) {
      const { hours, value } = choices[choice] as Choice;
      for (let total = hours; total <= reachable; total += 1) {
        const reached = (exactly[total - hours] as number) + value;
        if (reached > -Infinity && reached >= (next[total] as number)) {
          next[total] = reached;
          own[total] = choice;
        }
      }
    }
    [exactly, next] = [next, exactly];
  }
  return { mostHours, exactly, within: bestWithin(exactly), choicesAt: (hours) => traceBack(sites, taken, hours) };
}

function bestWithin(exactly: Float64Array): Int32Array {
  let best = 0;
  return Int32Array.from(exactly, (value, hours) => {
    if (value > (exactly[best] as number)) best = hours;
    return best;
  });
}

function traceBack(sites: readonly (readonly Choice[])[], taken: readonly Uint8Array[], hours: number): Int32Array {
  let left = hours;
  return Int32Array.from(taken, (own, site) => {
    const choice = own[left] as number;
    left -= ((sites[site] as readonly Choice[])[choice] as Choice).hours;
    return choice;
  });
}

/**
 * Shares hours out between the sites that have a floor and the rest, at the largest value: either the former get at least
 * their share of what is handed out, or all that hours can bring them. Among equals the fewest hours, then more for those
 * with a floor.
 *
 * @param leastShare 0 to 1
 * @returns hours that each of the two programmes uses
 */
export function combineWithFloor(
  favoured: Programme,
  rest: Programme,
  { limit, fullHours, leastShare }: { readonly limit: number; readonly fullHours: number; readonly leastShare: number },
): { readonly favouredHours: number; readonly restHours: number } {
  let best = { value: -Infinity, favouredHours: 0, restHours: 0 };
  const total = ({ favouredHours, restHours }: typeof best): number => favouredHours + restHours;
  for (let favouredHours = favoured.mostHours; favouredHours >= 0; favouredHours -= 1) {
    const own = favoured.exactly[favouredHours] as number;
    const isFree = favouredHours === fullHours || leastShare === 0;
    const inShare = isFree ? limit : Math.floor((favouredHours * (1 - leastShare)) / leastShare + 1e-9);
    const open = Math.min(rest.mostHours, limit - favouredHours, inShare);
    const restHours = rest.within[open] as number;
    const found = { value: own + (rest.exactly[restHours] as number), favouredHours, restHours };
    if (found.value > best.value || (found.value === best.value && total(found) < total(best))) best = found;
  }
  return best;
}
