import { QueryFailedError } from 'typeorm';
import { Problem } from '../problem/problem.js';
import type { Access } from './data-sources.js';
import type { ProblemCode } from '../problem/problem-table.js';

interface Kind {
  readonly problem: Extract<ProblemCode, 'conflict' | 'busy' | 'storage-unavailable'>;
  readonly codes: RegExp;
  readonly detail: string;
  readonly retrySeconds?: number;
}

/** Codes of better-sqlite3, of PostgreSQL (SQLSTATE) and of the network, and what they say to a caller. */
const KINDS: readonly Kind[] = [
  {
    problem: 'conflict',
    codes: /^(?:SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY)|23505)$/,
    detail: 'Somebody else made the same at the same time. Nothing was stored.',
  },
  {
    problem: 'busy',
    codes: /^(?:SQLITE_(?:BUSY|LOCKED).*|40001|40P01|55P03)$/,
    detail: 'The database is held by others. Nothing was stored.',
    retrySeconds: 1,
  },
  {
    problem: 'storage-unavailable',
    codes: /^(?:SQLITE_FULL|53100|53200)$/,
    detail: 'There is no room left to store anything. Nothing was stored.',
    retrySeconds: 60,
  },
  {
    problem: 'storage-unavailable',
    codes: /^(?:SQLITE_(?:READONLY|IOERR|CANTOPEN|CORRUPT).*|25006|58030|XX00[12])$/,
    detail: 'The database cannot be written or read as it should. Nothing was stored.',
    retrySeconds: 60,
  },
  {
    problem: 'storage-unavailable',
    // 08: connection, 57P0: shut down or starting, 53300: too many connections, 57014: it took too long, 25P03: idle for too long
    codes: /^(?:08...|57P0.|53300|57014|25P03|ECONNRESET|ETIMEDOUT|EPIPE)$/,
    detail: 'The database cannot be reached. If the connection broke while it stored, look whether it did.',
    retrySeconds: 10,
  },
];
const READ_ONLY = /^(?:SQLITE_READONLY.*|25006)$/;
const UNREACHABLE = KINDS.at(-1) as Kind;

/** Messages of the PostgreSQL driver that come without a code. */
const LOST_CONNECTION = /^(?:Connection terminated|Client has encountered a connection error|Client was closed)/;

/** No connection to the database could be had, for whatever reason: refused, shut, wrong password; or it broke between two statements. */
export class DatabaseUnreachable extends Error {
  constructor(cause: unknown) {
    super('No connection to the database', { cause });
    this.name = 'DatabaseUnreachable';
  }
}

/**
 * What a failed statement says to its caller. Services look before they insert; between two processes that is not enough,
 * and the database has the last word.
 */
export function problemOfDatabase(error: unknown, access: Access): unknown {
  const code = databaseCode(error);
  // To write by way of a read is a mistake of ours, no trouble of the database.
  if (access === 'read' && code !== undefined && READ_ONLY.test(code)) return error;
  const kind = code === undefined ? undefined : KINDS.find(({ codes }) => codes.test(code));
  const found = kind ?? (isUnreachable(error) ? UNREACHABLE : undefined);
  if (found === undefined) return error;
  const { problem, detail, retrySeconds } = found;
  return new Problem(problem, detail, {
    cause: error,
    ...(retrySeconds !== undefined && { headers: { 'Retry-After': String(retrySeconds) } }),
  });
}

/** The database's or the network's own code of a failed statement; undefined for any other error. */
export function databaseCode(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { code } = error.driverError as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

function isUnreachable(error: unknown): boolean {
  if (error instanceof DatabaseUnreachable) return true;
  return error instanceof QueryFailedError && LOST_CONNECTION.test((error.driverError as Error).message);
}
