import { QueryFailedError } from 'typeorm';
import { Problem } from '../problem/problem.js';

/** Codes of better-sqlite3 and of PostgreSQL. */
const UNIQUE: readonly unknown[] = ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505'];
const LOCKED = /^SQLITE_(?:BUSY|LOCKED)/;
const RETRY_SECONDS = 1;

/**
 * What a failed write says to its caller. Services look before they insert; between two processes that is not enough, and
 * the database has the last word.
 */
export function problemOfWrite(error: unknown): unknown {
  if (!(error instanceof QueryFailedError)) return error;
  const { code } = error.driverError as { code?: unknown };
  if (UNIQUE.includes(code)) {
    return new Problem('conflict', 'Somebody else made the same at the same time. Nothing was stored.', {
      cause: error,
    });
  }
  if (typeof code === 'string' && LOCKED.test(code)) {
    return new Problem('busy', 'The database is held by another program. Nothing was stored.', {
      cause: error,
      headers: { 'Retry-After': String(RETRY_SECONDS) },
    });
  }
  return error;
}
