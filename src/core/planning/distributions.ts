/** Steps of a quantile table; linear between them. */
const STEPS = 1024;
/** Steps of the numeric integration behind a table. */
const FINE = 8192;

/** Logarithms of the middles of the fine steps; the last one's of 1 − x is the first one's of x. */
const { exp, log } = Math;
const MIDDLE_LOGS = Float64Array.from({ length: FINE }, (_, i) => log((i + 0.5) / FINE));

/** Quantiles of a distribution at 0, 1/1024, ..., 1. */
export type QuantileTable = Float64Array;

/** The value below which a share `u` of the distribution lies; 0 ≤ u ≤ 1. */
export function quantile(table: QuantileTable, u: number): number {
  const at = u * STEPS;
  const below = Math.min(STEPS - 1, Math.floor(at));
  const low = table[below] as number;
  return low + (at - below) * ((table[below + 1] as number) - low);
}

/**
 * Quantiles of a PERT-beta distribution with the mode at 1 and shape 4: what a typical duration is multiplied by.
 *
 * @param low smallest multiple, 0 to 1
 * @param high largest multiple, above 1
 */
export function pertTable(low: number, high: number): QuantileTable {
  const width = high - low;
  return betaTable(1 + (4 * (1 - low)) / width, 1 + (4 * (high - 1)) / width, low, width);
}

/** Quantiles of a beta distribution stretched to [low, low + width]; both shape parameters must be above 1. */
export function betaTable(alpha: number, beta: number, low = 0, width = 1): QuantileTable {
  const cumulative = new Float64Array(FINE + 1);
  for (let i = 0; i < FINE; i += 1) {
    const [logX, logRest] = [MIDDLE_LOGS[i] as number, MIDDLE_LOGS[FINE - 1 - i] as number];
    cumulative[i + 1] = (cumulative[i] as number) + exp((alpha - 1) * logX + (beta - 1) * logRest);
  }
  const total = cumulative[FINE] as number;
  const table = new Float64Array(STEPS + 1);
  let i = 0;
  for (let step = 0; step <= STEPS; step += 1) {
    const wanted = (total * step) / STEPS;
    while ((cumulative[i + 1] as number) < wanted) i += 1;
    const [before, after] = [cumulative[i] as number, cumulative[i + 1] as number];
    const part = after > before ? (wanted - before) / (after - before) : 0;
    table[step] = low + (width * (i + Math.min(1, Math.max(0, part)))) / FINE;
  }
  return table;
}

/** Quantile of the standard normal distribution, 0 < u < 1. Peter Acklam's approximation, relative error under 1.2e-9. */
export function normalQuantile(u: number): number {
  if (u < 0.02425) return tail(Math.sqrt(-2 * Math.log(u)));
  if (u > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - u)));
  const q = u - 0.5;
  const r = q * q;
  const top = horner(
    r,
    [
      -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
      2.506628277459239,
    ],
  );
  const bottom = horner(
    r,
    [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
  );
  return (q * top) / bottom;
}

function tail(q: number): number {
  const top = horner(
    q,
    [
      -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
      2.938163982698783,
    ],
  );
  return top / horner(q, [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1]);
}

/** Standard normal distribution function; absolute error under 8e-8 (Abramowitz and Stegun 26.2.17). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly = t * horner(t, [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153]);
  const upper = (poly * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
  return z >= 0 ? 1 - upper : upper;
}

/** Coefficients from the highest power down. */
function horner(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/** The value at a share of a sorted sample, by nearest rank; 0 < share ≤ 1. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] as number;
}
