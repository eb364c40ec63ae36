import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { placeOf } from '../postgres/open-postgres.js';
import { ARCHIVING, postgresSource } from '../postgres/postgres-source.js';
import { ArchiveError } from './archive-error.js';

/** One connection to a server, for one long transaction. */
export interface Connection {
  readonly source: DataSource;
  readonly runner: QueryRunner;
  /** What runs statements on it */
  readonly manager: EntityManager;
  /** Host and database, without a password */
  readonly place: string;
  readonly close: () => Promise<void>;
}

/** @throws ArchiveError when the server cannot be reached */
export async function connectPostgres(url: string): Promise<Connection> {
  const place = placeOf(url);
  const source = postgresSource(url, 2, [], ARCHIVING);
  try {
    await source.initialize();
    const runner = source.createQueryRunner();
    await runner.connect();
    return {
      source,
      runner,
      manager: runner.manager,
      place,
      close: async () => {
        // A transaction that is open ends with the connection.
        await ((await runner.connect()) as { end(): Promise<void> }).end().catch(() => undefined);
        await runner.release().catch(() => undefined);
        await source.destroy();
      },
    };
  } catch (error) {
    if (source.isInitialized) await source.destroy();
    throw new ArchiveError(`The database ${place} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
