import type { RankDriver, UncertaintySource } from '../contracts/robustness.js';
import { tenths } from '../scoring/figures.js';

/** Sources of uncertainty, in the order in which those that move ranks alike are named. */
export const SOURCES: readonly { readonly source: UncertaintySource; readonly name: string }[] = [
  { source: 'domain-weights', name: 'how much each domain counts' },
  { source: 'question-weights', name: 'how much each question counts' },
  { source: 'aggregation', name: 'whether a strong domain can make up for a weak one' },
  { source: 'unknown-answers', name: 'what the unknown answers turn out to be' },
];

/** Places by which the ranks of one draw lie apart from the nominal ones, summed over the sites. */
export function totalShift(nominal: Uint16Array, ranks: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < nominal.length; i += 1) sum += Math.abs((nominal[i] as number) - (ranks[i] as number));
  return sum;
}

/** The sources with what they do to ranks, the one that moves them most first. */
export function rankDrivers(averageShifts: ReadonlyMap<UncertaintySource, number>): RankDriver[] {
  return SOURCES.map(({ source, name }) => ({
    source,
    name,
    averageShift: averageShifts.get(source) as number,
  })).sort((a, b) => b.averageShift - a.averageShift);
}

/** @param drivers from `rankDrivers` */
export function driverSentence(drivers: readonly RankDriver[], sites: number): string {
  const [{ name, averageShift }] = drivers as [RankDriver];
  if (averageShift === 0) return 'Ranks do not move, whatever weights, aggregation and unknown answers are drawn.';
  const shift = tenths(averageShift);
  const places = shift === '0.0' ? 'less than 0.1 places' : `${shift} ${shift === '1.0' ? 'place' : 'places'}`;
  return `What moves ranks most is ${name}: by itself it moves a site by ${places} on average, among ${String(sites)} sites.`;
}
