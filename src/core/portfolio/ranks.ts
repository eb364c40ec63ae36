/** Sites that can be ranked together: a place is kept in 16 bits. */
export const MOST_SITES = 65_535;

const PLACES = MOST_SITES + 1;

/**
 * Ranks numbers from the highest, which has rank 1; equal ones share the better rank. They are compared as 32-bit floats,
 * so that numbers of 1 to 100 that differ by less than a hundred-thousandth, by rounding, are equal.
 *
 * Made once for so many numbers and used for each draw. Each number is put into one float together with its position, so
 * that one sort of plain numbers is all that a draw needs.
 */
export class Ranking {
  private readonly keyed: Float64Array;

  /** @param count how many numbers are ranked each time */
  constructor(count: number) {
    this.keyed = new Float64Array(count);
  }

  /**
   * @param values 0 or more each
   * @param ranks filled, in the order of the values
   */
  rank(values: Float32Array, ranks: Uint16Array): void {
    const { keyed } = this;
    const { length } = keyed;
    // Floats of 0 or more are in the order of their bits.
    const bits = new Uint32Array(values.buffer, values.byteOffset, length);
    for (let i = 0; i < length; i += 1) keyed[i] = (bits[i] as number) * PLACES + i;
    keyed.sort();
    let [rank, before] = [0, -1];
    for (let place = length - 1; place >= 0; place -= 1) {
      const key = keyed[place] as number;
      const value = Math.floor(key / PLACES);
      if (value !== before) rank = length - place;
      before = value;
      ranks[key - value * PLACES] = rank;
    }
  }
}
