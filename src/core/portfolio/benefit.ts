import { percentile } from '../planning/distributions.js';

/**
 * What a week sooner is worth at each site: the square root of its yearly studies, within two percentiles of the sites
 * that state theirs; where none are stated, the median of those that do, or 1 when nobody does. Less than one study a year
 * is no stated volume.
 */
export function benefitsOf(
  yearlyStudies: readonly (number | null)[],
  [low, high]: readonly [low: number, high: number],
): number[] {
  const roots = yearlyStudies.map((studies) => (studies !== null && studies >= 1 ? Math.sqrt(studies) : null));
  const known = Float64Array.from(roots.filter((root) => root !== null)).sort();
  if (known.length === 0) return roots.map(() => 1);
  const [least, median, most] = [low, 0.5, high].map((share) => percentile(known, share)) as [number, number, number];
  return roots.map((root) => Math.min(most, Math.max(least, root ?? median)));
}
