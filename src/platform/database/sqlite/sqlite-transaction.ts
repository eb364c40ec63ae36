import type { DataSource, EntityManager } from 'typeorm';

/** What of better-sqlite3's database object is looked at. */
interface SqliteHandle {
  readonly inTransaction: boolean;
}

/** With the connection's own wait about five seconds in all */
const MOST_ATTEMPTS = 50;
const PAUSE_MILLISECONDS = 50;

/**
 * Runs `work` in one transaction of an SQLite connection that nobody else uses meanwhile.
 *
 * Not by TypeORM's own `transaction`: where SQLite has rolled back by itself, as on a full disk, TypeORM goes on counting
 * a transaction as open, later ones become savepoints in it, and what they acknowledge is lost. Here the connection
 * itself is asked.
 *
 * @param mode `IMMEDIATE` waits for other writers at the start, where waiting helps; a transaction that reads first and
 *   then wants to write fails at once when somebody else has written
 * @throws what `work` or the database throws; then nothing of it is stored
 */
export async function sqliteTransaction<T>(
  source: DataSource,
  mode: 'DEFERRED' | 'IMMEDIATE',
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const { databaseConnection: handle } = source.driver as unknown as { databaseConnection: SqliteHandle };
  // An earlier transaction whose rollback failed must not swallow this one.
  if (handle.inTransaction) await source.query('ROLLBACK');
  await begin(source, mode);
  try {
    const result = await work(source.manager);
    // Without one the statements above were each stored by itself, and COMMIT would say so.
    await source.query('COMMIT');
    return result;
  } catch (error) {
    // What went wrong first is what is told; a rollback that fails is made up for before the next transaction.
    if (handle.inTransaction) await source.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Begins, and tries again for some seconds while another program, such as a backup, holds the file. */
async function begin(source: DataSource, mode: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await source.query(`BEGIN ${mode}`);
      return;
    } catch (error) {
      const { code } = ((error as { driverError?: unknown }).driverError ?? {}) as { code?: string };
      if (code !== 'SQLITE_BUSY' || attempt === MOST_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }
}
