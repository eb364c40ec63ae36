import type { DatabasePlace, ReadableDatabase } from './data-sources.js';
import { openPostgresForReading } from './postgres/open-postgres.js';
import { openSqliteForReading } from './sqlite/open-sqlite-for-reading.js';

/**
 * Opens a database that is there, without changing it and without keeping the service from it.
 *
 * @throws Error when it is missing, is not one of this service, or not of this release's schema
 */
export function openForReading({ databasePath, databaseUrl }: DatabasePlace): Promise<ReadableDatabase> {
  return databaseUrl === undefined ? openSqliteForReading(databasePath) : openPostgresForReading(databaseUrl);
}
