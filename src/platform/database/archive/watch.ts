/** How a long piece of work tells how far it is, and how it is stopped. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Begins a part of the work. @param total rows of this part */
  readonly begin: (total: number, what: string) => Part;
}

export interface Part {
  /** @param count rows so far */
  readonly done: (count: number) => void;
  readonly stop: () => void;
}

const ROWS_A_STEP = 200;

/**
 * Hands items on, tells now and then how many there were, and stops where the work is stopped.
 *
 * @throws the signal's reason
 */
export async function* watched<Item>(
  watch: Watch,
  total: number,
  what: string,
  items: AsyncIterable<Item>,
): AsyncGenerator<Item> {
  const part = watch.begin(total, what);
  let count = 0;
  try {
    for await (const item of items) {
      watch.signal.throwIfAborted();
      yield item;
      count += 1;
      if (count % ROWS_A_STEP === 0) part.done(count);
    }
    watch.signal.throwIfAborted();
  } finally {
    part.stop();
  }
}

/** Reads to the end what checks itself as it is read. */
export async function drained(items: AsyncIterator<unknown>): Promise<void> {
  while ((await items.next()).done !== true);
}
