import fs from 'node:fs';
import Database from 'better-sqlite3';

/** "NHSr" as a number: what `PRAGMA application_id` says of a file of this service. */
const APPLICATION_ID = 0x4e485372;

/**
 * Refuses what belongs to another program or to another release. Only reads.
 *
 * @param migrations names of those that this release knows
 * @throws Error when the file is not one of ours, or not one that this release can bring to its schema
 */
export function assertOwnFile(file: string, migrations: readonly string[]): void {
  if (isEmpty(file)) return;
  if (!fs.statSync(file).isFile()) throw new Error('it is not a file. Name one.');
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
  database.pragma(`application_id = ${String(APPLICATION_ID)}`);
  database.close();
}

function isEmpty(file: string): boolean {
  return !fs.existsSync(file) || fs.statSync(file).size === 0;
}
