import type { ForecastMethod } from '../contracts/instrument.js';
import { normalCdf } from './distributions.js';

/** What came of one plan: how long it was to take if nothing slipped, and how long it has taken. */
export interface Outcome {
  /** Weeks to go-live if nothing slips, as planned; above 0 */
  readonly plannedWeeks: number;
  /** Weeks from the plan to go-live, or until now for a site that is not live; above 0 */
  readonly weeks: number;
  readonly live: boolean;
}

export interface FactorEstimate {
  /** Median of the site factor, most probable given the outcomes */
  readonly median: number;
  /** Standard deviation of ln(median) after the outcomes */
  readonly uncertainty: number;
  /** 90% interval of the median */
  readonly interval: readonly [low: number, high: number];
  readonly live: number;
  readonly notYetLive: number;
}

const STEPS = 60;
const Z_90 = 1.6448536269514722;
/** Half width of the search for ln(median), in log units: a factor of about 150 either way. */
const SEARCH = 5;
/** Step of the numeric second derivative. */
const STEP = 1e-3;

/**
 * Re-estimates the site factor of one tool from outcomes (method, section 7): ln(weeks/planned) is normal about
 * ln(median) with the instrument's log-sd; the prior of ln(median) is normal about the instrument's; a site that is not
 * live yet says only that its ratio is larger than what has passed (right-censored).
 *
 * @throws RangeError for weeks that are not above 0
 */
export function reestimateFactor(
  outcomes: readonly Outcome[],
  { siteFactor, priorSd }: ForecastMethod,
): FactorEstimate {
  const ratios = outcomes.map(({ plannedWeeks, weeks, live }) => {
    if (!(plannedWeeks > 0 && weeks > 0)) throw new RangeError('Planned and passed weeks must be above 0');
    return { log: Math.log(weeks / plannedWeeks), live };
  });
  const prior = Math.log(siteFactor.median);
  const slope = (mean: number): number =>
    (prior - mean) / priorSd ** 2 +
    ratios.reduce((sum, { log, live }) => sum + pull((log - mean) / siteFactor.logSd, live) / siteFactor.logSd, 0);
  // The log posterior is concave, so its slope falls through 0 once.
  let [low, high] = [prior - SEARCH, prior + SEARCH];
  for (let i = 0; i < STEPS; i += 1) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  const mode = (low + high) / 2;
  const curvature = (slope(mode - STEP) - slope(mode + STEP)) / (2 * STEP);
  const uncertainty = 1 / Math.sqrt(curvature);
  const live = ratios.filter((ratio) => ratio.live).length;
  return {
    median: Math.exp(mode),
    uncertainty,
    interval: [Math.exp(mode - Z_90 * uncertainty), Math.exp(mode + Z_90 * uncertainty)],
    live,
    notYetLive: ratios.length - live,
  };
}

/** How strongly one outcome pulls the mean, in standard units: its distance, or the normal hazard when it is censored. */
function pull(z: number, live: boolean): number {
  if (live) return z;
  const survival = 1 - normalCdf(z);
  // Far in the tail the hazard approaches z; the ratio of two tiny numbers would not.
  return z > 5 ? z + 1 / z : Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) / survival;
}
