import fs from 'node:fs';
import path from 'node:path';

/** What SQLite keeps beside a file, by the ending of its name. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/** Where a file really is, or would be: by whatever path it is named, it is one. */
export function placeOf(file: string): string {
  return fs.existsSync(file)
    ? fs.realpathSync(file)
    : path.join(fs.realpathSync(path.dirname(file)), path.basename(file));
}

/**
 * Refuses a place whose file is missing while what SQLite had beside it is left: the log may hold all data, and a new
 * file of the same name would take it for its own or write over it. Only for a place where no file with content is.
 *
 * @throws Error
 */
export function assertNothingLeft(file: string): void {
  for (const companion of ['-wal', '-journal']) {
    if ((fs.statSync(file + companion, { throwIfNoEntry: false })?.size ?? 0) === 0) continue;
    throw new Error(
      `a part of a database is left at ${file}${companion}. Put the file back that belongs to it, or move it away.`,
    );
  }
}
