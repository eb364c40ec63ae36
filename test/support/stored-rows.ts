import Database from 'better-sqlite3';

/** What each table of a database holds, read by a connection of its own: only what was committed. */
export function storedRows(databasePath: string): Readonly<Record<string, readonly Record<string, unknown>[]>> {
  const database = new Database(databasePath, { readonly: true });
  try {
    const tables = database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();
    return Object.fromEntries(
      tables.map(({ name }) => [name, database.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).all()]),
    );
  } finally {
    database.close();
  }
}
