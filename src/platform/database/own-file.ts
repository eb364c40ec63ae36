import Database from 'better-sqlite3';

/** "NHSr" as a number: what `PRAGMA application_id` says of a file of this service. */
const APPLICATION_ID = 0x4e485372;

/**
 * Marks a new SQLite file as one of this service, and refuses what belongs to another program or to a newer release.
 *
 * @param migrations names of those that this release knows
 * @throws Error when the file is not one of ours, or has been changed by a release that is newer
 */
export function assertOwnFile(file: string, migrations: readonly string[]): void {
  const database = new Database(file);
  try {
    const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const id = database.pragma('application_id', { simple: true });
    if (tables.length === 0 && (id === 0 || id === APPLICATION_ID)) {
      database.pragma(`application_id = ${String(APPLICATION_ID)}`);
      return;
    }
    if (id !== APPLICATION_ID) throw new Error('it belongs to another program. Name another file.');
    if (!tables.some(({ name }) => name === 'migrations')) return;
    const done = database.prepare<[], { name: string }>('SELECT name FROM migrations').all();
    const unknown = done.filter(({ name }) => !migrations.includes(name));
    if (unknown.length > 0) throw new Error('it was changed by a newer release of this service. Use that one.');
  } finally {
    database.close();
  }
}
