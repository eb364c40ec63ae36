import { Injectable } from '@nestjs/common';

/** A check that takes longer has failed: whoever asks does not wait for ever. */
const PATIENCE_MILLISECONDS = 2000;

/** Thrown by a check that has more to tell than its own name. */
export class NotReady extends Error {
  /** @param reason what the ready page names, in one word; it is seen by anybody */
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
    this.name = 'NotReady';
  }
}

/** What has to work for this service to take requests. Rooms register their checks; the ready page asks them. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, () => Promise<void>>();
  private stopping = false;

  /** @param check throws or rejects when the thing does not work; a `NotReady` says what, anything else is told by `name` */
  register(name: string, check: () => Promise<void>): void {
    this.checks.set(name, check);
  }

  /** From now on the service is not ready: it finishes what it has and takes no more. */
  stop(): void {
    this.stopping = true;
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  /** Names of what does not work; empty when the service is ready. */
  async failing(): Promise<string[]> {
    const results = await Promise.all(
      [...this.checks].map(([name, check]) =>
        // from inside a promise, so that a check that throws before it gives one fails like the others
        Promise.resolve()
          .then(() => inTime(check))
          .then(
            () => [],
            (error: unknown) => [error instanceof NotReady ? error.reason : name],
          ),
      ),
    );
    return [...(this.stopping ? ['stopping'] : []), ...results.flat()];
  }
}

async function inTime(check: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MILLISECONDS);
  });
  try {
    await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
}
