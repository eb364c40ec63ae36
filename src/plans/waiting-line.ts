/** What waits for its turn. */
interface Waiting {
  readonly begin: () => void;
}

/** Lets so many tasks run at a time. The others wait in line, first come, first served, and leave it with their callers. */
export class WaitingLine {
  private running = 0;
  private readonly waiting: Waiting[] = [];

  /** @param places tasks that run at a time, at least 1 */
  constructor(private readonly places: number) {}

  /** Tasks that wait for their turn. */
  get length(): number {
    return this.waiting.length;
  }

  /**
   * @param signal takes the task out of the line; once it runs, it runs to its end
   * @throws the signal's reason when the task left the line, and what the task throws
   */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.running < this.places) this.running += 1;
    else await this.turn(signal);
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      // The place goes from hand to hand, so that nobody who comes now gets in between.
      if (next === undefined) this.running -= 1;
      else next.begin();
    }
  }

  private turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(signal?.reason as Error);
      };
      const entry: Waiting = {
        begin: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      this.waiting.push(entry);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
