import { ConfigError, readConfig } from '../platform/config/config.js';
import type { DatabasePlace } from '../platform/database/data-sources.js';
import { usageError } from './failure.js';

export interface PlaceOptions {
  readonly databasePath?: string;
  readonly databaseUrl?: string;
}

/** Where the data is: as the service's settings say, unless options do. */
export function placeOf(
  { databasePath, databaseUrl }: PlaceOptions,
  environment: Readonly<Record<string, string | undefined>>,
): DatabasePlace {
  if (databasePath !== undefined && databaseUrl !== undefined) {
    throw usageError("error: options '--database-path' and '--database-url' name two places; choose one of them");
  }
  const named = databasePath !== undefined || databaseUrl !== undefined;
  const settings = named ? { DATABASE_PATH: databasePath, DATABASE_URL: databaseUrl } : environment;
  if (databasePath?.trim() === '' || databaseUrl?.trim() === '') {
    throw usageError("error: '--database-path' and '--database-url' take a place");
  }
  try {
    return readConfig(settings);
  } catch (error) {
    if (error instanceof ConfigError) throw usageError(`error: ${error.message}`);
    throw error;
  }
}
