import fs from 'node:fs';
import Database from 'better-sqlite3';
import { assertNothingLeft } from './companions.js';

/** "NHSr" as a number: what `PRAGMA application_id` says of a file of this service. */
const APPLICATION_ID = 0x4e485372;

/**
 * Refuses what belongs to another program or to another release. Only reads.
 *
 * @param migrations names of those that this release knows
 * @throws Error when the file is not one of ours, not one that this release can bring to its schema, has a second name, or
 *   is missing while a part of it is left
 */
export function assertOwnFile(file: string, migrations: readonly string[]): void {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() === false) throw new Error('it is not a file. Name one.');
  // The log and the lock are named after the file: by another name there is another of each.
  if (found !== undefined && found.nlink > 1) {
    throw new Error('it has more than one name (a hard link). Remove the other ones.');
  }
  if (found === undefined || found.size === 0) {
    assertNothingLeft(file);
    return;
  }
  const database = new Database(file, { readonly: true });
  try {
    const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const done = tables.some(({ name }) => name === 'migrations')
      ? database.prepare<[], { name: string }>('SELECT name FROM migrations').all()
      : [];
    if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
      const draft = done.some(({ name }) => migrations.includes(name));
      throw new Error(
        draft
          ? 'it was made by a draft of this service before its first release. Name another file.'
          : 'it belongs to another program. Name another file.',
      );
    }
    if (done.some(({ name }) => !migrations.includes(name))) {
      throw new Error('it was changed by a newer release of this service. Use that one.');
    }
  } finally {
    database.close();
  }
}

/** Marks a file that is new as one of this service. */
export function markOwnFile(file: string): void {
  if (!isEmpty(file)) return;
  const database = new Database(file);
  // One page, which needs no journal; one that a kill left beside an empty file would look like a part of a database.
  database.pragma('journal_mode = MEMORY');
  database.pragma(`application_id = ${String(APPLICATION_ID)}`);
  database.close();
}

function isEmpty(file: string): boolean {
  return !fs.existsSync(file) || fs.statSync(file).size === 0;
}
