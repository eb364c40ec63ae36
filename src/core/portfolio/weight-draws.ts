import type { PortfolioMethod } from '../contracts/portfolio-method.js';
import { normalQuantile } from '../planning/distributions.js';
import { hashText, uniform } from '../planning/random.js';

type Parameters = PortfolioMethod['robustness'];

/** No positive weight is ever drawn as nothing, or a site whose other domains are not assessable would have no index. */
const LEAST_GAMMA = 1e-300;

/** The key of a domain's weight: the same for every tool, so that tools with like weights get like draws. */
export function domainKey(code: string): number {
  return hashText(`domain weight ${code}`);
}

/** The key of a question's weight, the same for every tool. */
export function questionKey(id: string): number {
  return hashText(`question weight ${id}`);
}

/** The key of an answer that is not known, of one site's own. */
export function unknownKey(siteId: string, questionId: string): number {
  return hashText(`unknown answer ${questionId} ${siteId}`);
}

const AGGREGATION_KEY = hashText('aggregation');

/** Whether a draw takes the geometric mean of the domains, one choice for all sites. */
export function drawsGeometric(seed: number, draw: number, { geometricShare }: Parameters): boolean {
  return uniform(seed, AGGREGATION_KEY, draw) < geometricShare;
}

/** What a question's weight is multiplied by in a draw: log-uniform between the two factors. */
export function questionFactor(
  seed: number,
  key: number,
  draw: number,
  [low, high]: readonly [number, number],
): number {
  return low * (high / low) ** uniform(seed, key, draw);
}

/**
 * A gamma variate with scale 1, the part of a Dirichlet draw that belongs to one domain: divided by the sum over the
 * domains it is the domain's weight. George Marsaglia and Wai Wan Tsang, "A simple method for generating gamma variables"
 * (2000): exact, by rejection. Each try has keys of its own, so that the number depends on seed, key, draw and shape alone.
 *
 * @param shape 0 gives 0; under 1, the variate for shape + 1 times a power of a uniform one
 */
export function gammaDraw(shape: number, seed: number, key: number, draw: number): number {
  if (shape === 0) return 0;
  const boost = shape < 1 ? uniform(seed, key - 1, draw) ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let next = key; ; next += 2) {
    const x = normalQuantile(uniform(seed, next, draw));
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = uniform(seed, next + 1, draw);
    if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return Math.max(LEAST_GAMMA, d * v * boost);
  }
}

/**
 * Standard deviation of a weight drawn from Dirichlet(concentration · W), as a share of the weight: 26% for a weight of
 * 0.22 and 61% for one of 0.05 at a concentration of 50.
 *
 * @param weight 0 to 1
 */
export function relativeSd(weight: number, concentration: number): number {
  return weight === 0 ? 0 : Math.sqrt((1 - weight) / (weight * (concentration + 1)));
}
