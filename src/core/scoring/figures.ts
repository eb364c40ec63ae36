/** A number as people read it in a sentence: to a tenth, whatever the language of the machine. */
export function tenths(value: number): string {
  return (Math.round(value * 10) / 10).toFixed(1);
}

/** A movement with its sign: "+2.4 points", "-0.3 points"; in words when it is too small to show. */
export function signedPoints(change: number): string {
  const shown = tenths(Math.abs(change));
  if (shown !== '0.0') return `${change < 0 ? '-' : '+'}${shown} points`;
  if (change === 0) return 'no points';
  return `${change < 0 ? 'down' : 'up'} by less than 0.1 points`;
}

/** A share of 0 to 1 in per cent, to a tenth. */
export function percentage(share: number): string {
  return `${tenths(100 * share)}%`;
}
