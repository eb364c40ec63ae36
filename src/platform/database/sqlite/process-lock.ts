import Database from 'better-sqlite3';
import { placeOf } from './companions.js';

/**
 * Takes a database file for this process. Two processes on one file would each believe that nobody else writes; one of
 * them would answer requests with errors, and queued work would be done twice.
 *
 * The lock is an exclusive transaction on a file of its own, so that the operating system lets go of it when the process
 * ends, however it ends. The file stays: to remove it would let two processes lock two files of the same name.
 *
 * @returns what lets go of it
 * @throws Error when another process has it
 */
export function lockForThisProcess(databaseFile: string): () => void {
  const lock = new Database(`${placeOf(databaseFile)}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    const busy = (error as { code?: string }).code === 'SQLITE_BUSY';
    throw busy ? new Error('another process is using it. Stop that one first.', { cause: error }) : error;
  }
  return () => lock.close();
}
