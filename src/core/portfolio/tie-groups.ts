import type { TieGroup } from '../contracts/robustness.js';

/** Share of the draws in which the first number is higher; equal ones count half. */
export function shareAbove(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let twice = 0;
  for (let draw = 0; draw < one.length; draw += 1) {
    const difference = (one[draw] as number) - (other[draw] as number);
    if (difference > 0) twice += 2;
    else if (difference === 0) twice += 1;
  }
  return twice / (2 * one.length);
}

/** Two sites can be told apart when their order holds in more draws than the range allows, one way or the other. */
export function isDistinguishable(above: number, [low, high]: readonly [low: number, high: number]): boolean {
  return above < low || above > high;
}

/**
 * Puts sites into tie groups: a group ends before the first site that can be told apart from the group's first member.
 *
 * @param ids in the order of the places
 * @param distinguishable whether the sites at two places, the first one lower, can be told apart
 */
export function tieGroups(
  ids: readonly string[],
  distinguishable: (first: number, later: number) => boolean,
): TieGroup[] {
  const starts: number[] = [];
  for (let place = 0; place < ids.length; place += 1) {
    const first = starts.at(-1);
    if (first === undefined || distinguishable(first, place)) starts.push(place);
  }
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? ids.length;
    return { number: i + 1, places: { from: start + 1, to: end }, sites: ids.slice(start, end) };
  });
}
