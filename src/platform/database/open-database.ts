import type { DatabasePlace, DataSources, Entity } from './data-sources.js';
import { openPostgres } from './postgres/open-postgres.js';
import { openSqlite } from './sqlite/open-sqlite.js';

/**
 * Opens the database and brings it to the newest schema.
 *
 * @throws Error, in words for whoever runs the service, when it cannot be used or would not keep what was acknowledged
 */
export function openDatabase(place: DatabasePlace, entities: readonly Entity[]): Promise<DataSources> {
  return place.databaseUrl === undefined
    ? openSqlite(place.databasePath, entities)
    : openPostgres(place.databaseUrl, place.databasePool, entities);
}
