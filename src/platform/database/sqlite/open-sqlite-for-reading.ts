import fs from 'node:fs';
import { DataSource } from 'typeorm';
import type { ReadableDatabase } from '../data-sources.js';
import { assertSchemaOfThisRelease, DONE_MIGRATIONS, MIGRATION_NAMES, schemaOptions } from '../schema.js';
import { assertOwnFile } from './own-file.js';
import { sqliteTransaction } from './sqlite-transaction.js';

/** @throws Error as `openForReading` */
export async function openSqliteForReading(file: string): Promise<ReadableDatabase> {
  try {
    if (!fs.existsSync(file)) throw new Error('there is no such file.');
    assertOwnFile(file, MIGRATION_NAMES);
    const source = new DataSource({ type: 'better-sqlite3', database: file, readonly: true, ...schemaOptions([]) });
    await source.initialize();
    try {
      assertSchemaOfThisRelease(await source.query<{ name: string }[]>(DONE_MIGRATIONS));
    } catch (error) {
      await source.destroy();
      throw error;
    }
    return {
      place: file,
      read: (work) => sqliteTransaction(source, 'DEFERRED', work),
      close: () => source.destroy(),
    };
  } catch (error) {
    throw new Error(`The database ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
