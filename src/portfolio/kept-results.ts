/**
 * The last few results of something that takes time, each under a key that holds everything it follows from. Whoever asks
 * while one is being worked out waits for it.
 */
export class KeptResults<Result> {
  /** In the order in which they were last asked for */
  private readonly results = new Map<string, Promise<Result>>();

  /** @param most how many are kept, from 1 */
  constructor(private readonly most: number) {}

  /** The result under the key, worked out where it is not kept; one that could not be is not kept either. */
  async obtain(key: string, work: () => Promise<Result>): Promise<Result> {
    const result = this.results.get(key) ?? work();
    this.results.delete(key);
    this.results.set(key, result);
    const [oldest] = this.results.keys();
    if (this.results.size > this.most && oldest !== undefined) this.results.delete(oldest);
    try {
      return await result;
    } catch (error) {
      if (this.results.get(key) === result) this.results.delete(key);
      throw error;
    }
  }
}
