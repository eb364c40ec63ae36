import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  type DataSource,
  type EntityManager,
  type QueryRunner,
} from 'typeorm';
import type { Access } from '../data-sources.js';
import { databaseCode, DatabaseUnreachable } from '../database-errors.js';

/** The driver's connection, as far as it is looked at. */
interface Connection {
  end(): Promise<void>;
  query(statement: string): Promise<{ readonly command: string }>;
}

const MOST_ATTEMPTS = 12;
/** Serialization failure, deadlock */
const IN_THE_WAY: readonly unknown[] = ['40001', '40P01'];
const UNIQUE = '23505';
/** Advisory lock of those that try again: they wait for each other, so that one of them always gets through. */
const TURN_LOCK = 0x4e485301;

const BEGIN: Readonly<Record<Access, string>> = {
  write: 'BEGIN ISOLATION LEVEL SERIALIZABLE',
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
};

/**
 * Runs `work` in one transaction on a connection of the pool: a write as if nobody else wrote meanwhile, a read on one
 * committed state. A write that others were in the way of runs again from its beginning; so does, once, one that found
 * the same stored meanwhile, so that it can say of what.
 *
 * @throws what `work` or the database throws; then nothing of it is stored, unless the connection broke at the commit
 */
export async function postgresTransaction<T>(
  source: DataSource,
  access: Access,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await onConnection(source, (runner) => attemptOnce(runner, access, attempt > 1, work));
    } catch (error) {
      const code = databaseCode(error);
      const again = IN_THE_WAY.includes(code) ? attempt < MOST_ATTEMPTS : code === UNIQUE && attempt === 1;
      if (access === 'read' || !again) throw error;
    }
  }
}

async function onConnection<T>(source: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    return await work(runner);
  } catch (error) {
    throw isLetGo(runner, error) ? new DatabaseUnreachable(error) : error;
  } finally {
    await runner.release();
  }
}

/** Whether the connection broke between two statements: before we let it go, only that does. */
function isLetGo(runner: QueryRunner, error: unknown): boolean {
  const refused =
    error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
  return refused && runner.isReleased;
}

async function attemptOnce<T>(
  runner: QueryRunner,
  access: Access,
  inTurn: boolean,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const connection = (await runner.connect().catch((cause: unknown) => {
    throw new DatabaseUnreachable(cause);
  })) as Connection;
  // Taken before the transaction begins, which sees the state of its first statement.
  if (inTurn) await runner.query('SELECT pg_advisory_lock($1)', [TURN_LOCK]);
  try {
    await runner.query(BEGIN[access]);
    try {
      const result = await work(runner.manager);
      await commit(connection);
      return result;
    } catch (error) {
      await orClose(connection, () => runner.query('ROLLBACK'));
      throw error;
    }
  } finally {
    if (inTurn) await orClose(connection, () => runner.query('SELECT pg_advisory_unlock($1)', [TURN_LOCK]));
  }
}

/**
 * By the driver itself, which tells what came of it: where a statement had failed and somebody went on regardless,
 * PostgreSQL answers a COMMIT with ROLLBACK and no error.
 */
async function commit(connection: Connection): Promise<void> {
  const { command } = await connection.query('COMMIT').catch((error: unknown) => {
    throw new QueryFailedError('COMMIT', [], error as Error);
  });
  if (command !== 'COMMIT') throw new Error('A statement had failed: nothing of the transaction was stored');
}

/** A connection whose transaction or lock cannot be ended is closed: the pool gives it to nobody, and the server ends both. */
async function orClose(connection: Connection, statement: () => Promise<unknown>): Promise<void> {
  try {
    await statement();
  } catch {
    await connection.end().catch(() => undefined);
  }
}
