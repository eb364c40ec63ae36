import process from 'node:process';
import { ArchiveError } from '../platform/database/archive/archive-error.js';
import type { Watch } from '../platform/database/archive/watch.js';
import type { Console } from './console.js';
import { CommandFailure, EXIT } from './failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that takes long: shows how far it is, and lets Ctrl+C end it in order. A second Ctrl+C ends the process at
 * once.
 *
 * @throws CommandFailure when it is stopped, or says why it cannot be done
 */
export async function runLongWork<T>(console: Console, work: (watch: Watch) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = (): void => {
    for (const signal of SIGNALS) process.off(signal, stop);
    stopping.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work({ signal: stopping.signal, begin: console.progress });
  } catch (error) {
    if (stopping.signal.aborted) throw new CommandFailure(EXIT.stopped, ['Stopped. Nothing was kept.']);
    if (error instanceof ArchiveError) throw new CommandFailure(EXIT.badInput, [error.message]);
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
